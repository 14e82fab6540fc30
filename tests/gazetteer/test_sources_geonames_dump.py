import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_files import alternate, geonames_row, outcome, zipped

from geo.errors import InputError
from geo.gazetteer.sources import alternates, geonames_dump
from geo.gazetteer.sources.geonames_dump import Wanted
from geo.gazetteer.sources.record import DatedName
from geo.model import Kind

KURAKHOVE = geonames_row(1, "Kurakhove", 47.98, 37.28, alternates="Kurakhovo,ku la huo wei,Курахове,Курахово")
SUDZHA = geonames_row(2, "Sudzha", 51.19, 35.27, country="RU", admin1="41", population=6036)
ROWS = [
    KURAKHOVE,
    SUDZHA,
    geonames_row(3, "Donets’k", 48.0, 37.8, population=901_645),
    geonames_row(4, "Vuhledar", 47.78, 37.25, population=14_144),
    geonames_row(5, "Kalynivka", 48.1, 37.5, code="PPLQ"),
    geonames_row(6, "Stara", 48.2, 37.5, code="PPLH"),
    geonames_row(7, "Budonnivskyi", 47.9, 37.9, code="PPLX"),
    geonames_row(8, "Kalmius", 47.5, 38.0, kind="H", code="STM"),
    geonames_row(9, "Gomel", 52.4, 31.0, country="BY", admin1="02"),
]


@pytest.fixture
def dump(tmp_path):
    def write(*rows, name="UA.zip"):
        text = "".join(row + "\n" for row in rows)
        if name.endswith(".zip"):
            return zipped(tmp_path / name, {"readme.txt": "Readme", name.replace("zip", "txt"): text})
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


@pytest.mark.parametrize("name", ["UA.zip", "UA.txt"])
def test_populated_places_are_read_from_an_archive_and_from_its_text(dump, name):
    found = list(geonames_dump.read(dump(*ROWS, name=name)))
    assert [one.geonameid for one in found] == [1, 2, 3, 4, 5, 6, 9]
    assert [one.line for one in found] == [1, 2, 3, 4, 5, 6, 9]
    first, second, *_ = found
    assert (first.native_id, first.source, first.lat, first.lon) == ("1", "geonames", 47.98, 37.28)
    assert (first.country, first.oblast, second.oblast, found[-1].oblast) == ("UA", "Donetsk", "Kursk", "Gomel")
    assert [one.kind for one in found[:4]] == [Kind.VILLAGE, Kind.VILLAGE, Kind.CITY, Kind.TOWN]
    assert [one.population for one in found[:3]] == [None, 6036, 901_645]
    assert [one.note for one in found[3:6]] == ["", "abandoned", "historical"]


def test_without_alternate_names_languages_are_guessed_from_the_dump(dump):
    row = geonames_row(1, "Andriivka", 47.98, 37.28, alternates="Andreyevka,Andrijivka,an de li,Андріївка,Андреевка")
    (found,) = geonames_dump.read(dump(row))
    assert found.names == {"en": "Andriivka", "uk": "Андріївка", "ru": "Андреевка"}
    assert set(found.aliases) == {"Andreyevka", "Andrijivka"}


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(countries=frozenset({"RU"})), {2}),
        (Wanted(regions=frozenset({("RU", "41"), ("BY", "02")})), {2, 9}),
        (Wanted(bbox=(37.0, 47.0, 37.6, 48.0)), {1, 4}),
        (Wanted(countries=frozenset({"BY"}), bbox=(37.0, 47.0, 38.0, 48.0)), set()),
    ],
)
def test_only_wanted_places_are_read(dump, wanted, ids):
    path = dump(*ROWS)
    assert {one.geonameid for one in geonames_dump.read(path, wanted=wanted)} == ids
    assert geonames_dump.ids(path, wanted=wanted) == ids


def names_of(tmp_path, *rows, ids=frozenset({1})):
    path = zipped(
        tmp_path / "alternateNamesV2.zip", {"iso-languagecodes.txt": "x", "alternateNamesV2.txt": "\n".join(rows)}
    )
    return alternates.read(path, ids)


def test_alternate_names_give_languages_aliases_and_names_of_the_past(dump, tmp_path):
    names = names_of(
        tmp_path,
        alternate(1, "ru", "Курахово"),
        alternate(1, "uk", "Кур.", "short", "preferred"),
        alternate(1, "uk", "Курахове"),
        alternate(1, "en", "Kurakhove City"),
        alternate(1, "en", "Kurakhove", "preferred"),
        alternate(1, "", "Kurakhivka"),
        alternate(1, "ru", "Кураховка", "colloquial"),
        alternate(1, "uk", "Курахівбуд", "historic", since="1936", until="1943-09-01"),
        alternate(1, "ru", "Лысая Гора", until="1936"),
        alternate(1, "link", "https://en.wikipedia.org/wiki/Kurakhove"),
        alternate(1, "de", "Kurachowe"),
        alternate(99, "uk", "Інше"),
    )
    assert set(names) == {1}
    (found,) = geonames_dump.read(dump(KURAKHOVE), names=names)
    assert found.names == {"en": "Kurakhove", "uk": "Курахове", "ru": "Курахово"}
    assert found.aliases == ("Kurakhove City", "Kurakhivka", "Кур.", "Кураховка")
    assert found.former == (
        DatedName("Курахівбуд", "uk", "1936", "1943-09-01"),
        DatedName("Лысая Гора", "ru", "", "1936"),
    )


def test_a_place_without_alternate_names_keeps_its_own(dump, tmp_path):
    accented = geonames_row(1, "Zürich", 47.4, 8.5, country="CH").replace("Zürich\tZürich", "Zürich\tZurich")
    (found,) = geonames_dump.read(dump(accented), names={})
    assert (found.names, found.aliases, found.oblast) == ({"en": "Zürich"}, ("Zurich",), "")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,b,c", "line 2: has 1 cells and not 19"),
        (SUDZHA + "\tmore", "line 2: has 20 cells and not 19"),
        (KURAKHOVE, "line 2: geonameid 1 is that of line 1 too"),
        (SUDZHA.replace("51.19", "151.19"), "line 2: lat and lon look swapped"),
        (SUDZHA.replace("51.19", "251.19"), "line 2: lat is 251.19, out of range"),
        (SUDZHA.replace("51.19", "N51"), "line 2: lat is 'N51', no number"),
        (SUDZHA.replace("51.19", "").replace("35.27", ""), "line 2: has no position"),
        (SUDZHA.replace("6036", "many"), "line 2: population is 'many'"),
        ("x" + SUDZHA, "line 2: geonameid is 'x2'"),
        (SUDZHA.replace("Sudzha", "Sud\x07zha"), "line 2: name holds a control character"),
        (SUDZHA.replace("Sudzha", "S" * 201), "line 2: name is over 200 characters"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_reason(dump, row, reason):
    with pytest.raises(InputError, match=rf"^UA\.zip, {reason}"):
        list(geonames_dump.read(dump(KURAKHOVE, row)))


def test_a_dump_with_swapped_positions_is_refused_before_it_has_been_read(dump):
    rows = [geonames_row(number, "Selo", 37.0 + number / 1000, 48.0) for number in range(400)]
    found = []
    with pytest.raises(InputError, match="lat and lon look swapped: 200 of 200 rows"):
        found.extend(geonames_dump.read(dump(*rows)))


def test_an_accent_and_what_cannot_be_seen_are_no_part_of_a_name(dump):
    told = []
    rows = [geonames_row(1, "Ку\u0301рск\u200b", 51.7, 36.2), geonames_row(2, "", 51.7, 36.2)]
    (found,) = geonames_dump.read(dump(*rows), skipped=lambda *what: told.append(what))
    assert found.name == "Курск"
    assert told == [(2, "geonameid 2 has no name")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,2,uk,Назва", "line 2: has too few cells"),
        ("1\t1\tuk\tНазва", "line 2: has 4 cells and not 10"),
        (alternate(1, "uk", "На\x07зва"), "line 2: name holds a control character"),
    ],
)
def test_a_bad_alternate_name_is_told(tmp_path, row, reason):
    with pytest.raises(InputError, match=rf"^alternateNamesV2\.zip, {reason}"):
        names_of(tmp_path, alternate(5, "uk", "Інше"), row)


def test_a_name_too_long_to_be_one_is_told_to_the_caller(tmp_path):
    path, told = tmp_path / "UA.txt", []
    path.write_text(alternate(1, "uk", "н" * 300) + "\n" + alternate(1, "uk", "Назва"), encoding="utf-8")
    found = alternates.read(path, {1}, skipped=lambda *what: told.append(what))
    assert found[1].best == (("uk", "Назва"),)
    assert told == [(1, "a name of 1 is over 200 characters long")]


CELLS = st.lists(st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]), max_size=9), max_size=21)


@given(st.lists(CELLS, max_size=3), st.booleans())
def test_any_lines_are_records_or_told(tmp_path_factory, rows, is_filled):
    path = tmp_path_factory.mktemp("dump") / "UA.txt"
    filled = geonames_row(1, "Sudzha", 51.19, 35.27).split("\t")
    rows = [[*row[:9], *filled[len(row[:9]) :]] if is_filled else row for row in rows]
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8", newline="\n")
    for read in (lambda: list(geonames_dump.read(path)), lambda: alternates.read(path, {1})):
        found, complaint = outcome(read)
        assert found is not None or complaint.startswith("UA.txt")
