"""`nominatim()` against a server on loopback that speaks Nominatim's JSON: manners, memory, failures."""

import functools
import itertools
import json
import sqlite3
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.adapters import BaseAsyncAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim

from geo.geocoder import FrontlineGeocoder, nominatim
from geo.geocoder.cache import FILE_NAME, AnswerCache

NARNIA = {
    "place_id": 12,
    "lat": "51.0",
    "lon": "7.0",
    "display_name": "Narniaville, Narnia",
    "boundingbox": ["50.99", "51.01", "6.99", "7.01"],
    "osm_type": "node",
}


class Server:
    """A Nominatim: answers with what it is told to, and notes each request and when it came."""

    def __init__(self):
        self.requests, self.times, self.agents = [], [], []
        self.status, self.body, self.headers, self.delay = 200, json.dumps([NARNIA]), {}, 0.0
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.domain = f"127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def handler(server):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.times.append(time.monotonic())
                server.requests.append(self.path)
                server.agents.append(self.headers["User-Agent"])
                time.sleep(server.delay)
                body = server.body if isinstance(server.body, bytes) else server.body.encode()
                try:
                    self.send_response(server.status)
                    for name, value in server.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the client had no patience

            def log_message(self, *arguments):
                pass

        return Handler

    def asked(self, index=-1):
        return {name: values[0] for name, values in parse_qs(urlsplit(self.requests[index]).query).items()}

    def answer(self, body, status=200, **headers):
        self.body, self.status, self.headers = (
            body if isinstance(body, str | bytes) else json.dumps(body),
            status,
            headers,
        )


@pytest.fixture
def server():
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture
def made(server, tmp_path):
    """Return a maker of geocoders for the server, with a cache of the test's own and no delay."""

    def make(**options):
        given = {"cache": tmp_path, "min_delay_seconds": 0.0, "timeout": 5, "proxies": {}} | options
        return nominatim("tests-of-geo/1", domain=server.domain, scheme="http", **given)

    geocoders = []

    def kept(**options):
        geocoders.append(make(**options))
        return geocoders[-1]

    yield kept
    for geocoder in geocoders:
        if session := getattr(geocoder.adapter, "session", None):
            session.close()


def test_it_is_geopys_nominatim_and_marks_its_answers(made, server):
    geocoder = made()
    assert isinstance(geocoder, Nominatim)
    location = geocoder.geocode("Narniaville", language="uk", country_codes=["ua"])
    assert (location.address, location.latitude, location.longitude) == ("Narniaville, Narnia", 51.0, 7.0)
    raw = location.raw
    assert (raw["place_id"], raw["source"], raw["network"]) == (12, "Nominatim", True)
    assert "OpenStreetMap contributors, ODbL" in raw["licence"]
    assert raw["uncertainty_m"] == pytest.approx(1315, abs=5)
    assert server.agents == ["tests-of-geo/1"]
    assert server.asked()["accept-language"] == "uk"
    assert server.asked()["countrycodes"] == "ua"
    assert geocoder.reverse((51, 7)) is not None
    assert server.requests[-1].startswith("/reverse?")


@pytest.mark.parametrize(
    "box", [None, [], ["1", "2"], ["a", "b", "c", "d"], "50", ["nan"] * 4, ["99", "100", "1", "2"], {}]
)
def test_without_a_sound_box_the_uncertainty_is_unknown(made, server, box):
    server.answer([NARNIA | {"boundingbox": box}])
    assert made().geocode("Narniaville").raw["uncertainty_m"] is None


# -- a user agent of one's own --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user_agent", "message"),
    [
        (None, "must name your application"),
        ("", "must name your application"),
        (" \t", "must name your application"),
        ("mine\r\nX-Evil: 1", "must name your application"),
        ("geopy/2.5.0", "names no application"),
        ("geopy/2.4.1", "names no application"),
        ("my-application", "names no application"),
        ("specify_your_app_name_here", "names no application"),
    ],
)
@pytest.mark.parametrize("domain", ["nominatim.openstreetmap.org", "127.0.0.1:1"])
def test_a_user_agent_is_demanded(tmp_path, user_agent, message, domain):
    with pytest.raises(ConfigurationError, match=message):
        nominatim(user_agent, cache=tmp_path, domain=domain)
    assert not list(tmp_path.iterdir())


class AsyncAdapter(BaseAsyncAdapter):
    async def get_json(self, url, *, timeout, headers):
        raise AssertionError(url)

    get_text = get_json


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_delay_seconds": 0.5}, "min_delay_seconds is 0.5; for nominatim.openstreetmap.org it is at least 1"),
        ({"min_delay_seconds": float("nan")}, "min_delay_seconds is nan"),
        ({"min_delay_seconds": -1, "domain": "localhost"}, "it is at least 0"),
        ({"max_age_days": -1}, "max_age_days is -1"),
        ({"scheme": "gopher"}, "Supported schemes"),
        ({"adapter_factory": AsyncAdapter}, "synchronous adapters only"),
    ],
)
def test_bad_options_are_refused(tmp_path, options, message):
    with pytest.raises(ConfigurationError, match=message):
        nominatim("tests-of-geo/1", cache=tmp_path, **options)


def test_a_cache_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigurationError, match="name another folder with cache="):
        nominatim("tests-of-geo/1", cache=tmp_path / "file")
    (tmp_path / FILE_NAME).write_bytes(b"no database, but long enough to be looked at" * 100)
    with pytest.raises(ConfigurationError, match="not a database"):
        nominatim("tests-of-geo/1", cache=tmp_path)


def test_the_cache_lies_in_the_users_cache_folder(tmp_path, monkeypatch):
    import platformdirs

    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name, **_: tmp_path / name)
    nominatim("tests-of-geo/1")
    assert (tmp_path / "geo" / FILE_NAME).is_file()


# -- the rate -------------------------------------------------------------------------------------------------------


def test_two_requests_are_a_second_apart(made, server):
    for name in ("one", "two"):
        made(min_delay_seconds=1.0).geocode(name)
    assert server.times[1] - server.times[0] >= 1.0


def test_the_delay_holds_for_all_threads_and_all_caches(made, server, tmp_path):
    geocoders = [made(min_delay_seconds=0.1, cache=tmp_path / str(number % 2)) for number in range(4)]
    threads = [
        threading.Thread(target=geocoder.geocode, args=(f"name {number}",)) for number, geocoder in enumerate(geocoders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.times) == 4
    # a request may be a little longer on its way than the one after it
    assert all(later - earlier > 0.08 for earlier, later in itertools.pairwise(sorted(server.times)))


ASK = (
    "import sys; from geo.geocoder import nominatim\n"
    "geocoder = nominatim('tests-of-geo/1', domain=sys.argv[1], scheme='http', cache=sys.argv[2], proxies={},\n"
    "                     min_delay_seconds=float(sys.argv[3]), timeout=20)\n"
    "print(geocoder.geocode(sys.argv[4]))"
)


def start(server, folder, delay, name):
    return subprocess.Popen(
        [sys.executable, "-c", ASK, server.domain, str(folder), str(delay), name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_delay_and_the_answers_hold_for_all_processes(server, tmp_path):
    processes = [start(server, tmp_path, 0.3, name) for name in ("one", "two", "three")]
    for process in processes:
        out, error = process.communicate(timeout=60)
        assert (process.returncode, out.strip()) == (0, "Narniaville, Narnia"), error
    assert len(server.times) == 3
    assert all(later - earlier > 0.25 for earlier, later in itertools.pairwise(sorted(server.times)))
    again = start(server, tmp_path, 0.3, "one")
    assert again.communicate(timeout=60)[0].strip() == "Narniaville, Narnia"
    assert len(server.times) == 3


def test_a_clock_set_back_stops_nothing(tmp_path, monkeypatch):
    cache = AnswerCache(tmp_path, max_age_days=1)
    with sqlite3.connect(cache.path) as base:
        base.execute("INSERT INTO requests VALUES ('host', ?)", (time.time() + 1e6,))
    base.close()
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    cache.wait_for_turn("host", 5.0)
    assert slept == []


@pytest.mark.parametrize(("ago", "waits"), [(0.0, True), (4.0, True), (-2.0, True), (5.5, False)])
def test_the_last_request_of_another_process_counts(tmp_path, monkeypatch, ago, waits):
    cache = AnswerCache(tmp_path, max_age_days=1)
    host = f"host {ago}"
    with sqlite3.connect(cache.path) as base:
        base.execute("INSERT INTO requests VALUES (?, ?)", (host, time.time() - ago))
    base.close()
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        with sqlite3.connect(cache.path) as base:
            base.execute("UPDATE requests SET at = at - ?", (seconds + 5,))
        base.close()

    monkeypatch.setattr(time, "sleep", sleep)
    cache.wait_for_turn(host, 5.0)
    assert bool(slept) is waits
    assert all(0 < seconds <= 5.0 for seconds in slept)


# -- the memory -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [[NARNIA], []])
def test_hits_and_misses_are_asked_for_once(made, server, body):
    server.answer(body)
    first = made().geocode("Narniaville")
    server.answer("gone", 500)
    assert made().geocode("Narniaville") == first
    assert len(server.requests) == 1


def test_reverse_and_lists_are_kept_each_for_itself(made, server):
    geocoder = made()
    for _ in range(2):
        assert geocoder.geocode("Narniaville").raw["place_id"] == 12
        assert len(geocoder.geocode("Narniaville", exactly_one=False)) == 1
        assert geocoder.geocode("Narniaville", language="uk")
        server.answer({"error": "Unable to geocode"})
        assert geocoder.reverse((1, 2)) is None
        server.answer([NARNIA])
    assert len(server.requests) == 4


def test_old_answers_are_asked_for_again(made, server, tmp_path):
    made().geocode("Narniaville")
    with sqlite3.connect(tmp_path / FILE_NAME) as base:
        base.execute("UPDATE answers SET at = at - 40 * 86400")
    base.close()
    made(max_age_days=41).geocode("Narniaville")
    assert len(server.requests) == 1
    made().geocode("Narniaville")
    assert len(server.requests) == 2
    made().geocode("another")
    with sqlite3.connect(tmp_path / FILE_NAME) as base:
        assert base.execute("SELECT count(*) FROM answers").fetchone() == (2,)
    base.close()


@pytest.mark.parametrize(("change", "place"), [("at = at + 1e6", "another day"), ("body = '{'", "half an answer")])
def test_what_cannot_be_trusted_is_asked_for_again(made, server, tmp_path, change, place):
    made().geocode(place)
    with sqlite3.connect(tmp_path / FILE_NAME) as base:
        base.execute(f"UPDATE answers SET {change}")
    base.close()
    assert made().geocode(place).address == "Narniaville, Narnia"
    assert len(server.requests) == 2


def test_a_cache_lost_on_the_way_stops_the_requests(made, server, tmp_path):
    geocoder = made()
    (tmp_path / FILE_NAME).write_bytes(b"no database, but long enough to be looked at" * 100)
    with pytest.raises(GeocoderUnavailable, match="delete it, or name another cache"):
        geocoder.geocode("Narniaville")
    assert server.requests == []


def test_an_answer_that_cannot_be_kept_is_still_given(made, server, monkeypatch):
    def full(*arguments):
        raise sqlite3.OperationalError("database or disk is full")

    geocoder = made()
    monkeypatch.setattr(AnswerCache, "put", full)
    assert geocoder.geocode("Narniaville").address == "Narniaville, Narnia"


@pytest.mark.parametrize(
    "query", ["Нарнія", "a&b=c#d?e", "'; DROP TABLE answers; --", "<b>", "\0", "%00", "x" * 3000, "\u202e"]
)
def test_hostile_strings_arrive_as_they_are_and_are_kept(made, server, query):
    for _ in range(2):
        assert made().geocode(query).raw["place_id"] == 12
    assert len(server.requests) == 1
    assert server.asked()["q"] == query


# -- failures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, GeocoderQueryError),
        (403, GeocoderInsufficientPrivileges),
        (429, GeocoderRateLimited),
        (500, GeocoderServiceError),
        (502, GeocoderServiceError),
        (503, GeocoderTimedOut),
    ],
)
def test_a_status_is_geopys_exception_and_is_not_kept(made, server, status, error):
    server.answer("sorry", status, **{"Retry-After": "30"})
    with pytest.raises(error) as raised:
        made().geocode("Narniaville")
    assert getattr(raised.value, "retry_after", 30) == 30
    # nothing is tried again behind the clock's back
    assert len(server.requests) == 1
    server.answer([NARNIA])
    assert made().geocode("Narniaville").address == "Narniaville, Narnia"


@pytest.mark.parametrize(
    "body",
    [
        "<html>busy</html>",
        "",
        b"\xff\xfe\x00",
        '"text"',
        "7",
        "[1]",
        "[[]]",
        "[null]",
        "[{}]",
        '[{"lat": "1", "lon": "2"}]',
        '[{"lat": "x", "lon": "2", "display_name": "a"}]',
        '[{"lat": NaN, "lon": 2, "display_name": "a"}]',
        '[{"lat": [1], "lon": 2, "display_name": "a"}]',
        '[{"lon": "2", "display_name": "null island"}]',
        "[" * 200_000,
    ],
)
def test_garbage_is_geopys_parse_error_and_is_not_kept(made, server, body):
    server.answer(body)
    with pytest.raises(GeocoderParseError):
        made().geocode("Narniaville")
    server.answer([NARNIA])
    assert made().geocode("Narniaville").address == "Narniaville, Narnia"


def test_an_error_in_the_answer_is_a_query_error(made, server):
    server.answer({"error": "Parameter 'q' is of no use"})
    with pytest.raises(GeocoderQueryError, match="of no use"):
        made().geocode("Narniaville")


def test_a_timeout_is_geopys(made, server):
    server.delay = 0.6
    with pytest.raises(GeocoderTimedOut):
        made().geocode("Narniaville", timeout=0.1)
    assert len(server.requests) == 1


def test_no_server_is_geopys_unavailable(made, server, tmp_path):
    server.http.shutdown()
    server.http.server_close()
    with pytest.raises(GeocoderServiceError):
        made().geocode("Narniaville")


# -- behind the gazetteer -------------------------------------------------------------------------------------------


def test_the_network_is_asked_only_where_the_gazetteer_has_nothing(made, server, gazetteer):
    geocoder = FrontlineGeocoder(gazetteer, fallback=made())
    assert geocoder.geocode("Kurakhove").raw["network"] is False
    assert geocoder.reverse((48, 37.3)).raw["network"] is False
    assert server.requests == []
    location = geocoder.geocode("Narniaville", language="uk", near="Kurakhove")
    assert (location.raw["source"], location.raw["uncertainty_m"]) == ("Nominatim", pytest.approx(1315, abs=5))
    assert server.asked()["accept-language"] == "uk"
    assert server.asked()["viewbox"].startswith("36.28")
    assert geocoder.reverse((43.2, 31.0)).raw["source"] == "Nominatim"
    server.answer([])
    assert geocoder.geocode("Nowhereville") is None
    server.answer("down", 500)
    with pytest.raises(GeocoderServiceError):
        geocoder.geocode("Elsewhereville")
    assert geocoder.geocode("Kurakhove").raw["network"] is False
    server.answer([NARNIA])
    assert geocoder.geocode({"street": "Wardrobe 1", "city": "Narniaville"}, timeout=2).raw["network"]
    assert server.asked()["street"] == "Wardrobe 1"


def test_under_the_rate_limiter(made, server, gazetteer):
    server.answer("later", 429)
    limited = functools.partial(RateLimiter, max_retries=1, error_wait_seconds=0, swallow_exceptions=False)
    with pytest.raises(GeocoderRateLimited):
        limited(FrontlineGeocoder(gazetteer, fallback=made()).geocode)("Narniaville")
    assert len(server.requests) == 2
