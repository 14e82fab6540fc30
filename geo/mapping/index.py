"""The index page of a folder of maps: newest first, each with a thumbnail, written from what they say themselves."""

from __future__ import annotations

import html
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote

from geo.atomic import write_atomically
from geo.errors import InputError, OutputError
from geo.mapping.about import read_about
from geo.mapping.language import words
from geo.mapping.thumbnail import Thumbnail
from geo.mapping.wording import counted

if TYPE_CHECKING:
    from pathlib import Path

    from geo.mapping.about import About

FILE_NAME = "index.html"
_LOCK_NAME = ".index.lock"
_PATIENCE_SECONDS = 60.0
_MOST_MAPS = 5000
_MARK = '<meta name="generator" content="geo index">'
_MARK_WITHIN = 2000
_SOURCES_SHOWN, _KINDS_SHOWN = 3, 3

_POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
_PAGE = Template(f"""\
<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
{_MARK}
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
<h1>$title</h1>
<p>$count</p>
<ol>
$entries
</ol>
</main>
</body>
</html>
""")


def write_index(folder: Path) -> Path:
    """Write the index page of a folder of maps, whole or not at all; one writer at a time.

    Every map in the folder is asked what it shows; other files, and links, are passed over.

    Parameters
    ----------
    folder
        The folder; its `index.html` is replaced if it is such a page.

    Returns
    -------
    path
        Where the page went.

    Raises
    ------
    OutputError
        If it cannot be written, another process holds the folder for a minute, or an `index.html` that is not ours is
        in the way.
    """
    from filelock import FileLock, Timeout

    target = folder / FILE_NAME
    try:
        with FileLock(folder / _LOCK_NAME, timeout=_PATIENCE_SECONDS):
            if target.exists() and not is_index(target):
                raise OutputError(f"{target}: is no index that geo made, and is left; move it away, or give --no-index")
            write_atomically(target, index_page(_found(folder)).encode())
    except Timeout as error:
        raise OutputError(f"{folder}: another process has been writing the index for a minute; try again") from error
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror or error}); give --no-index") from error
    return target


def is_index(path: Path) -> bool:
    """Whether a file is an index page that `write_index` made."""
    try:
        with path.open("rb") as file:
            return _MARK.encode() in file.read(_MARK_WITHIN)
    except OSError:
        return False


def index_page(maps: list[tuple[str, About]]) -> str:
    """Return the index page of maps, each a file's name and what the map says of itself.

    It is in the language that most of the maps are in, of several the newest map's; what is said of a map in its own.
    """
    ordered = sorted(sorted(maps, key=lambda entry: entry[0]), key=lambda entry: entry[1].date, reverse=True)
    style = (files("geo.mapping") / "assets" / "index.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    # the first of those counted alike: the newest's
    lang = next((lang for lang, _ in Counter(about.lang for _, about in ordered).most_common(1)), "en")
    said = words(lang, "site_words")
    return _PAGE.substitute(
        policy=html.escape(_POLICY.format(digest)),
        style=style,
        lang=lang,
        title=html.escape(said["maps"]),
        count=html.escape(said["newest_first"].format(count=counted(said["count"], len(maps), lang))),
        entries="\n".join(_entry(*entry, lang) for entry in ordered),
    )


def _found(folder: Path) -> list[tuple[str, About]]:
    maps = []
    names = sorted(path for path in folder.glob("*.html") if path.is_file() and not path.is_symlink())
    if len(names) > _MOST_MAPS:
        raise OutputError(f"{folder}: holds {len(names)} pages, an index lists at most {_MOST_MAPS}; give --no-index")
    for path in names:
        if path.name == FILE_NAME:
            continue
        try:
            about = read_about(path)
        except InputError:  # gone since it was listed, or not ours to read
            continue
        if about is not None:
            maps.append((path.name, about))
    return maps


def _entry(name: str, about: About, page_lang: str) -> str:
    page_words, said = words(about.lang), words(about.lang, "site_words")
    drawing = (about.thumbnail or Thumbnail()).svg()
    shown = about.sources[:_SOURCES_SHOWN]
    more = len(about.sources) - len(shown)
    lines = []
    if shown:
        sources = " · ".join(shown)
        sources = said["and_more"].format(text=sources, n=more) if more else sources
        lines.append(page_words["sources"].format(text=sources))
    if about.withheld:
        others = len(about.withheld) - _KINDS_SHOWN
        kinds = "; ".join(about.withheld[:_KINDS_SHOWN])
        kinds += counted(said["more_kinds"], others, about.lang) if others > 0 else ""
        lines.append(said["held_back"].format(policy=about.policy, text=kinds))
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    title = html.escape(about.title or page_words["title"])
    other_lang = "" if about.lang == page_lang else f' lang="{about.lang}"'
    return (
        f'<li{other_lang}><a href="{html.escape(quote(name))}">{drawing}<h2>{title}</h2></a>'
        f'<p><time datetime="{about.date.isoformat()}">{html.escape(about.when)}</time></p>{paragraphs}</li>'
    )
