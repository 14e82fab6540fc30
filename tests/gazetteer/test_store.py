import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GazetteerError, OutputError
from geo.gazetteer.gazetteer import Gazetteer
from geo.gazetteer.store import MAGIC, KeyIndex, Store, Strings, Writer
from geo.gazetteer.write import write_gazetteer
from geo.model import Admin, FormerName, Kind, Place

NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)
POSTINGS = st.lists(st.tuples(st.integers(0, 2**29 - 1), st.integers(0, 3)), min_size=1, max_size=4)


@given(strings=st.lists(NAMES), numbers=st.lists(st.floats(allow_nan=False)), keys=st.dictionaries(NAMES, POSTINGS))
def test_what_is_written_is_read(tmp_path_factory, strings, numbers, keys):
    path = tmp_path_factory.mktemp("store") / "any.gaz"
    writer = Writer()
    writer.strings("names", strings)
    writer.column("numbers", "d", numbers)
    writer.index("keys", keys)
    writer.packed("blob", "".join(strings).encode())
    writer.write(path, {"places": len(strings)})
    store = Store(path)
    read = store.strings("names")
    index = KeyIndex(store, "keys")
    assert [read[row] for row in range(len(read))] == strings
    assert store.column("numbers").tolist() == numbers
    assert {key: index.find(key) for key in keys} == keys
    assert store.packed("blob").decode() == "".join(strings)
    assert store.header["places"] == len(strings)


@given(st.sets(st.text("abї0", min_size=1, max_size=5), max_size=200), st.text("abї0", max_size=6))
def test_a_sorted_column_finds_its_values_and_no_others(values, other):
    ordered = sorted(values)
    writer = Writer()
    writer.strings("ids", ordered)
    blob, ends = (writer._sections[name][0] for name in ("ids", "ids.ends"))
    column = Strings(memoryview(blob), memoryview(ends).cast("I"))
    assert [column.find(value) for value in ordered] == list(range(len(ordered)))
    assert column.find(other) == (ordered.index(other) if other in values else None)


def test_a_key_keeps_all_its_rows_among_thousands(tmp_path):
    keys = {f"name {at}": [(at + more, more) for more in range(at % 4 + 1)] for at in range(5000)}
    writer = Writer()
    writer.index("keys", keys)
    writer.write(tmp_path / "keys.gaz", {})
    index = KeyIndex(Store(tmp_path / "keys.gaz"), "keys")
    assert {key: index.find(key) for key in keys} == keys
    assert all(key in index for key in keys)
    assert not any(index.find(f"nome {at}") or f"nome {at}" in index for at in range(5000))


@pytest.mark.parametrize("posting", [(2**29, 0), (0, 4)])
def test_a_row_or_mark_that_does_not_fit_is_refused(posting):
    with pytest.raises(GazetteerError, match="a row or mark of keys is too large"):
        Writer().index("keys", {"name": [posting]})


def places():
    return st.builds(
        Place,
        place_id=st.from_regex(r"UA[0-9]{10}", fullmatch=True),
        name=st.just(""),
        kind=st.sampled_from(Kind),
        # a position is kept to the millionth of a degree
        lat=st.none() | st.floats(-90, 90).map(lambda degrees: round(degrees, 6)),
        lon=st.floats(-180, 180).map(lambda degrees: round(degrees, 6)),
        uncertainty_m=st.integers(0, 200_000).map(float),
        admin=st.builds(Admin, *[NAMES] * 4),
        names=st.fixed_dictionaries({"en": NAMES.filter(bool)}, optional={"uk": NAMES.filter(bool)}),
        aliases=st.lists(NAMES, max_size=3).map(tuple),
        population=st.none() | st.integers(0, 10**7),
        source=NAMES,
        former=st.lists(st.builds(FormerName, NAMES, *[st.sampled_from(["", "1924", "2016-02-04"])] * 2, NAMES)).map(
            tuple
        ),
    ).map(lambda place: _named(place))


def _named(place):
    from dataclasses import replace

    # there is no half of a position
    lon = None if place.lat is None else place.lon
    return replace(place, name=place.names["en"], lon=lon)


@given(st.lists(places(), min_size=1, max_size=5, unique_by=lambda place: place.place_id))
def test_places_come_back_as_they_were(tmp_path_factory, expected):
    path = tmp_path_factory.mktemp("gazetteer") / "embedded.gaz"
    write_gazetteer(expected, path, {})
    gazetteer = Gazetteer.open(path)
    assert list(gazetteer) == sorted(expected, key=lambda place: place.place_id)
    assert [gazetteer.get(place.place_id) for place in expected] == expected
    assert gazetteer.get("UA") is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no gazetteer is here"),
        (b"not a gazetteer, but long enough", "not a gazetteer of this version, or damaged"),
        (MAGIC + (2).to_bytes(8, "little") + b"{}", "not a gazetteer of this version, or damaged"),
        (MAGIC + (99).to_bytes(8, "little") + b"[1, 2", "not a gazetteer of this version, or damaged"),
        (MAGIC + (15).to_bytes(8, "little") + b'{"sections":[]}', "not a gazetteer of this version, or damaged"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, data, message):
    path = tmp_path / "odd.gaz"
    path.write_bytes(data)
    with pytest.raises(GazetteerError, match=message):
        Store(path)


@pytest.mark.parametrize("share", [0.0001, 0.1, 0.5, 0.999])
def test_a_file_cut_short_is_refused(tmp_path, gazetteer, share):
    data = gazetteer.path.read_bytes()
    path = tmp_path / "cut.gaz"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(GazetteerError, match=r"cut short|damaged"):
        Store(path)


def test_a_missing_file_says_how_to_build_one(tmp_path):
    with pytest.raises(GazetteerError, match="geo gazetteer install"):
        Gazetteer.open(tmp_path)


def test_a_damaged_packed_section_is_told(tmp_path):
    writer = Writer()
    writer.packed("blob", b"zlib makes this shorter " * 40)
    writer.write(tmp_path / "x.gaz", {})
    assert Store(tmp_path / "x.gaz").packed("blob").startswith(b"zlib makes")
    whole = (tmp_path / "x.gaz").read_bytes()
    (tmp_path / "x.gaz").write_bytes(whole[:-24] + bytes(24))
    with pytest.raises(GazetteerError, match="damaged"):
        Store(tmp_path / "x.gaz").packed("blob")


def test_a_file_that_is_to_be_quick_is_not_compressed(tmp_path):
    writer = Writer(compress=False)
    writer.packed("blob", b"as it is")
    writer.write(tmp_path / "x.gaz", {})
    assert bytes(Store(tmp_path / "x.gaz").raw("blob")) == Store(tmp_path / "x.gaz").packed("blob") == b"as it is"


def test_writing_into_no_folder_is_an_output_error(tmp_path):
    writer = Writer()
    writer.raw("blob", b"x")
    with pytest.raises(OutputError, match="cannot be written"):
        writer.write(tmp_path / "missing" / "x.gaz", {})


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("UA1", "A"), ("UA1", "B")], "two places have the id UA1"),
        ([("UA1", "A\tB")], "holds a tab or a line break"),
    ],
)
def test_places_that_cannot_be_kept_are_refused(tmp_path, rows, message):
    wrong = [Place(code, name, Kind.VILLAGE, 48.0, 37.0, 1.0, names={"en": name}) for code, name in rows]
    with pytest.raises(GazetteerError, match=message):
        write_gazetteer(wrong, tmp_path / "x.gaz", {})


def test_a_failed_write_leaves_nothing_behind(tmp_path):
    (tmp_path / "x.gaz").mkdir()
    writer = Writer()
    writer.raw("blob", b"x")
    with pytest.raises(OutputError, match="cannot be written"):
        writer.write(tmp_path / "x.gaz", {})
    assert [path.name for path in tmp_path.iterdir()] == ["x.gaz"]
