"""What a mark says: the fields of a row as a phrase for a reader. Plain text, never markup."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.day_layers import assessed_source
from geo.mapping.language import words
from geo.model import LANGUAGES

if TYPE_CHECKING:
    from geo.mapping.language import Names

_OF_WHOM = {"casualties": "of_attack", "losses": "of"}
# as `geo.frames` lists the other places that a name may mean
_LISTED = re.compile(r"(?P<name>.+?) \((?P<place_id>\S{1,60})\) (?P<share>[01]\.\d\d)(?:; |\Z)", re.DOTALL)


def date_words(date: dt.date, lang: str = "en") -> str:
    """Return a date in words, the same under every locale.

    Examples
    --------
    >>> import datetime as dt
    >>> date_words(dt.date(2024, 12, 16)), date_words(dt.date(2024, 12, 16), "ru")
    ('16 December 2024', '16 \u0434\u0435\u043a\u0430\u0431\u0440\u044f 2024')
    """
    return f"{date.day} {words(lang)['months'][date.month - 1]} {date.year}"


def counted(forms: list[str], number: int, lang: str = "en") -> str:
    """Return the form of words that goes with a number, the number in it.

    Examples
    --------
    >>> counted(["{n} day old", "{n} days old"], 3)
    '3 days old'
    """
    last, teens = number % 10, 10 < number % 100 < 20
    if lang == "en":
        at = 0 if number == 1 else 1
    elif last == 1 and not teens:
        at = 0
    else:
        at = 1 if 2 <= last <= 4 and not teens else 2
    return forms[min(at, len(forms) - 1)].format(n=number)


def claim_words(event: str, actor: str, status: str, lang: str = "en") -> str:
    """Return what a claim says and how far it is supported.

    Examples
    --------
    >>> claim_words("captured", "RU", "claimed")
    'Captured by Russian forces, claimed'
    >>> claim_words("liberated", "UA", "confirmed")
    'Retaken by Ukrainian forces, confirmed'
    """
    said = words(lang)
    return f"{said['events'][event].format(**_side(actor, lang))}, {said['statuses'][status]}"


def strike_words(
    category: str,
    actor: str,
    weapon: str,
    target: str,
    *,
    tally: tuple[int | None, ...] = (None, None, None, None),
    casualties: tuple[int | None, ...] = (None, None, None),
    lang: str = "en",
) -> str:
    """Return what a strike, an air-attack tally, casualties or the losses of a side say.

    Parameters
    ----------
    category
        `strike`, `air-attack`, `casualties` or `losses`.
    actor, weapon, target
        As in the layer; empty where the report gives none.
    tally
        How many in all, launched, shot down and lost; None where the report gives no number.
    casualties
        How many people were killed, wounded and went missing; None where the report gives no number.
    lang
        The language of the words; weapon and target stay as they are.

    Examples
    --------
    >>> strike_words("air-attack", "RU", "drones", "", tally=(None, 49, 27, 19))
    'Air attack by Russian forces: drones; 49 launched, 27 shot down, 19 lost or untracked'
    >>> strike_words("strike", "UA", "", "railcars", tally=(40, None, None, None))
    'Strike by Ukrainian forces on railcars; number: 40'
    >>> strike_words("casualties", "", "", "", casualties=(2, 5, None))
    'Casualties; 2 killed, 5 wounded'
    >>> strike_words("losses", "RU", "", "", tally=(1230, None, None, None))
    'Losses of Russian forces, as claimed; number: 1230'
    """
    said = words(lang)["strike_words"]
    text = str(said[category])
    if actor:
        text += " " + said[_OF_WHOM.get(category, "by")].format(**_side(actor, lang))
    if category == "losses":
        text += said["as_claimed"]
    if target:
        text += said["target"].replace("{text}", target)
    if weapon:
        text += f": {weapon}"
    numbers = zip(said["tally"], (*tally, *casualties), strict=True)
    told = [form.format(n=number) for form, number in numbers if number is not None]
    return text + (f"; {', '.join(told)}" if told else "")


def _side(actor: str, lang: str) -> dict[str, str]:
    forces = words(lang)["forces"].get(actor, [actor] * 3)
    return dict(zip(("side", "by", "of"), forces, strict=True))


def source_words(text: str, lang: str = "en") -> str:
    """Return the name of a source; of assessed control, what is said of it in the language.

    Examples
    --------
    >>> source_words("Assessed control: maps (control as of 2024-12-01, 15 days before the report)", "ru")
    'Оценка контроля: maps (контроль по состоянию на 1 декабря 2024, на 15 дней раньше сообщений)'
    """
    found = assessed_source(text)
    if lang == "en" or found is None:
        return text
    try:
        note = _control_note(found, words(lang), lang)
    except ValueError:  # a report that calls itself so, of a day that is none
        return text
    named = f"{found['source']} ({note})" if note else found["source"]
    return str(words(lang)["assessed_source"]).replace("{text}", named)


def _control_note(found: re.Match[str], said: dict[str, Any], lang: str) -> str:
    if found["undated"]:
        return str(said["control_undated"])
    if not found["date"]:
        return ""
    on = date_words(dt.date.fromisoformat(found["date"]), lang)
    days = counted(said["days_later" if found["order"] == "after" else "days_earlier"], int(found["days"]), lang)
    return f"{said['control_as_of'].format(date=on)}, {days}"


def credit_words(text: str, lang: str = "en") -> str:
    """Return a credit in the language: what is no name of a package or a licence.

    Examples
    --------
    >>> credit_words("Outlines: Natural Earth (public domain)", "uk")
    'Контури: Natural Earth (суспільне надбання)'
    """
    for english, *others in _credits() if lang != "en" else ():
        text = text.replace(english, others[LANGUAGES.index(lang) - 1])
    return text


@cache
def _credits() -> list[list[str]]:
    phrases: list[list[str]] = tomllib.loads((files("geo.mapping") / "credits.toml").read_text(encoding="utf-8"))[
        "phrases"
    ]
    return phrases


def alternatives_words(text: str, names: Names | None = None) -> str:
    """Return the other places a name may mean in words: as the layers list them, or JSON as the readings write it.

    Parameters
    ----------
    text
        The list; other text is kept.
    names
        The language of the names.

    Examples
    --------
    >>> alternatives_words("Shevchenko (UA1404001022) 0.07; Lyman (UA1) 0.05")
    'Shevchenko (7 %); Lyman (5 %)'
    >>> alternatives_words('[{"name": "Vorobzha", "confidence": 0.31, "note": "Kursk"}]')
    'Vorobzha (Kursk, 31 %)'
    >>> alternatives_words("Vorobzha")
    'Vorobzha'
    """
    listed: list[re.Match[str]] = []
    while row := _LISTED.match(text, listed[-1].end() if listed else 0):
        listed.append(row)
    if listed and listed[-1].end() == len(text):
        return "; ".join(_alternative(_listed(row, names)) for row in listed)
    if not text.lstrip().startswith("["):
        return text
    try:
        rows = json.loads(text)
    except ValueError:
        return text
    return "; ".join(filter(None, map(_alternative, rows))) if isinstance(rows, list) else text


def _listed(row: re.Match[str], names: Names | None) -> dict[str, Any]:
    name, oblast = (row["name"], "") if names is None else names.listed(row["place_id"], row["name"])
    return {"name": name, "note": oblast, "confidence": float(row["share"])}


def _alternative(row: object) -> str:
    if not isinstance(row, dict):
        return str(row)
    name = str(row.get("name") or row.get("place_id") or "")
    share = row.get("confidence")
    details = [str(row["note"])] if row.get("note") else []
    if isinstance(share, int | float):
        details.append(f"{share:.0%}".replace("%", " %"))
    return f"{name} ({', '.join(details)})" if name and details else name
