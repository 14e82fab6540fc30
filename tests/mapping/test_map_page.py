"""The page as text: self-contained, small, the same each time, and no report's text outside the data block."""

import base64
import gzip
import hashlib
import html.parser
import json
import re
import time
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from map_frames import frame, seed_day, with_text

from geo.errors import CRSError, GazetteerError, InputError, OutputError
from geo.gazetteer import Gazetteer
from geo.mapping import backdrop, make_map, save_map
from geo.mapping.figure import SCRIPTS, asset, library_script, own_script, style

SHARED_CONTROL = Path(__file__).parents[3] / "shared" / "control" / "daily" / "deepstatemap_data_20241216.geojson"
HOSTILE = [
    "${document.title=7*7}",
    "`${alert(1)}`",
    "<img src=x onerror=document.title=49>",
    "</script><script>document.title=49</script>",
    "<!--<script>",
    "javascript:document.title=49",
    "{{ 7*7 }}{% raise %}{# #}",
    "$csp $data ${style}",
    "\u2028\u2029\x00\ufeff'\"\\",
    "\ud800 a lone surrogate",
]


def page_of(day, **options):
    return make_map(day, **options).get_root().render()


def data_of(page):
    block = re.search(r'<script type="text/plain" id="geo-data">([A-Za-z0-9+/=]*)</script>', page)
    return json.loads(gzip.decompress(base64.b64decode(block[1]))), page.replace(block[0], "")


class Elements(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.seen = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def test_is_a_folium_map(seed):
    day_map = make_map(seed)
    assert isinstance(day_map, folium.Map)
    assert "<iframe" in day_map._repr_html_()


def test_layers_make_the_map(seed):
    assert seed.to_map().get_root().render() == page_of(seed)


@pytest.mark.parametrize("text", ["", "http://evil.example/x.js"])
def test_names_no_host_outside_the_data(seed, text):
    _, page = data_of(page_of(with_text(seed, text)))
    for tag, attributes in Elements(page).seen:
        for name in ("src", "href", "action", "data", "srcset"):
            value = attributes.get(name) or ""
            assert value.startswith("#") or not value, (tag, value)
    own = page.replace(library_script(), "")
    assert set(re.findall(r"url\(['\"]?(\w+:|#)", own)) <= {"data:", "#"}
    assert set(re.findall(r"https?://[\w.]+", own)) == {"http://www.w3.org"}  # the name of SVG, never asked for


def test_policy_lets_in_only_its_own_scripts(seed):
    page = page_of(seed)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#x27;", "'")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policy
    assert "http" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'" for code in scripts]
    assert rules["script-src"].split() == hashes
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_size(seed):
    assert len(page_of(seed).encode()) <= 400_000


@pytest.mark.shared
@pytest.mark.skipif(not SHARED_CONTROL.exists(), reason=f"{SHARED_CONTROL} is not there")
def test_size_and_speed_with_a_real_line():
    area = shapely.union_all(gpd.read_file(SHARED_CONTROL).geometry)
    control = frame("control", [{"holder": "RU", "basis": "assessed", "source": "a mapper", "geometry": area}])
    day = seed_day(control=control)
    page_of(day)
    start = time.process_time()
    page = page_of(day)
    assert time.process_time() - start < 5
    assert len(page.encode()) <= 400_000


def test_whom_to_credit_is_on_the_page(seed):
    credits_ = " ".join(data_of(page_of(seed))[0]["credits"])
    assert "Natural Earth" in credits_
    assert "GeoNames" in credits_


def test_backdrop_may_be_absent(seed, monkeypatch, caplog):
    def absent(*_):
        raise GazetteerError("none here")

    monkeypatch.setattr(backdrop.Outlines, "open", absent)
    monkeypatch.setattr(Gazetteer, "open", absent)
    assert len(page_of(seed).encode()) < 300_000
    assert sorted(record.levelname for record in caplog.records) == ["WARNING", "WARNING"]


def test_same_layers_same_bytes():
    assert page_of(seed_day()) == page_of(seed_day())
    assert page_of(seed_day(), tiles="OpenStreetMap") == page_of(seed_day(), tiles="OpenStreetMap")


def test_rendering_twice_changes_nothing(seed):
    root = make_map(seed).get_root()
    assert root.render() == root.render()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data(seed, text):
    data, rest = data_of(page_of(with_text(seed, text)))
    written = text.encode("utf-8", "replace").decode()
    assert written in data["texts"]
    assert data["texts"][data["title"]] == written
    assert rest == data_of(page_of(seed))[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(), min_size=1, max_size=80))
def test_any_text_ends_as_data_only(text):
    data, rest = data_of(page_of(with_text(seed_day(), text)))
    assert text.encode("utf-8", "replace").decode() in data["texts"]
    assert rest == data_of(page_of(seed_day()))[1]


def test_own_script_writes_text_as_text():
    code = own_script()
    for sink in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "bindTooltip",
    ):
        assert sink not in code
    # Leaflet parses as markup what it is given as a string: popups and icons get nodes
    assert code.count("bindPopup") == 1
    assert "html:picture" in code


def test_own_parts_are_ascii():
    """Their hashes hold even where a page around ours names no encoding."""
    assert own_script().isascii()
    assert style().isascii()
    assert library_script().isascii()


def test_every_mark_names_its_event(seed):
    data, _ = data_of(page_of(seed))
    words = [data["texts"][at] for at in data["layers"]["claims"]["text"]["words"]]
    assert words[0] == "Captured by Russian forces, claimed"
    assert words[-1] == "Retaken by Ukrainian forces, confirmed"
    strikes = [data["texts"][at] for at in data["layers"]["strikes"]["text"]["words"]]
    assert strikes[0] == "Air attack by Russian forces: drones; 49 launched, 27 shot down, 19 lost or untracked"


def test_claims_tell_why_the_place_was_chosen(seed):
    data, _ = data_of(page_of(seed))
    why = data["texts"][data["layers"]["claims"]["text"]["why"]]  # the same for all, hence one value
    assert why.startswith("the only one of 21 places")


def test_opens_on_the_claims_not_on_a_far_strike(seed):
    (south, _), (north, east) = data_of(page_of(seed))[0]["bounds"]
    assert 47.8 < south < 47.95
    assert 51.0 < north < 51.5
    assert east < 38.5


def test_opens_on_ukraine_when_nothing_is_known(empty):
    data, _ = data_of(page_of(empty))
    assert data["bounds"] == [[44.2, 22.1], [52.4, 40.3]]


def test_other_crs_is_refused(seed):
    claims = seed.claims.to_crs("EPSG:3857")
    with pytest.raises(CRSError, match=r"^claims is in EPSG:3857"):
        make_map(seed_day(claims=claims))


def test_tiles_are_opt_in(seed):
    page = page_of(seed, tiles="OpenStreetMap")
    assert "tile.openstreetmap.org/{z}/{x}/{y}.png" in page
    assert "img-src data: https://tile.openstreetmap.org;" in page
    assert "OpenStreetMap" in page.split('"attribution": ')[1][:200]


def test_tiles_by_template(seed):
    page = page_of(seed, tiles="https://{s}.tiles.example/{z}/{x}/{y}.png")
    assert "img-src data: https://*.tiles.example;" in page


@pytest.mark.parametrize("tiles", ["No Such Tiles", "file:///etc/{z}/{x}/{y}", "javascript://x/{z}"])
def test_bad_tiles_are_refused(seed, tiles):
    with pytest.raises(InputError, match=r"^tiles: "):
        make_map(seed, tiles=tiles)


def test_a_guest_brings_its_hosts(seed):
    day_map = make_map(seed)
    day_map.add_js_link("plugin", "https://cdn.example/plugin.js")
    folium.Marker([48, 37], popup="mine", icon=folium.Icon(color="red")).add_to(day_map)
    page = day_map.get_root().render()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert "https://cdn.example" in policy
    assert folium.Map().default_js[0][0] == "leaflet"
    assert all(name != "plugin" for name, _ in folium.Map().default_js)


def test_a_guests_own_html_stands_above_the_map(seed):
    day_map = make_map(seed)
    day_map.get_root().html.add_child(folium.Element('<h3 style="color: navy">mine</h3>'))
    page = day_map.get_root().render()
    assert page.index("</header>") < page.index("mine</h3>") < page.index('class="folium-map"')
    assert "style-src-attr" in page
    assert "style-src-attr" not in page_of(seed)


def test_saves_whole(seed, tmp_path):
    path = save_map(make_map(seed), tmp_path / "day.html")
    assert path.read_text(encoding="utf-8") == page_of(seed)
    make_map(seed).save(str(tmp_path / "folium.html"))
    assert (tmp_path / "folium.html").read_bytes() == path.read_bytes()
    assert sorted(child.name for child in tmp_path.iterdir()) == ["day.html", "folium.html"]


def test_saving_nowhere_says_so(seed, tmp_path):
    with pytest.raises(OutputError, match=r"none/day\.html: cannot be written \(No such file") as caught:
        save_map(make_map(seed), tmp_path / "none" / "day.html")
    assert "\n" not in str(caught.value)


def test_a_failed_save_leaves_the_older_file(seed, tmp_path, monkeypatch):
    target = tmp_path / "day.html"
    target.write_text("older")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    with pytest.raises(OutputError, match="No space left"):
        save_map(make_map(seed), target)
    assert target.read_text() == "older"
    assert [child.name for child in tmp_path.iterdir()] == ["day.html"]


@pytest.mark.parametrize("name", [*SCRIPTS, "map.css", "page.html"])
def test_assets_are_small_modules(name):
    assert len(asset(name).splitlines()) <= 400


def test_missing_values_and_numpy_scalars(seed):
    relations = seed.relations.assign(
        agrees=pd.Series([np.bool_(True), None], dtype=object), uncertainty_m=[np.nan, 1.0]
    )
    strikes = seed.strikes.assign(launched=pd.array([49, None, None], dtype="Int64"), actor=["RU", None, "UA"])
    data, _ = data_of(page_of(seed_day(relations=relations, strikes=strikes)))
    assert data["layers"]["relations"]["data"]["agrees"] == [True, None]
    assert data["layers"]["relations"]["data"]["uncertainty_m"] == [None, 1.0]
    words = [data["texts"][at] for at in data["layers"]["strikes"]["text"]["words"]]
    assert "49 launched" in words[0]
    assert words[1] == "Strike on railcars; number: 40"
