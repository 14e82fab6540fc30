"""Hand-made layers: the facts of the day the project is seeded with, and the same with hostile text in every column."""

import dataclasses
import datetime as dt

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point, Polygon

from geo.day_layers import DayLayers
from geo.schema import LAYERS, WGS84

DATE = dt.date(2024, 12, 16)
SOURCE = "Day 1,026 in brief, a report made up for the tests"
URL = "https://example.org/day-1026"
S1 = "Moscow says that its army holds Yelyzavetivka, a village of Donetsk region 10 km south of Kurakhove."
S2 = "The ministry in Moscow also announced the capture of Shevchenko, Veselyi Hai and Pushkino."
S3 = "Thirty soldiers of North Korea fell at Plekhovo, Vorozhba and Martynovka, Kyiv's intelligence said."
S4 = "In the night 49 drones came from Russia."
S5 = "The SBU says it burnt 40 tank wagons of fuel in Zaporizhzhia region."
S6 = "In Chechnya a drone from Ukraine hit quarters of the National Guard."

YELYZAVETIVKA, KURAKHOVE = Point(37.300, 47.887), Point(37.281, 47.985)
ALL_LAYERS = (
    *("places", "undecided", "claims", "relations", "regions", "strikes"),
    *("control", "claimed", "front_line", "changes"),
)
_DEFAULTS = {"text": "", "number": 0.0, "integer": 0, "flag": False, "date": DATE}


def frame(layer, rows):
    """Return a frame of a layer; what a row does not give is empty."""
    columns = LAYERS[layer].columns
    data = {}
    for name, column in columns.items():
        kind = column.type.rstrip("?")
        default = None if column.type.endswith("?") else _DEFAULTS[kind]
        data[name] = pd.Series([row.get(name, default) for row in rows], dtype=object if kind != "number" else float)
    geometry = gpd.GeoSeries([row.get("geometry") for row in rows], crs=WGS84)
    return gpd.GeoDataFrame(data, geometry=geometry, crs=WGS84)


def _place(place_id, name, point, role, sentence, **more):
    row = {
        "place_id": place_id,
        "name": name,
        "kind": "village",
        "country": "Ukraine",
        "oblast": "Donetsk oblast",
        "role": role,
        "confidence": 0.97,
        "uncertainty_m": 1200.0,
        "mentions": 1,
        "report_id": "r1",
        "sentence": sentence,
        "source": SOURCE,
        "url": URL,
        "why": "the only one of 21 places of this name 10 km south of Kurakhove",
        "alternatives": "",
        "geometry": point,
    }
    return row | more


def _claim(place_id, name, point, sentence, **more):
    row = {
        "claim_id": f"c-{place_id}",
        "report_id": "r1",
        "place_id": place_id,
        "name": name,
        "event": "captured",
        "actor": "RU",
        "by": "Russian MoD",
        "status": "claimed",
        "sentence": sentence,
        "confidence": 0.93,
        "uncertainty_m": 1200.0,
        "source": SOURCE,
        "url": URL,
        "geometry": point,
    }
    return row | more


_SPOTS = [
    ("UA1", "Yelyzavetivka", YELYZAVETIVKA, S1),
    ("UA2", "Shevchenko", Point(37.144, 48.220), S2),
    ("UA3", "Pushkine", Point(37.140, 48.135), S2),
    ("UA4", "Veselyi Hai", Point(37.258, 47.900), S2),
]
_KURSK = {"country": "Russia", "oblast": "Kursk oblast", "uncertainty_m": 3500.0}


def seed_day(**changes):
    """Return the layers of 16 December 2024."""
    cited = {"report_id": "r1", "source": SOURCE, "url": URL}
    ground = {"actor": "UA", "event": "struck", "by": "Ukrainian military intelligence"}
    places = [_place(*spot[:3], "claim", spot[3]) for spot in _SPOTS]
    places += [
        _place("UA5", "Kurakhove", KURAKHOVE, "anchor", S1, kind="town", confidence=0.99, uncertainty_m=2500.0),
        _place("RU1", "Plekhovo", Point(35.33, 51.10), "claim", S3, **_KURSK),
        _place("RU2", "Martynovka", Point(35.12, 51.33), "claim", S3, **_KURSK),
    ]
    claims = [_claim(*spot) for spot in _SPOTS]
    claims += [
        _claim("RU1", "Plekhovo", Point(35.33, 51.10), S3, **ground),
        _claim(
            "RU1", "Plekhovo", Point(35.33, 51.10), S3, actor="UA", event="liberated", by="the report", claim_id="c-x"
        ),
        _claim(
            "RU2", "Martynovka", Point(35.12, 51.33), S3, **(ground | {"event": "liberated", "status": "confirmed"})
        ),
    ]
    relation = {
        "text": "10 kilometers south of Kurakhove",
        "rel": "distance",
        "subject": "UA1",
        "subject_name": "Yelyzavetivka",
        "anchor": "UA5",
        "anchor_name": "Kurakhove",
        "distance_km": 10.0,
        "bearing_deg": 180.0,
        "measured_km": 11.0,
        "measured_bearing_deg": 172.7,
        "agrees": True,
        "label": "11.0 km south of Kurakhove (report: 10 km)",
        "sentence": S1,
        "uncertainty_m": 2500.0,
    } | cited
    wedge = Polygon([(37.25, 47.91), (37.31, 47.91), (37.33, 47.88), (37.23, 47.88)])
    undecided = {"surface": "Vorozhba", "sentence": S3, "why": "two places fit as well"} | cited
    zaporizhzhia = Polygon([(34.6, 46.6), (36.6, 46.6), (36.9, 47.6), (35.2, 48.1), (34.5, 47.4)])
    day = DayLayers(
        date=DATE,
        places=frame("places", places),
        undecided=frame(
            "undecided",
            [
                undecided
                | {
                    "rank": 1,
                    "place_id": "RU3",
                    "name": "Vorobzha",
                    "note": "Kursk oblast, Sudzha raion",
                    "confidence": 0.48,
                    "geometry": Point(35.49, 51.16),
                },
                undecided
                | {
                    "rank": 2,
                    "place_id": "UA6",
                    "name": "Vorozhba",
                    "note": "Sumy oblast",
                    "confidence": 0.4,
                    "geometry": Point(34.99, 51.16),
                },
            ],
        ),
        claims=frame("claims", claims),
        relations=frame(
            "relations",
            [
                relation | {"part": "line", "geometry": LineString([KURAKHOVE, YELYZAVETIVKA])},
                relation | {"part": "area", "geometry": wedge},
            ],
        ),
        regions=frame(
            "regions",
            [
                {
                    "name": "Zaporizhzhia region",
                    "kind": "region",
                    "mentions": 1,
                    "sentence": S5,
                    "geometry": zaporizhzhia,
                }
                | cited,
                {"name": "Chechnya", "kind": "region", "mentions": 1, "sentence": S6, "geometry": None} | cited,
            ],
        ),
        strikes=frame(
            "strikes",
            [
                {
                    "category": "air-attack",
                    "actor": "RU",
                    "by": "Ukrainian military",
                    "weapon": "drones",
                    "launched": 49,
                    "shot_down": 27,
                    "lost": 19,
                    "name": "Ukraine",
                    "sentence": S4,
                }
                | cited,
                {
                    "category": "strike",
                    "actor": "UA",
                    "by": "SBU",
                    "target": "railcars",
                    "count": 40,
                    "name": "Zaporizhzhia region",
                    "sentence": S5,
                    "geometry": zaporizhzhia.buffer(-0.3),
                }
                | cited,
                {
                    "category": "strike",
                    "actor": "UA",
                    "by": "Ramzan Kadyrov",
                    "weapon": "drone",
                    "target": "a campus of Russia's National Guard",
                    "name": "Grozny",
                    "sentence": S6,
                    "geometry": Point(45.69, 43.32),
                }
                | cited,
            ],
        ),
        control=frame(
            "control",
            [
                {
                    "holder": "RU",
                    "basis": "assessed",
                    "source": "a test polygon",
                    "area_km2": 5000.0,
                    "geometry": Polygon(
                        [(37.2, 47.6), (38.4, 47.6), (38.4, 48.6), (37.35, 48.4), (37.2, 48.1), (37.36, 47.95)]
                    ),
                },
                {
                    "holder": "RU",
                    "basis": "claimed",
                    "source": "a test polygon",
                    "area_km2": 40.0,
                    "geometry": Polygon([(37.36, 47.95), (37.2, 47.9), (37.2, 47.6)]),
                },
            ],
        ),
        front_line=frame(
            "front_line",
            [
                {
                    "source": "a test polygon",
                    "length_km": 95.0,
                    "geometry": LineString([(37.2, 47.6), (37.36, 47.95), (37.2, 48.1), (37.35, 48.4), (38.4, 48.6)]),
                }
            ],
        ),
        title="Russian forces claim four villages in the Donetsk region",
        sources=(SOURCE, "a test polygon of assessed control"),
    )
    return dataclasses.replace(day, **changes)


def empty_day():
    """Return a date of which nothing is known."""
    names = ("places", "undecided", "claims", "relations", "regions", "strikes")
    return DayLayers(date=DATE, **{name: frame(name, []) for name in names})


def with_text(day, text):
    """Return the layers with one text in every text column that may hold any."""
    changes = {"title": text, "sources": (text, text)}
    for name in ALL_LAYERS:
        layer = getattr(day, name)
        if layer is None:
            continue
        free = [
            column for column, kind in LAYERS[name].columns.items() if kind.type.startswith("text") and not kind.values
        ]
        changes[name] = layer.assign(**{column: pd.Series([text] * len(layer), dtype=object) for column in free})
    return dataclasses.replace(day, **changes)
