"""Casualties as a sentence tells them: how many were killed, wounded or went missing, who they were, and losses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.reading.casualty_words import KIND_OF, NONE_OF, casualty_words
from geo.reading.counted import Counted, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Actor

# beyond these no number is believed of one report
MOST_CASUALTIES = 5000
# what is said of one number of people together, "killed or wounded": the field that it goes to
BOTH = "count"
_REACH = 6
_APPOSED = 14
_TOLL = 12
_LONGEST_VICTIMS = 120
_DASHES = frozenset("-–—‒")
_QUOTES = frozenset("\"'«»“”„")
_FREE = frozenset({"aux", "skip", "aged"})
_GAP = frozenset({"other", "prep", "det", "age", "hedge", "plain", "rest", "risen", "not_persons"})
_PREDICATES = frozenset((*KIND_OF, *NONE_OF))


@dataclass(frozen=True, slots=True)
class Told:
    """A number of people that a sentence tells the fate of.

    `kind` is `killed`, `wounded`, `missing` or `BOTH`; a `toll` stands for all told before.
    """

    kind: str
    count: int
    hedge: str
    victims: str
    start: int
    end: int
    toll: bool = False


@dataclass(frozen=True, slots=True)
class Losses:
    """How many of its own a side is said to have lost; `side` is None for the enemy of whoever says so."""

    side: Actor | None
    count: int
    hedge: str
    start: int
    end: int


class CasualtyFinder:
    """Finds the casualties in the sentences of one text.

    Parameters
    ----------
    text
        The text.
    lang
        Whose words decide.
    """

    def __init__(self, text: str, lang: str = "en") -> None:
        self._text = text
        self._words = casualty_words(lang)

    def losses(self, start: int, end: int) -> Losses | None:
        """Return the losses of a side that a sentence tells: "Russia lost 1,230 soldiers over the past day"."""
        words, text = self._words, self._text
        if words.losses.search(text, start, end) is None:
            return None
        for pattern, object_first in ((words.lost, False), (words.destroyed, True)):
            for match in pattern.finditer(text, start, end):
                name, written = next((name, part) for name, part in match.groupdict().items() if part)
                count = words.numbers.value(written)
                if count is None or count > MOST_CASUALTIES:
                    continue
                number = match.start(name)
                hedge = words.hedge_before.search(text, match.start(), number)
                side = self._loser(start, match.start(), match.end(), object_first=object_first)
                return Losses(side, count, _plain(hedge.group(1)) if hedge else "", match.start(), match.end())
        return None

    def attacker(self, start: int, end: int) -> Actor | None:
        """Return whose attack a sentence tells of, where it is one side's."""
        named = [side for side, pattern in self._words.attacks if pattern.search(self._text, start, end)]
        return named[0] if len(named) == 1 else None

    def enemy_of(self, speaker: Actor | None) -> Actor:
        """Return the enemy of a side; of nobody's, of the side whose word an unsigned text of the language is."""
        return (speaker or self._words.default).other

    def _loser(self, start: int, first: int, last: int, *, object_first: bool) -> Actor | None:
        """Return which side lost; None where that is the enemy of whoever speaks. What the verb governs goes first."""
        words, text = self._words, self._text
        inside = [side for side, pattern in words.sides if pattern.search(text, first, last)]
        if inside:
            return inside[0]
        if words.enemy is not None and words.enemy.search(text, first, last):
            return None
        named: list[tuple[int, Actor | None]] = [
            (match.end(), side) for side, pattern in words.sides for match in pattern.finditer(text, start, first)
        ]
        if words.enemy is not None:
            named += [(match.end(), None) for match in words.enemy.finditer(text, start, first)]
        side = max(named, key=lambda entry: entry[0])[1] if named else None
        return side.other if side and object_first else side

    def find(self, start: int, end: int) -> list[Told]:
        """Return the casualties that a sentence tells, in its order; [] where it counts none."""
        if self._words.told.search(self._text, start, end) is None:
            return []
        pieces = counted(self._text, start, end, self._words)
        claimed: set[int] = set()
        told: list[Told] = []
        joint = -1
        for index, piece in enumerate(pieces):
            if piece.kind in NONE_OF:
                told += [Told(kind, 0, "", "", piece.start, piece.end) for kind in NONE_OF[piece.kind]]
            if piece.kind not in KIND_OF or index <= joint or self._is_not_so(pieces, index):
                continue
            group, after = self._of(pieces, index, claimed), _joined(pieces, index)
            kind = KIND_OF[piece.kind]
            if after is not None and (later := self._of_right(pieces, after, claimed)) is None:
                joint, kind = after, BOTH  # "50 were killed or wounded": how many of which is not told
            elif after is not None and group is None:
                joint, kind, group = after, BOTH, later
            if group is None:
                continue
            claimed.update(group.members)
            if group.whole.count is not None and group.whole.count <= MOST_CASUALTIES:
                told.append(self._told(piece, kind, group, goes_on=any(earlier.toll for earlier in told)))
        return told

    def _told(self, verb: Counted, kind: str, group: _Group, *, goes_on: bool) -> Told:
        """Return what is told of a group; what goes on with a toll is one: "rose to 12, the wounded to 34"."""
        whole = group.whole
        hedge = "" if goes_on and self._words.risen_to.fullmatch(whole.hedge) else whole.hedge
        begin, stop = whole.victims or (0, 0)
        return Told(
            kind=kind,
            count=whole.count or 0,
            hedge=_plain(hedge),
            victims=_plain(self._text[begin:stop])[:_LONGEST_VICTIMS],
            start=min(verb.start, whole.start),
            end=max(verb.end, whole.end),
            toll=goes_on or verb.kind.startswith("toll_"),
        )

    def _is_not_so(self, pieces: Sequence[Counted], index: int) -> bool:
        """Whether a verb is denied, or only names people told of: "among the wounded", "one of the dead"."""
        at = index - 1
        while at >= 0 and pieces[at].kind in ("aux", "skip", "det"):
            at -= 1
        if at < 0 or pieces[index].kind.startswith("toll_"):
            return at >= 0 and pieces[at].kind == "neg"
        return pieces[at].kind in ("neg", "among", "prep")

    # -- which number is whose ------------------------------------------------------------------------------------

    def _of(self, pieces: Sequence[Counted], index: int, claimed: set[int]) -> _Group | None:
        """Return the people that a verb is said of."""
        verb = pieces[index].kind
        if verb.startswith("toll_"):
            return self._of_toll(pieces, index)
        passive = not self._words.verb_first and index > 0 and self._after_auxiliary(pieces, index)
        if verb.endswith("_active") and not passive:
            return self._of_right(pieces, index, claimed) or self._of_left(pieces, index, claimed)
        return self._of_left(pieces, index, claimed) or (None if passive else self._of_right(pieces, index, claimed))

    def _shares_subject(self, pieces: Sequence[Counted], index: int) -> bool:
        """Whether a verb after a conjunction is said of the subject before it: "came under fire and died"."""
        if self._words.verb_first:
            return False
        return not pieces[index].kind.endswith("_active") or self._after_auxiliary(pieces, index)

    def _after_auxiliary(self, pieces: Sequence[Counted], index: int) -> bool:
        at = index - 1
        while at > 0 and pieces[at].kind == "skip":
            at -= 1
        return pieces[at].kind == "aux"

    def _of_toll(self, pieces: Sequence[Counted], index: int) -> _Group | None:
        """Return the number that a toll stands at: "rose from 12 to 15", "до 34 зросла кількість"."""
        for at in range(index + 1, min(len(pieces), index + _TOLL)):
            if pieces[at].kind in _PREDICATES or pieces[at].sign in (".", ";"):
                break
            if pieces[at].kind == "risen":
                reached = None
                for later in range(at + 1, min(len(pieces), at + _REACH)):
                    piece = pieces[later]
                    if piece.kind == "np" and piece.count is not None and not piece.junk:
                        reached = later
                    elif piece.kind not in ("prep", "hedge", "plain", "aux", "skip", "other") and piece.sign not in (
                        *_DASHES,
                        ":",
                    ):
                        break
                if reached is not None:
                    return self._alone(pieces, reached)
        if index > 1 and {pieces[index - 1].kind, pieces[index - 2].kind} == {"risen", "np"}:
            return self._alone(pieces, index - 1 - (pieces[index - 1].kind == "risen"))
        at = index + 1
        while at < len(pieces) and at - index <= _REACH and pieces[at].kind in ("other", "prep"):
            at += 1
        if at < len(pieces) and pieces[at].sign not in _DASHES:
            at = index + 1
        while at < len(pieces) and (pieces[at].kind in ("aux", "skip", "prep") or pieces[at].sign in (*_DASHES, ":")):
            at += 1
        if at < len(pieces) and pieces[at].kind == "np" and not pieces[at].junk and at > index + 1:
            return self._alone(pieces, at)
        return None

    def _alone(self, pieces: Sequence[Counted], at: int) -> _Group | None:
        piece = pieces[at]
        if piece.count is None:
            return None
        hedge = "" if self._words.risen_to.fullmatch(piece.hedge) else piece.hedge
        return _Group((at,), replace(piece, hedge=hedge))

    def _of_left(self, pieces: Sequence[Counted], index: int, claimed: set[int]) -> _Group | None:
        """Return the people named before a verb, over what may stand between."""
        loose, shared = pieces[index].kind == "hurt", self._shares_subject(pieces, index)
        gap, at = 0, index - 1
        while at >= 0 and gap <= _REACH:
            piece = pieces[at]
            if piece.kind == "np" and not piece.part:
                if at in claimed:
                    return None
                beside = at == index - 1 and not piece.noun and not piece.junk
                if beside or _fits(piece, near=gap == 0, loose=loose):
                    return self._listed(pieces, at, claimed, -1) if piece.count is not None else None
                gap += 1
            elif piece.sign in (",", ")") and (gap == 0 or _closes_part(pieces, at)):
                if at > 2 and pieces[at - 1].kind == "aged" and pieces[at - 2].sign in (",", "("):
                    at -= 3  # "a woman, 45, was"
                    continue
                return self._apposed(pieces, at, claimed)
            elif piece.kind in _GAP or piece.kind == "np" or (piece.kind == "conj" and gap == 0 and shared):
                gap += 1  # "a resident came under fire and died"
            elif not (piece.kind in _FREE or piece.kind == "subset" or piece.sign in _DASHES or piece.sign in _QUOTES):
                return None
            at -= 1
        return None

    def _apposed(self, pieces: Sequence[Counted], closing: int, claimed: set[int]) -> _Group | None:
        """Return whom an apposition that closes here is of: "two people, a man and a woman, were killed"."""
        opening = "," if pieces[closing].sign == "," else "("
        found = None
        for at in range(closing - 1, max(0, closing - _APPOSED), -1):
            piece = pieces[at]
            if piece.kind in _PREDICATES or piece.sign in (".", ";", ":"):
                break
            before = pieces[at - 1]
            if piece.sign == opening and before.kind == "np" and not before.part and at - 1 not in claimed:
                if before.count is not None and before.known:
                    found = at - 1
                if opening == "(":
                    break
        return self._listed(pieces, found, claimed, -1) if found is not None else None

    def _of_right(self, pieces: Sequence[Counted], index: int, claimed: set[int]) -> _Group | None:
        """Return the people named after a verb."""
        loose = pieces[index].kind == "hurt"
        gap, at = 0, index + 1
        while at < len(pieces) and gap <= (_REACH if self._words.verb_first else 0):
            piece = pieces[at]
            if piece.kind == "np":
                if piece.part or at in claimed:
                    return None
                if _fits(piece, near=gap == 0, loose=loose) and not (gap and piece.after_prep):
                    return self._listed(pieces, at, claimed, 1) if piece.count is not None else None
                gap += 1
            elif piece.kind in _GAP:
                gap += 1
            elif not (
                piece.kind in _FREE
                or piece.sign in _QUOTES
                or (gap == 0 and (piece.sign in _DASHES or piece.sign == ":"))
            ):
                return None
            at += 1
        return None

    def _listed(self, pieces: Sequence[Counted], at: int, claimed: set[int], step: int) -> _Group | None:
        """Return the list that a phrase ends, or begins: "a man and two children", one sum."""
        members = [at, *_chain(pieces, at, claimed, step)]
        if step > 0:
            members = _kept(pieces, members)
        members.sort()
        if not members:
            return None
        parts = [pieces[member] for member in members]
        victims = parts[0].victims
        if len(parts) > 1:
            begin = parts[0].victims[0] if parts[0].victims and parts[0].count == 1 else parts[0].start
            victims = (begin, parts[-1].end)
        total = sum(part.count or 0 for part in parts)
        hedge = next((part.hedge for part in parts if part.hedge), "")
        whole = replace(parts[0], count=total, hedge=hedge, victims=victims, end=parts[-1].end)
        return _Group(tuple(members), whole)


@dataclass(frozen=True, slots=True)
class _Group:
    """People named together: the pieces that name them, and one piece for all."""

    members: tuple[int, ...]
    whole: Counted


def _fits(piece: Counted, *, near: bool, loose: bool) -> bool:
    """Whether a phrase can be people that a verb is said of.

    Where the noun is not known to be of people, it must stand beside a verb that is said of people alone.
    """
    if piece.junk:
        return False
    if piece.known:
        return True
    if piece.after_prep:
        return False
    return near and not loose if piece.noun else True


def _chain(pieces: Sequence[Counted], at: int, claimed: set[int], step: int) -> list[int]:
    """Return the further members of a list, each after a comma or a conjunction; commas alone make no list."""
    members: list[int] = []
    conjoined = False
    while True:
        joined, later = False, at + step
        while 0 <= later < len(pieces) and abs(later - at) <= _REACH:
            piece = pieces[later]
            if piece.kind == "conj" or piece.sign == ",":
                joined = True
                conjoined = conjoined or piece.kind == "conj"
            elif not (piece.kind == "aged" or piece.sign in ("(", ")") or _is_adjective(pieces, later)):
                break
            later += step
        if not joined or not 0 <= later < len(pieces) or later in claimed or not _is_member(pieces[later]):
            return members if conjoined else []
        members.append(later)
        at = later


def _is_adjective(pieces: Sequence[Counted], at: int) -> bool:
    """Whether a word stands between a conjunction and a phrase: "and younger brother"."""
    around = (pieces[at - 1].kind, pieces[at].kind, pieces[at + 1].kind) if 0 < at < len(pieces) - 1 else ()
    return around == ("conj", "other", "np")


def _closes_part(pieces: Sequence[Counted], at: int) -> bool:
    """Whether a comma closes what is told of a part: "five, including two children, came"."""
    return pieces[at].sign == "," and any(piece.kind == "subset" for piece in pieces[max(0, at - _REACH) : at])


def _is_member(piece: Counted) -> bool:
    if piece.kind != "np" or piece.count is None or piece.part or piece.junk:
        return False
    return piece.known


def _kept(pieces: Sequence[Counted], members: list[int]) -> list[int]:
    """Return the members of a list after its verb, without those that the next verb is said of."""
    at = members[-1] + 1
    while at < len(pieces) and (pieces[at].kind in _FREE or pieces[at].sign in _DASHES):
        at += 1
    if at >= len(pieces) or pieces[at].kind not in _PREDICATES:
        return members
    own = pieces[at + 1] if at + 1 < len(pieces) else None
    if pieces[at].kind.endswith("_active") and own is not None and own.kind == "np" and own.known:
        return members  # "killed a man, wounded two women"
    for cut in range(len(members) - 1, 0, -1):
        if any(piece.sign == "," for piece in pieces[members[cut - 1] : members[cut]]):
            return members[:cut]
    return members[:-1]


def _joined(pieces: Sequence[Counted], index: int) -> int | None:
    """Return the other verb that shares the number of this one: "killed and wounded"."""
    at = index + 1
    if at + 1 < len(pieces) and (pieces[at].kind == "conj" or pieces[at].sign in ("/", ",")):
        other = pieces[at + 1].kind
        if pieces[at].kind == "conj" or pieces[at].sign == "/":
            return at + 1 if other in KIND_OF and KIND_OF[other] != KIND_OF[pieces[index].kind] else None
    return None


def _plain(text: str) -> str:
    return " ".join(text.split())
