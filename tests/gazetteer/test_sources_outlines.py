import json

import pytest
import shapely

from geo.errors import InputError
from geo.gazetteer.sources import topojson

# two unit squares side by side; the arc between them is shared, backwards in the second
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [10, 40]},
    "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]], [[0, 0], [0, 0]]],
    "objects": {
        "units": {
            "geometries": [
                {"type": "Polygon", "id": "W", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {"type": "MultiPolygon", "id": "E", "arcs": [[[2, -1]], [[3]]], "properties": {"name": "East"}},
                {"type": None, "properties": {"name": "Nothing"}},
            ]
        }
    },
}


def test_shared_arcs_make_touching_polygons():
    (west, west_shape), (east, east_shape) = topojson.features(json.dumps(TOPOLOGY).encode(), "units")
    assert (west, east) == ({"name": "West", "id": "W"}, {"name": "East", "id": "E"})
    assert west_shape.equals(shapely.box(10, 40, 11, 41))
    assert east_shape.equals(shapely.box(11, 40, 12, 41))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", json.dumps({**TOPOLOGY, "arcs": []}).encode()])
def test_a_file_that_is_no_topology_is_told(data):
    with pytest.raises(InputError, match="units: not a quantised TopoJSON of polygons"):
        topojson.features(data, "units")
