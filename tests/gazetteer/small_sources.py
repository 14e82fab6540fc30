"""A few records of each source, for tests that need no package."""

from geo.gazetteer.sources.geonames import City, Country
from geo.gazetteer.sources.katottg import Settlement
from geo.model import Admin, Kind, Place


def settlement(place_id, name, category="C", raion="Покровський", hromada="Курахівська"):
    return Settlement(place_id, name, category, raion, hromada)


def city(geonameid, name, lat, lon, population, *, country="UA", admin1="05", alternates=()):
    return City(geonameid, name, country, admin1, lat, lon, population, alternates)


REGISTER = [
    settlement("UA1416011001", "Курахове", "M"),
    settlement("UA1416011004", "Іллінка", "X"),
    settlement("UA1416011009", "Андріївка"),
    settlement("UA1412017010", "Андріївка", "C", "Краматорський", "Олександрівська"),
    settlement("UA1412017001", "Олександрівка", "X", "Краматорський", "Олександрівська"),
    settlement("UA1412017003", "Самарське", "C", "Краматорський", "Олександрівська"),
]
CITIES = [
    city(1, "Kurakhove", 47.985, 37.28, 18220, alternates=("Kurachove", "ku la huo wei", "Курахове", "Курахово")),
    city(2, "Oleksandrivka", 48.72, 36.91, 3800, alternates=("Олександрівка",)),
    city(3, "Andriivka", 48.70, 36.99, 700, alternates=("Андріївка",)),
    city(10, "Sudzha", 51.19, 35.27, 6000, country="RU", admin1="41", alternates=("Суджа",)),
    city(11, "Kurchatov", 51.66, 35.65, 47500, country="RU", admin1="41", alternates=("Курчатов",)),
    city(20, "Warsaw", 52.23, 21.01, 1700000, country="PL", admin1="78", alternates=("Варшава", "Warszawa")),
    city(21, "Radom", 51.4, 21.15, 226000, country="PL", admin1="78"),
]
COUNTRIES = [Country("PL", 616, "Poland", "Warsaw"), Country("UA", 804, "Ukraine", "Kyiv")]
FRONTLINE = [
    Place(
        "UA1416011004",
        "Illinka",
        Kind.VILLAGE,
        48.00735,
        37.29743,
        1000.0,
        Admin("UA", "Donetsk", "Pokrovskyi"),
        {"en": "Illinka", "uk": "Іллінка", "ru": "Ильинка"},
        ("Ilinka",),
        None,
        "position: OCHA COD-AB 2026-02 (CC BY-IGO)",
    ),
    Place(
        "RU:Kursk/Sudzha",
        "Sudzha",
        Kind.TOWN,
        51.1914,
        35.2706,
        2500.0,
        Admin("RU", "Kursk", "Sudzhansky"),
        {"en": "Sudzha", "ru": "Суджа"},
        (),
        None,
        "position: Wikipedia (CC BY-SA)",
    ),
]
AREAS = [Place("ADM1:UA14", "Donetsk", Kind.REGION, 48.1, 37.8, 100_000.0, Admin("UA"), {"en": "Donetsk"})]
