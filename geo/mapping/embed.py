"""A map in somebody's page: the frame, what listens for its height, and the tags for social media."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from geo.errors import InputError
from geo.mapping.about import about_of, read_about, safe_json
from geo.mapping.language import words

if TYPE_CHECKING:
    from geo.mapping.about import About

_LONGEST_URL = 2000
_LONGEST_NAME = 200
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 100_000
# until the map says how high it would be
_FIRST_HEIGHT = 640

_SNIPPET = Template("""\
<!-- $into_head -->
$tags
<!-- $into_body -->
<iframe id="$id" src="$src" title="$title" width="100%" height="$height" loading="lazy"
  sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" allow="fullscreen; clipboard-write"
  referrerpolicy="strict-origin-when-cross-origin" style="display:block;width:100%;border:0"></iframe>
$fallback
<script>
(function () {
  "use strict";
  var frame = document.getElementById($id_json);
  var fallback = document.getElementById($fallback_json);
  var told = false;
  window.addEventListener("message", function (event) {
    // the sandbox gives the map an origin of its own, written "null"; that it is this map, its window says
    if (event.source !== frame.contentWindow) return;
    if (event.origin !== "null" && event.origin !== $origin) return;
    var data = event.data;
    if (!data || data.geo !== "height" || typeof data.height !== "number" || !isFinite(data.height)) return;
    told = true;
    fallback.hidden = true;
    frame.style.height = Math.round(Math.min(Math.max(data.height, 240), 1600)) + "px";
  });
  frame.addEventListener("load", function () {
    setTimeout(function () {
      if (told) return;
      fallback.hidden = false;
      // not away: a frame that is loaded late still asks for its height
      frame.style.height = "0";
    }, 10000);
  });
})();
</script>
""")


@dataclass(frozen=True)
class Picture:
    """A still picture of a map: its address, and its size in pixels if that is known."""

    address: str
    size: tuple[int, int] | None = None


def embed_code(path: Path, *, url: str | None = None, picture: str | None = None) -> str:
    """Return the markup that puts a map into a page.

    Parameters
    ----------
    path
        The map's file. It is read for its title, date and description, and never run.
    url
        Where the map will be found on the web, http or https; by default its file's name, beside the page.
    picture
        A picture that stands for the map where it cannot be shown: a file beside the map, or an address; by default
        the PNG of the map's name, if there is one.

    Returns
    -------
    code
        Meta tags for the head of the page, and a frame with a script that gives it the height the map asks for.

    Raises
    ------
    InputError
        If the file is no map that `geo` made, or an address is none.
    """
    about = read_about(path)
    if about is None:
        raise InputError(
            f"{path}: holds no map that geo made, or one from before a map said of itself what it shows; make it anew"
        )
    source = _address(url, what="--url") if url else quote(path.name)
    return _code(about, source, url, _picture(path, url, picture))


def embed_page(page: str, name: str, png: bytes | None = None) -> str:
    """Return the markup for a map that is not on a disk yet, beside the page.

    Parameters
    ----------
    page
        The map's page.
    name
        Its file's name.
    png
        A picture that will lie beside it as a PNG of the same name, if there is one.
    """
    about = about_of(page)
    if about is None:
        raise ValueError("a page that does not say of itself what it shows cannot be embedded")
    still = Picture(quote(Path(name).with_suffix(".png").name), _size_of(png)) if png is not None else None
    return _code(about, quote(name), None, still)


def _code(about: About, source: str, url: str | None, still: Picture | None) -> str:
    said = words(about.lang, "site_words")
    title = f"{about.title or words(about.lang)['title']}, {about.when}"
    name = f"geo-map-{hashlib.sha256(f'{source} {about.date}'.encode()).hexdigest()[:8]}"
    return _SNIPPET.substitute(
        into_head=said["into_head"],
        into_body=said["into_body"],
        tags=_tags(about, title, source if url else None, still),
        id=name,
        src=html.escape(source),
        title=html.escape(said["frame"].format(title=title)),
        height=_FIRST_HEIGHT,
        fallback=_fallback(name, source, title, about, still),
        id_json=safe_json(name),
        fallback_json=safe_json(f"{name}-picture"),
        origin=safe_json(_origin(source) if url else "null"),
    )


def _fallback(name: str, source: str, title: str, about: About, still: Picture | None) -> str:
    to_open = html.escape(words(about.lang, "site_words")["open"].format(title=title))
    inside = to_open
    if still is not None:
        size = f' width="{still.size[0]}" height="{still.size[1]}"' if still.size else ""
        inside = (
            f'<img src="{html.escape(still.address)}" alt="{html.escape(about.alt or title)}"{size} loading="lazy"'
            f' style="max-width:100%;height:auto"><br>{to_open}'
        )
    link = f'<a lang="{about.lang}" href="{html.escape(source)}">{inside}</a>'
    return f'<p id="{name}-picture" hidden>{link}</p>\n<noscript><p>{link}</p></noscript>'


def _tags(about: About, title: str, url: str | None, still: Picture | None) -> str:
    shown = still is not None and still.address.startswith(("http://", "https://"))
    pairs = [
        ("property", "og:type", "article"),
        ("property", "og:title", title),
        ("property", "og:description", about.alt),
        *([("property", "og:url", url)] if url else []),
        ("name", "twitter:card", "summary_large_image" if shown else "summary"),
        ("name", "twitter:title", title),
        ("name", "twitter:description", about.alt),
    ]
    if still is not None and shown:
        pairs += [("property", "og:image", still.address), ("property", "og:image:alt", about.alt or title)]
        if still.size:
            pairs += [
                ("property", f"og:image:{side}", str(n))
                for side, n in zip(("width", "height"), still.size, strict=True)
            ]
        pairs += [("name", "twitter:image", still.address), ("name", "twitter:image:alt", about.alt or title)]
    return "\n".join(f'<meta {kind}="{key}" content="{html.escape(value or "")}">' for kind, key, value in pairs)


def _picture(path: Path, url: str | None, named: str | None) -> Picture | None:
    """Return the picture that stands for the map: beside it on the web as it is on the disk."""
    if named and "://" in named:
        return Picture(_address(named, what="--picture"))
    file = (
        path.with_name(named)
        if named and Path(named).name == named
        else Path(named)
        if named
        else path.with_suffix(".png")
    )
    if not file.is_file():
        if named:
            raise InputError(f"{file}: no picture is there; make one with 'geo picture', or give its address")
        return None
    beside = quote(file.name[:_LONGEST_NAME])
    address = (
        f"{_address(url, what='--url').partition('#')[0].partition('?')[0].rpartition('/')[0]}/{beside}"
        if url
        else beside
    )
    return Picture(address, _size(file))


def _size(file: Path) -> tuple[int, int] | None:
    """Return the size of a PNG in pixels, as its first bytes say."""
    try:
        with file.open("rb") as opened:
            head = opened.read(24)
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error
    return _size_of(head)


def _size_of(png: bytes) -> tuple[int, int] | None:
    if len(png) < 24 or not png.startswith(_PNG):
        return None
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    return (width, height) if 0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS else None


def _address(url: str, *, what: str) -> str:
    """Return an address of the web as it was given, or refuse it."""
    fault = f"{what}: {url[:80]!r} is no address of the web; give one such as https://example.org/maps/day.html"
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise InputError(fault)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InputError(fault) from error
    named = _HOST.fullmatch(f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or "")
    if parts.scheme not in ("http", "https") or not named or parts.username is not None or "/" not in parts.path:
        raise InputError(fault)
    return url


def _origin(url: str) -> str:
    """Return the origin of an address as a browser writes it: without the port that goes without saying."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")
