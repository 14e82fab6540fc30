"""Which language a text is in, told by its letters and small words; and which lines of it are in another."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.reading.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLE = 20_000
# addresses, tags of posts and names of users are Latin in any language
_LATIN_ANYWAY = re.compile(r"https?://\S{1,2000}|\bwww\.\S{1,2000}|[@#][a-z0-9_]{1,64}", re.IGNORECASE)
_MARKS = ("http", "www", "@", "#")
_CYRILLIC, _LATIN = re.compile("[а-яєіїґёўј]+"), re.compile("[a-z]+")
_LETTERS = {"uk": re.compile("[єіїґ]|[бпвмфгкхжчшр]['’ʼ][єюяї]"), "ru": re.compile("[ыэъё]")}
_WORD = re.compile(r"[^\W\d_]+")
_WORD_WEIGHT, _LONG_WORD = 2, 4
_LINE = re.compile(r"[^\n]+")
# a line of fewer words may be a name or a quotation; fewer signs do not tell Ukrainian from Russian
_FEWEST_WORDS, _FEWEST_SIGNS, _FEWEST_SIGNS_UNMIXED = 5, 4, 2
_OTHER_SCRIPT = {"en": _CYRILLIC, "uk": _LATIN, "ru": _LATIN}


def language_of(text: str) -> str:
    """Return the language of most of a text, `en`, `uk` or `ru`; without letters, `en`."""
    sample = _plain(text[:_SAMPLE])
    if not _is_cyrillic(sample):
        return "en"
    signs = _signs(sample)
    return "uk" if signs["uk"] > signs["ru"] else "ru"


def split_by_language(text: str, lang: str) -> dict[str, str]:
    r"""Return a text once for each language in it, of the same length: lines in other languages are blank there.

    Parameters
    ----------
    text
        The text.
    lang
        The language of most of it, which lines that do not tell go with.

    Examples
    --------
    >>> split_by_language("Fighting goes on.\nВорог атакує поблизу міста Торецьк, бої тривають.", "en")["uk"].strip()
    'Ворог атакує поблизу міста Торецьк, бої тривають.'
    """
    others = [line for line in _told(text, lang) if line[2] != lang] if _may_be_mixed(text, lang) else []
    parts: dict[str, list[str]] = {lang: [], **{told: [] for _, _, told in others}}
    at = 0
    for start, end, told in [*others, (len(text), len(text), lang)]:
        for language, part in parts.items():
            between, line = text[at:start], text[start:end]
            part.append(between if language == lang else _blank(between))
            part.append(line if language == told else _blank(line))
        at = end
    return {language: "".join(part) for language, part in parts.items()}


def _may_be_mixed(text: str, lang: str) -> bool:
    """Whether a text may hold lines in another language, told cheaply."""
    low = text.lower()
    if len(_OTHER_SCRIPT[lang].findall(low)) >= _FEWEST_WORDS:
        return True
    return lang != "en" and len(_LETTERS["ru" if lang == "uk" else "uk"].findall(low)) >= _FEWEST_SIGNS_UNMIXED


def _told(text: str, lang: str) -> Iterator[tuple[int, int, str]]:
    """Yield each line of a text and the language it is in; `lang` where it does not tell."""
    for line in _LINE.finditer(text):
        sample = _plain(line.group()[:_SAMPLE])
        told = lang
        if len(_WORD.findall(sample)) >= _FEWEST_WORDS:
            if not _is_cyrillic(sample):
                told = "en"
            else:
                signs = _signs(sample)
                likelier = "uk" if signs["uk"] > signs["ru"] else "ru"
                # a line that is not in Latin letters is not English, however few signs it has
                enough = _FEWEST_SIGNS if min(signs.values()) else _FEWEST_SIGNS_UNMIXED
                if lang == "en" or abs(signs["uk"] - signs["ru"]) >= enough:
                    told = likelier
        yield (*line.span(), told)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _plain(text: str) -> str:
    """Return a text in small letters, without what is Latin in any language."""
    low = text.lower()
    return _LATIN_ANYWAY.sub(" ", low) if any(mark in low for mark in _MARKS) else low


def _is_cyrillic(sample: str) -> bool:
    return sum(map(len, _CYRILLIC.findall(sample))) > sum(map(len, _LATIN.findall(sample)))


def _signs(sample: str) -> dict[str, int]:
    """Return how many signs of Ukrainian and of Russian there are in a text in small letters."""
    signs = {lang: len(pattern.findall(sample)) for lang, pattern in _LETTERS.items()}
    words = _WORD.findall(sample)
    for lang, own in _small_words().items():
        signs[lang] += _WORD_WEIGHT * sum(word in own for word in words)
    for lang, endings in _endings().items():
        signs[lang] += sum(word.endswith(endings) for word in words if len(word) >= _LONG_WORD)
    return signs


@lru_cache(maxsize=1)
def _small_words() -> dict[str, frozenset[str]]:
    """Return the small words of each language that no other has."""
    words = {lang: frozenset(load_lexicon("pages")["languages"][lang]) for lang in ("uk", "ru")}
    return {"uk": words["uk"] - words["ru"], "ru": words["ru"] - words["uk"]}


@lru_cache(maxsize=1)
def _endings() -> dict[str, tuple[str, ...]]:
    return {lang: tuple(endings) for lang, endings in load_lexicon("pages")["endings"].items()}
