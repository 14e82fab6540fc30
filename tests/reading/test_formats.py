"""The kinds of file that reports come in: what is read of them, and what hostile or broken ones are answered."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.reading.documents import read_report, read_reports
from geo.reading.formats.page import html_text
from geo.reading.formats.pdf import joined
from geo.reading.formats.telegram import flattened

DAY = dt.date(2024, 12, 16)
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path, message):
    with pytest.raises(InputError, match=message) as caught:
        list(read_reports(path, date=DAY))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(path))


# -- PDF ----------------------------------------------------------------------------------------------------------


def pdf(*pages, extra=""):
    """Return a PDF of some content streams; `extra` are further resources of each page."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        font,
        extra or "null",
    ]
    for number, page in enumerate(pages):
        forms = "/XObject << /A 4 0 R >>" if extra else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * number} 0 R "
            f"/Resources << /Font << /F 3 0 R >> {forms} >> >>"
        )
        objects.append(f"<< /Length {len(page)} >>\nstream\n{page}\nendstream")
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def drawn(*lines):
    return "BT /F 11 Tf 50 700 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"


def test_pdf_lines_are_joined_and_what_pages_repeat_is_left_out(tmp_path):
    pages = [
        drawn(
            "War Daily",
            "Summary",
            f"{name} forces attacked near Kurakhove and in Dnipro-",
            "petrovsk region.",
            "End",
            f"Page {number} of 3",
        )
        for number, name in enumerate(("Russian", "Enemy", "Other"), 1)
    ]
    report = read_report(written(tmp_path, "2024-12-16.pdf", pdf(*pages)))
    assert report.date == DAY
    assert "attacked near Kurakhove and in Dnipropetrovsk region." in report.text
    assert "War Daily" not in report.text
    assert "Page" not in report.text
    assert read_report(written(tmp_path, "2024-12-16.pdf", pdf(*[drawn("War Daily")] * 3))).text.count("War Daily") == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.4 nothing", r"is a damaged PDF \("),
        (b"no pdf at all", r"is a damaged PDF \("),
        (pdf(""), r"has no text, only pictures of it; make one, for example with: ocrmypdf"),
        (pdf(drawn("x")).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"), r"(is a damaged PDF|has no text)"),
    ],
)
def test_a_pdf_that_cannot_be_read(content, message, tmp_path):
    refused(written(tmp_path, "a.pdf", content), message)


def test_a_form_that_draws_itself_ends(tmp_path):
    stream = "/A Do " * 50
    form = (
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 4 0 R >> >> "
        f"/Length {len(stream)} >>\nstream\n{stream}\nendstream"
    )
    refused(written(tmp_path, "a.pdf", pdf("/A Do " * 50, extra=form)), r"a\.pdf")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([], ""),
        (["A heading", "The first line goes on to the edge of", "the page. Then", "• an item", "• another"],
         "A heading\nThe first line goes on to the edge of the page. Then\n• an item\n• another"),
        (["Troops of the Ivano-", "Frankivsk brigade went to the north-", "east of it"],
         "Troops of the Ivano-Frankivsk brigade went to the northeast of it"),
    ],
)  # fmt: skip
def test_lines_are_joined_to_paragraphs(lines, text):
    assert joined(lines) == text


# -- Word ---------------------------------------------------------------------------------------------------------


def docx(body, *, head="", names=("word/document.xml",), **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(
                name, f'<?xml version="1.0"?>{head}<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>'
            )
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_word_document_gives_its_paragraphs_and_rows(tmp_path):
    moved = "<w:p><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:del><w:t>old</w:t></w:del></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('Покровськ')}</w:tc><w:tc>{paragraph('5')}</w:tc></w:tr></w:tbl>"
    body = (
        paragraph("Станом на 16 грудня 2024 року")
        + moved
        + table
        + "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>"
    )
    report = read_report(written(tmp_path, "a.docx", docx(body)))
    assert report.date == DAY
    assert report.lang == "uk"
    assert [line.split() for line in report.text.splitlines() if line.strip()] == [
        ["Станом", "на", "16", "грудня", "2024", "року"], ["Покровськ", "5"], ["a"], ["b"],
    ]  # fmt: skip


def test_the_body_of_a_word_document_is_where_it_says(tmp_path):
    relations = '<Relationships><Relationship Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>'
    content = docx(paragraph("text"), names=("word/document2.xml",), **{"_rels/.rels": relations})
    assert read_report(written(tmp_path, "2024-12-16.docx", content)).text == "text"


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"text", r"is no Word document; save it anew as \.docx"),
        (b"\xd0\xcf\x11\xe0 old", r"is an old \.doc or locked with a password"),
        (b"PK\x03\x04 broken", r"is a damaged document"),
        (docx(paragraph("&c;"), head=BOMB), r"declares entities, as no document does; do not trust this file"),
        (docx("<w:p>"), r"is a damaged document"),
        (docx(""), r"has no words, perhaps only pictures"),
        (docx(paragraph("x"), names=("other.xml",)), r"holds no text of a document"),
        (docx(paragraph("x" * 70_000_000)), r"looks like a zip bomb: its text would grow to 66 MB"),
        (docx(paragraph("x" * 20_000_000)), r"has over 10 million characters"),
    ],
    ids=range(9),
)
def test_a_word_document_that_is_refused(content, message, tmp_path):
    refused(written(tmp_path, "a.docx", content), message)


def test_a_word_document_that_lies_about_its_size(tmp_path):
    content = bytearray(docx(paragraph("x" * 5_000_000)))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    refused(written(tmp_path, "a.docx", bytes(content)), r"larger than the archive says")


@example(data=b"\xef\xbb\xbf", suffix=".rss")
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".pdf", ".docx", ".rss", ".json", ".html"]))
def test_any_bytes_are_read_or_refused(data, suffix, tmp_path_factory):
    path = written(tmp_path_factory.getbasetemp(), f"any{suffix}", data)
    try:
        list(read_reports(path, date=DAY))
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017


# -- feeds --------------------------------------------------------------------------------------------------------

RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>Вести</title>
<item><title>Бои у Курахово</title><link>https://x.org/1</link><guid>one</guid>
<pubDate>Mon, 16 Dec 2024 23:30:00 +0000</pubDate>
<description>&lt;p&gt;Сводка за 16 декабря.&lt;/p&gt;
&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Войска &amp;amp; техника.&lt;/p&gt;</description></item>
<item><title>Second</title><link>javascript:alert(1)</link><pubDate>Sat, 14 Dec 2024 23:30:00 +0200</pubDate></item>
<item></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Maps</title><entry><id>urn:1</id><title>Update</title>
<updated>2024-12-16T10:00:00+02:00</updated><summary>Short.</summary>
<content type="html">&lt;div&gt;Long words.&lt;/div&gt;</content></entry></feed>"""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_a_feed_gives_a_report_an_entry(encoding, tmp_path):
    first, second = read_reports(written(tmp_path, "a.rss", RSS.format(encoding=encoding).encode(encoding)))
    assert first.text == "Бои у Курахово\n\nСводка за 16 декабря.\nВойска & техника."
    # it appeared on the 17th in Kyiv, about the 16th
    assert (first.report_id, first.date, first.lang, first.source, first.url) == (
        "one",
        DAY,
        "ru",
        "Вести",
        "https://x.org/1",
    )
    assert (second.text, second.date, second.url) == ("Second", dt.date(2024, 12, 14), "")


def test_an_atom_feed_gives_the_longer_words(tmp_path):
    (report,) = read_reports(written(tmp_path, "a.xml", ATOM))
    assert (report.report_id, report.text, report.date) == ("urn:1", "Update\n\nLong words.", DAY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<note>text</note>", r"is no RSS or Atom feed"),
        ("no xml", r"is no RSS or Atom feed"),
        (BOMB + ATOM.replace("Short.", "&c;"), r"declares entities, as no feed does"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd" [ ]>' + ATOM, r"declares entities, as no feed does"),
        (b"\xff\xfe\x00", r"is a binary file"),
    ],
)
def test_a_feed_that_is_refused(content, message, tmp_path):
    refused(written(tmp_path, "a.rss", content), message)


def test_a_feed_is_never_taken_for_an_address(tmp_path):
    refused(written(tmp_path, "a.rss", "http://127.0.0.1:9/feed"), r"is no RSS or Atom feed")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("a <b>bold</b> word<br>next\nline", "a bold word\nnext line"),
        ("<p>one</p><p>two &amp; three</p><style>p{}</style>", "one\ntwo & three"),
        ("<ul><li>x</li><li>y</li></ul><!-- no -->tail", "x\ny\ntail"),
        ("<script>evil()</script>", ""),
        ("", ""),
    ],
)
def test_html_to_words(html, text):
    assert html_text(html) == text


@given(st.text(max_size=200))
def test_any_html_has_words_or_none(html):
    assert isinstance(html_text(f"<p>{html}"), str)


# -- Telegram -----------------------------------------------------------------------------------------------------


def message(number, text, **more):
    return {
        "id": number,
        "type": "message",
        "date": "2024-12-16T09:00:00",
        "date_unixtime": "1734332400",
        "text": text,
        **more,
    }


def test_a_channel_gives_a_report_a_message_with_words(tmp_path):
    export = {
        "name": "Генштаб", "type": "public_channel", "id": 1234567,
        "messages": [
            {"id": 1, "type": "service", "action": "pin_message", "text": ""},
            message(2, ""),
            message(3, ["Ворог атакував біля ", {"type": "bold", "text": "Курахового"}, ". ",
                        {"type": "text_link", "text": "мапа", "href": "https://x.org"}]),
            message(4, "Оперативна інформація станом на 22:00 15 грудня щодо вторгнення"),
            message(5, "Стара публікація", date_unixtime=None, date="2023-05-01T01:00:00"),
        ],
    }  # fmt: skip
    reports = list(read_reports(written(tmp_path, "result.json", json.dumps(export))))
    assert [report.text[:20] for report in reports] == [
        "Ворог атакував біля ",
        "Оперативна інформаці",
        "Стара публікація",
    ]
    assert reports[0].text.endswith("Курахового. мапа")
    assert [report.date for report in reports] == [DAY, dt.date(2024, 12, 15), dt.date(2023, 5, 1)]
    assert reports[0].report_id == "telegram-1234567-3"
    assert (reports[0].source, reports[0].url, reports[0].lang) == ("Генштаб", "https://t.me/c/1234567/3", "uk")


def test_all_chats_of_an_account(tmp_path):
    chats = [
        {"name": "A", "type": "personal_chat", "id": 7, "messages": [message(1, "one")]},
        {"name": "B", "messages": [message(2, "two")]},
    ]
    reports = list(read_reports(written(tmp_path, "result.json", json.dumps({"chats": {"list": chats}}))))
    assert [(report.source, report.url) for report in reports] == [("A", ""), ("B", "")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", r"is no export of Telegram; reports in JSON are \.jsonl files"),
        ("[1]", r"is no export of Telegram"),
        ('{"messages": 5}', r"is no export of Telegram"),
        ("{\n", r"line 2: is no JSON"),
        ("[" * 100_000, r"line 1: is no JSON"),
    ],
    ids=range(5),
)
def test_an_export_that_is_refused(content, message, tmp_path):
    refused(written(tmp_path, "result.json", content), message)


@pytest.mark.parametrize(
    ("text", "words"), [("a", "a"), (["a", {"text": "b"}, 5, {"type": "x"}], "ab"), (None, ""), ({"text": 1}, "")]
)
def test_a_message_is_flattened(text, words):
    assert flattened(text) == words


def test_messages_of_any_shape_are_passed_over(tmp_path):
    export = {
        "type": "x",
        "messages": [
            None,
            5,
            [],
            {"type": "message"},
            {"type": "message", "text": {"a": 1}},
            message("x", "words", date_unixtime="1e400"),
        ],
    }
    (report,) = read_reports(written(tmp_path, "result.json", json.dumps(export)))
    assert (report.text, report.date) == ("words", DAY)


def test_compressed_streams_without_end_are_refused(tmp_path):
    packed = zlib.compress(b"0 0 m " * 30_000_000, 9).decode("latin-1")
    content = pdf("x").replace(
        b"<< /Length 1 >>\nstream\nx",
        f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed}".encode("latin-1"),
    )
    refused(written(tmp_path, "a.pdf", content), r"a\.pdf")
