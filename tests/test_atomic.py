"""A file is written whole or not at all."""

import pytest

from geo.atomic import write_atomically
from geo.errors import OutputError


def test_a_new_file_and_an_old_one(tmp_path):
    path = tmp_path / "a.bin"
    write_atomically(path, b"one")
    write_atomically(path, iter([b"tw", b"o"]))
    assert path.read_bytes() == b"two"
    assert [child.name for child in tmp_path.iterdir()] == ["a.bin"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.bin"
    write_atomically(path, b"old")

    def breaks():
        yield b"new"
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match=r"a\.bin: cannot be written \(No space left on device\)"):
        write_atomically(path, breaks())
    assert path.read_bytes() == b"old"
    assert [child.name for child in tmp_path.iterdir()] == ["a.bin"]


def test_a_missing_folder(tmp_path):
    with pytest.raises(OutputError, match=r"cannot be written \(No such file or directory\); name another place"):
        write_atomically(tmp_path / "none" / "a.bin", b"x")
