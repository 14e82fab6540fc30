"""What a mark says: the fields of a row as a phrase for a reader. Plain text, never markup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.model import Actor, Event, Status

if TYPE_CHECKING:
    import datetime as dt

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FORCES = {Actor.RU: "Russian forces", Actor.UA: "Ukrainian forces"}
_EVENTS = {
    Event.CAPTURED: "Captured by {forces}",
    Event.LIBERATED: "Retaken by {forces}",
    Event.ADVANCED: "Advance by {forces}",
    Event.ENTERED: "Entered by {forces}",
    Event.ATTACKED: "Attacked by {forces}",
    Event.REPELLED: "Attack repelled by {forces}",
    Event.STRUCK: "Struck by {forces}",
    Event.WITHDREW: "Withdrawal of {forces}",
    Event.CONTESTED: "Contested, {forces} attacking",
    Event.DENIED: "Loss denied by {forces}",
}

_STRIKES = {
    "strike": "Strike",
    "air-attack": "Air attack",
    "casualties": "Casualties",
    "losses": "Losses",
}
_OF_WHOM = {"casualties": "of an attack by", "losses": "of"}


def date_words(date: dt.date) -> str:
    """Return a date in words, the same under every locale.

    Examples
    --------
    >>> import datetime as dt
    >>> date_words(dt.date(2024, 12, 16))
    '16 December 2024'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def claim_words(event: str, actor: str, status: str) -> str:
    """Return what a claim says and how far it is supported.

    Examples
    --------
    >>> claim_words("captured", "RU", "claimed")
    'Captured by Russian forces, claimed'
    >>> claim_words("liberated", "UA", "confirmed")
    'Retaken by Ukrainian forces, confirmed'
    """
    return f"{_EVENTS[Event(event)].format(forces=FORCES[Actor(actor)])}, {Status(status).value}"


def strike_words(
    category: str,
    actor: str,
    weapon: str,
    target: str,
    *,
    tally: tuple[int | None, ...] = (None, None, None, None),
    casualties: tuple[int | None, ...] = (None, None, None),
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
    words = _STRIKES[category]
    if actor:
        words += f" {_OF_WHOM.get(category, 'by')} {FORCES[Actor(actor)] if actor in FORCES else actor}"
    if category == "losses":
        words += ", as claimed"
    if target:
        words += f" on {target}"
    if weapon:
        words += f": {weapon}"
    forms = (
        *("number: {}", "{} launched", "{} shot down", "{} lost or untracked"),
        *("{} killed", "{} wounded", "{} missing"),
    )
    numbers = zip(forms, (*tally, *casualties), strict=True)
    told = [form.format(number) for form, number in numbers if number is not None]
    return words + (f"; {', '.join(told)}" if told else "")


def alternatives_words(text: str) -> str:
    """Return the other places a name may mean in words; JSON as the readings write it is unpacked, other text kept.

    Examples
    --------
    >>> alternatives_words('[{"name": "Vorobzha", "confidence": 0.31, "note": "Kursk"}]')
    'Vorobzha (Kursk, 31 %)'
    >>> alternatives_words("Vorobzha")
    'Vorobzha'
    """
    if not text.lstrip().startswith("["):
        return text
    try:
        rows = json.loads(text)
    except ValueError:
        return text
    return "; ".join(filter(None, map(_alternative, rows))) if isinstance(rows, list) else text


def _alternative(row: object) -> str:
    if not isinstance(row, dict):
        return str(row)
    name = str(row.get("name") or row.get("place_id") or "")
    share = row.get("confidence")
    details = [str(row["note"])] if row.get("note") else []
    if isinstance(share, int | float):
        details.append(f"{share:.0%}".replace("%", " %"))
    return f"{name} ({', '.join(details)})" if name and details else name
