"""What a gazetteer holds, counted: by source, kind, country and oblast, and how much stands where a source puts it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.gazetteer.fields import NAMES, POSITION, has_own_position, parse

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

_SHOWN_COUNTRIES = 6
# the entry of a source that a place is from: "GeoNames 578072 (CC BY 4.0)"
_ENTRY = re.compile(r"(?<=GeoNames) (?:postal code )?\d+|(?<=Wikipedia).*?(?= \(|$)")


def summary(gazetteer: Gazetteer) -> dict[str, Any]:
    """Return counts, sources, dates and licences of a gazetteer.

    Returns
    -------
    summary
        `path`, `places`, `names`; `kinds`, `countries`; `oblasts` (of Ukraine: settlements, and those with a
        position of their own); `names_from`, `positions_from`: places by the source of that field; `settlements_ua`,
        `exact`;
        `own`: rows of the user's layer; and what the file says of itself, `sources` with licence among it.
    """
    kinds: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    names: Counter[str] = Counter()
    positions: Counter[str] = Counter()
    oblasts: dict[str, list[int]] = {}
    for place in gazetteer:
        kinds[place.kind.value] += 1
        countries[place.admin.country] += 1
        said = parse(place.source)
        names[_source(said.get(NAMES))] += 1
        if not place.kind.is_settlement:
            continue
        exact = has_own_position(place)
        positions[_source(said.get(POSITION)) if place.lat is not None else "none"] += 1
        if place.admin.country == "UA":
            count = oblasts.setdefault(place.admin.oblast, [0, 0])
            count[0] += 1
            count[1] += exact
    facts = gazetteer.facts
    return {
        "path": str(gazetteer.path),
        **{key: value for key, value in facts.items() if key not in ("disagreements", "places")},
        "places": len(gazetteer),
        "kinds": dict(kinds.most_common()),
        "countries": dict(countries.most_common()),
        "oblasts": dict(sorted(oblasts.items())),
        "names_from": dict(names.most_common()),
        "positions_from": dict(positions.most_common()),
        "settlements_ua": sum(count for count, _ in oblasts.values()),
        "exact": sum(exact for _, exact in oblasts.values()),
        "disagreements": len(facts.get("disagreements", [])),
        "own": len(gazetteer.own),
        "stale": len(gazetteer.stale),
    }


def _source(said: str | None) -> str:
    return _ENTRY.sub("", said) if said else "unknown"


def summary_text(gazetteer: Gazetteer) -> str:
    """Return the summary as lines for people."""
    counts = summary(gazetteer)
    total, exact = counts["settlements_ua"], counts["exact"]
    share = f" ({exact / total:.0%})" if total else ""
    countries = list(counts["countries"].items())[:_SHOWN_COUNTRIES]
    lines = [
        counts["path"],
        f"{counts['places']} places, {counts.get('names', '?')} names"
        + (f", built {counts['built']}" if "built" in counts else ""),
        "by kind: " + _listed(counts["kinds"].items()),
        "by country: " + _listed((country or "none", count) for country, count in countries),
        f"settlements of Ukraine with a position of their own: {exact} of {total}{share}",
        "",
        "settlements of Ukraine, with a position of their own / in all:",
        *(f"  {oblast or 'none':<18} {own:>5} / {count}" for oblast, (count, own) in counts["oblasts"].items()),
        "",
        "names from:",
        *(f"  {count:>6}  {source}" for source, count in counts["names_from"].items()),
        "positions of settlements from:",
        *(f"  {count:>6}  {source}" for source, count in counts["positions_from"].items()),
        "",
        "sources:",
        *("  " + "; ".join(str(value) for value in source.values() if value) for source in counts.get("sources", [])),
    ]
    if counts["own"] or counts["stale"]:
        stale = f", and {counts['stale']} of places no longer listed" if counts["stale"] else ""
        lines += ["", f"your own layer: {counts['own']} places{stale} (geo gazetteer own)"]
    if counts["disagreements"]:
        lines += ["", f"{counts['disagreements']} places that sources put over 3 km apart (geo gazetteer check)"]
    return "\n".join(lines)


def _listed(counts: Any) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts)
