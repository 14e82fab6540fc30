"""Measure how right the readings are, on labelled reports and posts placed by their footage: docs/accuracy.md.

    python -m benchmarks.accuracy ../shared --gazetteer FOLDER [--reports FOLDER ...] [--errors]

FOLDER is a gazetteer's folder with the COD-AB table installed. The figures are those of the scorers in `eval/`; what is
printed after them is of our own making: how the posts that were put wrong, or not at all, went wrong, and how right the
answers of each confidence are. With --errors each such post is printed under its kind.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np

import geo
from geo.resolve.candidates import distances_km

GEO = Path(sys.executable).with_name("geo")
LANGUAGES = ("en", "uk", "ru")
CONTROL = "control/deepstate-2024-07-08-to-2026-08-22.parquet"
RIGHT_KM = 10.0
LEVELS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
COLUMNS = ("detect_f1", "resolve_3km", "claim_f1", "by", "status", "relation_f1")
OF_POSTS = ("found", "acc_5km", "acc_10km", "err_km")


def scored(scorer: Path, gold: Path, extra: str) -> dict[str, Any]:
    """Return what a scorer says, run as its users run it."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [sys.executable, str(scorer), str(gold), "--geo", str(GEO), "--extra", extra]
        subprocess.run([*command, "--json", out.name], check=True, stdout=subprocess.DEVNULL)
        return json.loads(Path(out.name).read_bytes())


def read(posts: list[dict[str, Any]], extra: str) -> dict[str, Any]:
    """Return the readings of posts by their ids."""
    with tempfile.TemporaryDirectory() as scratch:
        bare = Path(scratch, "posts.jsonl")
        bare.write_text(
            "".join(json.dumps({key: post[key] for key in ("id", "date", "text")}) + "\n" for post in posts)
        )
        command = [str(GEO), "read", str(bare), "--format", "jsonl", *extra.split()]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {row["report_id"]: row for row in map(json.loads, lines)}


def km(post: dict[str, Any], lat: Any, lon: Any) -> Any:
    """Return how far places lie from where a post's footage was taken."""
    here = np.array([post["lat"]]), np.array([post["lon"]])
    return distances_km(*here, np.atleast_1d(lat).astype(float), np.atleast_1d(lon).astype(float))[0]


def kind_of_error(post: dict[str, Any], said: dict[str, Any], gazetteer: geo.Gazetteer) -> tuple[str, Any]:
    """Return how a post went wrong, or `right`, and the mention judged."""
    over = [m for m in said["mentions"] if m["start"] < post["end"] and m["end"] > post["start"]]
    towns = [mention for mention in over if mention["kind"] == "settlement"]
    if not towns:
        return (f"the name is read as part of a {over[0]['kind']}'s" if over else "the name is not seen"), None
    mention = towns[0]
    if mention["lat"] is not None and km(post, mention["lat"], mention["lon"])[0] <= RIGHT_KM:
        return "right", mention
    rows = [row for row, _, _ in gazetteer.rows_for(mention["surface"])]
    near = [row for row in rows if km(post, *gazetteer.latlon[row])[0] <= RIGHT_KM]
    if not near:
        return (
            f"the place is not in the gazetteer: {'undecided' if mention['lat'] is None else 'another taken'}",
            mention,
        )
    if mention["lat"] is None:
        return "undecided among namesakes", mention
    meant, taken = gazetteer.place(near[0]), gazetteer.get(mention["place_id"])
    if taken is None or taken.admin.country != meant.admin.country:
        return "a namesake in the other country", mention
    same = taken.admin.oblast == meant.admin.oblast
    return f"a namesake in {'the same' if same else 'another'} oblast", mention


def print_posts(posts: list[dict[str, Any]], said: dict[str, Any], gazetteer: geo.Gazetteer, show: bool) -> None:
    """Print the kinds of error, and how right the answers are by confidence."""
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    sure, good = [], []
    for post in posts:
        kind, mention = kind_of_error(post, said[post["id"]], gazetteer)
        kinds[kind].append(post)
        if mention is not None and mention["lat"] is not None:
            sure.append(mention["confidence"])
            good.append(kind == "right")
    print("\n| kind | posts | share |\n|---|---|---|")
    for kind, count in Counter({kind: len(of) for kind, of in kinds.items()}).most_common():
        print(f"| {kind} | {count} | {count / len(posts):.2%} |")
    confidence, right = np.array(sure), np.array(good)
    print("\n| confidence at least | posts answered | of them right |\n|---|---|---|")
    for level in LEVELS:
        at = confidence >= level
        print(f"| {level:.2f} | {at.sum() / len(posts):.1%} | {right[at].mean():.2%} |")
    if show:
        for kind, of in kinds.items():
            for post in of if kind != "right" else ():
                print(f"{kind}: {post['id']} {post['date']} {post['surface']!r}: {post['text']}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.accuracy", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--gazetteer", required=True)
    parser.add_argument("--reports", type=Path, nargs="*", default=[], help="more folders with labelled en, uk and ru")
    parser.add_argument("--errors", action="store_true")
    asked = parser.parse_args()
    scorers, control = asked.shared / "eval", f" --control {asked.shared / CONTROL}"
    settings = {"with control": f"--gazetteer {asked.gazetteer}{control}", "without": f"--gazetteer {asked.gazetteer}"}
    print(f"| reports | | {' | '.join(COLUMNS)} |\n|---|---|{'---|' * len(COLUMNS)}")
    for folder in (scorers / "dev", *asked.reports):
        for lang in (lang for lang in LANGUAGES if (folder / lang).is_dir()):
            for setting, extra in settings.items():
                figures = scored(scorers / "score.py", folder / lang, extra)["all"]
                print(f"| {folder.name}, {lang} | {setting} | {' | '.join(str(figures[name]) for name in COLUMNS)} |")
    file = scorers / "geolocated-dev.jsonl"
    print(f"\n| posts | | {' | '.join(OF_POSTS)} |\n|---|---|{'---|' * len(OF_POSTS)}")
    for setting, extra in settings.items():
        for group, figures in scored(scorers / "score_geolocated.py", file, extra).items():
            print(f"| {group} | {setting} | {' | '.join(str(figures[name]) for name in OF_POSTS)} |")
    posts = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    print_posts(posts, read(posts, settings["with control"]), geo.Gazetteer.open(asked.gazetteer), asked.errors)


if __name__ == "__main__":
    main()
