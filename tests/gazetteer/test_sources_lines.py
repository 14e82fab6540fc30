import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_files import outcome, zipped

from geo.errors import InputError
from geo.gazetteer.sources import lines as module
from geo.gazetteer.sources.lines import lines

TEXT = "назва,lat\nКурахове,48\n"


def written(tmp_path, content):
    path = tmp_path / "places.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), None),
        (TEXT.encode("utf-8-sig"), None),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), None),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), None),
        (TEXT.encode("cp1251"), "cp1251"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-8-sig"), "cp1251"),
        (TEXT.replace("\n", "\r\n").encode(), None),
        (TEXT.rstrip().encode(), None),
        (TEXT.replace("\n", "\r\n").rstrip("\n").encode(), None),
    ],
)
@pytest.mark.parametrize("block", [3, 5, 1 << 20])
def test_each_way_to_write_a_text_gives_its_lines(tmp_path, monkeypatch, content, encoding, block):
    monkeypatch.setattr(module, "_BLOCK", block)
    assert list(lines(written(tmp_path, content), encoding=encoding)) == [(1, "назва,lat"), (2, "Курахове,48")]


@pytest.mark.parametrize(
    ("content", "encoding", "reason"),
    [
        (b"", None, r"places\.csv: is empty"),
        (TEXT.encode("cp1251"), None, r"line 1: is not UTF-8 \(byte 0xed\); name its encoding"),
        (TEXT.encode() + "Іллінка,48\n".encode("cp1251"), None, "line 3: is not UTF-8"),
        (TEXT.encode() + b"Illinka\0,48\n", None, "line 3: holds a NUL"),
        (TEXT.encode("utf-16-le"), None, "line 1: "),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1], None, "line 2: is not UTF-16"),
        (b"name\n" + b"a" * (1 << 20) + b"a\nb\n", None, "line 2: is over a megabyte"),
        (b"name\n" + b"a" * (3 << 20), None, "line 2: is over a megabyte"),
        (TEXT.encode(), "rot13", "encoding 'rot13' is not among"),
        (TEXT.encode(), "no such", "encoding 'no such' is not among"),
    ],
)
@pytest.mark.parametrize("block", [7, 1 << 20])
def test_a_fault_is_told_with_its_line(tmp_path, monkeypatch, content, encoding, reason, block):
    if len(content) < 1000:
        monkeypatch.setattr(module, "_BLOCK", block)
    with pytest.raises(InputError, match=reason):
        list(lines(written(tmp_path, content), encoding=encoding))


def test_a_text_within_an_archive_is_read_and_progress_counts_packed_bytes(tmp_path):
    path = zipped(
        tmp_path / "UA.zip",
        {"readme.txt": "read me", "UA.txt": "".join(f"{number * 7919 % 1009}\n" for number in range(600_000))},
    )
    told = []
    assert sum(1 for _ in lines(path, progress=told.append)) == 600_000
    assert told == sorted(told)
    assert 0 < told[-1] <= path.stat().st_size


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"a.txt": "a", "b.txt": "b"}, "should hold one table, and holds a.txt, b.txt"),
        ({"readme.txt": "a"}, "should hold one table, and holds readme.txt"),
        ({"../UA.txt": TEXT}, "leads out of the archive"),
        ({"/UA.txt": TEXT}, "leads out of the archive"),
        ({"UA.txt": "0" * (8 << 20)}, "zip bomb"),
    ],
)
def test_an_archive_that_is_none_of_a_table_is_refused(tmp_path, members, reason):
    with pytest.raises(InputError, match=rf"^UA\.zip: .*{reason}"):
        list(lines(zipped(tmp_path / "UA.zip", members)))


def test_a_damaged_archive_is_told(tmp_path):
    path = zipped(tmp_path / "UA.zip", {"UA.txt": "".join(f"{number * 7919 % 1009}\n" for number in range(60_000))})
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(InputError, match=r"UA\.zip: cannot be read .*; fetch it anew"):
        list(lines(path))


@given(st.binary(max_size=200), st.sampled_from([None, "cp1251", "utf-16"]), st.sampled_from([b"", b"PK\x03\x04"]))
def test_any_bytes_are_lines_or_told(tmp_path_factory, content, encoding, head):
    path = tmp_path_factory.mktemp("any") / "any.txt"
    path.write_bytes(head + content)
    found, complaint = outcome(lambda: lines(path, encoding=encoding))
    assert found is not None or complaint.startswith("any.txt")
    assert all("\n" not in line and "\0" not in line for _, line in found or ())
