import datetime as dt
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.gazetteer.gazetteer import embedded_path
from geo.gazetteer.sources import renamed
from geo.names import fold

BAKHMUT = (
    "UA1402001001,Бахмут,Артемівськ,Артёмовск|Артемовск,Artemivsk|Artyomovsk,1924,2016-02-04,"
    "Verkhovna Rada resolution 984-VIII of 2016-02-04"
)
SOURCED = re.compile(r"\d{4}|article|Law \d")


def table(tmp_path, *rows, columns=renamed.COLUMNS):
    path = tmp_path / "renamed.csv"
    path.write_text("\n".join([",".join(columns), *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shipped():
    return renamed.read_renamed(embedded_path().with_name("renamed.csv"))


def test_a_row_becomes_a_former_name(tmp_path):
    (old,) = renamed.read_renamed(table(tmp_path, BAKHMUT))
    assert (old.place_id, old.name_today_uk) == ("UA1402001001", "Бахмут")
    assert old.names == {
        "en": ("Artemivsk", "Artyomovsk"),
        "uk": ("Артемівськ",),
        "ru": ("Артёмовск", "Артемовск"),
    }
    assert (old.since, old.since_text) == (dt.date(1924, 1, 1), "1924")
    assert (old.until, old.until_text) == (dt.date(2016, 2, 4), "2016-02-04")
    assert old.source == "Verkhovna Rada resolution 984-VIII of 2016-02-04"
    assert old.spellings == ("Artemivsk", "Artyomovsk", "Артемівськ", "Артёмовск", "Артемовск")


@pytest.mark.parametrize(
    ("old_uk", "old_ru", "old_en", "english"),
    [
        ("Торез", "Торез", "", ("Torez",)),
        ("Кіровськ", "Кировск", "", ("Kirovsk",)),
        ("Жовтневе", "Октябрьское", "", ("Zhovtneve", "Oktyabrskoye")),
        ("Сталіне|Сталіно", "Сталино", "", ("Staline", "Stalino")),
        ("Сталіне|Сталіно", "Сталино", "Stalin", ("Stalin",)),
        ("Яма", "", "", ("Yama",)),
    ],
)
def test_english_is_made_where_none_is_given(tmp_path, old_uk, old_ru, old_en, english):
    row = f"UA1406015001,Чистякове,{old_uk},{old_ru},{old_en},,2016,an act of 2016"
    (old,) = renamed.read_renamed(table(tmp_path, row))
    assert old.names["en"] == english
    assert ("ru" in old.names) == bool(old_ru)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("UA1402001001", "", r"^renamed\.csv, line 2: place_id is empty; fill it in"),
        ("UA1402001001", "UA1402", r"line 2: place_id is 'UA1402'; write it like UA1402001001"),
        ("UA1402001001", "GN123", "line 2: place_id is 'GN123'"),
        ("Бахмут", "", "line 2: name_today_uk is empty"),
        ("Бахмут", "Артемівськ", "line 2: old_uk is today's name, 'Артемівськ'; give the name the place had before"),
        ("Артемівськ", "", "line 2: old_uk is empty"),
        ("Артёмовск|Артемовск", "Артёмовск||Артемовск", r"line 2: old_ru is .*; put one \| between spellings"),
        ("Артёмовск|Артемовск", "Артёмовск|Артёмовск", "line 2: old_ru is .*each of them once"),
        ("Артемівськ", "Слов’янськ", "line 2: old_uk is 'Слов’янськ'; write the apostrophe as '"),
        ("1924", "in 1924", "line 2: from is 'in 1924'; write it like 2016-05-12 or 2016"),
        ("1924", "24", "line 2: from is '24'"),
        ("2016-02-04", "2016-02-30", "line 2: until is '2016-02-30'; give a day that the calendar has"),
        ("2016-02-04", "2016-02", "line 2: until is '2016-02'; write it like"),
        ("1924", "0000", "line 2: from is '0000'; give a day"),
        ("1924", "2016-02-04", "line 2: from 2016-02-04 is not before until 2016-02-04; put the earlier date in from"),
        ("1924", "2017", "line 2: from 2017 is not before until 2016-02-04"),
        ("Verkhovna Rada resolution 984-VIII of 2016-02-04", "", "line 2: source is empty"),
        (",1924,", ",", "line 2: has another number of cells"),
        (",1924,", ",1924,,", "line 2: has another number of cells"),
    ],
)
def test_a_bad_row_is_named_with_its_cure(tmp_path, old, new, message):
    with pytest.raises(InputError, match=message):
        renamed.read_renamed(table(tmp_path, BAKHMUT.replace(old, new, 1)))


def test_the_same_name_twice_is_refused_but_two_spans_are_not(tmp_path):
    with pytest.raises(InputError, match=r"line 3: Артемівськ of UA1402001001 is there twice; keep one"):
        renamed.read_renamed(table(tmp_path, BAKHMUT, BAKHMUT))
    again = BAKHMUT.replace("1924,2016-02-04", "2017,2018")
    assert len(renamed.read_renamed(table(tmp_path, BAKHMUT, again))) == 2


def test_wrong_columns_and_no_file_are_told(tmp_path):
    with pytest.raises(InputError, match=r"renamed\.csv, line 1: the columns are not those expected"):
        renamed.read_renamed(table(tmp_path, BAKHMUT, columns=renamed.COLUMNS[::-1]))
    with pytest.raises(InputError, match=r"none\.csv: cannot be read"):
        renamed.read_renamed(tmp_path / "none.csv")


@given(day=st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_day_and_every_year_is_read_back(tmp_path_factory, day):
    folder = tmp_path_factory.mktemp("days")
    for text, expected in [(day.isoformat(), day), (str(day.year), dt.date(day.year, 1, 1))]:
        row = f"UA1402001001,Бахмут,Артемівськ,,,,{text},an act of {text}"
        (old,) = renamed.read_renamed(table(folder, row))
        assert (old.since, old.since_text, old.until, old.until_text) == (None, "", expected, text)


def test_the_shipped_table_is_large_and_sorted(shipped):
    assert len(shipped) >= 200
    assert [old.place_id for old in shipped] == sorted(old.place_id for old in shipped)


def test_each_id_is_known_and_its_name_matches(shipped, gazetteer):
    unlike = []
    for old in shipped:
        place = gazetteer.get(old.place_id)
        known = {fold(name) for name in (place.names.get("uk", ""), *place.aliases)} if place else set()
        if fold(old.name_today_uk) not in known:
            unlike.append((old.place_id, old.name_today_uk, place and place.names))
    assert unlike == []


def test_no_former_name_is_the_name_of_today(shipped):
    assert [old for old in shipped if old.name_today_uk in old.spellings] == []


def test_every_row_names_an_act_or_an_article(shipped):
    assert [old.source for old in shipped if not SOURCED.search(old.source)] == []


def test_names_are_in_their_alphabets(shipped):
    # Crimean Tatar has letters of its own: Duvanköy, Taşlı
    latin, cyrillic = re.compile(r"[A-Za-zçğıñöşüâÇĞİÑÖŞÜÂ' -]+"), re.compile(r"[А-ЯҐЄІЇЁа-яґєіїё' -]+")
    for old in shipped:
        assert all(latin.fullmatch(name) for name in old.names["en"]), old
        assert all(cyrillic.fullmatch(name) for lang in ("uk", "ru") for name in old.names.get(lang, ())), old


def test_the_spans_of_one_place_do_not_overlap(shipped):
    spans = {}
    for old in shipped:
        spans.setdefault(old.place_id, []).append(old)
    for rows in spans.values():
        dated = sorted((old for old in rows if old.since or old.until), key=lambda old: old.until or dt.date.max)
        for earlier, later in itertools.pairwise(dated):
            assert later.since is None or (earlier.until is not None and earlier.until <= later.since), (earlier, later)


@pytest.mark.parametrize(
    ("place_id", "today", "former", "until"),
    [
        ("UA1402001001", "Бахмут", "Artyomovsk", "2016-02-04"),
        ("UA1416021001", "Покровськ", "Krasnoarmeysk", "2016-05-12"),
        ("UA1416021001", "Покровськ", "Postyshevo", "1938"),
        ("UA1402011001", "Торецьк", "Dzerzhynsk", "2016-02-04"),
        ("UA1416015001", "Мирноград", "Dymytrov", "2016-05-12"),
        ("UA1412011001", "Лиман", "Krasnyi Lyman", "2016-02-04"),
        ("UA1402011005", "Нью-Йорк", "Novhorodske", "2021-07-01"),
        ("UA2310001001", "Кам'янка", "Kuibysheve", "2016-05-12"),
        ("UA2310001001", "Кам'янка", "Bilmak", "2021"),
        ("UA1408003001", "Донецьк", "Stalino", "1961-11-09"),
        ("UA1414005001", "Маріуполь", "Zhdanov", "1989-01-13"),
        ("UA4406001001", "Луганськ", "Voroshilovgrad", "1990-05-04"),
        ("UA4404003001", "Сорокине", "Krasnodon", "2016-05-12"),
        ("UA4412011001", "Сіверськодонецьк", "Severodonetsk", "2024-09-19"),
        ("UA1202001001", "Дніпро", "Dnipropetrovsk", "2016-05-19"),
        ("UA1210007001", "Самар", "Новомосковськ", "2024-09-19"),
        ("UA4612013001", "Шептицький", "Червоноград", "2024-09-19"),
        ("UA5910005001", "Хутір-Михайлівський", "Дружба", "2024-09-19"),
        ("UA5110041001", "Південне", "Южне", "2024-10-09"),
        ("UA0114023001", "Яни Капу", "Красноперекопск", "2023-09-07"),
        ("UA7402005001", "Сновськ", "Shchors", "2016-05-12"),
        ("UA6510011001", "Олешки", "Цюрупинськ", "2016"),
    ],
)
def test_well_known_renamings(shipped, place_id, today, former, until):
    found = [old for old in shipped if old.place_id == place_id and former in old.spellings]
    assert {old.name_today_uk for old in found} == {today}
    assert until in {old.until_text for old in found}
