"""Colours, widths and sizes of a still picture: those of the interactive map, light or dark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours. Brown and teal are told apart by colour-blind readers; shape and dash carry the same difference."""

    paper: str
    water: str
    land: str
    abroad: str
    coast: str
    inner_border: str
    river: str
    river_name: str
    ink: str
    soft: str
    faint: str
    rule: str
    halo: str
    hollow: str
    ru: str
    ru_fill: str
    ua: str
    ua_fill: str
    other: str
    front: str
    casing: str
    relation: str
    contradiction: str
    region: str
    doubt: str
    fill_alpha: float

    def side(self, actor: object) -> str:
        """Return the colour of a side's marks and edges."""
        return {"RU": self.ru, "UA": self.ua}.get(str(actor), self.other)

    def ground(self, holder: str) -> str:
        """Return the colour of the ground a side holds."""
        return {"RU": self.ru_fill, "UA": self.ua_fill}.get(holder, self.other)


LIGHT = Theme(
    paper="#ffffff",
    water="#dce6eb",
    land="#fbfaf6",
    abroad="#f0eee7",
    coast="#a9a294",
    inner_border="#c9c3b6",
    river="#90b9d1",
    river_name="#3d6780",
    ink="#1d2024",
    soft="#55595f",
    faint="#5f5c55",
    rule="#d9d5cb",
    halo="#ffffff",
    hollow="#ffffff",
    ru="#8c4a06",
    ru_fill="#d8a15c",
    ua="#00655c",
    ua_fill="#58b3a5",
    other="#5a5f66",
    front="#1f2328",
    casing="#ffffff",
    relation="#34495e",
    contradiction="#7a1f3d",
    region="#5e5d57",
    doubt="#5f4f80",
    fill_alpha=0.40,
)

DARK = Theme(
    paper="#15181b",
    water="#0d151b",
    land="#262a2f",
    abroad="#1c1f23",
    coast="#6d6a62",
    inner_border="#4a4d52",
    river="#4a6d85",
    river_name="#8db4cd",
    ink="#f2f1ed",
    soft="#b9bdc3",
    faint="#b4b1a9",
    rule="#3b3f44",
    halo="#1a1d20",
    hollow="#1a1d20",
    ru="#f0ad62",
    ru_fill="#b8732a",
    ua="#5fd3c3",
    ua_fill="#2b9384",
    other="#a9adb3",
    front="#ffffff",
    casing="#0c0e10",
    relation="#a9c3dd",
    contradiction="#f0a0b8",
    region="#b5b3ab",
    doubt="#c5b3ea",
    fill_alpha=0.42,
)


@dataclass(frozen=True, slots=True)
class Type:
    """How a kind of text is set: size in pixels of a picture of 1600 x 900, weight and slant."""

    size: float
    bold: bool = False
    slanted: bool = False


TITLE = Type(29.0, bold=True)
CUT_OFF = Type(17.0)
KEY_HEAD = Type(16.5, bold=True)
KEY = Type(16.0)
FOOT = Type(12.5)
LABELS = {
    "claim": Type(18.0, bold=True),
    "strike": Type(16.0),
    "anchor": Type(16.0),
    "undecided": Type(16.0, slanted=True),
    "relation": Type(15.0, slanted=True),
    "region": Type(13.5),
    "struck": Type(14.0),
    "place": Type(15.0),
    "country": Type(15.0),
    "town": Type(14.0),
    "water": Type(14.0, slanted=True),
}
