"""Where a ledger is: a file, or the URL of a PostgreSQL database. What is said of a URL never tells its password."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from geo.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import URL

VARIABLE = "GEO_LEDGER"
FILE_NAME = "geo.db"

_POSTGRES = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_WRITE = "give a file, or postgresql://USER@HOST/DATABASE"
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Address:
    """A ledger's file (`path`) or database (`url`), and what to call it in messages."""

    label: str
    path: Path | None = None
    url: URL | None = None

    def hide(self, text: str) -> str:
        """Return a text without the password, in one line."""
        for secret in self._secrets():
            for written in (secret, quote(secret, safe="")):
                text = text.replace(written, _HIDDEN)
        return " ".join(text.split())

    def _secrets(self) -> list[str]:
        if self.url is None:
            return []
        told = [str(self.url.password or "")]
        for key in ("password", "sslpassword"):
            value = self.url.query.get(key, "")
            told += [value] if isinstance(value, str) else value
        return [secret for secret in told if secret]


def default_address() -> str:
    """Return where the user's ledger is: `$GEO_LEDGER`, else `geo.db` in the user's data folder. It need not exist."""
    if named := os.environ.get(VARIABLE):
        return named
    from geo.gazetteer.home import home

    return str(home().parent / FILE_NAME)


def address_of(named: str | Path) -> Address:
    """Return the address that a path or URL is.

    Raises
    ------
    InputError
        If it is the URL of something else; the message does not hold what may be a password.
    """
    if isinstance(named, Path) or "://" not in named:
        if not str(named).strip() or "\0" in str(named):
            raise InputError(f"the ledger has no name; {_WRITE}")
        return Address(str(named), path=Path(named))
    return _of_url(named)


def _of_url(named: str) -> Address:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    scheme = named.partition("://")[0]
    try:
        url = make_url(named)
    except (ArgumentError, ValueError):
        raise InputError(f"ledger {scheme[:20]}://...: is no URL that can be read; {_WRITE}") from None
    if url.drivername == "sqlite":
        if not url.database or url.database == ":memory:":
            raise InputError(f"ledger sqlite:///...: names no file; {_WRITE}")
        return Address(url.database, path=Path(url.database))
    if url.drivername not in _POSTGRES:
        raise InputError(f"ledger {scheme[:20]}://...: a ledger is not kept in such a database; {_WRITE}")
    host = url.host or url.query.get("host") or ""
    where = f"{host if isinstance(host, str) else host[0]}{f':{url.port}' if url.port else ''}"
    label = f"postgresql://{where}/{url.database or ''}"
    return Address(label, url=url.set(drivername="postgresql+psycopg"))
