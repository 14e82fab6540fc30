"""What else tells what is held back: its name in other words, and titles that are its sentence over again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.names import bones, common
from geo.publication.withheld import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.publication.rules import Decision

BLOT = "[place]"

# shorter texts stand in a sentence by chance
_SHORTEST = 12
_SHORTEST_NAME = 3
# what the case of a name adds to its consonants: Pokrovsk, Покровском
_LONGEST_ENDING = 2
_CYRILLIC = re.compile(r"[\u0400-\u04ff][\u0400-\u04ff\u2019'-]*")
_EDGES = " \t\n.,:;!?\u2026\"'\u201c\u201d\u00ab\u00bb-\u2013\u2014"


class Blots:
    """The names and sentences that a decision holds back, looked for in any text."""

    def __init__(self, decision: Decision) -> None:
        names = {part for name in decision.hidden_names for part in _parts(name)}
        spelt = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
        self._pattern = re.compile(rf"(?<!\w)(?:{spelt})(?!\w)") if spelt else None
        self._bones = {(len(name.split()), bones(common(name))) for name in names}
        self._sentences = {_bare(sentence): why for (_, sentence), why in decision.unquoted.items()}

    @property
    def why(self) -> Reason:
        """Why names are held back: the first reason, where there are several."""
        return next(iter(self._sentences.values()), Reason.EVENT)

    def __bool__(self) -> bool:
        return self._pattern is not None or bool(self._sentences)

    def told_by(self, text: str) -> Reason | None:
        """Return why a title may not stand, None if it may.

        It is part of a held sentence, or one is part of it; or it names a hidden place in another script or case.
        """
        bare = _bare(text)
        for sentence, why in self._sentences.items():
            shorter, longer = sorted((bare, sentence), key=len)
            if len(shorter) >= _SHORTEST and shorter in longer:
                return why
        return self.why if self.named_in_other_letters(text) else None

    def named_in_other_letters(self, text: str) -> bool:
        """Whether words in Cyrillic sound as a hidden name does: too many are found rather than too few."""
        words = _CYRILLIC.findall(text) if self._bones else []
        for length, key in self._bones:
            windows = (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
            found = (bones(common(window)) for window in windows)
            if any(other.startswith(key) and len(other) - len(key) <= _LONGEST_ENDING for other in found if key):
                return True
        return False

    def blotted(self, text: str, into: Callable[[str], str] = lambda _: BLOT) -> str:
        """Return a text with the held names replaced; `into` gives what stands in place of one."""
        return self._pattern.sub(lambda found: into(found[0]), text) if self._pattern is not None else text


def _parts(name: str) -> Iterable[str]:
    """Return the names in "Chumatske (Pushkine)"."""
    whole = (name, *re.split(r"[()]", name))
    return (part.strip() for part in whole if len(part.strip()) >= _SHORTEST_NAME)


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(_EDGES).casefold()
