"""What the command prints: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import itertools
import sys
import textwrap
import time
from numbers import Integral
from typing import TYPE_CHECKING, Any

import orjson

from geo.contract import MENTION_COLUMNS, as_json, as_rows
from geo.distance import UNITS_KM, compass, inverse, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.day_layers import DayLayers
    from geo.locating import Choice
    from geo.model import Candidate, Mention, Place
    from geo.pipeline import Reading
    from geo.uncertainty import Location

_WIDTH, _GAP = 110, "  "
_SLOW_SECONDS = 2.0
_EXACT_M = 3000


def write_line(text: str) -> None:
    """Write a line of data to standard output."""
    sys.stdout.write(text + "\n")


def write_json(row: dict[str, Any]) -> None:
    """Write an object as a line of JSON to standard output."""
    write_line(_dumps(row))


def _dumps(row: dict[str, Any]) -> str:
    return orjson.dumps(row).decode()


# -- places and look-ups ------------------------------------------------------------------------------------------


def place_json(place: Place) -> str:
    """Return a place as a JSON object in a line."""
    return _dumps(_place(place))


def _place(place: Place) -> dict[str, Any]:
    return {
        "place_id": place.place_id,
        "name": place.name,
        "names": dict(place.names),
        "kind": place.kind.value,
        "country": place.admin.country,
        "oblast": place.admin.oblast,
        "raion": place.admin.raion,
        "hromada": place.admin.hromada,
        "lat": place.lat,
        "lon": place.lon,
        "uncertainty_m": round(place.uncertainty_m),
        "population": place.population,
        "source": place.source,
        "former": [{"name": one.name, "since": one.since, "until": one.until} for one in place.former],
    }


def place_line(place: Place) -> str:
    """Return a place as a line for people: id, name, position and where it belongs."""
    at = "no position" if place.lat is None or place.lon is None else f"{place.lat:.4f} {place.lon:.4f}"
    blur = f" ±{place.uncertainty_m / 1000:.0f} km" if place.uncertainty_m > _EXACT_M else ""
    where = ", ".join(part for part in (place.admin.raion, place.admin.oblast, place.admin.country) if part)
    return f"{place.place_id:<22} {place.name:<24} {at}{blur}  {place.kind.value}, {where}"


def candidate_json(candidate: Candidate) -> str:
    """Return a candidate as a JSON object in a line."""
    return _dumps({**_place(candidate.place), "score": round(candidate.score, 4), "why": candidate.why})


def candidate_line(candidate: Candidate) -> str:
    """Return a candidate as a line for people."""
    return f"{candidate.score:.2f}  {place_line(candidate.place)} ({candidate.why})"


def location_json(asked: str, location: Location, said: str = "") -> str:
    """Return a location as a JSON object in a line, its shape as GeoJSON; `said` is where it is, in words."""
    import shapely

    return _dumps(
        {
            "phrase": asked,
            "lat": round(location.lat, 6),
            "lon": round(location.lon, 6),
            "radius_m": round(location.radius_m),
            **({"said": said} if said else {}),
            "shape": orjson.loads(shapely.to_geojson(shapely.set_precision(location.shape, 1e-6))),
        }
    )


def location_line(location: Location, said: str = "") -> str:
    """Return a location as a line for people; `said` is where it is, in words."""
    more = f": {said}" if said else ""
    return f"{location.lat:.4f} {location.lon:.4f}  within {location.radius_m / 1000:.1f} km{more}"


def _measured(first: Choice, second: Choice) -> tuple[float, float]:
    a, b = first.place, second.place
    km, bearing, _ = inverse(a.lat or 0.0, a.lon or 0.0, b.lat or 0.0, b.lon or 0.0)
    return km, bearing


def distance_json(first: Choice, second: Choice, *, lang: str = "en", points: int = 8, units: str = "km") -> str:
    """Return the distance between two chosen places as a JSON object; the options are those of the phrase."""
    km, bearing = _measured(first, second)
    return _dumps(
        {
            "from": first.place.place_id,
            "to": second.place.place_id,
            "distance_km": round(km, 3),
            "bearing_deg": round(bearing, 2) if km else None,
            "phrase": phrase(second.place, first.place, lang=lang, points=points, units=units),
            "why": [first.why, second.why],
        }
    )


def distance_line(first: Choice, second: Choice, *, lang: str = "en", points: int = 8, units: str = "km") -> str:
    """Return the distance between two chosen places as a line for people; the options are those of the phrase."""
    km, bearing = _measured(first, second)
    way = f", bearing {bearing:.0f}° ({compass(bearing, points)})" if km else ""
    notes = [
        f"  {choice.place.name} is {choice.place.place_id}: {choice.why}"
        for choice in (first, second)
        if choice.namesakes > 1
    ]
    said = phrase(second.place, first.place, lang=lang, points=points, units=units)
    subject = f"{second.place.name} is " if lang == "en" else ""
    return "\n".join([f"{km / UNITS_KM[units]:.1f} {units}{way}: {subject}{said}", *notes])


# -- what was read ------------------------------------------------------------------------------------------------


def printer(form: str) -> Callable[[Reading], None]:
    """Return a function that prints a reading as `table`, `jsonl` or `csv`."""
    if form == "jsonl":
        return lambda reading: write_line(_dumps(as_json(reading)))
    if form == "csv":
        return _csv_printer()
    return lambda reading: write_line(reading_table(reading))


def _csv_printer() -> Callable[[Reading], None]:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, MENTION_COLUMNS, lineterminator="\n")
    writer.writeheader()

    def write(reading: Reading) -> None:
        writer.writerows(as_rows(reading))
        sys.stdout.write(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()

    return write


def _grid(title: str, columns: tuple[str, ...], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as a table of at most `_WIDTH` columns, long cells wrapped; None is left empty."""
    lines = [list(columns), *(["" if cell is None else _visible(str(cell)) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > _WIDTH:
        widest = max(range(len(widths)), key=widths.__getitem__)
        widths[widest] -= 1
    printed = [title]
    for line in lines:
        wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(line, widths, strict=True)]
        for parts in itertools.zip_longest(*wrapped, fillvalue=""):
            cells = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
            printed.append(_GAP.join(cells).rstrip())
    return "\n".join(printed)


def _visible(text: str) -> str:
    """Return text without control characters, which a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def reading_table(reading: Reading) -> str:
    """Return what a report says as tables: claims, places, undecided names, relations, strikes."""
    mentions = reading.all_mentions
    report = reading.report
    parts = [f"{report.report_id}, {report.date.isoformat()}: {_visible(report.title) or report.file}"]
    claims = [
        (
            mentions[c.mention].name or mentions[c.mention].surface,
            c.place_id or "undecided",
            f"{c.event} by {c.actor}",
            c.status,
            c.by,
            f"{c.confidence:.2f}",
        )
        for c in reading.all_claims
    ]
    if claims:
        parts.append(_grid("Claims", ("place", "id", "what", "status", "on whose word", "confidence"), claims))
    places = [
        (m.surface, m.name, m.place_id or "", f"{m.lat:.3f} {m.lon:.3f}", f"{m.confidence:.2f}", m.why)
        for m in mentions
        if m.kind == "settlement" and m.place_id and m.lat is not None and m.lon is not None
    ]
    if places:
        parts.append(_grid("Settlements", ("as written", "name", "id", "position", "confidence", "why"), places))
    undecided = [
        (m.surface, "; ".join(f"{o.name} {o.place_id} {o.confidence:.2f}" for o in m.alternatives), m.why)
        for m in mentions
        if m.undecided
    ]
    if undecided:
        parts.append(_grid("Undecided", ("as written", "candidates", "why"), undecided))
    unknown = sorted({m.surface for m in mentions if m.kind == "settlement" and not m.place_id and not m.undecided})
    if unknown:
        parts.append("In no gazetteer: " + _visible(", ".join(unknown)))
    relations = [
        (
            r.text,
            mentions[r.subject].surface if r.subject is not None else "a point",
            _agreement(r.agrees),
            _km(r.measured_km),
        )
        for r in reading.all_relations
    ]
    if relations:
        parts.append(_grid("Distances", ("stated", "of", "agrees", "measured"), relations))
    parts += _strikes(
        [
            (s.category, _struck(s), _tally(s.launched, s.shot_down, s.lost, s.count), _casualties(s), s.by)
            for s in reading.all_strikes
        ]
    )
    areas = sorted({m.name or m.surface for m in mentions if m.kind in ("region", "district", "country", "water")})
    if areas:
        parts.append("Areas named: " + _visible(", ".join(areas)))
    return "\n\n".join(parts) + "\n"


def found_table(day: DayLayers) -> str:
    """Return what the layers of a day hold as tables, for the end of `geo map`."""
    parts: list[str] = []
    rows: list[Sequence[object]]
    if len(day.claims):
        rows = [
            (r.name, r.place_id or "undecided", f"{r.event} by {r.actor}", r.status, r.by, f"{r.confidence:.2f}")
            for r in day.claims.itertuples()
        ]
        parts.append(
            _grid(
                f"Claims of {day.date.isoformat()}",
                ("place", "id", "what", "status", "on whose word", "confidence"),
                rows,
            )
        )
    if len(day.undecided):
        rows = [(r.surface, str(r.rank), r.place_id, r.note, f"{r.confidence:.2f}") for r in day.undecided.itertuples()]
        parts.append(
            _grid("Undecided, not drawn as facts", ("as written", "rank", "candidate", "note", "confidence"), rows)
        )
    lines = day.relations[day.relations["part"] == "line"]
    if len(lines):
        rows = [(r.text, r.subject_name or "a point", r.label, _agreement(r.agrees)) for r in lines.itertuples()]
        parts.append(_grid("Distances", ("stated", "of", "measured", "agrees"), rows))
    parts += _strikes(
        [
            (r.category, _struck(r), _tally(r.launched, r.shot_down, r.lost, r.count), _casualties(r), r.by)
            for r in day.strikes.itertuples()
        ]
    )
    counted = (
        f"{len(day.places)} places, {len(day.claims)} claims, {len(day.regions)} areas, {len(day.strikes)} strikes"
    )
    return "\n\n".join([*parts, counted])


def _strikes(rows: Sequence[Sequence[object]]) -> list[str]:
    columns = ("kind", "what or who", "count", "casualties", "on whose word")
    return [_grid("Strikes, air attacks and casualties", columns, rows)] if rows else []


def _struck(strike: Any) -> str:
    """Return what was hit or with what; of casualties told by themselves who they were, of losses whose they are."""
    return strike.target or strike.weapon or strike.victims or (strike.actor if strike.category == "losses" else "")


def _casualties(strike: Any) -> str:
    hedges = dict(part.partition(": ")[::2] for part in strike.hedge.split("; "))
    numbers = {name: getattr(strike, name) for name in ("killed", "wounded", "missing")}
    told = ((hedges.get(name, ""), value, name) for name, value in numbers.items() if isinstance(value, Integral))
    return ", ".join(f"{hedge} {value} {name}".strip() for hedge, value, name in told)


def _tally(launched: Any, shot_down: Any, lost: Any, count: Any) -> str:
    named = (("launched", launched), ("shot down", shot_down), ("lost", lost), ("", count))
    return ", ".join(f"{value} {name}".strip() for name, value in named if isinstance(value, Integral))


def _agreement(agrees: Any) -> str:
    return "yes" if agrees is True else "no" if agrees is False else ""


def _km(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} km"


def explanation(reading: Reading, mention: Mention) -> str:
    """Return why a mention was taken for a place: the sentence, the decision, its rivals."""
    place = reading.gazetteer.get(mention.place_id) if mention.place_id else None
    lines = [
        f"{mention.surface!r}, characters {mention.start} to {mention.end} of {reading.report.report_id}:",
        f"  “{_visible(reading.sentence(mention.start))}”",
        f"  {place_line(place) if place else 'undecided' if mention.alternatives else 'no place'}",
        f"  confidence {mention.confidence:.2f}; {mention.why}",
    ]
    lines += [
        f"  rival {other.confidence:.2f}  {other.name} ({other.place_id}; {other.note})"
        for other in mention.alternatives
    ]
    return "\n".join(lines)


def progress_bar(readings: Iterator[Reading], total: int | None) -> Iterator[Reading]:
    """Pass readings on; once they take over two seconds, show a bar on standard error, without an end if unknown."""
    began = time.monotonic()
    done = 0
    bar = task = None
    try:
        for reading in readings:
            done += 1
            if bar is None and done != total and time.monotonic() - began > _SLOW_SECONDS:
                from rich.console import Console
                from rich.progress import Progress

                bar = Progress(console=Console(stderr=True), transient=True)
                bar.start()
                task = bar.add_task("reading", total=total, completed=done)
            elif bar is not None and task is not None:
                bar.update(task, completed=done)
            yield reading
    finally:
        if bar is not None:
            bar.stop()
