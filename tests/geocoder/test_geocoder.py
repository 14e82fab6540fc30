"""`FrontlineGeocoder` under everything that geopy's users do with a geocoder."""

import asyncio
import doctest
import functools
import json
import pickle
import socket
import subprocess
import sys
from contextlib import suppress

import geopandas
import geopy.geocoders
import pandas as pd
import pytest
from geopy.adapters import BaseAsyncAdapter, BaseSyncAdapter
from geopy.exc import ConfigurationError, GeocoderQueryError, GeocoderServiceError, GeocoderUnavailable
from geopy.extra.rate_limiter import AsyncRateLimiter, RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import AmbiguousPlaceError
from geo.geocoder import FrontlineGeocoder

KURAKHOVE, BY_KURAKHOVE, BY_POKROVSK = "UA1416011001", "UA1416013005", "UA1416005009"
DONETSK_OBLAST = "ADM1:UA14"


class AsyncAdapter(BaseAsyncAdapter):
    entered = False

    async def __aenter__(self):
        type(self).entered = True
        return self

    async def get_json(self, url, *, timeout, headers):
        raise AssertionError(url)

    get_text = get_json


class SyncAdapter(BaseSyncAdapter):
    def get_json(self, url, *, timeout, headers):
        raise AssertionError(url)

    get_text = get_json


class Behind(Geocoder):
    """A network geocoder that answers, finds nothing or fails as it is told, and notes what it was asked."""

    def __init__(self, answer=None, **options):
        super().__init__(**options)
        self.answer, self.asked = answer, []

    def geocode(self, query, *, exactly_one=True, timeout=None, language=False, viewbox=None):
        self.asked.append((query, {"exactly_one": exactly_one, "language": language, "viewbox": viewbox}))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if exactly_one or self.answer is None else [self.answer]

    def reverse(self, query, *, exactly_one=True):
        return self.geocode(query, exactly_one=exactly_one)


class AsyncBehind(Behind):
    async def geocode(self, query, **options):
        return Behind.geocode(self, query, **options)


THERE = Location("Narniaville, Narnia", (1.0, 2.0), {"id": 7})


@pytest.fixture(scope="module")
def geocoder(gazetteer):
    return FrontlineGeocoder(gazetteer)


def test_it_is_a_geopy_geocoder(geocoder):
    assert isinstance(geocoder, Geocoder)
    assert geocoder.geocode.__self__ is geocoder


def test_an_answer_tells_where_and_why(geocoder):
    location = geocoder.geocode("Kurakhove")
    assert isinstance(location, Location)
    assert str(location) == location.address == "Kurakhove, Donetsk Oblast, Ukraine"
    _, (lat, lon) = location
    assert (lat, lon) == (location.latitude, location.longitude) == pytest.approx((47.986, 37.285), abs=0.01)
    assert location.altitude == 0.0
    raw = location.raw
    assert [raw[key] for key in ("place_id", "name", "kind")] == [KURAKHOVE, "Kurakhove", "city"]
    assert [raw[key] for key in ("oblast", "raion", "hromada", "country")] == [
        *("Donetsk", "Pokrovskyi", "Kurakhivska", "UA"),
    ]
    assert raw["names"]["uk"] == "Курахове"
    assert raw["uncertainty_m"] > 0
    assert raw["score"] == 1.0
    assert raw["why"]
    assert "CC BY" in raw["licence"]
    assert not raw["network"]
    assert not raw["ambiguous"]
    assert raw["alternatives"] == []
    assert json.loads(json.dumps(raw)) == raw
    assert pickle.loads(pickle.dumps(location)) == location


@pytest.mark.parametrize(
    ("query", "options", "place_id"),
    [
        ("Kurakhove", {}, KURAKHOVE),
        ("  kurakhove ", {}, KURAKHOVE),
        ("Курахово", {}, KURAKHOVE),
        ("Kurakhove, Donetsk Oblast", {}, KURAKHOVE),
        ("Kurakhove, Donetsk", {}, KURAKHOVE),
        ("Kurakhove, Ukraine", {}, KURAKHOVE),
        ("Kurakhove, UA", {}, KURAKHOVE),
        ("Kurakhove, 85612, Ukraine", {}, KURAKHOVE),
        ("85612 Kurakhove; Ukraine", {}, KURAKHOVE),
        ("Kurakhove, Pokrovskyi raion, Donetsk oblast, Ukraine", {}, KURAKHOVE),
        ("Курахове, Донецька область", {}, KURAKHOVE),
        ("Курахове, Донецької області", {}, KURAKHOVE),
        ("Курахово, Донецкая обл., Украина", {}, KURAKHOVE),
        ("Україна, Донецька область, Покровський район, м. Курахове", {}, KURAKHOVE),
        ("Donetsk Oblast, Kurakhove", {}, KURAKHOVE),
        ("м.Курахове", {}, KURAKHOVE),
        ("the city of Kurakhove", {}, KURAKHOVE),
        ("the village of Kurakhivka", {}, "UA1416011005"),
        ("село Єлизаветівка, Мар'їнська громада", {}, BY_KURAKHOVE),
        ("Єлизаветівка, Маринська громада", {}, BY_KURAKHOVE),
        ("Yelyzavetivka, Marinka hromada", {}, BY_KURAKHOVE),
        ("Yelyzavetivka", {"near": "Kurakhove"}, BY_KURAKHOVE),
        ("Yelyzavetivka", {"near": (47.98, 37.28)}, BY_KURAKHOVE),
        ("Yelyzavetivka", {"near": Point(47.98, 37.28)}, BY_KURAKHOVE),
        ("Yelyzavetivka", {"near": "47.98, 37.28"}, BY_KURAKHOVE),
        ("Yelyzavetivka", {"near": "Pokrovsk, Donetsk Oblast"}, BY_POKROVSK),
        ("Yelyzavetivka", {"region": "Hrodivska hromada"}, BY_POKROVSK),
        ("Yelyzavetivka", {"region": ["Donetsk", "Marinka hromada"]}, BY_KURAKHOVE),
        ("Yelyzavetivka", {"viewbox": [(47.8, 37.2), (47.95, 37.4)]}, BY_KURAKHOVE),
        ("Yelyzavetivka", {"viewbox": ["47.8,37.2", "47.95,37.4"], "bounded": True}, BY_KURAKHOVE),
        ("Kurakhove", {"region": DONETSK_OBLAST}, KURAKHOVE),
        ("Kurakhove", {"viewbox": [(50, 30), (51, 31)]}, KURAKHOVE),
        ("Kurakhove", {"viewbox": [(50, 30), (51, 31)], "bounded": True}, None),
        ("Kurakhove", {"region": "Lviv Oblast"}, None),
        ("Kurakhove, Narnia", {}, None),
        ("Kurakhove", {"country_codes": "ru"}, None),
        ("Kurakhove", {"country_codes": ["ru", "ua"]}, KURAKHOVE),
        ("Kurakhove", {"country_codes": "RU,UA"}, KURAKHOVE),
        ("Donetsk", {}, "UA1408003001"),
        ("Donetsk", {"country_codes": "ru"}, "RU:Rostov/Donetsk"),
        ("Donetsk, Rostov Oblast", {}, "RU:Rostov/Donetsk"),
        ("Donetsk", {"featuretype": "state"}, DONETSK_OBLAST),
        ("Donetsk", {"featuretype": "settlement"}, "UA1408003001"),
        ("Donetsk Oblast", {}, DONETSK_OBLAST),
        ("Донецька область", {}, DONETSK_OBLAST),
        ("Ukraine", {}, "ADM0:UA"),
        ("Ukraine", {"featuretype": "city"}, None),
        ("Sevastopol, Crimea", {}, "UA8500000000"),
        ("Artemivsk, Bakhmutskyi raion", {"language": "uk"}, "UA1402001001"),
        ({"city": "Kurakhove"}, {}, KURAKHOVE),
        ({"city": "Kurakhove", "state": "Donetsk Oblast", "country": "Ukraine"}, {}, KURAKHOVE),
        (
            {"village": "Yelyzavetivka", "county": "Pokrovskyi", "state": "Donetsk", "postalcode": "85300"},
            {},
            BY_POKROVSK,
        ),
        ({"city": "Donetsk", "country": "Russia"}, {}, "RU:Rostov/Donetsk"),
        ({"state": "Donetsk"}, {}, DONETSK_OBLAST),
        ({"country": "Ukraine", "city": ""}, {}, "ADM0:UA"),
        ({"street": "Soborna 1", "city": "Kyiv"}, {}, None),
        ("Narniaville", {}, None),
        ("Kurakhove'; DROP TABLE places; --", {}, None),
        ("<script>alert(1)</script>", {}, None),
    ],
)
def test_what_users_ask(geocoder, query, options, place_id):
    location = geocoder.geocode(query, **options)
    assert (location and location.raw["place_id"]) == place_id


@pytest.mark.parametrize(
    ("query", "language", "address"),
    [
        ("Kurakhove", None, "Kurakhove, Donetsk Oblast, Ukraine"),
        ("Kurakhove", False, "Kurakhove, Donetsk Oblast, Ukraine"),
        ("Kurakhove", "uk", "Курахове, Донецька область, Україна"),
        ("Kurakhove", "ru", "Курахово, Донецкая область, Украина"),
        ("Kurakhove", "de, uk-UA;q=0.8, en;q=0.5", "Курахове, Донецька область, Україна"),
        ("Kurakhove", "de", "Kurakhove, Donetsk Oblast, Ukraine"),
        ("Kyiv", "en", "Kyiv, Ukraine"),
        ("Sevastopol", "uk", "Севастополь, Україна"),
        ("Moscow", "en", "Moscow, Russia"),
        ("Simferopol", "ru", "Симферополь, Крым, Украина"),
        ("Belgorod Oblast", "ru", "Белгородская область, Россия"),
        ("Ukraine", "uk", "Україна"),
    ],
)
def test_addresses_are_in_the_language_asked_for(geocoder, query, language, address):
    assert geocoder.geocode(query, language=language).address == address


def test_the_language_of_the_geocoder_holds_where_a_call_names_none(gazetteer):
    assert FrontlineGeocoder(gazetteer, lang="uk").geocode("Kurakhovo").address.startswith("Курахове")


def test_details_as_nominatim_gives_them(geocoder):
    raw = geocoder.geocode("Kurakhove", addressdetails=True, namedetails=True).raw
    assert raw["address"]["city"] == "Kurakhove"
    assert raw["address"]["state"] == "Donetsk Oblast"
    assert raw["address"]["country_code"] == "ua"
    assert raw["namedetails"]["name:uk"] == "Курахове"
    assert "address" not in geocoder.geocode("Kurakhove").raw


def test_a_phrase_is_located_from_its_anchor(geocoder):
    anchor = geocoder.geocode("Kurakhove")
    location = geocoder.geocode("10 km south of Kurakhove, Donetsk Oblast")
    assert location.address == "10 km south of Kurakhove, Donetsk Oblast, Ukraine"
    assert location.latitude == pytest.approx(anchor.latitude - 0.09, abs=0.001)
    assert location.longitude == pytest.approx(anchor.longitude)
    assert location.raw["place_id"] is None
    assert location.raw["anchor_id"] == KURAKHOVE
    assert location.raw["uncertainty_m"] > anchor.raw["uncertainty_m"]


# -- namesakes ------------------------------------------------------------------------------------------------------


def test_of_namesakes_the_likeliest_is_given_and_said_to_be_ambiguous(geocoder):
    raw = geocoder.geocode("Yelyzavetivka").raw
    assert raw["ambiguous"]
    assert "nothing tells which is meant" in raw["why"]
    ids = {other["place_id"] for other in raw["alternatives"]}
    assert raw["place_id"] not in ids
    assert {BY_KURAKHOVE, BY_POKROVSK} <= ids | {raw["place_id"]}
    assert set(raw["alternatives"][0]) == {"place_id", "name", "oblast", "raion", "country"}


@pytest.mark.parametrize("options", [{}, {"near": "Kurakhove"}, {"region": "Marinska"}, {"exactly_one": False}])
def test_strict_refuses_to_choose_but_not_what_is_clear(gazetteer, options):
    strict = FrontlineGeocoder(gazetteer, strict=True)
    if options:
        assert strict.geocode("Yelyzavetivka", **options)
        return
    with pytest.raises(AmbiguousPlaceError, match=r"^21 places may be 'Yelyzavetivka': .*; say which with region="):
        strict.geocode("Yelyzavetivka")
    assert strict.geocode("Yelyzavetivka", strict=False).raw["ambiguous"]


def test_rough_positions_decide_nothing(geocoder):
    """Two namesakes placed at the middle of one area are equally near to anything."""
    rough = [place for place in geocoder.gazetteer if place.uncertainty_m > 15_000 and place.kind == "village"]
    homes = {}
    for place in rough:
        homes.setdefault((place.name, place.admin.raion, place.lat, place.lon), []).append(place)
    twins = next(places for places in homes.values() if len(places) == 2 and len(places[0].name) > 6)
    raw = geocoder.geocode(twins[0].name, near=(twins[0].lat, twins[0].lon)).raw
    assert raw["ambiguous"]
    assert "too rough" in raw["why"]


def test_a_list_is_ranked_and_limited(geocoder):
    every = geocoder.geocode("Yelyzavetivka", exactly_one=False)
    assert isinstance(every, list)
    assert len(every) >= 21
    assert all(isinstance(location, Location) for location in every)
    scores = [location.raw["score"] for location in every]
    assert scores == sorted(scores, reverse=True)
    assert geocoder.geocode("Yelyzavetivka", exactly_one=False, limit=3) == every[:3]
    assert geocoder.geocode("Yelyzavetivka") == every[0]
    # as geopy has it, nothing is None also where a list is asked for
    assert geocoder.geocode("Narniaville", exactly_one=False) is None


# -- reverse --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [(48.0, 37.285), Point(48.0, 37.285), "48.0, 37.285", [48.0, 37.285, 0.0]])
def test_reverse_takes_what_geopy_takes(geocoder, query):
    location = geocoder.reverse(query)
    assert location.raw["country"] == "UA"
    assert location.raw["distance_km"] < 5
    assert location.raw["phrase"].endswith(f" of {location.raw['name']}")


def test_reverse_tells_distance_bearing_and_phrase(geocoder):
    home = geocoder.geocode("Kurakhove")
    near = geocoder.reverse((home.latitude + 0.005, home.longitude), exactly_one=False, limit=40)
    mine = next(one for one in near if one.raw["place_id"] == KURAKHOVE)
    assert mine.raw["phrase"] == "0.6 km north of Kurakhove"
    assert mine.raw["distance_km"] == pytest.approx(0.556, abs=0.01)
    assert mine.raw["bearing_deg"] == pytest.approx(0, abs=0.5)
    distances = [one.raw["distance_km"] for one in near]
    assert distances == sorted(distances)
    assert len(near) <= 40


@pytest.mark.parametrize(
    ("query", "options", "address"),
    [
        ((43.2, 31.0), {}, None),
        ((43.2, 31.0), {"exactly_one": False}, None),
        ((48.0, 37.285), {"max_distance_km": 0.001}, None),
        ((48.0, 37.285), {"zoom": 3}, "Ukraine"),
        ((48.0, 37.285), {"zoom": 5, "language": "uk"}, "Донецька область, Україна"),
    ],
)
def test_reverse_far_out_and_far_up(geocoder, query, options, address):
    location = geocoder.reverse(query, **options)
    assert (location and location.address) == address


@pytest.mark.parametrize(
    ("query", "options", "message"),
    [
        (None, {}, "Must be a coordinate pair or Point"),
        ("", {}, "Must be a coordinate pair or Point"),
        (object(), {}, "Must be a coordinate pair or Point"),
        ("Kurakhove", {}, "unknown format"),
        ("9" * 400, {}, "Failed to create Point"),
        ((float("nan"), 37), {}, "must be finite"),
        ((48, 37), {"limit": 0}, "Limit cannot be less than 1"),
        ((48, 37), {"max_distance_km": 0}, "max_distance_km is 0; it must be above 0"),
        ((48, 37), {"max_distance_km": float("nan")}, "max_distance_km is nan"),
        ((48, 37), {"zoom": 19}, "zoom is 19; it goes from 0 to 18"),
    ],
)
def test_reverse_raises_what_geopy_raises(geocoder, query, options, message):
    with pytest.raises(ValueError, match=message):
        geocoder.reverse(query, **options)


def test_a_latitude_beyond_the_pole_raises_geopys_error(geocoder):
    with pytest.warns(UserWarning, match="Latitude"), pytest.raises(ValueError, match="Latitude must be in the"):
        geocoder.reverse((91, 0))


# -- what cannot be used --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (None, "of type NoneType; give a string"),
        (float("nan"), "of type float"),
        (["Kurakhove"], "of type list"),
        ("", "names no place"),
        (" ,;. 12345", "names no place"),
        ("\0\0", "names no place"),
        ("x" * 501, "501 characters; at most 500"),
        ("\ud800Kurakhove", "no valid Unicode"),
        ({}, "neither city, county, state nor country"),
        ({"city": 5}, "the city is of type int"),
        ({"town_name": "Kurakhove"}, "unknown in a structured query: town_name; known are city"),
        ("5000 km north of Kyiv", "5000 km"),
    ],
)
def test_unusable_queries(geocoder, query, message):
    with pytest.raises(GeocoderQueryError, match=message):
        geocoder.geocode(query)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"near": "Narniaville"}, "there is no such place"),
        ({"near": "Yelyzavetivka"}, "near 'Yelyzavetivka': 21 places"),
        ({"near": "91.0.0 x"}, "there is no such place"),
        ({"region": 5}, "the region is of type int"),
        ({"region": [5]}, "the region is of type int"),
        ({"region": ""}, "the region '' names no place"),
        ({"featuretype": "volcano"}, "featuretype is 'volcano'; known are country"),
        ({"viewbox": [(1, 2)]}, "bounding box"),
        ({"viewbox": ["here", "there"]}, "unknown format"),
        ({"limit": 0, "exactly_one": False}, "Limit cannot be less than 1"),
    ],
)
def test_unusable_options(geocoder, options, message):
    with pytest.raises(ValueError, match=message):
        geocoder.geocode("Kurakhove", **options)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"lang": "de"}, ConfigurationError, "lang is 'de'; addresses are written in en, uk, ru"),
        ({"gazetteer": 5}, ConfigurationError, "gazetteer is of type int"),
        ({"gazetteer": "/nowhere/at/all"}, GeocoderUnavailable, "/nowhere/at/all"),
        ({"fallback": "nominatim"}, ConfigurationError, r"fallback str has no geocode\(\)"),
        ({"scheme": "gopher"}, ConfigurationError, "Supported schemes"),
        ({"adapter_factory": lambda **_: object()}, ConfigurationError, "must extend either"),
        ({"fallback": Behind(adapter_factory=AsyncAdapter)}, ConfigurationError, "the fallback is asynchronous"),
    ],
)
def test_bad_options_are_refused_at_once(options, error, message):
    with pytest.raises(error, match=message):
        FrontlineGeocoder(**options)


def test_a_damaged_gazetteer_is_a_service_not_available(tmp_path):
    (tmp_path / "embedded.gaz").write_bytes(b"not a gazetteer")
    with pytest.raises(GeocoderUnavailable, match=r"embedded\.gaz"):
        FrontlineGeocoder(tmp_path)


@given(
    st.one_of(
        st.text(max_size=60), st.dictionaries(st.sampled_from(["city", "state", "country"]), st.text(max_size=20))
    )
)
def test_any_text_is_answered_or_refused(geocoder, query):
    with suppress(GeocoderQueryError):
        location = geocoder.geocode(query)
        assert location is None or (location.raw["why"] and -90 <= location.latitude <= 90)


# -- offline, and under geopy's and pandas' machinery ---------------------------------------------------------------


def test_it_asks_nobody(gazetteer, monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    with FrontlineGeocoder(gazetteer) as geocoder:
        assert geocoder.geocode("Kurakhove")
        assert geocoder.reverse((48, 37.3))
        assert not hasattr(geocoder.adapter, "session")
        with pytest.raises(GeocoderServiceError, match="makes no requests"):
            geocoder._call_geocoder("https://example.org", dict)


def test_it_loads_only_what_it_needs():
    code = (
        "import sys; import geo; assert 'geopy' not in sys.modules\n"
        "from geo.geocoder import FrontlineGeocoder; assert FrontlineGeocoder().geocode('Kurakhove')\n"
        "assert not {'pandas', 'geopandas', 'folium', 'pyarrow', 'scipy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_callers_adapter_and_user_agent_pass_through(gazetteer):
    geocoder = FrontlineGeocoder(gazetteer, adapter_factory=SyncAdapter, user_agent="mine/1", timeout=7)
    assert isinstance(geocoder.adapter, SyncAdapter)
    assert geocoder.headers == {"User-Agent": "mine/1"}
    assert geocoder.timeout == 7


def test_under_the_rate_limiter(geocoder):
    geocode = RateLimiter(functools.partial(geocoder.geocode, language="uk"), min_delay_seconds=0.001)
    assert [geocode(name).address.partition(",")[0] for name in ("Kurakhove", "Lyman")] == ["Курахове", "Лиман"]
    assert RateLimiter(geocoder.reverse)((48, 37.3)).raw["country"] == "UA"
    # what is ambiguous is no failure of a service, to be tried again
    with pytest.raises(AmbiguousPlaceError, match="21 places"):
        RateLimiter(functools.partial(geocoder.geocode, strict=True))("Yelyzavetivka")


def test_in_pandas(geocoder):
    frame = pd.DataFrame({"name": ["Kurakhove", "Narniaville"]})
    frame["location"] = frame["name"].apply(geocoder.geocode)
    frame["point"] = frame["location"].apply(lambda location: tuple(location.point) if location else None)
    assert frame["point"][0] == pytest.approx((47.986, 37.285, 0), abs=0.01)
    assert frame["point"][1] is None


def test_in_geopandas(gazetteer):
    frame = geopandas.tools.geocode(
        ["Kurakhove", "Narniaville", ""], provider=FrontlineGeocoder, gazetteer=gazetteer, lang="uk"
    )
    assert frame.crs == "EPSG:4326"
    assert frame["address"][0] == "Курахове, Донецька область, Україна"
    assert frame["address"].isna().tolist() == [False, True, True]
    assert (frame.geometry[0].x, frame.geometry[0].y) == pytest.approx((37.285, 47.986), abs=0.01)
    assert frame.geometry[1].is_empty
    back = geopandas.tools.reverse_geocode(frame.geometry[:1], provider=FrontlineGeocoder)
    assert back["address"][0] == "Kurakhove, Donetsk Oblast, Ukraine"


def test_with_an_asynchronous_adapter_it_is_awaited(gazetteer):
    async def main():
        async with FrontlineGeocoder(gazetteer, adapter_factory=AsyncAdapter) as geocoder:
            assert AsyncAdapter.entered
            geocode = AsyncRateLimiter(geocoder.geocode)
            found, near = await asyncio.gather(geocode("Kurakhove"), geocoder.reverse((48, 37.3)))
            with pytest.raises(GeocoderQueryError, match="names no place"):
                await geocoder.geocode("")
            return found.raw["place_id"], near.raw["country"]

    assert asyncio.run(main()) == (KURAKHOVE, "UA")


def test_geopys_own_default_adapter_counts(gazetteer, monkeypatch):
    monkeypatch.setattr(geopy.geocoders.options, "default_adapter_factory", AsyncAdapter)
    assert asyncio.run(FrontlineGeocoder(gazetteer).geocode("Kurakhove")).raw["place_id"] == KURAKHOVE


# -- a network geocoder behind it -----------------------------------------------------------------------------------


def test_the_fallback_is_asked_only_where_the_gazetteer_has_nothing(gazetteer):
    behind = Behind(THERE)
    geocoder = FrontlineGeocoder(gazetteer, fallback=behind)
    assert geocoder.geocode("Kurakhove").raw["place_id"] == KURAKHOVE
    assert geocoder.geocode("10 km south of Narniaville") is None
    assert geocoder.reverse((48, 37.3)).raw["country"] == "UA"
    assert behind.asked == []
    location = geocoder.geocode("Narniaville", region="Narnia", near="Kurakhove", language="uk", addressdetails=True)
    assert (location.address, location.point) == (THERE.address, THERE.point)
    assert location.raw == {"id": 7, "source": "Behind", "network": True, "licence": None, "uncertainty_m": None}
    (query, options), *rest = behind.asked
    assert (query, options["language"], rest) == ("Narniaville, Narnia", "uk", [])
    south_west, north_east = options["viewbox"]
    assert south_west == pytest.approx((46.986, 36.285), abs=0.01)
    assert north_east == pytest.approx((48.986, 38.285), abs=0.01)
    assert geocoder.geocode("Narniaville", exactly_one=False)[0].raw["network"]
    assert geocoder.reverse((43.2, 31.0)).raw["source"] == "Behind"
    assert geocoder.geocode({"street": "Soborna 1", "city": "Kyiv"}).raw["source"] == "Behind"


def test_a_failing_network_raises_where_there_is_nothing_else(gazetteer):
    geocoder = FrontlineGeocoder(gazetteer, fallback=Behind(GeocoderUnavailable("no network")))
    assert geocoder.geocode("Kurakhove").raw["place_id"] == KURAKHOVE
    with pytest.raises(GeocoderUnavailable, match="no network"):
        geocoder.geocode("Narniaville")


@pytest.mark.parametrize(
    ("answer", "network"), [(THERE, True), (None, False), (GeocoderUnavailable("no network"), False)]
)
def test_a_guessed_misspelling_yields_to_the_network_but_never_vanishes(gazetteer, answer, network):
    guess = FrontlineGeocoder(gazetteer).geocode("Kramaqtorskk")
    assert guess.raw["score"] <= 0.5
    found = FrontlineGeocoder(gazetteer, fallback=Behind(answer)).geocode("Kramaqtorskk")
    assert found.raw["network"] is network
    assert (found == guess) is not network


@pytest.mark.parametrize("behind", [Behind(THERE), AsyncBehind(THERE, adapter_factory=AsyncAdapter)])
def test_a_fallback_of_either_kind_behind_an_asynchronous_geocoder(gazetteer, behind):
    geocoder = FrontlineGeocoder(gazetteer, fallback=behind, adapter_factory=AsyncAdapter)
    assert asyncio.run(geocoder.geocode("Narniaville")).raw["network"]
    failing = FrontlineGeocoder(
        gazetteer, fallback=type(behind)(GeocoderUnavailable("no network")), adapter_factory=AsyncAdapter
    )
    with pytest.raises(GeocoderUnavailable, match="no network"):
        asyncio.run(failing.geocode("Narniaville"))


def test_the_manuals_examples_hold(checkout):
    done = doctest.testfile(str(checkout / "docs" / "geocoder.md"), module_relative=False)
    assert done.attempted > 0
    assert done.failed == 0
