"""The page round a map: one file, no request to any host, and a content security policy over every script in it.

The policy is computed from the finished page, so that it also covers what a user adds to the map: their inline scripts
by hash, their hosts by name. The reports' text is no script and never can be: see `geo.mapping.payload`.
"""

from __future__ import annotations

import html
import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from branca.element import Figure
from rcssmin import cssmin
from rjsmin import jsmin
from xstatic.pkg import leaflet

from geo.mapping.language import words

if TYPE_CHECKING:
    from collections.abc import Mapping

SCRIPTS = (
    *("core.js", "state.js", "marks.js", "labels.js", "backdrop.js", "places.js", "settlements.js", "panel.js"),
    *("summary.js", "lists.js", "filters.js", "layers.js", "geodesic.js", "measure.js", "search.js", "tools.js"),
    *("main.js", "guests.js", "publication.js", "embed.js"),
)
# what a page of many days needs besides
SERIES = "geo-series"
SERIES_SCRIPTS = ("series_days.js", "series_list.js", "series_compare.js", "series.js")
SERIES_STYLES = ("series.css",)
_URL_HOST = re.compile(r"""(https?://)((?:\{[a-z]\}\.)?)([\w.-]+(?::\d+)?)""", re.IGNORECASE)
_PACKED = re.compile(r"[A-Za-z0-9+/=]*")
_ATTRIBUTION = re.compile(r'"attribution": "(?:[^"\\]|\\.)*"')


@lru_cache(maxsize=1)
def _page_template() -> Template:
    return Template(asset("page.html"))


def asset(name: str) -> str:
    """Return the text of one of this package's own assets."""
    return (files("geo.mapping") / "assets" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def library_script() -> str:
    """Return Leaflet's script as the installed package has it, with its images as data."""
    folder = Path(leaflet.BASE_DIR)
    code = (folder / "leaflet.js").read_text(encoding="utf-8")
    code = re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "", code)
    icon, shadow = (_data_uri(folder / "images" / name) for name in ("marker-icon.png", "marker-shadow.png"))
    return (
        f'{code}\nL.Icon.Default.imagePath = "";\n'
        f'L.Icon.Default.mergeOptions({{iconUrl: "{icon}", iconRetinaUrl: "{icon}", shadowUrl: "{shadow}"}});\n'
    )


@lru_cache(maxsize=2)
def style(*, series: bool = False) -> str:
    """Return Leaflet's style sheet and ours, with images as data; with what a page of many days needs, if it is one."""
    folder = Path(leaflet.BASE_DIR)
    sheet = (folder / "leaflet.css").read_text(encoding="utf-8")
    sheet = sheet.replace("behavior: url(#default#VML);", "")
    sheet = re.sub(r"url\((images/[\w-]+\.png)\)", lambda found: f"url({_data_uri(folder / found[1])})", sheet)
    own = "\n".join(asset(name) for name in ("map.css", *(SERIES_STYLES if series else ())))
    return str(cssmin(f"{sheet}\n{own}"))


@lru_cache(maxsize=2)
def own_script(*, series: bool = False) -> str:
    """Return the page's own script, without white space and remarks; for a page of many days with what it needs."""
    return str(jsmin("\n".join(asset(name) for name in (*SCRIPTS, *(SERIES_SCRIPTS if series else ())))))


def _data_uri(path: Path) -> str:
    return f"data:image/png;base64,{b64encode(path.read_bytes()).decode()}"


class PageFigure(Figure):
    """A folium figure that renders as a self-contained page.

    Parameters
    ----------
    title
        The page's title, plain text.
    blocks
        The data by the id of their elements, each packed (`geo.mapping.packing`).
    lang
        The language of the page.
    """

    def __init__(self, title: str, blocks: Mapping[str, str], lang: str = "en") -> None:
        super().__init__(title=title, height="640px")
        self._blocks = dict(blocks)
        self._lang = lang
        del self.header._children["meta_http"]

    def add_block(self, name: str, text: str) -> None:
        """Add data, packed, by the id of its element."""
        self._blocks[name] = text

    def render(self, **kwargs: object) -> str:
        """Return the page."""
        for child in list(self._children.values()):
            child.render(**kwargs)
        head, script = self.header.render(**kwargs), self.script.render(**kwargs)
        body = {name: part.render(**kwargs) for name, part in self.html._children.items()}
        day_map = body.pop(next(iter(self._children)), "")
        others = "\n".join(body.values())
        said = words(self._lang)
        # the data goes in here and not through an element: branca compiles what its elements hold as templates
        page = _page_template().substitute(
            csp="$csp",
            lang=self._lang,
            title=html.escape(self.title or ""),
            style=style(series=SERIES in self._blocks),
            library=library_script(),
            head=head,
            map=day_map,
            others=others,
            blocks="\n".join(_block(name, text) for name, text in self._blocks.items()),
            own=own_script(series=SERIES in self._blocks),
            script=script,
            heading=html.escape(said["title"]),
            map_name=html.escape(said["map"]),
            **{
                name: html.escape(said[name])
                for name in ("skip", "legend", "lists", "no_script", "no_unpack", "damaged")
            },
        )
        policy = content_security_policy(page, f"{head}\n{others}\n{script}")
        return page.replace("$csp", html.escape(policy), 1)


def _block(name: str, text: str) -> str:
    if not _PACKED.fullmatch(text):
        raise ValueError(f"the block {name} is not packed")
    return f'<script type="text/plain" id="{name}">{text}</script>'


def content_security_policy(page: str, guests: str) -> str:
    """Return the policy under which a page may run: its inline scripts and styles by hash, and nothing from any host.

    Parameters
    ----------
    page
        The finished page.
    guests
        The part of it that folium rendered; hosts named there are let in, since a user added them.
    """
    parser = _Inventory()
    parser.feed(page)
    parser.close()
    hosts = _hosts(_ATTRIBUTION.sub("", guests))
    images = " ".join(["data:", *hosts])
    policy = [
        "default-src 'none'",
        f"script-src {' '.join([*_hashes(parser.scripts), *sorted(parser.script_hosts)])}",
        f"style-src {' '.join([*_hashes(parser.styles), *sorted(parser.style_hosts)])}",
        f"img-src {images}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if parser.style_hosts:
        policy.append(f"font-src data: {' '.join(sorted(parser.style_hosts))}")
    if hosts:
        policy.append(f"connect-src {' '.join(hosts)}")
    if "style=" in guests:
        policy.append("style-src-attr 'unsafe-inline'")
    return "; ".join(policy)


def _hosts(guests: str) -> list[str]:
    found = {f"{scheme}{'*.' if wild else ''}{host}" for scheme, wild, host in _URL_HOST.findall(guests)}
    return sorted(found)


def _hashes(codes: list[str]) -> list[str]:
    digests = (b64encode(sha256(code.encode()).digest()).decode() for code in codes)
    return [f"'sha256-{digest}'" for digest in dict.fromkeys(digests)]


class _Inventory(HTMLParser):
    """The inline scripts and styles of a page, and the hosts it names for others."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.script_hosts: set[str] = set()
        self.style_hosts: set[str] = set()
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and given.get("src"):
            self.script_hosts.update(_hosts(given["src"] or ""))
        elif tag == "link" and given.get("href"):
            self.style_hosts.update(_hosts(given["href"] or ""))
        elif tag == "script" and given.get("type") in (None, "", "module", "text/javascript"):
            self._begin(self.scripts)
        elif tag == "style":
            self._begin(self.styles)

    def _begin(self, into: list[str]) -> None:
        into.append("")
        self._into = into

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._into = None
