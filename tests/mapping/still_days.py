"""A crowded day made up for the pictures: claims, strikes, relations and undecided names on a few kilometres."""

import dataclasses

import numpy as np
from map_frames import SOURCE, frame, seed_day
from shapely.geometry import LineString, Point

EVENTS = ("captured", "liberated", "attacked", "repelled", "advanced", "denied")
STATUSES = ("claimed", "confirmed", "denied")


def crowded_day(count=120, *, names="Village {}", seed=7):
    """Return a day of so many claims and, in proportion, of all else."""
    random = np.random.default_rng(seed)
    spots = np.column_stack([37.3 + random.normal(0, 0.5, count), 48.1 + random.normal(0, 0.4, count)])
    cited = {"report_id": "r1", "source": SOURCE, "url": ""}
    claims, places, strikes, undecided, relations = [], [], [], [], []
    for number, spot in enumerate(spots):
        at, name = Point(*spot), names.format(number)
        shared = {"name": name, "place_id": f"X{number}", "geometry": at} | cited
        claims.append(
            shared
            | {
                "claim_id": f"c{number}",
                "event": EVENTS[number % len(EVENTS)],
                "actor": "RU" if number % 3 else "UA",
                "status": STATUSES[number % 5 % 3],
                "by": "a ministry",
            }
        )
        if number % 4 == 0:
            claims.append(claims[-1] | {"claim_id": f"d{number}", "event": "attacked"})
        if number % 3 == 0:
            places.append(
                shared | {"role": "anchor" if number % 6 else "mentioned", "kind": "village", "uncertainty_m": 900.0}
            )
        if number % 7 == 0:
            strikes.append(shared | {"category": "strike", "actor": ("RU", "UA", None)[number % 3]})
        if number % 9 == 0:
            end = Point(spot[0] + 0.1, spot[1] - 0.1)
            undecided.append({"surface": name, "rank": 1, "geometry": end} | cited)
            undecided.append({"surface": name, "rank": 2, "geometry": at} | cited)
            relations.append(
                {"part": "line", "rel": "distance", "text": f"10 km from {name}", "geometry": LineString([at, end])}
                | {"agreement": (None, "doubtful", "contradicts")[number % 3], "label": f"11 km from {name}"}
                | cited
            )
    made = {"claims": claims, "places": places, "strikes": strikes, "undecided": undecided, "relations": relations}
    return dataclasses.replace(seed_day(), **{name: frame(name, rows) for name, rows in made.items()})
