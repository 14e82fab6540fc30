"""Outlines of countries and oblasts, and big rivers: a backdrop, and what tells land front from coast and border."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from geo.errors import GazetteerError
from geo.gazetteer.gazetteer import embedded_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from shapely.geometry import MultiLineString, MultiPolygon
    from shapely.geometry.base import BaseGeometry

FILE_NAME = "outlines.json"
UKRAINE = "UA"


class Outlines:
    """Outlines as read; geometries are made when asked for.

    Parameters
    ----------
    document
        The file's content.

    Examples
    --------
    >>> outlines = Outlines.open()
    >>> outlines.oblast_at(48.0, 37.8), outlines.country_at(51.73, 36.19), outlines.country_at(43.4, 34.0)
    ('UA14', 'RU', None)
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.raw = document

    @classmethod
    def open(cls, path: str | Path | None = None) -> Outlines:
        """Read the outlines.

        Parameters
        ----------
        path
            A file of outlines, or a folder that holds one; by default the one beside the embedded gazetteer.

        Raises
        ------
        GazetteerError
            If there is none, or it is damaged.
        """
        if path is None:
            return _beside_embedded()
        where = Path(path)
        where = where / FILE_NAME if where.is_dir() else where
        try:
            document = orjson.loads(where.read_bytes())
        except OSError as error:
            raise GazetteerError(
                f"{where}: no outlines can be read here ({error}); make them with 'geo gazetteer build'"
            ) from error
        except orjson.JSONDecodeError as error:
            raise GazetteerError(f"{where}: damaged ({error}); make it anew with 'geo gazetteer build'") from error
        if not isinstance(document, dict) or not {"quantum_deg", "countries", "oblasts"} <= document.keys():
            raise GazetteerError(f"{where}: holds no outlines; make it anew with 'geo gazetteer build'")
        return cls(document)

    @cached_property
    def countries(self) -> dict[str, MultiPolygon]:
        """Countries by ISO alpha-2 code, EPSG:4326, cut at the window's edge; Ukraine with Crimea."""
        return self._shapes("countries")

    @cached_property
    def oblasts(self) -> dict[str, MultiPolygon]:
        """Ukraine's oblasts by the first four characters of their P-codes, EPSG:4326."""
        return self._shapes("oblasts")

    @cached_property
    def rivers(self) -> dict[str, MultiLineString]:
        """Big rivers by key, EPSG:4326, cut at the window's edge, up to 2 km off; empty where the file has none."""
        from shapely.geometry import MultiLineString

        return {
            key: MultiLineString([_corners(steps, self.raw["river_quantum_deg"]) for steps in river["lines"]])
            for key, river in self.raw.get("rivers", {}).items()
        }

    def oblast_at(self, lat: float, lon: float) -> str | None:
        """Return the code of the oblast at a position (degrees WGS 84), or None outside all."""
        return _at(self.oblasts, lat, lon)

    def country_at(self, lat: float, lon: float) -> str | None:
        """Return the ISO code of the country at a position (degrees WGS 84); None at sea and beyond the window."""
        return _at(self.countries, lat, lon)

    def not_front(self) -> BaseGeometry:
        """Return the lines that cannot be a front line: Ukraine's coast and state border, EPSG:4326."""
        boundary: BaseGeometry = self.countries[UKRAINE].boundary
        return boundary

    def _shapes(self, layer: str) -> dict[str, MultiPolygon]:
        import shapely
        from shapely.geometry import MultiPolygon, Polygon

        def ring(steps: list[int]) -> np.ndarray[Any, Any]:
            return _corners(steps, self.raw["quantum_deg"])

        shapes = {}
        for code, entry in self.raw[layer].items():
            polygons = [Polygon(ring(shell), [ring(hole) for hole in holes]) for shell, *holes in entry["polygons"]]
            shapes[code] = MultiPolygon(polygons)
            shapely.prepare(shapes[code])
        return shapes


def _corners(steps: list[int], quantum_deg: float) -> np.ndarray[Any, Any]:
    import numpy as np

    return np.array(steps).reshape(-1, 2).cumsum(axis=0) * quantum_deg


def _at(shapes: Mapping[str, MultiPolygon], lat: float, lon: float) -> str | None:
    import shapely

    return next((code for code, shape in shapes.items() if shapely.intersects_xy(shape, lon, lat)), None)


@lru_cache(maxsize=1)
def _beside_embedded() -> Outlines:
    return Outlines.open(embedded_path().parent)
