"""Names in reports: `name_spans` beside the fastest peers, each with the same names, folding and rule for whole words.

The rule is exact for an overlapping search only. Peers that give the leftmost longest hit and drop it when it is no
whole word lose the shorter name inside; how many they get wrong of texts made for that is told beside their speed.
"""

from __future__ import annotations

import random
import statistics
from typing import TYPE_CHECKING

import ahocorasick
import ahocorasick_rs

import geo
from benchmarks.processes import BUNDLED, SHARED
from benchmarks.timing import Figure, interleaved
from geo.gazetteer.automaton import patterns
from geo.gazetteer.rows import spelt
from geo.names import fold_text
from geo.reading.search import _stands_alone, name_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

COPIES, SWAPPED = 40, 0.5
TRAPS = 2000
EXACT = "ahocorasick_rs, overlapping (exact)"

Spans = list[tuple[int, int]]


def forms(gazetteer: geo.Gazetteer) -> list[str]:
    """Return what the gazetteer's own automaton searches for."""
    return patterns(name for place in gazetteer for name, _ in spelt(place))


def corpus(gazetteer: geo.Gazetteer) -> list[str]:
    """Return reports: those at hand, many times over, half of their names exchanged for others of the gazetteer."""
    folder = SHARED / "eval" / "dev" / "en"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    texts = texts or [BUNDLED.read_text(encoding="utf-8")]
    names = [place.name for place in gazetteer if place.kind.is_settlement and place.admin.country == "UA"]
    chance = random.Random(20241216)
    return [_exchanged(text, gazetteer, names, chance) for _ in range(COPIES) for text in texts]


def _exchanged(text: str, gazetteer: geo.Gazetteer, names: Sequence[str], chance: random.Random) -> str:
    parts, at = [], 0
    for start, end in name_spans(text, gazetteer):
        parts += [text[at:start], chance.choice(names) if chance.random() < SWAPPED else text[start:end]]
        at = end
    return "".join([*parts, text[at:]])


def traps(gazetteer: geo.Gazetteer) -> list[str]:
    """Return texts with a name inside a longer one that is no whole word: "Nova" in "Nova Kakhovkas"."""
    names = (place.name for place in gazetteer if " " in place.name)
    inside = sorted({name for name in names if gazetteer.has_name(name.split()[0])})
    return [f"Shelling was heard near {name}xes on Monday." for name in inside[:: max(1, len(inside) // TRAPS)]]


def leftmost_longest(text: str, folded: str, hits: Iterable[tuple[int, int]]) -> Spans:
    """Return the whole words among hits, leftmost longest."""
    spans: Spans = []
    free_from = 0
    for start, end in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if start >= free_from and _stands_alone(text, folded, start, end):
            spans.append((start, end))
            free_from = end
    return spans


def searches(gazetteer: geo.Gazetteer) -> dict[str, Callable[[str], Spans]]:
    """Return the searches, by name, each from a text to its spans."""
    names = forms(gazetteer)
    longest = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    every = ahocorasick_rs.AhoCorasick(names)
    trie = ahocorasick.Automaton()
    for name in names:
        trie.add_word(name, len(name))
    trie.make_automaton()

    def rs_longest(text: str) -> Spans:
        folded = fold_text(text)
        return leftmost_longest(
            text, folded, ((start, end) for _, start, end in longest.find_matches_as_indexes(folded))
        )

    def rs_every(text: str) -> Spans:
        folded = fold_text(text)
        hits = every.find_matches_as_indexes(folded, overlapping=True)
        return leftmost_longest(text, folded, ((start, end) for _, start, end in hits))

    def py_longest(text: str) -> Spans:
        folded = fold_text(text)
        return leftmost_longest(text, folded, ((last + 1 - size, last + 1) for last, size in trie.iter_long(folded)))

    return {
        "geo": lambda text: name_spans(text, gazetteer),
        EXACT: rs_every,
        "ahocorasick_rs, leftmost longest": rs_longest,
        "pyahocorasick, longest": py_longest,
    }


def run(rounds: int) -> list[Figure]:
    """Return the figures of finding names."""
    gazetteer = geo.Gazetteer.open()
    texts = corpus(gazetteer)
    every = searches(gazetteer)
    wrong = _wrong(every, [*texts, *traps(gazetteer)])

    def job(search: Callable[[str], Spans]) -> Callable[[], None]:
        def all_texts() -> None:
            for text in texts:
                search(text)

        return all_texts

    times = interleaved({name: job(search) for name, search in every.items()}, rounds)
    ours = statistics.median(times["geo"])
    figures = []
    for name, seconds in times.items():
        median = statistics.median(seconds)
        figures.append(
            Figure(
                f"names in reports: {name}",
                f"{len(texts) / median:,.0f} reports/s, {wrong[name]:,} spans wrong",
                "" if name == "geo" else f"geo is {median / ours:.2f} x as fast",
                seconds={name: seconds},
            )
        )
    return figures


def _wrong(every: dict[str, Callable[[str], Spans]], texts: list[str]) -> dict[str, int]:
    """Return how many spans each search misses or adds."""
    exact = [set(every[EXACT](text)) for text in texts]
    return {
        name: sum(len(set(search(text)) ^ right) for text, right in zip(texts, exact, strict=True))
        for name, search in every.items()
    }
