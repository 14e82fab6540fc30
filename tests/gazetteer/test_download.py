import hashlib
from pathlib import Path

import pytest
from web import serving

from geo.errors import InputError, OutputError
from geo.gazetteer import download
from geo.gazetteer.download import FetchError, fetch, sha256

BODY = bytes(range(256)) * 4096  # a megabyte
SUM = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def site():
    with serving() as site:
        site.files["UA.zip"] = BODY
        yield site


def test_a_file_is_fetched_once(site, tmp_path):
    to = tmp_path / "downloads" / "UA.zip"
    seen = []
    assert fetch(site.url("UA.zip"), to, checksum=SUM, progress=lambda done, total: seen.append((done, total))) == to
    assert to.read_bytes() == BODY
    assert seen[-1] == (len(BODY), len(BODY))
    fetch(site.url("UA.zip"), to, checksum=SUM)
    assert len(site.asked) == 1
    assert sorted(path.name for path in to.parent.iterdir()) == ["UA.zip"]


def test_a_broken_connection_is_taken_up_where_it_broke(site, tmp_path):
    site.cut_after = 25 * 16_384
    fetch(site.url("UA.zip"), tmp_path / "UA.zip", checksum=SUM)
    assert (tmp_path / "UA.zip").read_bytes() == BODY
    assert [asked for _, asked in site.asked] == [None, "bytes=409600-", "bytes=819200-"]


def test_a_fetch_that_failed_is_resumed_by_the_next(site, tmp_path):
    site.cut_after = 6 * 16_384
    with pytest.raises(FetchError, match=r"could not be fetched"):
        fetch(site.url("UA.zip"), tmp_path / "UA.zip")
    assert not (tmp_path / "UA.zip").exists()
    assert (tmp_path / "UA.zip.part").stat().st_size == 3 * 6 * 16_384
    site.cut_after = None
    fetch(site.url("UA.zip"), tmp_path / "UA.zip", checksum=SUM)
    assert site.asked[-1] == ("UA.zip", "bytes=294912-")
    assert (tmp_path / "UA.zip").read_bytes() == BODY


def test_a_file_that_has_changed_meanwhile_is_fetched_from_its_start(site, tmp_path):
    site.cut_after = 6 * 16_384
    with pytest.raises(FetchError):
        fetch(site.url("UA.zip"), tmp_path / "UA.zip")
    site.cut_after, site.files["UA.zip"] = None, BODY[::-1]
    fetch(site.url("UA.zip"), tmp_path / "UA.zip")
    assert (tmp_path / "UA.zip").read_bytes() == BODY[::-1]


def test_without_a_tag_nothing_is_resumed(site, tmp_path):
    site.with_tags = False
    (tmp_path / "UA.zip.part").write_bytes(b"of who knows what")
    fetch(site.url("UA.zip"), tmp_path / "UA.zip", checksum=SUM)
    assert site.asked == [("UA.zip", None)]


def test_another_checksum_keeps_nothing(site, tmp_path):
    with pytest.raises(FetchError, match=r"not the file expected, its SHA-256 differs; nothing was changed"):
        fetch(site.url("UA.zip"), tmp_path / "UA.zip", checksum="0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_a_refresh_that_fails_leaves_the_old_file(site, tmp_path):
    to = tmp_path / "UA.zip"
    to.write_bytes(b"old")
    site.status = 503
    with pytest.raises(FetchError, match=r"the server says 503"):
        fetch(site.url("UA.zip"), to, refresh=True)
    assert to.read_bytes() == b"old"
    site.status = None
    assert fetch(site.url("UA.zip"), to, refresh=True).read_bytes() == BODY
    assert [path.name for path in tmp_path.iterdir()] == ["UA.zip"]


def test_a_file_without_end_is_given_up(site, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "LARGEST_BYTES", 500_000)
    with pytest.raises(FetchError, match=r"larger than 500,000 bytes"):
        fetch(site.url("UA.zip"), tmp_path / "UA.zip")
    assert not (tmp_path / "UA.zip").exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1:9/UA.zip", r"no connection"),
        ("ftp://127.0.0.1/UA.zip", r"give one that begins with https://"),
        ("file:///etc/passwd", r"give one that begins with https://"),
        ("https:///UA.zip", r"give one that begins with https://"),
    ],
)
def test_an_address_that_cannot_be(url, says, tmp_path):
    with pytest.raises((FetchError, InputError), match=says):
        fetch(url, tmp_path / "UA.zip")


def test_a_missing_file_is_said(site, tmp_path):
    with pytest.raises(FetchError, match=r"/BY.zip: could not be fetched \(the server says 404"):
        fetch(site.url("BY.zip"), tmp_path / "BY.zip")


def test_a_proxy_of_the_environment_is_used(site, tmp_path, monkeypatch):
    # to a proxy a client asks for the whole address: this server takes it for a path it does not have
    monkeypatch.setenv("http_proxy", site.url(""))
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(FetchError, match=r"404"):
        fetch("http://nowhere.invalid/UA.zip", tmp_path / "UA.zip")
    assert site.asked == [("http://nowhere.invalid/UA.zip".removeprefix("/"), None)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said(site, tmp_path):
    (tmp_path / "UA.zip.part").symlink_to("/dev/full")
    with pytest.raises(OutputError, match=r"cannot be written \(No space left on device\); free space"):
        fetch(site.url("UA.zip"), tmp_path / "UA.zip")


@pytest.mark.parametrize("text", [SUM, SUM.upper(), f"sha256:{SUM}", f" {SUM}\n"])
def test_a_checksum_as_typed(text):
    assert sha256(text) == f"sha256:{SUM}"


@pytest.mark.parametrize("text", ["", "abc", SUM[:-1], f"md5:{SUM}", SUM + "0"])
def test_what_is_no_checksum(text):
    with pytest.raises(InputError, match=r"is no SHA-256; give its 64 hexadecimal digits"):
        sha256(text)
