"""The reports that names stand for."""

from __future__ import annotations

import io
import json

import pytest

from geo.errors import InputError
from geo.reading.collect import collect

EXPORT = {
    "name": "Channel",
    "type": "public_channel",
    "id": 1,
    "messages": [{"id": 5, "type": "message", "date": "2024-12-16T10:00:00", "text": "words"}],
}
FEED = (
    "<rss version='2.0'><channel><item><guid>f</guid><title>words</title>"
    "<pubDate>Mon, 16 Dec 2024 10:00:00 +0200</pubDate></item></channel></rss>"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "2024-12-16.txt").write_text("words")
    (tmp_path / "all.jsonl").write_text(json.dumps({"id": "j", "date": "2024-12-16", "text": "words"}))
    (tmp_path / "result.json").write_text(json.dumps(EXPORT))
    (tmp_path / "feed.xml").write_text(FEED)
    # other files that lie beside reports
    (tmp_path / "2024-12-16.json").write_text('{"gold": true}')
    (tmp_path / "sitemap.xml").write_text("<urlset/>")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path


def test_a_folder_gives_its_reports_and_passes_over_the_rest(folder):
    assert [report.report_id for report in collect((str(folder),))] == ["2024-12-16", "j", "f", "telegram-1-5"]


def test_what_is_named_is_read_whatever_it_holds(folder):
    with pytest.raises(InputError, match=r"2024-12-16\.json: is no export of Telegram"):
        list(collect((str(folder / "2024-12-16.json"),)))


def test_a_bad_file_among_others_is_handed_over(folder):
    bad = []
    found = list(collect((str(folder / "*.*"),), bad=bad.append))
    assert len(found) == 4
    assert [str(error).rpartition("/")[2].split(":")[0] for error in bad] == [
        "2024-12-16.json",
        "picture.png",
        "sitemap.xml",
    ]


def test_standard_input_is_a_report():
    (report,) = collect(("-",), date="2024-12-16", stdin=io.BytesIO("Ворог атакував її".encode()))
    assert (report.report_id, report.lang) == ("stdin", "uk")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("empty", r"no reports in this folder; they end in \.atom, \.docx"),
        ("*.none", r"no file matches this pattern"),
        ("none.txt", r"cannot be read"),
    ],
)
def test_a_name_that_stands_for_nothing(name, message, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=message):
        list(collect((str(tmp_path / name),)))


def test_an_export_without_words_is_an_error(tmp_path):
    (tmp_path / "result.json").write_text(json.dumps(EXPORT | {"messages": []}))
    with pytest.raises(InputError, match=r"result\.json: holds no report with words"):
        list(collect((str(tmp_path / "result.json"),)))
