import io
import json
import subprocess
import tarfile

import pytest
import shapely

from geo.errors import InputError
from geo.gazetteer.sources import npm, topojson

# two unit squares side by side; the arc between them is shared, backwards in the second
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [10, 40]},
    "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]], [[0, 0], [0, 0]]],
    "objects": {
        "units": {
            "geometries": [
                {"type": "Polygon", "id": "W", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {"type": "MultiPolygon", "id": "E", "arcs": [[[2, -1]], [[3]]], "properties": {"name": "East"}},
                {"type": None, "properties": {"name": "Nothing"}},
            ]
        }
    },
}


def archive(path, name, data):
    with tarfile.open(path, "w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        tar.addfile(entry, io.BytesIO(data))
    return path


def test_shared_arcs_make_touching_polygons():
    (west, west_shape), (east, east_shape) = topojson.features(json.dumps(TOPOLOGY).encode(), "units")
    assert (west, east) == ({"name": "West", "id": "W"}, {"name": "East", "id": "E"})
    assert west_shape.equals(shapely.box(10, 40, 11, 41))
    assert east_shape.equals(shapely.box(11, 40, 12, 41))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", json.dumps({**TOPOLOGY, "arcs": []}).encode()])
def test_a_file_that_is_no_topology_is_told(data):
    with pytest.raises(InputError, match="units: not a quantised TopoJSON of polygons"):
        topojson.features(data, "units")


def test_a_member_comes_from_a_folder_or_an_archive(tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "a.json").write_bytes(b"folder")
    packed = archive(tmp_path / "p.tgz", "package/a.json", b"archive")
    assert npm.member("p", "1", "a.json", at=tmp_path) == b"folder"
    assert npm.member("p", "1", "a.json", at=packed) == b"archive"


def test_a_missing_or_outsized_member_is_told(tmp_path, monkeypatch):
    packed = archive(tmp_path / "p.tgz", "package/a.json", b"archive")
    with pytest.raises(InputError, match=r"p\.tgz: holds no b\.json"):
        npm.member("p", "1", "b.json", at=packed)
    with pytest.raises(InputError, match=r"holds no b\.json"):
        npm.member("p", "1", "b.json", at=tmp_path)
    (tmp_path / "broken.tgz").write_bytes(b"no archive")
    with pytest.raises(InputError, match="not a readable npm archive"):
        npm.member("p", "1", "a.json", at=tmp_path / "broken.tgz")
    monkeypatch.setattr(npm, "_LARGEST_MEMBER_BYTES", 3)
    with pytest.raises(InputError, match="larger than 3 bytes"):
        npm.member("p", "1", "a.json", at=packed)


def test_without_npm_the_message_says_so(monkeypatch):
    monkeypatch.setattr(npm.shutil, "which", lambda _: None)
    with pytest.raises(InputError, match=r"npm is not installed, and p@1 is needed"):
        npm.member("p", "1", "a.json")


def test_npm_packs_into_a_temporary_folder(monkeypatch):
    def run(command, *, cwd, **_):
        archive(cwd / "p-1.tgz", "package/a.json", " ".join(command[1:]).encode())

    monkeypatch.setattr(npm.shutil, "which", lambda _: "npm")
    monkeypatch.setattr(npm.subprocess, "run", run)
    assert npm.member("p", "1", "a.json") == b"pack p@1 --loglevel=error"


def test_a_failing_npm_gives_one_line(monkeypatch):
    def run(command, **_):
        raise subprocess.CalledProcessError(
            1, command, stderr="\nnpm error code E404\nnpm error no such package\nmore\n"
        )

    monkeypatch.setattr(npm.shutil, "which", lambda _: "npm")
    monkeypatch.setattr(npm.subprocess, "run", run)
    with pytest.raises(InputError, match=r"^npm pack p@1 failed \(no such package\); try again"):
        npm.member("p", "1", "a.json")
