"""What a bundle holds: the files of a day, as a policy lets them be shown. The same input, the same bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from geo.bundle.tables import csv_table
from geo.publication.withheld import published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.day_layers import DayLayers
    from geo.gazetteer import Gazetteer

MANIFEST = "manifest.json"
FORMAT = "geo bundle 1"

_LONGEST_TITLE = 300
_TABLES = ("claims", "places", "strikes")
_ABOUT = {
    "map.html": "the interactive map, in one file",
    "map.png": "the map as a picture",
    "map.svg": "the map as a drawing",
    "claims.csv": "the claims as a table",
    "places.csv": "the places as a table",
    "strikes.csv": "strikes, air attacks and casualties as a table",
    "alt.txt": "the map in words, for those who cannot see it",
    "embed.html": "the code that puts map.html into a page",
    "credits.md": "sources, credits and licences",
    "policy.json": "the publication policy, and what it held back",
}
_LICENCES = (
    ("Leaflet, inside map.html", "BSD-2-Clause, (c) Volodymyr Agafonkin, CloudMade", "https://leafletjs.com"),
    ("geo, which made these files", "MIT", ""),
)


@dataclass(frozen=True, slots=True)
class Input:
    """What a bundle was made from: what it is, its name, and the SHA-256 of its content."""

    kind: str
    name: str
    sha256: str

    @classmethod
    def of(cls, kind: str, name: str, content: bytes) -> Input:
        """Return the input with the hash of its content."""
        return cls(kind, name, hashlib.sha256(content).hexdigest())


def bundle_files(
    day: DayLayers,
    gazetteer: Gazetteer,
    *,
    inputs: Sequence[Input] = (),
    pictures: Mapping[str, bytes] | None = None,
    lang: str = "en",
) -> dict[str, bytes]:
    """Return the files of a bundle by name, the manifest the last.

    Parameters
    ----------
    day
        The layers of a date, as `geo.publication.apply` returns them.
    gazetteer
        The gazetteer that was read with, for the credits.
    inputs
        What the layers were made from.
    pictures
        `map.png` and `map.svg`, if there are any.
    lang
        The language of the map and of its alt text: `en`, `uk` or `ru`.
    """
    from geo.mapping import make_map
    from geo.mapping.about import about_block, described, with_about
    from geo.mapping.embed import embed_page

    record = published(day)
    label = record.policy.label if record else "none"
    day_map = make_map(day, lang=lang, gazetteer=gazetteer)
    page = with_about(day_map.get_root().render(), about_block([day], lang=lang))
    files = {"map.html": page.encode(), **(pictures or {})}
    files |= {f"{name}.csv": csv_table(getattr(day, name), name, policy=label) for name in _TABLES}
    files["alt.txt"] = f"{described([day], lang=lang)}\n".encode()
    files["embed.html"] = embed_page(page, "map.html", files.get("map.png")).encode()
    files["credits.md"] = _credits(day, gazetteer).encode("utf-8", "replace")
    files["policy.json"] = _json(record.as_json() | {"said": record.sentence()} if record else {"policy": None})
    files[MANIFEST] = _manifest(day, files, inputs, label)
    return files


def _manifest(day: DayLayers, files: Mapping[str, bytes], inputs: Sequence[Input], policy: str) -> bytes:
    from geo import __version__
    from geo.mapping.about import one_line

    listed = [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "is": _ABOUT.get(name, "")}
        for name, content in files.items()
    ]
    return _json(
        {
            "format": FORMAT,
            "tool": f"geo {__version__}",
            "date": day.date.isoformat(),
            "title": one_line(day.title, _LONGEST_TITLE),
            "policy": policy,
            "inputs": [{"is": one.kind, "name": one.name, "sha256": one.sha256} for one in inputs],
            "files": listed,
        }
    )


def _credits(day: DayLayers, gazetteer: Gazetteer) -> str:
    from geo.mapping.backdrop import outlines_credit

    lines = ["# Credits and licences", "", "## What the map tells is from", ""]
    lines += [f"- {_plain(source)}" for source in day.sources] or ["- no report"]
    lines += [
        "",
        "The words of the reports belong to those who wrote them; who is quoted is named with each quotation.",
        "",
    ]
    if day.control is not None and len(day.control):
        lines += [
            "Assessed control belongs to its source named above: whether it may be published is for that to say.",
            "",
        ]
    lines += ["## Places and outlines", ""]
    for source in gazetteer.facts.get("sources", ()):
        lines.append(f"- {_plain(source['name'])}: {_plain(source['licence'])}")
    lines += [f"- {_plain(credit)}" for credit in outlines_credit()]
    lines += ["", "## Software", ""]
    lines += [f"- {name}: {licence}" + (f" ({where})" if where else "") for name, licence, where in _LICENCES]
    return "\n".join(lines) + "\n"


def _plain(text: Any) -> str:
    """Return text as one line in which Markdown and HTML find nothing to do."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|!&" else sign for sign in line)


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"
