"""KML and KMZ: folders, names and data tell holders; hostile files are refused, and nothing is fetched."""

import datetime as dt
import io
import socket
import sys
import zipfile
from pathlib import Path

import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parent))
from control_files import EAST, write

from geo.control import ControlStore
from geo.control.formats.kml import rows_of_kml
from geo.control.holders import HolderRule
from geo.control.incoming import Wanted, bring_in
from geo.control.rows import Asked
from geo.errors import InputError
from geo.model import Holder

WEST = shapely.box(35.0, 47.0, 36.0, 49.0)
HOLED = EAST.difference(shapely.box(36.4, 47.5, 36.6, 48.5))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)


@pytest.fixture
def into(tmp_path):
    def run(path, *pairs, holder=None, column="holder"):
        with ControlStore.open(tmp_path / "control.db") as store:
            asked = Asked(column, any_crs=True)
            brought = bring_in(store, path, Wanted("s", None, HolderRule.parse(pairs, holder), asked))
            return brought, store.control("s", brought.days[-1]).polygons

    return run


def ring(coordinates, blank=" "):
    text = blank.join(",".join(map(str, at)) for at in coordinates)
    return f"<LinearRing><coordinates>\n{text}\n</coordinates></LinearRing>"


def polygon(area, blank=" "):
    inner = "".join(f"<innerBoundaryIs>{ring(hole.coords, blank)}</innerBoundaryIs>" for hole in area.interiors)
    return f"<Polygon><outerBoundaryIs>{ring(area.exterior.coords, blank)}</outerBoundaryIs>{inner}</Polygon>"


def placemark(inner, name="", more=""):
    return f"<Placemark><name>{name}</name>{more}{inner}</Placemark>"


def kml(*inside, head="", namespace=' xmlns="http://www.opengis.net/kml/2.2"'):
    body = "".join(inside)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<kml{namespace}><Document><name>D</name>{body}</Document></kml>'
    )


def folder(name, *inside):
    return f"<Folder><name>{name}</name>{''.join(inside)}</Folder>"


# -- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://earth.google.com/kml/2.1"'])
@pytest.mark.parametrize("blank", [" ", "\n\t  "])
def test_a_placemark_with_a_hole(tmp_path, into, namespace, blank):
    document = kml(placemark(polygon(HOLED, blank), "Occupied &amp; held"), namespace=namespace)
    brought, areas = into(write(tmp_path / "20241216.kml", document), "occupied & held=RU")
    assert areas == {Holder.RU: shapely.MultiPolygon([HOLED])}
    assert brought.days == [dt.date(2024, 12, 16)]


def test_many_polygons_of_one_placemark(tmp_path, into):
    inner = f"<MultiGeometry>{polygon(HOLED)}<MultiGeometry>{polygon(WEST)}</MultiGeometry></MultiGeometry>"
    _, areas = into(write(tmp_path / "20241216.kml", kml(placemark(inner, "x"))), holder="RU")
    assert areas[Holder.RU].equals(HOLED.union(WEST))


def test_folders_and_names_tell_holders(tmp_path, into):
    document = kml(
        folder("Russian control", folder("2024", placemark(polygon(HOLED)))),
        folder(
            "Ukraine",
            placemark(polygon(WEST), "Kursk salient"),
            placemark(polygon(shapely.box(34, 47, 35, 48)), "grey"),
        ),
    )
    pairs = ("grey=contested", "russian*=RU", "ukraine=UA")
    _, areas = into(write(tmp_path / "20241216.kml", document), *pairs)
    assert {holder: area.bounds[0] for holder, area in areas.items()} == {
        Holder.RU: 36.0,
        Holder.UA: 35.0,
        Holder.CONTESTED: 34.0,
    }
    with pytest.raises(InputError, match=r"nobody says who holds '2024' .1., 'Kursk salient' .1., 'grey' .1."):
        into(tmp_path / "20241216.kml")
    with pytest.raises(InputError, match=r"nobody says who holds 'Ukraine' .2."):
        into(tmp_path / "20241216.kml", "2024=RU", column="folder")


DATA = '<ExtendedData><Data name="side"><value> occupied </value></Data></ExtendedData>'
SIMPLE = '<ExtendedData><SchemaData><SimpleData name="side">free</SimpleData></SchemaData></ExtendedData>'


def test_data_and_styles_tell_holders(tmp_path, into):
    document = kml(
        placemark(polygon(HOLED), "a", DATA + "<styleUrl>#red</styleUrl>"),
        placemark(polygon(WEST), "b", SIMPLE + "<styleUrl>#blue</styleUrl>"),
    )
    path = write(tmp_path / "20241216.kml", document)
    for column, pairs in (
        ("side", ("occupied=RU", "free=UA")),
        ("style", ("red=RU", "*=UA")),
        ("name", ("a=RU", "b=UA")),
    ):
        assert set(into(path, *pairs, column=column)[1]) == {Holder.RU, Holder.UA}
    with pytest.raises(InputError, match="has no column 'who'; give --holder-column one of: name, folder, style, side"):
        into(path, column="who")


def test_time_stamps_tell_days(tmp_path):
    stamp = "<TimeStamp><when>{}</when></TimeStamp>"
    document = kml(
        placemark(polygon(HOLED), "x", stamp.format("2024-12-01")),
        placemark(polygon(WEST), "x", stamp.format("2024-12-02T00:00:00Z")),
    )
    with ControlStore.open(tmp_path / "control.db") as store:
        rule = HolderRule.parse((), "RU")
        brought = bring_in(store, write(tmp_path / "series.kml", document), Wanted("s", None, rule))
        assert brought.days == [dt.date(2024, 12, 1), dt.date(2024, 12, 2)]


def test_heights_are_dropped_and_counted(tmp_path, into):
    brought, areas = into(
        write(tmp_path / "20241216.kml", kml(placemark(polygon(shapely.force_3d(HOLED, 0.0)), "x"))), "x=RU"
    )
    assert brought.tally.heights == 1
    assert not areas[Holder.RU].has_z


def test_what_is_no_area_is_named(tmp_path, into):
    link = "<NetworkLink><name>live</name><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    document = kml(
        placemark(polygon(HOLED), "x"),
        placemark("<Point><coordinates>36,48</coordinates></Point>", "unit"),
        placemark("<LineString><coordinates>36,48 37,48</coordinates></LineString>", "line"),
        placemark("", "nothing"),
        link,
        "<GroundOverlay><Icon><href>file:///etc/passwd</href></Icon></GroundOverlay>",
    )
    brought, _ = into(write(tmp_path / "20241216.kml", document), holder="RU")
    assert [one.partition("20241216.kml")[2].lstrip(",: ") for one in brought.tally.left_out] == [
        "placemark 'unit': is a Point, no area",
        "placemark 'line': is a LineString, no area",
        "placemark 'nothing': is without geometry, no area",
        "a network link to http://127.0.0.1:9/x.kml was not followed",
        "a GroundOverlay to file:///etc/passwd was not followed",
    ]


def test_a_file_of_links_only_says_so(tmp_path, into):
    document = kml("<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>")
    with pytest.raises(
        InputError, match=r"holds no placemark with polygons \(.+network link to http.+was not followed"
    ):
        into(write(tmp_path / "20241216.kml", document))


# -- KMZ --------------------------------------------------------------------------------------------------------------


def kmz(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_kmz(tmp_path, into):
    inner = io.BytesIO()
    kmz(inner, **{"doc.kml": kml(placemark(polygon(WEST), "x"))})
    path = kmz(
        tmp_path / "20241216.kmz",
        **{
            "doc.kml": kml(placemark(polygon(HOLED), "x")),
            "files/more.KML": kml(placemark(polygon(WEST), "y")),
            "files/icon.png": b"\x89PNG",
            "files/within.kmz": inner.getvalue(),
        },
    )
    brought, areas = into(path, "x=RU", "y=UA")
    assert set(areas) == {Holder.RU, Holder.UA}
    assert [one.partition(": ")[2] for one in brought.tally.left_out] == [
        "files/within.kmz is an archive within, and was not opened"
    ]


@pytest.mark.parametrize("name", ["../doc.kml", "/doc.kml", "a/../../doc.kml", "..\\doc.kml", "C:/doc.kml"])
def test_archives_that_lead_elsewhere_are_refused(tmp_path, into, name):
    with pytest.raises(InputError, match="leads out of the archive; do not trust this file"):
        into(kmz(tmp_path / "20241216.kmz", **{name: kml(placemark(polygon(HOLED), "x"))}), holder="RU")


def test_zip_bombs_are_refused(tmp_path, into):
    path = kmz(tmp_path / "20241216.kmz", **{"doc.kml": b" " * 300_000_000})
    with pytest.raises(InputError, match="looks like a zip bomb"):
        into(path, holder="RU")


def test_archives_that_lie_about_sizes_are_refused(tmp_path, into):
    path = kmz(tmp_path / "20241216.kmz", **{"doc.kml": kml(placemark(polygon(HOLED), "x")) + " " * 5000})
    content = path.read_bytes()
    size = zipfile.ZipFile(path).infolist()[0].file_size
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises(InputError, match="is larger than the archive says"):
        into(path, holder="RU")


def test_bad_archives_are_refused(tmp_path, into):
    path = kmz(tmp_path / "20241216.kmz", **{"doc.txt": "x"})
    with pytest.raises(InputError, match="is an archive without KML"):
        into(path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(InputError, match="is a damaged archive; download it again"):
        into(path)


# -- what is refused --------------------------------------------------------------------------------------------------

BOMB = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
OUTSIDE = '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "head", [BOMB + "]>", OUTSIDE, "<!DOCTYPE kml>", '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/a.dtd">']
)
@pytest.mark.parametrize("ending", ["kml", "kmz"])
def test_entities_and_document_types_are_refused(tmp_path, into, head, ending):
    document = kml(placemark(polygon(HOLED), "&j;" if "ENTITY j" in head else "x"), head=head)
    path = tmp_path / f"20241216.{ending}"
    if ending == "kml":
        write(path, document)
    else:
        kmz(path, **{"doc.kml": document})
    with pytest.raises(InputError, match=r"holds XML that is not to be trusted .DTD.; do not use this file"):
        into(path, holder="RU")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("<kml><Document>", "broken XML .no element found.+; export it again"),
        ("not xml", "broken XML"),
        ("<html><body/></html>", "is XML but no KML; export it as KML"),
        (kml(), "holds no placemark with polygons; control must be areas"),
        ("<Folder>" * 100 + "</Folder>" * 100, "is nested beyond measure"),
        (kml(placemark("<Polygon/>", "x")), "holds no polygons for that day"),
        (
            kml(placemark(polygon(HOLED).replace("36.0,47.0", "36.0;47.0"), "x")),
            "a ring holds something else than posi",
        ),
        (kml(placemark(polygon(HOLED).replace("37.0,47.0", "NaN,47.0"), "x")), "a ring holds something else than posi"),
        (
            kml(placemark(polygon(HOLED).replace("37.0,47.0", "37.0"), "x")),
            "a ring holds something else than positions",
        ),
        (
            kml(
                placemark(
                    "<Polygon><outerBoundaryIs><LinearRing><coordinates/></LinearRing></outerBoundaryIs></Polygon>", "x"
                )
            ),
            "placemark 'x': a ring of fewer than four positions",
        ),
        (
            kml(placemark(polygon(HOLED).replace("outerBoundaryIs", "innerBoundaryIs"), "x")),
            "placemark 'x': an inner ring without an outer one",
        ),
        (
            kml(placemark(polygon(shapely.transform(EAST, lambda xy: xy[:, ::-1])), "x")),
            "latitude and longitude look swapped",
        ),
        (kml(placemark(polygon(shapely.Polygon([(36, 47), (37, 49), (37, 47), (36, 49)])), "x")), "invalid polygons"),
    ],
)
def test_bad_kml_is_refused_in_one_line(tmp_path, into, document, message):
    path = write(tmp_path / "20241216.kml", document)
    with pytest.raises(InputError, match=message) as caught:
        into(path, holder="RU")
    assert "\n" not in str(caught.value)


def test_a_large_file_takes_little_memory(tmp_path):
    import tracemalloc

    text = polygon(shapely.Point(36, 48).buffer(0.5, quad_segs=500))
    path = write(
        tmp_path / "large.kml",
        kml(*(placemark(text + "<description>" + "x" * 20_000 + "</description>", "x") for _ in range(300))),
    )
    tracemalloc.start()
    rows = rows_of_kml(path, Asked())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows.where) == 300
    # the coordinates stay as text until the day is chosen; the rest is let go of
    assert peak < 300 * len(text) * 1.5
