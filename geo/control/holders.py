"""Who holds an area, by what its file says of it and what the user says of that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.model import Holder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from geo.control.rows import Rows

# in place of a holder: the area is not to be brought in
LEAVE_OUT = "-"
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class HolderRule:
    """What the user says of holders: `everyone` holds all areas, or patterns say whose an area is; the first counts.

    A pattern is compared without regard to case, and `*` stands for any letters; its holder is None for an area that
    is to be left out.
    """

    patterns: tuple[tuple[str, Holder | None], ...] = ()
    everyone: Holder | None = None

    @classmethod
    def parse(cls, pairs: Iterable[str] = (), everyone: str | None = None) -> HolderRule:
        """Return the rule for pairs like `Occupied=RU`.

        Parameters
        ----------
        pairs
            PATTERN=HOLDER each, the holder RU, UA, contested, unknown or - to leave such areas out.
        everyone
            Who holds all areas instead.

        Raises
        ------
        InputError
            If a pair is none, a holder is not known, or both are given.
        """
        patterns = []
        for pair in pairs:
            pattern, mark, holder = pair.rpartition("=")
            if not mark or not pattern.strip():
                raise InputError(f"--map is {pair!r}; write it as VALUE=RU, VALUE=UA, VALUE=contested or VALUE=-")
            patterns.append((_fold(pattern), None if holder.strip() == LEAVE_OUT else _named(holder)))
        if patterns and everyone is not None:
            raise InputError("--map and --holder exclude each other; drop one")
        return cls(tuple(patterns), None if everyone is None else _named(everyone))

    def holders(self, rows: Rows, chosen: Sequence[int], file: Path) -> list[Holder | None]:
        """Return who holds the areas of some rows of a day; None for an area that is to be left out.

        Where a file has no column of holders, its areas are Russia's, unless their words differ.

        Parameters
        ----------
        rows
            What the file holds.
        chosen
            Which rows of it.
        file
            The file, for messages.

        Raises
        ------
        InputError
            If nobody says who holds one of them; the message names what is not told and how to tell it.
        """
        values = [rows.holders[index] for index in chosen]
        if self.everyone is not None:
            return [self.everyone] * len(values)
        words = ", ".join(rows.columns[:_SHOWN]) or "none"
        if all(value is None for value in values):
            if self.patterns:
                raise InputError(f"{file}: has no column of holders; name it with --holder-column (there are: {words})")
            if len({rows.labels[index] for index in chosen} if rows.labels else ()) > 1:
                raise InputError(
                    f"{file}: its {len(values)} areas differ; say who holds them: --holder-column (there are: {words})"
                    " with --map VALUE=RU ..., or --holder RU for all"
                )
            return [Holder.RU] * len(values)
        found = [next(self._matches(value), _NOT_TOLD) for value in values]
        missing = Counter(_shown(value) for value, one in zip(values, found, strict=True) if one is _NOT_TOLD)
        if missing:
            listed = ", ".join(f"{value!r} ({count})" for value, count in missing.most_common(_SHOWN))
            more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
            raise InputError(
                f"{file}: nobody says who holds {listed}{more}; add --map VALUE=RU, or =UA, contested, unknown, or =-"
                " to leave such areas out"
            )
        return [one for one in found if one is not _NOT_TOLD]

    def told(self, word: str) -> Holder | None:
        """Return the holder that a word of a table means; None if it means none.

        Parameters
        ----------
        word
            What the table says.
        """
        return next(self._matches(word), None)

    def _matches(self, value: Any) -> Iterator[Holder | None]:
        """Yield the holder that a value means, if it means one."""
        if self.everyone is not None:
            yield self.everyone
            return
        words = [_fold(one) for one in (value if isinstance(value, tuple) else (value,)) if one is not None]
        for word in words:
            yield from (holder for pattern, holder in self.patterns if fnmatchcase(word, pattern))
        if not self.patterns:
            yield from (holder for holder in Holder if _fold(holder) in words)


_NOT_TOLD: Any = object()


def _named(text: str) -> Holder:
    for holder in Holder:
        if _fold(holder) == _fold(text):
            return holder
    raise InputError(f"{text[:40]!r} is no holder; write one of {', '.join(Holder)}")


def _shown(value: Any) -> str:
    words: Sequence[Any] = value if isinstance(value, tuple) else (value,)
    return next((str(one)[:40] for one in words if one), "nothing")


def _fold(text: Any) -> str:
    return str(text).strip().casefold()
