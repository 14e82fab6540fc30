"""Misspelt names are found exactly as a comparison with every key finds them."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.errors import GazetteerError
from geo.gazetteer import fuzzy
from geo.gazetteer.fuzzy import COLUMNS, CUTOFF, FuzzyIndex, build
from geo.gazetteer.store import Store, Writer

LETTERS = {"latin": "abcdefghijklmnopqrstuvwxyz ", "cyrillic": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя ыэ"}
KEYS = (
    "a", "bakhmut", "chasiv yar", "dobropillia", "kramatorsk", "kurakhove", "kurakhovo", "novodonetske",
    "novooleksandrivka", "novovolodymyrivka", "velyka novosilka", "yelyzavetivka", "бахмут", "велика новосілка",
    "єлизаветівка", "новоолександрівка", "часів яр",
)  # fmt: skip


def scanned(name, keys, cutoff=CUTOFF, limit=None):
    found = process.extract(name, keys, scorer=OSA.normalized_similarity, limit=limit, score_cutoff=cutoff)
    return [(key, alike) for key, alike, _ in found]


def index_of(keys):
    return FuzzyIndex(keys, build(keys))


def corrupted(key, letters, edits, chance):
    for _ in range(edits):
        at, letter = chance.randrange(len(key) + 1), chance.choice(letters)
        key = chance.choice(
            [
                key[:at] + letter + key[at:],
                key[:at] + key[at + 1 :],
                key[:at] + letter + key[at + 1 :],
                key[:at] + key[at + 1 : at + 2] + key[at : at + 1] + key[at + 2 :],
            ]
        )
    return key


@pytest.fixture(scope="module")
def names(gazetteer):
    """Real keys: every tenth, and all the long ones."""
    return tuple(key for row, key in enumerate(gazetteer.spellings) if row % 10 == 0 or len(key) > 21)


@pytest.fixture(scope="module")
def real(names):
    return index_of(names)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("bakhmut", ["bakhmut"]),
        ("bahkmut", ["bakhmut"]),  # a swap inside a block
        ("bakmhut", ["bakhmut"]),  # and over a border
        ("bakhmt", ["bakhmut"]),
        ("bakhmuut", ["bakhmut"]),
        ("xakhmut", ["bakhmut"]),
        ("kurakhov", ["kurakhove", "kurakhovo"]),
        ("kurakhovee", ["kurakhove"]),
        ("novodonetskexx", ["novodonetske"]),  # longer by all edits
        ("veylka nvoosilka", ["velyka novosilka"]),  # two swaps
        ("новоолесандривка", ["новоолександрівка"]),
        ("a", ["a"]),
        ("b", []),
        ("", []),
        ("mariupol", []),
        ("a" * 10_000, []),
    ],
)
def test_a_misspelt_name_finds_what_it_is_like(written, expected):
    assert [key for key, _ in index_of(KEYS).find(written)] == expected


def test_the_most_alike_come_first_and_then_in_order():
    keys = ("abcdefgh", "abcdefghi", "abcdefgj", "abcdefgk")
    found = index_of(keys).find("abcdefgh")
    assert found == [("abcdefgh", 1.0), ("abcdefghi", pytest.approx(8 / 9)), ("abcdefgj", 0.875), ("abcdefgk", 0.875)]
    assert index_of(keys).find("abcdefgh", limit=2) == found[:2]


@pytest.mark.parametrize("cutoff", [0.0, 0.6, 0.8, CUTOFF, 0.85, 0.9, 1.0])
@pytest.mark.parametrize("written", ["kurakhove", "novoolexandrivka", "часив яр", ""])
def test_any_cutoff_gives_what_comparing_all_gives(written, cutoff):
    assert index_of(KEYS).find(written, cutoff=cutoff, limit=5) == scanned(written, KEYS, cutoff, 5)


@pytest.mark.parametrize("alphabet", LETTERS)
@pytest.mark.parametrize("edits", [1, 2, 3, 4])
def test_corrupted_real_names_find_what_comparing_all_finds(names, real, alphabet, edits):
    chance = random.Random(edits)
    own = [key for key in names if key.isascii() == (alphabet == "latin")]
    for key in chance.sample(own, 400) + chance.sample([key for key in own if len(key) > 11], 200):
        written = corrupted(key, LETTERS[alphabet], edits, chance)
        assert real.find(written) == scanned(written, names), written


# few letters, so that keys are like each other; lengths beside each border between numbers of edits, and beyond blocks
few_letters = st.text("abї", max_size=14) | st.integers(10, 48).flatmap(
    lambda size: st.text("abї", min_size=size, max_size=size)
)


@given(st.sets(few_letters, max_size=30), few_letters)
def test_any_name_among_any_keys_finds_what_comparing_all_finds(keys, written):
    keys = tuple(sorted(keys))
    assert index_of(keys).find(written) == scanned(written, keys)


@given(few_letters, st.integers(0, 9), st.randoms(use_true_random=False))
def test_no_series_of_edits_is_overlooked(key, edits, chance):
    written = corrupted(key, "abї", edits, chance)
    assert index_of((key,)).find(written) == scanned(written, (key,))


@given(st.sets(st.text(max_size=9), max_size=9), st.text(max_size=9))
def test_any_characters_do(keys, written):
    keys = tuple(sorted(keys))
    assert index_of(keys).find(written) == scanned(written, keys)


def test_a_crowd_of_names_that_begin_and_end_alike():
    middles = [a + b + c for a in LETTERS["latin"] for b in "aeiou" for c in LETTERS["latin"]]
    keys = tuple(sorted({f"novo{middle}ivka" for middle in middles} | {f"novo{middle}rivka" for middle in middles}))
    index = index_of(keys)
    for written in ("novoabaivka", "novopetrivka", "novozxzivka", "nvooabarivka", "novokivka"):
        assert index.find(written) == scanned(written, keys)


def test_it_works_from_a_mapped_file_without_copying(tmp_path):
    writer = Writer()
    writer.strings("spellings", KEYS)
    for name, values in build(KEYS).items():
        writer.column(name, {4: "I", 8: "Q"}[values.itemsize], values.tolist())
    writer.write(tmp_path / "fuzzy.gaz", {})
    store = Store(tmp_path / "fuzzy.gaz")
    index = FuzzyIndex(store.strings("spellings"), {name: store.column(name) for name in COLUMNS})
    assert np.shares_memory(index._entries, np.frombuffer(store.raw("entries"), dtype=np.uint8))
    assert index.find("kurakhowe") == scanned("kurakhowe", KEYS)
    assert index.find("kurakhowe", cutoff=0.5) == scanned("kurakhowe", KEYS, 0.5)


def test_the_columns_are_the_same_each_time_and_few(names):
    columns, again = build(names), build(names)
    assert tuple(columns) == COLUMNS
    assert all(np.array_equal(columns[name], again[name]) for name in COLUMNS)
    assert sum(column.nbytes for column in columns.values()) < 80 * len(names)


def test_no_keys():
    assert index_of(()).find("kurakhove") == []
    assert index_of(()).find("kurakhove", cutoff=0.1) == []


def test_too_many_keys_are_refused(monkeypatch):
    monkeypatch.setattr(fuzzy, "_ROW_BITS", 2)
    with pytest.raises(GazetteerError, match=r"^4 names are more than the index of misspellings can number"):
        build(KEYS[:4])


def test_ones_are_counted_alike_without_a_counter(monkeypatch):
    words = np.array([0, 1, 2**64 - 1, 0x8000000000000001, 0xF0F0], dtype=np.uint64)
    counted = fuzzy._ones(words)
    monkeypatch.delattr(np, "bitwise_count", raising=False)
    assert fuzzy._ones(words).tolist() == counted.tolist() == [0, 1, 64, 2, 8]
