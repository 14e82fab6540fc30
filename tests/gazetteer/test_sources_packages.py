import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from source_files import with_member, zipped

from geo.errors import InputError
from geo.gazetteer.sources import npm, packages, wheels


def archive(path, name, data):
    with tarfile.open(path, "w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        tar.addfile(entry, io.BytesIO(data))
    return path


@pytest.fixture
def npm_runs(monkeypatch):
    """Let npm be there, and be a function."""
    monkeypatch.setattr(npm.shutil, "which", lambda _: "npm")
    return lambda run: monkeypatch.setattr(packages.subprocess, "run", run)


def failing(said):
    def run(command, **_):
        raise subprocess.CalledProcessError(1, command, stderr=said)

    return run


def test_a_member_comes_from_a_folder_or_an_archive(tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "a.json").write_bytes(b"folder")
    packed = archive(tmp_path / "p.tgz", "package/a.json", b"archive")
    assert npm.member("p", "1", "a.json", at=tmp_path) == b"folder"
    assert npm.member("p", "1", "a.json", at=packed) == b"archive"


def test_members_of_a_wheel_come_from_a_folder_or_a_wheel(tmp_path):
    (tmp_path / "p" / "x").mkdir(parents=True)
    (tmp_path / "p" / "x" / "a.shp").write_bytes(b"folder")
    wheel = zipped(tmp_path / "p-1.whl", {"p/x/a.shp": b"wheel", "p/x/a.dbf": b"table", "p/other": b""})
    assert wheels.members("p", "1", ["p/x/a.shp"], at=tmp_path) == {"p/x/a.shp": b"folder"}
    assert wheels.members("p", "1", ["p/x/a.shp", "p/x/a.dbf"], at=wheel) == {
        "p/x/a.shp": b"wheel",
        "p/x/a.dbf": b"table",
    }


def test_a_missing_or_outsized_member_is_told(tmp_path, monkeypatch):
    packed = archive(tmp_path / "p.tgz", "package/a.json", b"archive")
    wheel = zipped(tmp_path / "p.whl", {"a.json": b"wheel"})
    (tmp_path / "a.json").write_bytes(b"folder")
    with pytest.raises(InputError, match=r"p\.tgz: holds no b\.json"):
        npm.member("p", "1", "b.json", at=packed)
    with pytest.raises(InputError, match=r"holds no b\.json; give the unpacked npm package"):
        npm.member("p", "1", "b.json", at=tmp_path)
    with pytest.raises(InputError, match=r"p\.whl: holds no b\.json; it is not the wheel expected"):
        wheels.members("p", "1", ["a.json", "b.json"], at=wheel)
    monkeypatch.setattr(packages, "LARGEST_MEMBER_BYTES", 3)
    for read in (
        lambda: npm.member("p", "1", "a.json", at=packed),
        lambda: npm.member("p", "1", "a.json", at=tmp_path),
        lambda: wheels.members("p", "1", ["a.json"], at=wheel),
    ):
        with pytest.raises(InputError, match=r"its a\.json is larger than 3 bytes"):
            read()


def test_a_damaged_archive_is_told(tmp_path):
    (tmp_path / "broken").write_bytes(b"no archive")
    with pytest.raises(InputError, match="not a readable npm archive"):
        npm.member("p", "1", "a.json", at=tmp_path / "broken")
    with pytest.raises(InputError, match=r"broken: not a readable wheel .*; fetch it anew"):
        wheels.members("p", "1", ["a.json"], at=tmp_path / "broken")
    wheel = zipped(tmp_path / "p.whl", {"a.json": bytes(range(256)) * 40})
    data = bytearray(wheel.read_bytes())
    data[60] ^= 0xFF
    wheel.write_bytes(data)
    with pytest.raises(InputError, match=r"p\.whl: not a readable wheel"):
        wheels.members("p", "1", ["a.json"], at=wheel)


def test_a_wheel_that_leads_out_of_its_folder_is_refused(tmp_path):
    wheel = with_member(zipped(tmp_path / "p.whl", {"a.json": b"{}"}), "../a.json", b"{}")
    with pytest.raises(InputError, match="leads out of the archive"):
        wheels.members("p", "1", ["a.json"], at=wheel)


def test_without_a_client_the_message_says_so(monkeypatch):
    monkeypatch.setattr(npm.shutil, "which", lambda _: None)
    monkeypatch.setattr(wheels, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"npm is not installed, and p@1 is needed"):
        npm.member("p", "1", "a.json")
    with pytest.raises(InputError, match=r"pip is not installed, and p==1 is needed"):
        wheels.members("p", "1", ["a.json"])


def test_npm_packs_into_a_temporary_folder(npm_runs):
    def run(command, *, cwd, **_):
        archive(cwd / "p-1.tgz", "package/a.json", " ".join(command[1:]).encode())

    npm_runs(run)
    assert npm.member("p", "1", "a.json") == b"pack --loglevel=error p@1"


def test_pip_downloads_into_a_temporary_folder_and_installs_nothing(monkeypatch):
    def run(command, *, cwd, **_):
        zipped(Path(cwd) / "p-1-py3-none-any.whl", {"a.json": " ".join(command)})

    monkeypatch.setattr(packages.subprocess, "run", run)
    said = wheels.members("p", "1", ["a.json"])["a.json"].decode()
    assert said.startswith(f"{sys.executable} -m pip download ")
    assert said.endswith(" --no-deps p==1")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("\nnpm error code E404\nnpm error no such package\nmore\n", "no such package"),
        ("ERROR: No matching distribution found for p@1\n", "No matching distribution found for p@1"),
        ("", "no reason given"),
        ("npm error\n", "no reason given"),
    ],
)
def test_a_failing_client_gives_one_line(npm_runs, said, reason):
    npm_runs(failing(said))
    with pytest.raises(InputError) as raised:
        npm.member("p", "1", "a.json")
    assert str(raised.value) == f"npm pack p@1 failed ({reason}); try again, or pass the package's path"


@pytest.mark.parametrize("error", [FileNotFoundError("npm"), subprocess.TimeoutExpired("npm", 600)])
def test_a_client_that_does_not_end_is_told(npm_runs, error):
    def run(*_, **__):
        raise error

    npm_runs(run)
    with pytest.raises(InputError, match=f"npm pack p@1 did not end well .{type(error).__name__}.; pass the package"):
        npm.member("p", "1", "a.json")


def test_a_client_that_leaves_nothing_is_told(npm_runs):
    npm_runs(lambda *_, **__: None)
    with pytest.raises(InputError, match="npm pack p@1 wrote no archive"):
        npm.member("p", "1", "a.json")
