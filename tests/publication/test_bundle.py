"""The folder for a newsroom: what is in it, that it is the same each time, whole or not at all, and checked."""

import csv
import hashlib
import io
import json

import pandas as pd
import pytest
from day_frames import empty_day, seed_day, with_text

from geo.bundle import Input, bundle_files, check_bundle, write_bundle
from geo.bundle.tables import csv_table
from geo.errors import InputError, OutputError
from geo.mapping.about import about_of
from geo.publication import Policy, apply, default_policy

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1600).to_bytes(4) + (900).to_bytes(4)
INPUT = Input.of("report", "r1", b"text")


@pytest.fixture
def files(gazetteer):
    day = apply(default_policy(), seed_day())
    return bundle_files(day, gazetteer, inputs=[INPUT], pictures={"map.png": PNG, "map.svg": b"<svg/>"})


def rows_of(table):
    return list(csv.DictReader(io.StringIO(table.decode())))


def test_what_is_in_it(files):
    assert list(files) == [
        *("map.html", "map.png", "map.svg", "claims.csv", "places.csv", "strikes.csv"),
        *("alt.txt", "embed.html", "credits.md", "policy.json", "manifest.json"),
    ]
    about = about_of(files["map.html"].decode())
    assert about.policy == "default"
    assert files["alt.txt"].decode().strip() == about.alt
    assert 'src="map.html"' in files["embed.html"].decode()
    assert 'src="map.png"' in files["embed.html"].decode()
    told = files["credits.md"].decode()
    assert "CC BY 4.0" in told
    assert "Leaflet" in told
    assert seed_day().sources[0] in told
    assert json.loads(files["policy.json"])["policy"]["name"] == "default"


def test_the_manifest_has_the_hash_of_each_file_and_input(files):
    manifest = json.loads(files["manifest.json"])
    listed = {entry["name"]: (entry["sha256"], entry["bytes"]) for entry in manifest["files"]}
    others = {name: content for name, content in files.items() if name != "manifest.json"}
    assert listed == {name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in others.items()}
    assert manifest["inputs"] == [{"is": "report", "name": "r1", "sha256": hashlib.sha256(b"text").hexdigest()}]
    assert manifest["date"] == "2024-12-16"
    assert manifest["policy"] == default_policy().label


def test_the_same_input_gives_the_same_bytes(files, gazetteer):
    day = apply(default_policy(), seed_day())
    again = bundle_files(day, gazetteer, inputs=[INPUT], pictures={"map.png": PNG, "map.svg": b"<svg/>"})
    assert again == files


def test_the_policy_is_applied_to_all_of_it(gazetteer):
    policy = Policy("desk", events=("captured",), sources=("a test polygon of assessed control",))
    files = bundle_files(apply(policy, seed_day(title="A day")), gazetteer)
    for name, content in files.items():
        assert b"Yelyzavetivka" not in content, name
        assert b"a test polygon of assessed control" not in content, name
    assert json.loads(files["policy.json"])["withheld"]
    assert {row["policy"] for row in rows_of(files["claims.csv"])} == {policy.label}


def test_without_a_policy_the_record_says_so(gazetteer):
    files = bundle_files(empty_day(), gazetteer)
    assert json.loads(files["policy.json"]) == {"policy": None}
    assert json.loads(files["manifest.json"])["policy"] == "none"
    assert len(rows_of(files["claims.csv"])) == 0


def test_hostile_text(gazetteer):
    hostile = "=cmd|'/c calc'!A1 <script>alert(1)</script> [x](javascript:1) \u202e"
    files = bundle_files(apply(default_policy(), with_text(seed_day(), hostile)), gazetteer)
    for name in ("claims.csv", "places.csv", "strikes.csv"):
        for row in rows_of(files[name]):
            assert not [cell for cell in row.values() if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert b"<script" not in files["credits.md"].replace(b"\\<", b"")
    assert "\u202e" not in files["credits.md"].decode()


# -- tables -------------------------------------------------------------------------------------------------------


def test_a_table_has_positions_and_plain_numbers():
    rows = rows_of(csv_table(seed_day().claims, "claims", policy="desk"))
    assert (rows[0]["lat"], rows[0]["lon"]) == ("47.887", "37.3")
    assert rows[0]["date"] == "2024-12-16"
    assert {row["policy"] for row in rows} == {"desk"}
    assert "start" not in rows[0]


def test_a_lone_surrogate_is_written_as_a_question_mark():
    claims = seed_day().claims.assign(by=pd.Series(["a \ud800"] * 7, dtype=object))
    assert {row["by"] for row in rows_of(csv_table(claims, "claims"))} == {"a ?"}


def test_missing_values_are_empty_and_negative_numbers_stay():
    strikes = seed_day().strikes.assign(count=pd.array([None, -40, None], dtype="Int64"), launched=float("nan"))
    rows = rows_of(csv_table(strikes, "strikes"))
    assert [row["count"] for row in rows] == ["", "-40", ""]
    assert {row["launched"] for row in rows} == {""}
    assert [bool(row["lat"]) for row in rows] == [False, False, True]


# -- the folder ---------------------------------------------------------------------------------------------------


def test_a_bundle_is_written_checked_and_replaced(files, tmp_path):
    folder = tmp_path / "deep" / "bundle"
    write_bundle(folder, files)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    assert check_bundle(folder) == []
    write_bundle(folder, {**files, "alt.txt": files["alt.txt"]})
    assert [path.name for path in folder.parent.iterdir()] == ["bundle"]


def test_what_was_changed_is_named(files, tmp_path):
    folder = write_bundle(tmp_path / "bundle", files)
    (folder / "alt.txt").write_text("other")
    (folder / "map.png").unlink()
    (folder / "more.txt").write_text("more")
    (folder / "map.svg").unlink()
    (folder / "map.svg").symlink_to(folder / "map.html")
    assert check_bundle(folder) == [
        "map.png: is missing",
        "map.svg: is missing",
        "alt.txt: has been changed",
        "more.txt: is not of the bundle",
    ]


def test_a_folder_of_other_things_is_left(files, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds other files than a bundle"):
        write_bundle(tmp_path, files)
    folder = write_bundle(tmp_path / "bundle", files)
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"'notes\.txt' is not of the bundle there"):
        write_bundle(folder, files)
    assert (folder / "notes.txt").read_text() == "mine"
    with pytest.raises(OutputError, match="is no folder"):
        write_bundle(tmp_path / "notes.txt", files)


def test_whole_or_not_at_all(files, tmp_path, monkeypatch):
    from pathlib import Path

    folder = write_bundle(tmp_path / "bundle", files)
    real = Path.write_bytes

    def full(self, content):
        if self.name == "credits.md":
            raise OSError(28, "No space left on device")
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_bundle(folder, {**files, "alt.txt": b"new"})
    assert check_bundle(folder) == []
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_if_the_new_folder_cannot_take_its_place_the_old_one_stands(files, tmp_path, monkeypatch):
    from pathlib import Path

    folder = write_bundle(tmp_path / "bundle", files)
    real = Path.rename

    def refused(self, target):
        if self.name.endswith(".tmp"):
            raise OSError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OutputError, match="Permission denied"):
        write_bundle(folder, files)
    assert check_bundle(folder) == []
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


@pytest.mark.parametrize(
    ("manifest", "fault"),
    [
        ("", "is no JSON"),
        ("[]", "is no manifest of a bundle"),
        ('{"format": "geo bundle 1"}', "is damaged"),
        ('{"format": "geo bundle 1", "files": [3]}', "is damaged"),
        (
            '{"format": "geo bundle 1", "files": [{"name": "../a", "bytes": 1, "sha256": "%s"}]}' % ("0" * 64),
            "is damaged",
        ),
        (
            '{"format": "geo bundle 1", "files": [{"name": "/a", "bytes": 1, "sha256": "%s"}]}' % ("0" * 64),
            "is damaged",
        ),
        ('{"format": "geo bundle 1", "files": [{"name": "a", "bytes": 1, "sha256": "0"}]}', "is damaged"),
    ],
)
def test_a_bad_manifest(tmp_path, manifest, fault):
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(InputError, match=fault):
        check_bundle(tmp_path)


def test_no_manifest(tmp_path):
    with pytest.raises(InputError, match=r"cannot be read .*; name the folder of a bundle"):
        check_bundle(tmp_path / "no")
