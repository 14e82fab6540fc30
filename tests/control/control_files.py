"""Small files of control, and a country to lay them in: a square of two degrees, its east held."""

import json
from pathlib import Path

import shapely

SHARED = Path(__file__).parents[3] / "shared" / "control"
COUNTRY = shapely.box(35.0, 47.0, 37.0, 49.0)
EAST = shapely.box(36.0, 47.0, 37.0, 49.0)


class Square:
    """Stands in for the outlines: the country is a square."""

    def not_front(self):
        return COUNTRY.boundary


def feature(geometry, **properties):
    shape = geometry if isinstance(geometry, dict) else shapely.geometry.mapping(geometry)
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(*features, **members):
    return {"type": "FeatureCollection", "features": list(features), **members}


def write(path, document):
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path
