"""The words and names of the language that each sentence of a text is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.reading.context import Context, load_context
from geo.reading.inflected import INFLECTING, has_cyrillic, language_of_words
from geo.reading.known_names import KnownNames

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.reading.sentences import Spans


class SentenceLanguage:
    """The language of the sentence at hand: `context` has its words, `names` looks names up as it writes them.

    Parameters
    ----------
    text, sentences
        The text and its sentences.
    gazetteer
        Whose names.
    lang
        The language of most of the text.
    """

    def __init__(self, text: str, sentences: Spans, gazetteer: Gazetteer, lang: str) -> None:
        self._text = text
        self._sentences = sentences
        self._lang = lang
        # a text of one language and script needs one context; in others each sentence has its own
        self.mixed = lang in INFLECTING or has_cyrillic(text)
        self.context: Context = load_context(lang)
        self.names = KnownNames(gazetteer)
        self._at: tuple[int, int] = (0, -1)
        self._langs, self._turned_to = dict[int, str](), ""

    def turn_to(self, offset: int) -> None:
        """Take up the language of the sentence at an offset."""
        if not self.mixed or self._at[0] <= offset < self._at[1]:
            return
        self._at = self._sentences.at(offset)
        lang = self._langs.get(self._at[0])
        if lang is None:
            lang = self._langs[self._at[0]] = language_of_words(self._text[slice(*self._at)], self._lang)
        if lang != self._turned_to:
            self._turned_to, self.context = lang, load_context(lang)
            self.names.turn_to(lang)
