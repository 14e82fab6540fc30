"""Find the weights of geo/resolve/weights.toml from posts whose place is known, and measure them on days not fitted.

    python benchmarks/fit_resolving.py POSTS.jsonl --gazetteer DIR [--control FILE [--both]] [--alone] [--write]

A conditional logit (McFadden 1974): of the candidates of the name in question, those within 10 km of the truth are
right; the weights make their probability largest, with a ridge against weights that a few posts decide. What other
names of the post say is taken as it is. With reports before it (without --alone) the memory depends on the weights, so
the two are found in turns. The table printed is of five blocks of days, each decided with weights from the other four.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from scipy.optimize import minimize

import geo
from geo.control import ControlSeries
from geo.gazetteer.outlines import Outlines
from geo.reading.documents import report_from_text
from geo.resolve import Memory, decide, weights
from geo.resolve.candidates import distances_km
from geo.resolve.explain import Weighed
from geo.resolve.pairs import heard

NEAR_KM = 10.0
RIDGE = 2e-5
BLOCKS, TURNS = 5, 3
REACH_BACK_DAYS = 240
LEVELS = (0.0, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


class Case:
    """One post's name: what was measured of its candidates, what other names add, and which are right."""

    def __init__(self, day: str, columns: Any, given: Any, right: Any, kept: Any, ambiguous: bool) -> None:
        self.day, self.columns, self.given, self.right, self.kept = day, columns, given, right, kept
        self.ambiguous = ambiguous


def cases_of(
    posts: list[dict[str, Any]], gazetteer: geo.Gazetteer, control: ControlSeries | None, alone: bool
) -> list[Case]:
    """Read the posts in order with the weights in force, and keep what was measured."""
    seen: list[Weighed] = []

    def recorded(**parts: Any) -> Weighed:
        seen.append(Weighed(**parts))
        return seen[-1]

    decide.Weighed = recorded  # type: ignore[misc, assignment]
    outlines, memory, cases = Outlines.open(), None if alone else Memory(), []
    for post in posts:
        seen.clear()
        day = dt.date.fromisoformat(post["date"])
        report = report_from_text(post["text"], report_id=post["id"], date=day)
        line = control.on(day) if control else None
        geo.read(report, gazetteer, control=line, outlines=outlines, memory=memory)
        cases += [case for weighed in seen if (case := _case(weighed, post)) is not None]
    return cases


def _case(weighed: Weighed, post: dict[str, Any]) -> Case | None:
    candidates = weighed.candidates
    for number, index in enumerate(candidates.mentions):
        mention, own = weighed.mentions[index], candidates.of(number)
        if own.start == own.stop or mention.end <= post["start"] or mention.start >= post["end"]:
            continue
        beliefs = np.concatenate([belief[:-1] for belief in weighed.beliefs])
        given = weighed.double.field[own] @ beliefs
        for one in weighed.double.stated:
            if one.subject == number:
                given = given + heard(one.odds, weighed.beliefs[one.anchor])
            elif one.anchor == number:
                given = given + heard(one.odds.T, weighed.beliefs[one.subject])
        total = weighed.single.values[own].sum(axis=1)
        rest = total - weighed.columns[own] @ _force[0]
        km = distances_km(np.array([post["lat"]]), np.array([post["lon"]]), candidates.lat[own], candidates.lon[own])[0]
        return Case(
            post["date"],
            weighed.columns[own],
            given + rest,
            km <= NEAR_KM,
            weighed.beliefs[number],
            post["n_candidates"] > 1,
        )
    return None


_force: list[Any] = [np.zeros(len(weights.FEATURES))]


def fit(cases: list[Case], free: Any, start: Any) -> Any:
    """Return the weights that make the right candidates likeliest."""
    used = [case for case in cases if case.right.any() and not case.right.all()]
    columns = np.vstack([case.columns for case in used])
    given = np.concatenate([case.given for case in used])
    right = np.concatenate([case.right for case in used])
    sizes = [len(case.right) for case in used]
    first = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(used)), sizes)

    def loss(found: Any) -> tuple[float, Any]:
        score = columns @ found + given
        odds = np.exp(score - np.maximum.reduceat(score, first)[owner])
        every = np.add.reduceat(odds, first)
        good = np.maximum(np.add.reduceat(odds * right, first), 1e-300)
        slope = columns.T @ (odds * right / good[owner] - odds / every[owner])
        ridge = RIDGE * free * found
        return float(-np.log(good / every).mean() + 0.5 * ridge @ found), (-slope / len(used) + ridge) * free

    return minimize(loss, start, jac=True, method="L-BFGS-B").x


def figures(cases: list[Case], found_of: Any, count: dict[bool, int]) -> None:
    """Print shares right of all posts, and coverage against accuracy by confidence."""
    sure, good, hard = [], [], []
    for case in cases:
        score = case.columns @ found_of(case) + case.given
        odds = np.exp(score - score.max())
        odds /= odds.sum()
        sure.append(float(odds.max()) * (1 - float(case.kept[-1])))
        good.append(bool(case.right[int(np.argmax(odds))]))
        hard.append(case.ambiguous)
    sure_of, right, ambiguous = np.array(sure), np.array(good), np.array(hard)
    print(f"right of all {right.sum() / count[False]:.4f}, of ambiguous {right[ambiguous].sum() / count[True]:.4f}")
    for level in LEVELS:
        at = sure_of >= level
        print(
            f"  confidence >= {level:.2f}: {at.sum() / count[False]:.3f} answered, {right[at].mean():.4f} of them right"
        )


def main() -> None:
    """Fit one column of the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("posts", type=Path)
    parser.add_argument("--gazetteer", required=True)
    parser.add_argument("--control", type=Path)
    parser.add_argument("--both", action="store_true")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    posts = [orjson.loads(line) for line in asked.posts.read_bytes().splitlines()]
    count = {False: len(posts), True: sum(post["n_candidates"] > 1 for post in posts)}
    gazetteer = geo.Gazetteer.open(asked.gazetteer)
    line = ("both" if asked.both else "assessed") if asked.control else "coarse"
    setting = f"{line}_{'alone' if asked.alone else 'sequence'}"
    table = weights._table()
    control = ControlSeries(asked.control, reach_back_days=REACH_BACK_DAYS) if asked.control else None
    memories = ("same_name", "dense", "told")
    free = np.array(
        [
            name not in table["judged"]
            and not (asked.alone and name in memories)
            and not (name == "behind" and line == "coarse")
            and not (name == "coarse" and line != "both")
            for name in weights.FEATURES
        ],
        dtype=float,
    )
    judged = np.array([float(table["judged"].get(name, 0.0)) for name in weights.FEATURES])
    found = (
        free * np.array([float(table["judged"].get(n, table[setting].get(n, 0.0))) for n in weights.FEATURES])
        + (1 - free) * judged
    )
    for turn in range(1 if asked.alone else TURNS):
        _force[0] = found
        decide.load_weights = lambda **_: weights.Weights(_force[0])  # type: ignore[assignment]
        cases = cases_of(posts, gazetteer, control, asked.alone)
        found = fit(cases, free, np.where(free > 0, found, judged))
        print(f"turn {turn + 1}: {len(cases)} of {len(posts)} posts have a candidate", file=sys.stderr)
    days = sorted({case.day for case in cases})
    block_of = {day: at * BLOCKS // len(days) for at, day in enumerate(days)}
    others = [fit([c for c in cases if block_of[c.day] != block], free, found) for block in range(BLOCKS)]
    print(setting)
    figures(cases, lambda _: found, count)
    print("blocks of days decided with weights from the others:")
    figures(cases, lambda case: others[block_of[case.day]], count)
    spread = np.std(others, axis=0)
    lines = [f"{n} = {found[i]:.2f}" for i, n in enumerate(weights.FEATURES) if free[i]]
    for at, name in enumerate(weights.FEATURES):
        if free[at]:
            print(f"{name} = {found[at]:.2f}  # +- {spread[at]:.2f}")
    if asked.write:
        file = Path(weights.__file__).with_name("weights.toml")
        text = file.read_text(encoding="utf-8")
        block = f"[{setting}]\n" + "\n".join(lines) + "\n"
        file.write_text(
            re.sub(rf"\[{setting}\]\n[^\[]*", lambda _: block + "\n", text).rstrip() + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
