# ruff: noqa: RUF001 - letters and signs that look like others are what is wanted
"""Texts that no one wrote: of any Unicode, of the words of reports in any order, of reports damaged, of nested quotes.

Each is made of a seed and a number alone, so that any of them can be made again. Those for measuring growth are of one
kind of thing, over and over, as long as asked.
"""

from __future__ import annotations

import random
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geo
from geo.reading.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "uk", "ru")
LONGEST = 400
PLANES = 17
SURROGATES = range(0xD800, 0xE000)
BLOCKS = (
    (0x20, 0x7F),
    (0x80, 0x250),
    (0x300, 0x370),
    (0x400, 0x530),
    (0x2000, 0x2070),
    (0x1E00, 0x2000),
    (0xFE00, 0xFF10),
)
ODD = [chr(code) for code in (0, 7, 9, 10, 11, 12, 13, 28, 31, 0x85, 0xA0, 0xAD, 0xFEFF, 0xFFFD, 0xFFFF, 0x130, 0x1E9E)]
MARKS = [chr(code) for code in (0x300, 0x301, 0x306, 0x308, 0x483, 0x488, 0x5B0, 0x20DD, 0xFE0F, 0x1F3FB)]
BIDI = [chr(code) for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))]
SEPARATORS = [chr(0x2028), chr(0x2029), "\r", "\r\n", "\n", "\n\n", "\t"]
GROWING = ["ß", "ŉ", "ǰ", "ΐ", "ﬃ", "İ", "ẞ", "ﷺ", "㎞", "½", "²", "٣", "१", "Ⅷ", "𝟗", "𐐀", "🇺🇦"]
OPENING, CLOSING = "\"'“‘«„([{‹<", "\"'”’»“)]}›>"
SIGNS = [
    *OPENING,
    *CLOSING,
    *",.;:!?…-–—/|*#@&%+=_~^`’ʼ",
    "...",
    "](",
    "http://",
    "https://t.me/",
    "**",
    "• ",
    "- ",
    "№",
]
NUMBERS = [
    "0",
    "1",
    "10",
    "49",
    "1,500",
    "2024",
    "3.5",
    "½",
    "1 200",
    "10-15",
    "22:00",
    "07.30",
    "25:99",
    "1" * 30,
    "9" * 5000,
    "-1",
]
UNITS = ["km", "kilometres", "miles", "m", "км", "кілометрів", "километров", "°", "hours", "годин", "часов", "%"]
DATES = [
    "16 December 2024",
    "December 16",
    "16.12.2024",
    "2024-12-16",
    "31 лютого",
    "30 февраля",
    "29 February",
    "0.0.0000",
]
BEARINGS = ["north", "south-west", "NNE", "270°", "північніше", "на південь від", "юго-западнее", "в 10 км к северу от"]


def _strings(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for key, value in entry.items():
            yield key
            yield from _strings(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _strings(value)


def _plain(pattern: str) -> Iterator[str]:
    """Yield the words of a pattern: some that it matches, some that it nearly does."""
    bare = re.sub(r"\\[bBswdS]|\(\?<?[:!=]|\{[^}]*\}|<[A-Z]+>", " ", pattern)
    for piece in re.split(r"[^\w'’\- ]+", bare):
        word = " ".join(piece.split())
        if len(word) > 1:
            yield word


@lru_cache(maxsize=1)
def tables() -> dict[str, list[str]]:
    """Return the words of each table of each lexicon, by language and table."""
    return {
        f"{lang}.{table}": words
        for lang in LANGUAGES
        for table, entries in load_lexicon(lang).items()
        if (words := sorted({word for pattern in _strings(entries) for word in _plain(pattern)}))
    }


@lru_cache(maxsize=1)
def names() -> list[str]:
    """Return names of places as reports write them, in three languages."""
    gazetteer = geo.Gazetteer.open()
    rows = random.Random(1).sample(range(len(gazetteer)), 4000)
    found = {name for row in rows for name in gazetteer.place(row).names.values()}
    found |= {gazetteer.place(row).name for row in range(len(gazetteer)) if gazetteer.place(row).often_reported}
    return sorted(name for name in found if name)


@lru_cache(maxsize=1)
def passages() -> list[str]:
    """Return the bundled reports, and the passages of the tests."""
    found = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data/reports").glob("*.txt"))]
    for path in sorted((ROOT / "tests/reading").glob("passages*.toml")):
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [one["text"] for one in written.get("passages", []) if "text" in one]
    return found


# -- single inputs ------------------------------------------------------------------------------------------------


def made(seed: int, number: int) -> str:
    """Return the text of this number."""
    chance = random.Random(f"{seed}:{number}")
    return chance.choice(KINDS)(chance)


def _any_unicode(chance: random.Random) -> str:
    return "".join(_character(chance) for _ in range(chance.randrange(LONGEST)))


def _character(chance: random.Random) -> str:
    kind = chance.randrange(8)
    if kind == 0:
        code = chance.randrange(PLANES) * 0x10000 + chance.randrange(0x10000)
        return chr(code) if code not in SURROGATES else "\ufffd"
    if kind == 1:
        return chance.choice(chance.choice([ODD, MARKS, BIDI, SEPARATORS, GROWING]))
    if kind == 2:
        return chance.choice(SIGNS)
    first, last = chance.choice(BLOCKS)
    return chr(chance.randrange(first, last))


def _spliced(chance: random.Random) -> str:
    """Return words of reports in any order, of one language for the most part."""
    lang = chance.choice(LANGUAGES)
    own = [words for table, words in tables().items() if table.startswith(lang)]
    everything = list(tables().values())
    sources: list[Sequence[str]] = [names(), names(), SIGNS, NUMBERS, UNITS, DATES, BEARINGS]
    joints = chance.choice([" ", " ", " ", ", ", "-", "", "\n", ". "])
    words = []
    for _ in range(chance.randrange(1, 60)):
        of = (
            chance.choice(sources)
            if chance.random() < 0.4
            else chance.choice(own if chance.random() < 0.9 else everything)
        )
        words.append(_cased(chance.choice(of), chance))
    return joints.join(words) if chance.random() < 0.7 else "".join(word + _joint(chance) for word in words)


def _joint(chance: random.Random) -> str:
    return chance.choice([" ", " ", " ", " ", ", ", ". ", "-", "", "\n", "\u00a0", " «", "» ", " (", ") ", "’s ", "; "])


def _cased(word: str, chance: random.Random) -> str:
    turn = chance.randrange(6)
    return word.capitalize() if turn == 0 else word.upper() if turn == 1 and chance.random() < 0.3 else word


def _damaged(chance: random.Random) -> str:
    """Return part of a report with pieces cut, doubled, swapped and put in."""
    text = chance.choice(passages())
    start = chance.randrange(max(len(text) - LONGEST, 1))
    text = text[start : start + LONGEST * 2]
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(text) + 1)
        to = min(len(text), at + chance.randrange(20))
        put = chance.choice([
            "", text[at:to] * 2, text[at:to].upper(), text[at:to][::-1], _character(chance), chance.choice(SIGNS),
            chance.choice(names()), chance.choice(NUMBERS), chance.choice(MARKS) * chance.randrange(5),
            chance.choice(BIDI), " ", "\n",
        ])  # fmt: skip
        text = text[:at] + put + text[to:]
    return text


def _nested(chance: random.Random) -> str:
    """Return a few words inside quotes or brackets, up to thousands deep."""
    depth = int(10 ** chance.uniform(0, 2.3)) if chance.random() < 0.99 else chance.randrange(1000, 4000)
    pairs = [chance.randrange(len(OPENING)) for _ in range(chance.randrange(1, 4))]
    inside = _spliced(chance)[:LONGEST]
    opened = "".join(OPENING[pairs[level % len(pairs)]] for level in range(depth))
    closed = "".join(CLOSING[pairs[level % len(pairs)]] for level in reversed(range(depth)))
    return opened + inside + (closed if chance.random() < 0.8 else closed[: depth // 2])


def _mixed(chance: random.Random) -> str:
    """Return parts of several kinds, one after another or word by word."""
    one, other = (chance.choice(KINDS[:4])(chance)[:LONGEST] for _ in range(2))
    if chance.random() < 0.5:
        return one + other
    here, there = one.split(" "), other.split(" ")
    return " ".join(word for both in zip(here, there, strict=False) for word in both)


KINDS: list[Callable[[random.Random], str]] = [_any_unicode, _spliced, _damaged, _nested, _spliced, _damaged, _mixed]


# -- one kind of thing, as long as asked --------------------------------------------------------------------------


def _over(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def _of(words: Sequence[str], joint: str, *, capital: bool = False) -> Callable[[int], str]:
    def text(size: int) -> str:
        chance = random.Random(size)
        mean = sum(map(len, words)) / len(words) + len(joint)
        chosen = chance.choices(words, k=int(size / mean * 1.2) + 50)
        return joint.join(word.capitalize() if capital else word for word in chosen)[:size]

    return text


def growing() -> dict[str, Callable[[int], str]]:
    """Return the kinds of hard text, each with what makes it in a length asked, in characters."""
    names_en = [name for name in names() if name.isascii()]
    names_uk = [name for name in names() if re.fullmatch(r"[А-ЯЄІЇҐ][а-яєіїґ'’-]+", name)]
    kinds: dict[str, Callable[[int], str]] = {
        "reports": _over("\n\n".join(passages())),
        "report, one line": _over(" ".join("  ".join(passages()).split())),
        "names, commas": _of(names_en, ", "),
        "names, and": _of(names_en, " and "),
        "names, spaces": _of(names_en, " "),
        "names, hyphens": _of(names_en, "-"),
        "names, lines": _of(names_en, "\n"),
        "names uk, commas": _of(names_uk, ", "),
        "names uk, spaces": _of(names_uk, " "),
        "one name": _over("Kurakhove "),
        "one namesake": _over("Novoselivka, "),
        "one name uk": _over("Іванівка, "),
        "one name, far apart": _over("Kurakhove" + " or so it went on and on" * 80 + " "),
        "sectors": _over("In the Pokrovsk direction near Lysivka, in the Lyman sector near Torske, "),
        "regions": _over("Vesele, Zaporizhzhia, Ivanivka in Donetsk Oblast, Kramatorsk district, "),
        "km north of": _over("10 km north of Kurakhove "),
        "of the town of": _over("south-east of the town of "),
        "km uk": _over("за 10 км на північ від Курахового "),
        "km ru": _over("в 10 км к северу от Курахово "),
        "claims": _over("Russian forces captured Kurakhove "),
        "claims, repelled": _over("Russian forces attacked near Kurakhove. All attacks were repelled. "),
        "claims uk, repelled": _over("Ворог атакував поблизу Курахового. Всі атаки відбито. "),
        "persons": lambda size: ("Kurakhove " + "Ivan Kurakhove said no. " * (size // 20))[:size],
        "towns, far back": lambda size: ("Kurakhove " + "as Mr Kyiv said, " * (size // 10))[:size],
        "function words": _over("The And But "),
        "function words uk": _over("Але Якщо Проте "),
        "speech": _over("Kyiv said that Moscow denied that "),
        "strikes": _over("49 drones were launched, 27 shot down, 19 lost, "),
        "commas": _over(","),
        "full stops": _over("."),
        "full stops, spaces": _over(". "),
        "digits": _over("1"),
        "figures": _over("1,"),
        "times": _over("22:00-"),
        "dates": _over("16 December 2024 to "),
        "quotes": _over('"'),
        "quotes and words": _over('"said “she «and '),
        "quotes nested": lambda size: "“«(" * (size // 6) + ")»”" * (size // 6),
        "apostrophes": _over("A'"),
        "hyphens": _over("Abc-"),
        "one word": _over("Abcdef"),
        "one word uk": _over("Абвгде"),
        "capital words": lambda size: " ".join(f"Abc{number}" for number in range(size // 9 + 1))[:size],
        "capital words uk": _of([f"Абв{a}{b}" for a in "абвгде" for b in "жзикл"], " "),
        "upper case": _over("KURAKHOVE POKROVSK "),
        "spaces": lambda size: "x" + " " * (size - 2) + "x",
        "a few spaces": _over("x" + " " * 3000),
        "newlines": lambda size: "x" + "\n" * (size - 2) + "x",
        "words on lines": _over("Kurakhove\n"),
        "lone returns": _over("Kurakhove\r"),
        "marks": _over("e\u0301\u0301\u0301"),
        "astral": _over("😀"),
        "links": _over("](http://"),
        "letters that lengthen": _over("İẞﬃ"),
        "lists": _over("- 1) • "),
    }  # fmt: skip
    kinds |= {f"words {table}": _of(words, " ") for table, words in tables().items()}
    kinds |= {f"Words {table}": _of(words, " ", capital=True) for table, words in tables().items()}
    return kinds
