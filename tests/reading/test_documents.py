from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError, NoDateError
from geo.reading.documents import date_in_name, date_in_text, read_report, read_reports, report_from_text

DAY = dt.date(2024, 12, 16)


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "Shells fell near Kurakhove.", r"a\.txt: no date is given.*--date YYYY-MM-DD"),
        ("a.txt", "", r"a\.txt: is empty; a report needs text"),
        ("a.txt", " \n\t ", r"a\.txt: is empty"),
        ("2024-12-16.txt", b"\x00\x01\x02PNG", r"is a binary file; a report is text in UTF-8"),
        ("2024-12-16.txt", "ok\nКурахове".encode("cp1251"), r"line 2: is not UTF-8 \(byte 0xca\); save it as UTF-8"),
        (
            "2024-12-16.odt",
            "text",
            r"reports are \.txt, \.md, \.html or \.jsonl files, \.pdf, \.docx, feeds .*, not '\.odt'",
        ),
        ("a.jsonl", "{}", r"a\.jsonl: holds many reports; read them with read_reports"),
        (
            "a.txt",
            "Обстріли за 12 лютого — зведення\nУ Покровську двоє поранених",
            r"its dateline, '12 лютого', gives no year; say which day",
        ),
        ("2024-12-16.html", "<html><body></body></html>", r"no article text was found in this page"),
    ],
)
def test_bad_file_is_refused_in_one_line(name, content, message, tmp_path):
    with pytest.raises(InputError, match=message) as caught:
        read_report(written(tmp_path, name, content))
    assert "\n" not in str(caught.value)


def test_no_date_is_its_own_kind_of_error(tmp_path):
    with pytest.raises(NoDateError, match="no date is given"):
        read_report(written(tmp_path, "a.txt", "Shells fell."))


def test_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "2024-12-16.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InputError, match=r"is 50 MB; a report may have 10 MB at most"):
        read_report(path)


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match=r"cannot be read \(No such file or directory\)"):
        read_report(tmp_path / "2024-12-16.txt")


def test_bad_date_is_refused():
    with pytest.raises(InputError, match=r"the text: '16/12/2024' is no date; write it as YYYY-MM-DD"):
        report_from_text("text", report_id="a", date="16/12/2024")


@pytest.mark.parametrize(
    ("name", "text", "day"),
    [
        ("2024-12-16.txt", "On 3 May 2022 it began.", DAY),
        ("report_20241216_en.txt", "text", DAY),
        ("a.txt", "Kyiv, 16 December 2024. Shells fell.", DAY),
        ("a.txt", "This is the situation on Monday, December 16, 2024:", DAY),
        ("a.txt", "Published Dec. 16th, 2024 and not 17 December 2024", DAY),
        ("a.txt", "Станом на 16 грудня 2024 року", DAY),
        ("a.txt", "Сводка на 16 декабря 2024 года", DAY),
        ("2024-13-40.txt", "2024-12-16 in the text", DAY),
    ],
)
def test_the_date_comes_from_the_name_else_from_the_text(name, text, day, tmp_path):
    assert read_report(written(tmp_path, name, text)).date == day


def test_a_name_or_folder_may_give_the_year(tmp_path):
    text = "Зведення за 16 грудня\nБої"
    assert read_report(written(tmp_path, "obstrily-2024.txt", text)).date == DAY
    (tmp_path / "2024-12").mkdir()
    assert read_report(written(tmp_path / "2024-12", "a.txt", text)).date == DAY


def test_a_date_given_goes_before_all(tmp_path):
    assert read_report(written(tmp_path, "2020-01-01.txt", "3 May 2022"), date="2024-12-16").date == DAY


@pytest.mark.parametrize("text", ["31 February 2024", "ſeptember 5, 2024", "5 May", "day 1,026", ""])
def test_no_date_in_text(text):
    assert date_in_text(text) is None


@given(st.text(max_size=200))
def test_any_text_has_a_date_or_none(text):
    assert date_in_text(text) is None or date_in_text(text).year >= 2000
    assert date_in_name(text) is None or date_in_name(text).year >= 2000


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    assert read_report(written(tmp_path, "2024-12-16.txt", "\ufeffShells")).text == "Shells"


def test_site_furniture_is_not_read_and_offsets_stay(tmp_path):
    text = "Shells fell near Kurakhove.\nLire aussi\nLatest News\n- Riots in Lyman\n"
    report = read_report(written(tmp_path, "2024-12-16.txt", text))
    assert report.text == text
    assert report.body == "Shells fell near Kurakhove.\n"


def test_links_of_markdown_are_blanked_character_for_character(tmp_path):
    text = "# Day 1\n\nShells fell near [Kurakhove](https://x.org/Lyman) and <https://a.b/Siversk> Toretsk.\n"
    report = read_report(written(tmp_path, "2024-12-16.md", text))
    assert report.text == text
    assert len(report.body) == len(text)
    assert "Lyman" not in report.body
    assert "Siversk" not in report.body
    assert report.body.index("Toretsk") == text.index("Toretsk")
    assert report.title == "Day 1"


def test_a_title_is_the_first_line_or_of_a_long_one_the_first_sentence():
    def titled(text):
        return report_from_text(text, report_id="r", date="2024-12-16").title

    assert titled("Day 1,026 in brief\n\nShells fell.") == "Day 1,026 in brief"
    first = "Situation at 22:00 on 25 July."
    assert titled(f"{first} There were 118 clashes, the fiercest again on the Pokrovsk axis, it said.") == first
    assert titled("Nothing but words and words " * 20) == ""


WRAPPED = """The Russian Defence Ministry said on Monday that its troops had captured
Yelyzavetivka, a village in the Donetsk region that lies ten kilometres
south of Kurakhove. Ukraine's General Staff did not confirm the loss of
the village."""
LISTED = """In the Lyman direction the enemy attacked near Nevske and near Makiivka.
In the Siversk direction the enemy attacked near Spirne and near Vyimka.
In the Toretsk direction the enemy attacked near Druzhba and in Pivnichne."""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (WRAPPED, 1),
        (f"{WRAPPED}\n\n{WRAPPED}", 3),
        (LISTED, 3),
        (LISTED.replace("In the", "- In the").replace(".", ""), 3),
        ("Kurakhove\nPokrovsk\nToretsk\nLyman", 4),
        ("One line of a report that is long enough to be one of a wrapped paragraph\nand another", 2),
    ],
)
def test_lines_broken_at_a_width_are_read_on(text, lines, tmp_path):
    report = read_report(written(tmp_path, "2024-12-16.txt", text))
    assert report.text == text
    assert len(report.body) == len(text)
    assert report.body.split() == text.split()
    assert report.body.count("\n") + 1 == lines


def test_a_page_gives_its_article(tmp_path):
    article = "".join(f"<p>Russian forces attacked near Kurakhove on the day number {day}.</p>" for day in range(9))
    page = (
        "<html><head><title>War</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>War</h1>{article}</article><footer>Cookies</footer></body></html>"
    )
    report = read_report(written(tmp_path, "2024-12-16.html", page))
    assert "attacked near Kurakhove" in report.text
    assert "Cookies" not in report.text
    assert "<p>" not in report.text


def test_a_page_about_the_day_before_it_appeared(tmp_path):
    article = "".join(f"<p>Russian forces attacked near Kurakhove on the day number {day}.</p>" for day in range(9))
    meta = '<meta property="article:published_time" content="2024-12-17T01:00:00+02:00">'
    article = f"<article><p>Situation as of December 16, 22:00.</p>{article}</article>"
    page = f"<html><head>{meta}</head><body>{article}</body></html>"
    assert read_report(written(tmp_path, "a.html", page)).date == DAY
    page = page.replace("December 16", "May 9")
    assert read_report(written(tmp_path, "a.html", page)).date == dt.date(2024, 12, 17)


@pytest.mark.parametrize("text", ["x" * 1_000_000, "a\n" * 300_000, "<" * 300_000, "[(" * 200_000, "day 1 " * 100_000])
def test_a_long_text_takes_no_longer_than_its_length(text):
    report = report_from_text(text, report_id="a", date=DAY)
    assert len(report.body) == len(text)


# -- .jsonl -------------------------------------------------------------------------------------------------------


def test_reports_of_a_jsonl_file_come_in_order(tmp_path):
    rows = [{"id": str(number), "date": "2024-12-16", "text": f"Text {number}"} for number in range(3)]
    path = written(tmp_path, "all.jsonl", "\n\n".join(map(json.dumps, rows)))
    assert [(report.report_id, report.date) for report in read_reports(path)] == [("0", DAY), ("1", DAY), ("2", DAY)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"line 2: is no JSON object"),
        ("[1]", r"line 2: is no JSON object; write"),
        ('{"text": "x", "date": "2024-12-16"}', r"line 2: has no 'id'"),
        ('{"id": "a", "date": "2024-12-16"}', r"line 2: has no 'text'"),
        ('{"id": "a", "text": "x", "date": 5}', r"line 2: 'date' is 5; it must be text"),
        ('{"id": "a", "text": "x", "date": "soon"}', r"line 2: 'soon' is no date"),
        ('{"id": "a", "text": "x"}', r"line 2: no date is given"),
    ],
)
def test_a_broken_line_is_named_after_those_before_it(line, message, tmp_path):
    path = written(tmp_path, "all.jsonl", '{"id": "good", "date": "2024-12-16", "text": "x"}\n' + line)
    reports = read_reports(path)
    assert next(reports).report_id == "good"
    with pytest.raises(InputError, match=message):
        next(reports)


def test_a_line_that_is_not_utf8(tmp_path):
    with pytest.raises(InputError, match=r"line 1.*is not UTF-8"):
        list(read_reports(written(tmp_path, "all.jsonl", b'{"id": "\xff"}')))


def test_a_bad_line_is_handed_over_and_the_rest_read(tmp_path):
    path = written(tmp_path, "all.jsonl", '{"id": "a", "text": "x"}\n{\n{"id": "b", "date": "2024-12-16", "text": "x"}')
    bad = []
    assert [report.report_id for report in read_reports(path, bad=bad.append)] == ["b"]
    assert [type(error) for error in bad] == [NoDateError, InputError]


def test_a_file_of_one_report_is_read_too(tmp_path):
    assert [report.text for report in read_reports(written(tmp_path, "2024-12-16.txt", "Shells"))] == ["Shells"]


@pytest.mark.shared
def test_the_seed_report_ends_where_the_site_begins(shared):
    report = read_report(shared / "reports" / "seed-day-1026.txt", date="2024-12-16")
    assert report.body.rstrip().endswith("on all fronts.")
