"""Channels exported by Telegram Desktop as JSON (`result.json`): a report a message that has words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import orjson

from geo.errors import InputError
from geo.reading.formats.raw import MEGABYTE, Raw, one_line, read_bytes
from geo.reading.kyiv import kyiv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES = 200 * MEGABYTE
_NO_EXPORT = "is no export of Telegram; reports in JSON are .jsonl files, an object a line with 'id', 'date', 'text'"


def read_telegram(path: Path) -> Iterator[Raw]:
    """Yield the messages of an export that have words, in the file's order: of one chat, or of all of an account.

    Raises
    ------
    InputError
        If it is no such export; the message names the place in it.
    """
    data = read_bytes(path, MOST_BYTES, instead="export fewer days at a time")
    try:
        export = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise InputError(f"{path}, line {error.lineno}: is no JSON ({one_line(error)}); export it anew") from error
    chats = _chats(export)
    if not chats:
        raise InputError(f"{path}: {_NO_EXPORT}")
    for chat in chats:
        for message in chat["messages"]:
            if raw := _message(message, chat, path):
                yield raw


def _chats(export: Any) -> list[dict[str, Any]]:
    if not isinstance(export, dict):
        return []
    if isinstance(export.get("messages"), list):
        return [export]
    lists = [export[key].get("list") for key in ("chats", "left_chats") if isinstance(export.get(key), dict)]
    return [
        chat
        for chats in lists
        if isinstance(chats, list)
        for chat in chats
        if isinstance(chat, dict) and isinstance(chat.get("messages"), list)
    ]


def _message(message: Any, chat: dict[str, Any], path: Path) -> Raw | None:
    if not isinstance(message, dict) or message.get("type") != "message":
        return None
    text = flattened(message.get("text"))
    if not text.strip():
        return None
    number, channel = message.get("id"), chat.get("id")
    name = chat.get("name")
    identified = isinstance(channel, int) and isinstance(number, int)
    public = identified and "channel" in str(chat.get("type"))
    named = str(channel) if identified else str(name or path.stem)
    return Raw(
        text=text,
        report_id=f"telegram-{named}-{number}",
        where=f"{path}, message {number}",
        published=_day(message),
        source=name if isinstance(name, str) else "",
        url=f"https://t.me/c/{channel}/{number}" if public else "",
    )


def flattened(text: Any) -> str:
    """Return the words of a message: a string, or a list of strings and of entities (bold, links, tags)."""
    pieces = text if isinstance(text, list) else [text]
    words = (piece.get("text") if isinstance(piece, dict) else piece for piece in pieces)
    return "".join(word for word in words if isinstance(word, str))


def _day(message: dict[str, Any]) -> dt.date | None:
    """Return the day in Kyiv; old exports have only the time on the clock of who exported."""
    try:
        return dt.datetime.fromtimestamp(int(message["date_unixtime"]), tz=kyiv()).date()
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        pass
    try:
        return dt.datetime.fromisoformat(message["date"]).date()
    except (KeyError, ValueError, TypeError):
        return None
