"""What a mark says: the fields of a row as a phrase for a reader. Plain text, never markup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.mapping.language import words

if TYPE_CHECKING:
    import datetime as dt

_OF_WHOM = {"casualties": "of_attack", "losses": "of"}


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
