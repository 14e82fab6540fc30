"""Any text at all is read to its end, in time that grows no faster than the text."""

from __future__ import annotations

import json
import random
import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading_texts import found_in

from geo.contract import as_json
from geo.corrections import Corrections
from geo.pipeline import read
from geo.reading.documents import report_from_text
from geo.reading.lexicon import load_lexicon

NAMES = ["Kurakhove", "Pokrovsk", "Toretsk's", "Shevchenko", "Kyiv", "Moscow", "Governor", "December", "May"]
SIGNS = [",", ";", ".", '"', "'", "(", ")", "[", "-", "–", "", "\n", "\n\n", "10", "49", "2024"]
PHRASES = ["Russian forces", "Ukrainian troops", "captured", "seized", "attacked near", "village of the", "km south"]
VERBS = ["and", "said", "claimed that", "denied", "which", "shot down", "drones", "lost", "were repelled", "was not"]
WORDS = [*NAMES, *SIGNS, *PHRASES, *VERBS, "north-west from", "to", "region", "direction", "sector"]


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_text_of_all_planes(gazetteer, text):
    check(found_in(text, gazetteer), text)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join))
def test_words_of_reports_in_any_order(gazetteer, text):
    check(found_in(text, gazetteer), text)


def check(found, text):
    for mention in found.mentions:
        assert text[mention.start : mention.end] == mention.surface
    for claim in found.claims:
        assert 0 <= claim.mention < len(found.mentions)
        assert 0 <= claim.start < claim.end <= len(text)
    for relation in found.relations:
        assert relation.anchor != relation.subject
        assert 0 <= relation.start < relation.end <= len(text)
    starts = [mention.start for mention in found.mentions]
    assert starts == sorted(starts)


def several(words, count, joint):
    return joint.join(random.Random(1).choices(words, k=count))


# -- in three languages, through all stages -----------------------------------------------------------------------


def strings(entry):
    for value in entry.values() if isinstance(entry, dict) else entry:
        yield from [value] if isinstance(value, str) else strings(value) if isinstance(value, (dict, list)) else []


def words_of(lang):
    """Return the words of all patterns of a lexicon, without their signs."""
    patterns = strings(load_lexicon(lang))
    bare = (re.sub(r"\\[bBswdS]|\(\?<?[:!=]|<[A-Z]+>", " ", pattern) for pattern in patterns)
    return sorted({word for pattern in bare for word in re.findall(r"[^\W\d_][\w'’ -]+", pattern)})


PLACES = {
    "en": ["Kurakhove", "Pokrovsk", "Novoselivka", "Sumy Oblast", "Kramatorsk district", "Moscow", "Siverskyi Donets"],
    "uk": ["Курахового", "Покровськ", "Новоселівці", "Сумщині", "Краматорського району", "Москви", "Іванівка"],
    "ru": ["Курахово", "Покровска", "Новосёловке", "Сумской области", "Курской", "Москва", "Ивановке"],
}
FIGURES = ["10", "49", "1,500", "9" * 5000, "½", "22:00", "25:99", "16.12.2024", "31 лютого", "December 6", "5-7", "0"]
MEASURES = ["km", "км", "км на північ від", "километрах южнее", "miles north of", "2500 km from", "0 км від", "°"]
BETWEEN = [
    ", ",
    ". ",
    "; ",
    " - ",
    " — ",
    "\n",
    "\n\n",
    "\r",
    "\0",
    "\u202e",
    "\u0301",
    " «",
    "» ",
    ' "',
    '" ',
    " (",
    ") ",
    "’s ",
]
SPACES = [" "] * len(BETWEEN)


def jumbled(lang):
    word = st.one_of(
        st.sampled_from(words_of(lang)), st.sampled_from(PLACES[lang]), st.sampled_from(FIGURES + MEASURES)
    )
    cased = st.tuples(word, st.integers(0, 4)).map(lambda pair: pair[0].capitalize() if pair[1] == 0 else pair[0])
    part = st.tuples(cased, st.sampled_from(BETWEEN + SPACES)).map("".join)
    return st.lists(part, min_size=1, max_size=60).map("".join)


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_words_of_any_language_in_any_order(lang, gazetteer):
    @settings(max_examples=100)
    @given(jumbled(lang), st.sampled_from(["2024-12-16", "0001-01-01", "9999-12-31"]))
    def reads(text, date):
        read_whole(text, gazetteer, date)

    reads()


@settings(max_examples=100)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300))
@example("North of Khari, village Hopti")
@example("2500 kilometres from Moscow")
@example("ОВЛЕН http://А БАЛКА")
@example("1 km north of Pokrovsk" + "\u0301" * 300)
@example("“«(" * 3000 + "Kurakhove was captured, the ministry said" + ")»”" * 3000)
def test_text_of_all_planes_through_all_stages(gazetteer, text):
    read_whole(text, gazetteer)


# each stopped the reader once
STOPPED = {
    "an anchor that no gazetteer has": ("0kilometer north of Khari,villageHopti", "2024-12-16"),
    "a distance over the edge of the map": ("2500 kilometres from Pokrovsk", "2024-12-16"),
    "a link between a name and its head": ("ОВЛЕНhttp://А БАЛКА", "2024-12-16"),
    "a place and itself": ("Toretsk near Shrbynivka", "2024-12-16"),
    "a day before the first of the calendar": ("December 6 Анни ударил", "0001-01-01"),
}


@pytest.mark.parametrize("name", STOPPED)
def test_what_stopped_the_reader_once(name, gazetteer):
    reading = read_whole(STOPPED[name][0], gazetteer, STOPPED[name][1])
    assert len(reading.mentions) == len(reading.all_mentions)
    assert len(reading.relations) >= len(reading.all_relations)


def read_whole(text, gazetteer, date="2024-12-16"):
    if not text.strip():
        return None
    report = report_from_text(text, report_id="any", date=date)
    reading = read(report, gazetteer, corrections=Corrections())
    for mention in reading.all_mentions:
        assert report.text[mention.start : mention.end] == mention.surface
    for record in (*reading.all_claims, *reading.all_relations, *reading.all_strikes):
        assert 0 <= record.start < record.end <= len(text)
    json.dumps(as_json(reading), allow_nan=False, ensure_ascii=False).encode()
    return reading


# -- hard texts ---------------------------------------------------------------------------------------------------

TOWNS = ["Kurakhove", "Pokrovsk", "Toretsk", "Lyman", "Kupiansk", "Shevchenko", "Vovchansk"]
HARD = {
    "one long line": "Russian forces captured Kurakhove the ministry said and " * 300,
    "a list": "near " + several(TOWNS, 1_500, ", "),
    "joined towns": "Russian forces advanced near " + several(TOWNS, 1_500, " and "),
    "capital words": " ".join(f"Abc{number}" for number in range(3_000)),
    "no full stops": "control of Kurakhove. " * 700,
    "upper case": "KURAKHOVE POKROVSK " * 1_600,
    "quotes": '"' * 8_000 + "said" + "“([" * 4_000,
    "brackets": "(" * 8_000 + ")" * 8_000,
    "digits": "1" * 16_000,
    "figures": "1," * 8_000,
    "full stops": "." * 16_000,
    "punctuation": ".,;:!?-–—'" * 1_600,
    "hyphens": "Abc-" * 4_000,
    "apostrophes": "A'" * 8_000,
    "spaces": "x" + " " * 16_000 + "x",
    "directions": "north-" * 2_500,
    "measures": "about 10 km (6 miles) south-east of the town of " * 330,
    "speech": "Kyiv said " * 1_600,
    "links": "](http://" * 1_700,
    "line breaks": "\n" * 16_000,
}


@pytest.mark.parametrize("name", HARD)
def test_hard_text_takes_time_in_line_with_its_length(name, gazetteer):
    text = HARD[name]
    found_in(text[:100], gazetteer)
    start = time.process_time()
    found_in(text[: len(text) // 4], gazetteer)
    quarter = time.process_time() - start
    start = time.process_time()
    found_in(text, gazetteer)
    whole = time.process_time() - start
    # four times the text takes four times the time; sixteen times would be a quadratic loop
    assert whole < 10 * quarter + 0.25


# as long as a book; a list copied for each of its sentences, or a gap for each of its names, would show
LONG = {
    "commas": ",",
    "full stops": ". ",
    "figures": "1,",
    "times": "22:00-",
    "quotes": '"said “she «and ',
    "links": "](http://",
    "marks": "e\u0301\u0301",
    "signs of all planes": "😀İẞﬃ",
    "one word": "Abcdef",
    "words with a capital": "The And But ",
    "words with a capital in Ukrainian": "Але Якщо Проте ",
    "attacks told as repelled": "Russian forces attacked near Kurakhove. All attacks were repelled. ",
    "names of persons": "as Mr Kyiv said, ",
    "relations": "south-east of the town of ",
}


@pytest.mark.parametrize("name", LONG)
def test_long_text_takes_time_in_line_with_its_length(name, gazetteer):
    def seconds(size):
        text = "Kurakhove " + LONG[name] * (size // len(LONG[name]))
        start = time.process_time()
        read_whole(text, gazetteer)
        return time.process_time() - start

    seconds(1_000)
    quarter = min(seconds(50_000), seconds(50_000))
    # a busy machine may spoil one of two
    assert any(seconds(200_000) < 9 * quarter + 0.25 for _ in range(2))
