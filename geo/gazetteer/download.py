"""Files fetched from the network: through pooch, which checks and caches them, resumed where a fetch was cut off.

Proxies come from the environment, as requests takes them. What has come of a file lies beside it as `.part`, with the
server's tag for it, until it is whole; a later fetch goes on from there if the server still has the same file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geo.errors import GeoError, InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

LARGEST_BYTES = 2_500_000_000
# what has not filled a chunk is lost when a connection breaks
_CHUNK_BYTES = 1 << 14
_TIMEOUT_SECONDS = (10.0, 60.0)
_TRIES = 3
_OK, _PARTIAL, _PAST_THE_END = 200, 206, 416
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)

# called with the bytes so far and the bytes in all, None where the server does not say
Progress = "Callable[[int, int | None], object]"


class FetchError(GeoError, OSError):
    """A file could not be fetched: no network, no such file, a broken connection, another checksum."""


def sha256(text: str | None) -> str | None:
    """Return a checksum as typed, as pooch wants it.

    Raises
    ------
    InputError
        If it is none.
    """
    if text is None:
        return None
    found = _SHA256.fullmatch(text.strip())
    if not found:
        raise InputError(f"{text!r} is no SHA-256; give its 64 hexadecimal digits")
    return f"sha256:{found.group(1).lower()}"


def fetch(
    url: str,
    to: Path,
    *,
    checksum: str | None = None,
    refresh: bool = False,
    progress: Callable[[int, int | None], object] | None = None,
) -> Path:
    """Fetch a file, unless it is there already.

    Parameters
    ----------
    url
        http or https.
    to
        Where it goes, its name included; the folder is made if need be.
    checksum
        Its SHA-256; a file that has another is not kept.
    refresh
        Fetch it even if it is there; the old one stays until the new one is whole.
    progress
        Called as bytes come.

    Returns
    -------
    path
        `to`.

    Raises
    ------
    FetchError
        If it cannot be fetched, or has another checksum.
    InputError
        If the URL is no http or https address, or the checksum none.
    OutputError
        If it cannot be written.
    """
    import pooch
    import requests

    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise InputError(f"{url!r} is no address to fetch from; give one that begins with https://")
    known = sha256(checksum)
    pooch.get_logger().setLevel("WARNING")
    name = f"{to.name}.new" if refresh and to.exists() else to.name
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        got = pooch.retrieve(url, known, name, to.parent, downloader=_Resuming(to, progress))
        return Path(got).replace(to) if name != to.name else to
    except ValueError as error:
        raise FetchError(f"{url}: not the file expected, its SHA-256 differs; nothing was changed") from error
    except requests.RequestException as error:
        raise FetchError(f"{url}: could not be fetched ({_reason(error)})") from error
    except OSError as error:
        if isinstance(error, GeoError):
            raise
        raise OutputError(
            f"{to}: cannot be written ({error.strerror or error}); free space or name another folder"
        ) from error


def _reason(error: Exception) -> str:
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server says {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy cannot be reached"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__


class _Resuming:
    """A downloader for pooch that goes on where an earlier one was cut off.

    Parameters
    ----------
    to
        The file it is for; what has come so far is kept beside it.
    progress
        Called as bytes come.
    """

    def __init__(self, to: Path, progress: Callable[[int, int | None], object] | None) -> None:
        self._part = to.with_name(f"{to.name}.part")
        self._tag = to.with_name(f"{to.name}.part.tag")
        self._progress = progress

    def __call__(self, url: str, output_file: str, _: Any) -> None:
        """Fetch a URL into a file that pooch names, as pooch calls it."""
        import requests

        with requests.Session() as session:
            for tries_left in reversed(range(_TRIES)):
                try:
                    self._fetch(session, url)
                    break
                except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
                    if not tries_left:
                        raise
        # pooch checks the file under its own name; whatever comes of that, this part is done with
        self._part.replace(output_file)
        self._tag.unlink(missing_ok=True)

    def _fetch(self, session: requests.Session, url: str) -> None:
        have = self._part.stat().st_size if self._part.exists() and self._tag.exists() else 0
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": self._tag.read_text(encoding="utf-8")}
        with session.get(url, headers=headers, stream=True, timeout=_TIMEOUT_SECONDS) as answer:
            if answer.status_code == _PAST_THE_END:
                self._tag.unlink(missing_ok=True)
                self._fetch(session, url)
                return
            answer.raise_for_status()
            resumed = answer.status_code == _PARTIAL
            have = have if resumed else 0
            total = _total(answer, have)
            if tag := answer.headers.get("ETag") or answer.headers.get("Last-Modified"):
                self._tag.write_text(tag, encoding="utf-8")
            else:
                self._tag.unlink(missing_ok=True)
            self._write(answer, url, have, total)

    def _write(self, answer: requests.Response, url: str, have: int, total: int | None) -> None:
        import requests

        with self._part.open("ab" if have else "wb") as file:
            for chunk in answer.iter_content(_CHUNK_BYTES):
                have += len(chunk)
                if have > LARGEST_BYTES:
                    raise FetchError(f"{url}: larger than {LARGEST_BYTES:,} bytes; it is not the file expected")
                file.write(chunk)
                if self._progress:
                    self._progress(have, total)
        if total is not None and have < total:
            raise requests.ConnectionError(f"{have} of {total} bytes came")


def _total(answer: requests.Response, have: int) -> int | None:
    length = answer.headers.get("Content-Length")
    return int(length) + have if length and length.isdecimal() else None
