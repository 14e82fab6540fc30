"""What a map file says of itself, the code that embeds it, and the index page made of many."""

import json
import re
import threading

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from map_frames import empty_day, seed_day, with_text
from test_map_page import HOSTILE

from geo.errors import InputError, OutputError
from geo.mapping.about import about_block, about_of, read_about, with_about
from geo.mapping.embed import embed_code
from geo.mapping.index import index_page, is_index, write_index
from geo.mapping.thumbnail import HEIGHT, WIDTH, Thumbnail, thumbnail
from geo.publication import Policy, apply

CORPUS = "\n".join(HOSTILE)
PAGE = "<!DOCTYPE html><html><head><title>A map</title></head><body></body></html>"
URL = "https://example.org/maps/day.html"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1600).to_bytes(4) + (900).to_bytes(4)


def page_of(day):
    return with_about(PAGE, about_block([day]))


@pytest.fixture
def made(tmp_path):
    def make(day=None, name="day.html"):
        path = tmp_path / name
        path.write_text(page_of(day or seed_day()), encoding="utf-8")
        return path

    return make


def elements(markup):
    """Return the names of the elements of some markup, and its attributes' names."""
    from html.parser import HTMLParser

    found, attributes = [], set()

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append(tag)
            attributes.update(name for name, _ in attrs)

    parser = Parser()
    parser.feed(markup)
    parser.close()
    return found, attributes


# -- what a file says of itself -----------------------------------------------------------------------------------


def test_a_map_says_what_it_shows(made):
    about = read_about(made())
    day = seed_day()
    assert (about.title, about.date, about.date_from, about.sources) == (day.title, day.date, day.date, day.sources)
    assert about.when == "16 December 2024"
    assert "Yelyzavetivka" in about.alt
    assert (about.policy, about.withheld) == ("", ())
    assert about.thumbnail == thumbnail(day)


def test_it_says_under_which_policy(made):
    about = read_about(made(apply(Policy("desk", events=("captured",)), seed_day())))
    assert about.policy == "desk"
    assert about.withheld == (
        "10 marks of a kind of event that is never shown",
        "1 text of a kind of event that is never shown",
    )


def test_a_series_says_from_when_to_when():
    first = seed_day(date=seed_day().date.replace(day=1))
    about = about_of(with_about(PAGE, about_block([first, seed_day()])))
    assert about.when == "1 December 2024 to 16 December 2024"
    assert about.alt.startswith("2 days, 1 December 2024")


def test_the_block_is_written_the_same_each_time():
    assert about_block([seed_day()]) == about_block([seed_day()])


def test_hostile_text_stays_text():
    page = page_of(with_text(seed_day(), CORPUS))
    assert elements(page)[0] == ["html", "head", "meta", "meta", "script", "title", "body"]
    about = about_of(page)
    assert about.title
    assert not re.search("[\u202a-\u202e\u2066-\u2069\n]", about.title + about.alt)


@pytest.mark.parametrize(
    "data",
    [
        "", "[]", "{", "null", '{"date": 3}', '{"date": "2024-13-01"}', '{"title": "A"}', "[" * 10_000,
        '{"date": "2024-12-16", "date_from": [3]}',
    ],
    ids=lambda data: data[:20],
)  # fmt: skip
def test_a_damaged_block_says_nothing(data):
    assert about_of(f'<script type="application/json" id="geo-about">{data}</script>') is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {"date": st.just("2024-12-16")},
        optional=dict.fromkeys(("title", "alt", "sources", "publication", "thumbnail", "date_from"), json_values),
    )
)
def test_any_block_is_taken_or_refused_and_drawn_without_harm(data):
    about = about_of(f'<script type="application/json" id="geo-about">{json.dumps(data)}</script>')
    if about is not None:
        names, attributes = elements(index_page([("a.html", about)]))
        assert "script" not in names
        assert not {name for name in attributes if name.startswith("on")}


@pytest.mark.parametrize(
    "value",
    [
        3, {}, [3], [["land"]], [["land", 1]], [["x", 1, 2]], [["land", 1.5, 2]], [["land", "1", "2"]],
        [["land", 10**9, 2]], [["land", *[1] * 9000]], [["land", 1, 2]] * 1000, [[["land"], 1, 2]],
    ],
    ids=str,
)  # fmt: skip
def test_a_thumbnail_is_whole_numbers_or_none(value):
    assert Thumbnail.from_json(value) is None


@pytest.mark.parametrize("day", [seed_day(), empty_day()], ids=["seed", "empty"])
def test_a_thumbnail_is_small_and_within_its_box(day):
    drawn = thumbnail(day)
    assert len(json.dumps(drawn.as_json())) < 12_000
    numbers = [number for _, numbers in drawn.shapes for number in numbers]
    assert min(numbers) >= -1
    assert max(numbers) <= max(WIDTH, HEIGHT) + 1
    assert Thumbnail.from_json(drawn.as_json()) == drawn


# -- embedding ----------------------------------------------------------------------------------------------------


def test_the_code_for_a_map_beside_the_page(made):
    code = embed_code(made())
    assert 'src="day.html"' in code
    assert 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"' in code
    assert 'loading="lazy"' in code
    assert 'title="Map: Russian forces claim four villages in the Donetsk region, 16 December 2024"' in code
    assert "og:image" not in code
    assert "allow-same-origin" not in code


def test_the_code_for_a_map_on_the_web(made):
    path = made()
    path.with_suffix(".png").write_bytes(PNG)
    code = embed_code(path, url=f"{URL}?a=1&b=2")
    assert f'src="{URL}?a=1&amp;b=2"' in code
    assert '<meta property="og:image" content="https://example.org/maps/day.png">' in code
    assert '<meta property="og:image:width" content="1600">' in code
    assert '<meta name="twitter:card" content="summary_large_image">' in code
    assert '!== "https://example.org"' in code
    assert re.search(r'<img src="https://example.org/maps/day.png" alt="[^"]+" width="1600" height="900"', code)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://EXAMPLE.org:443/a", "https://example.org"),
        ("http://example.org:8080/a", "http://example.org:8080"),
        ("http://[::1]/a", "http://[::1]"),
    ],
)
def test_the_origin_is_as_a_browser_writes_it(made, url, origin):
    assert f'event.origin !== "{origin}"' in embed_code(made(), url=url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "//example.org/a", "ftp://example.org/a", "https://", "https://example.org", "https:///a",
        "https://a b.org/a", "https://example.org/\n", "https://example.org:port/a", "https://u:p@example.org/a",
        "https://exa\"mple.org/a", "https://[::1/a", "https://example.org/" + "a" * 3000, "map.html", "",
    ],
    ids=lambda url: url[:30],
)  # fmt: skip
def test_what_is_no_address_is_refused(made, url):
    if not url:
        assert 'src="day.html"' in embed_code(made(), url=url)
        return
    with pytest.raises(InputError, match=r"^--url: .* is no address of the web"):
        embed_code(made(), url=url)


def test_hostile_text_does_not_get_out_of_the_code(made):
    plain = elements(embed_code(made(), url=URL))
    hostile = elements(embed_code(made(with_text(seed_day(), CORPUS)), url=URL))
    assert hostile == plain


def test_a_hostile_file_name_does_not_get_out_of_the_code(made):
    plain = elements(embed_code(made()))
    assert elements(embed_code(made(name='"><script>alert(1)<.html'.replace("/", "")))) == plain


def test_what_is_no_map_is_refused(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(PAGE)
    with pytest.raises(InputError, match="holds no map that geo made"):
        embed_code(path)
    with pytest.raises(InputError, match="cannot be read"):
        embed_code(tmp_path / "no.html")


def test_a_picture_that_is_not_there_is_said(made):
    with pytest.raises(InputError, match="no picture is there"):
        embed_code(made(), picture="no.png")


# -- the index page -----------------------------------------------------------------------------------------------


def test_newest_first_and_only_maps(made, tmp_path):
    for number in (3, 12, 7):
        made(seed_day(date=seed_day().date.replace(day=number), title=f"Day {number}"), f"{number}.html")
    (tmp_path / "other.html").write_text(PAGE)
    (tmp_path / "link.html").symlink_to(tmp_path / "3.html")
    page = write_index(tmp_path).read_text()
    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Day 12", "Day 7", "Day 3"]
    assert re.findall(r'<a href="(.*?)">', page) == ["12.html", "7.html", "3.html"]
    assert "3 maps, newest first" in page
    assert write_index(tmp_path).read_text() == page


def test_the_index_says_what_was_held_back(made, tmp_path):
    made(apply(Policy("desk", undecided=True), seed_day()))
    assert "Held back under the policy desk: 2 marks on which" in write_index(tmp_path).read_text()


def test_hostile_text_stays_text_in_the_index(made, tmp_path):
    made()
    plain = elements(write_index(tmp_path).read_text())
    made(with_text(seed_day(), CORPUS))
    hostile = elements(write_index(tmp_path).read_text())
    assert set(hostile[0]) == set(plain[0])
    assert hostile[1] == plain[1]


def test_a_page_that_is_no_index_is_left(made, tmp_path):
    made()
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(OutputError, match="is no index that geo made, and is left"):
        write_index(tmp_path)
    assert (tmp_path / "index.html").read_text() == "mine"
    assert not is_index(tmp_path / "index.html")


def test_one_writer_at_a_time(made, tmp_path, monkeypatch):
    made()
    monkeypatch.setattr("geo.mapping.index._PATIENCE_SECONDS", 0.1)
    with FileLock(tmp_path / ".index.lock"), pytest.raises(OutputError, match="another process has been writing"):
        write_index(tmp_path)


def test_many_writers_lose_no_map(made, tmp_path):
    def write(number):
        made(seed_day(title=f"Map {number}"), f"{number}.html")
        write_index(tmp_path)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(re.findall("<li>", (tmp_path / "index.html").read_text())) == 6
