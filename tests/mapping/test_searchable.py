"""The places of a page as columns: which ones, how they come back, what their names have in common."""

import base64
import gzip
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer
from geo.mapping.language import Names
from geo.mapping.packing import packed, planes
from geo.mapping.searchable import MOST_PLACES, QUANTUM_DEG, likeness_key, main_rows, places_block

NEAR = [[47.5, 36.5], [48.5, 38.0]]


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.embedded()


def opened(block):
    raw = gzip.decompress(base64.b64decode(block))
    length = int.from_bytes(raw[:4], "little")
    header, data = json.loads(raw[4 : 4 + length]), raw[4 + length :]
    texts = []
    for size in header["texts"]:
        texts.append(data[:size].decode("windows-1251").split("\n"))
        data = data[size:]
    n = header["n"]
    columns = np.frombuffer(data, dtype=np.uint8).reshape(10, n).astype(np.int64)
    folded = [columns[at] | columns[at + 1] << 8 | columns[at + 2] << 16 for at in (0, 3)]
    lon, lat = (np.cumsum((one >> 1) ^ -(one & 1)) * QUANTUM_DEG for one in folded)
    return header, texts, lat, lon, columns[6:]


def test_the_main_places_come_back(gazetteer):
    header, (uk, en, _, _), lat, lon, _ = opened(places_block(gazetteer, Names("en", gazetteer)))
    assert header["n"] == len(main_rows(gazetteer)) == len(uk) == len(en)
    at = uk.index("Київ")
    assert en[at] == ""  # the page writes it
    assert (lat[at], lon[at]) == pytest.approx((50.45, 30.52), abs=0.05)


def test_the_same_places_give_the_same_bytes(gazetteer):
    names = Names("en", gazetteer)
    assert places_block(gazetteer, names, near=NEAR, most=3000) == places_block(gazetteer, names, near=NEAR, most=3000)


def test_the_nearest_are_chosen(gazetteer):
    header, (uk, *_), lat, lon, columns = opened(places_block(gazetteer, Names("uk", gazetteer), near=NEAR, most=5000))
    assert header["n"] == 5000
    inside = [
        place
        for place in gazetteer
        if place.kind.is_settlement
        and place.lat is not None
        and NEAR[0][0] < place.lat < NEAR[1][0]
        and NEAR[0][1] < place.lon < NEAR[1][1]
    ]
    chosen = set(zip(np.rint(lat / QUANTUM_DEG).tolist(), np.rint(lon / QUANTUM_DEG).tolist(), strict=True))
    assert all((round(place.lat / QUANTUM_DEG), round(place.lon / QUANTUM_DEG)) in chosen for place in inside)
    assert "Курахове" in uk
    assert header["areas"][columns[0][uk.index("Курахове")]] == "Донецька область"
    assert header["kinds"] == ["місто", "селище", "село", "хутір"]


def test_size(gazetteer):
    assert len(places_block(gazetteer, Names("en", gazetteer), near=NEAR, most=MOST_PLACES)) < 300_000


@pytest.mark.parametrize(
    "spellings",
    [
        ("Yelyzavetivka", "Єлизаветівка", "Елизаветовка", "Elizavetovka"),
        ("Kurakhove", "Курахове", "Курахово", "Kurachowe"),
        ("Sloviansk", "Слов’янськ", "Славянск", "Slavyansk"),
        ("Zghurivka", "Згурівка", "Згуровка"),
        ("Shchastia", "Щастя", "Счастье"),
        ("Sukhi Yaly", "Сухі Яли", "Сухие Ялы"),
    ],
)
def test_spellings_meet(spellings):
    keys = {likeness_key(name)[:4] for name in spellings}
    assert len(keys) == 1, {name: likeness_key(name) for name in spellings}


def test_other_names_do_not_meet():
    assert likeness_key("Pokrovsk") != likeness_key("Kramatorsk")


@given(st.text())
def test_any_name_has_a_key(name):
    assert isinstance(likeness_key(name), str)


@given(st.lists(st.tuples(st.integers(-(2**22), 2**22), st.integers(-(2**22), 2**22)), max_size=20))
def test_planes_hold_whole_numbers(steps):
    columns = [
        np.frombuffer(one, dtype=np.uint8).astype(np.int64)
        for one in planes(np.array(steps, dtype=np.int64).reshape(-1, 2))
    ]
    folded = [columns[at] | columns[at + 1] << 8 | columns[at + 2] << 16 for at in (0, 3)]
    back = [((one >> 1) ^ -(one & 1)).tolist() for one in folded]
    assert list(zip(*back, strict=True)) == steps


@given(
    st.recursive(
        st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(2**53), 2**53), st.lists, max_leaves=8
    )
)
def test_what_is_packed_is_plain_and_comes_back(value):
    text = packed(value)
    assert text.isascii()
    assert not set(text) & set("<>&\"'`$\\")
    assert text == packed(value)
    assert json.loads(gzip.decompress(base64.b64decode(text))) == value
