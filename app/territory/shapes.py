"""The map of the bassins as SVG paths.

It is drawn from GeoJSON by an equirectangular projection at their own latitude.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WIDTH = 600
"""Width of the view box; its height follows from the shapes."""
_MARGIN = 8


@dataclass(frozen=True)
class Shape:
    """One bassin on the map, in units of the view box."""

    outline: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Atlas:
    """Every shape, and the height of the view box that holds them."""

    height: int
    shapes: dict[str, Shape]


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon


def draw(path: Path) -> Atlas:
    """Read a GeoJSON file of polygons with `bassin` and `label_point` properties, and project it."""
    features = json.loads(path.read_text("utf-8"))["features"]
    points = [point for feature in features for ring in _rings(feature["geometry"]) for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * _MARGIN) / ((east - west) * squeeze)

    def project(point: list[float]) -> tuple[int, int]:
        x = _MARGIN + (point[0] - west) * squeeze * scale
        y = _MARGIN + (north - point[1]) * scale
        return round(x), round(y)

    shapes = {}
    for feature in features:
        properties = feature["properties"]
        outline = "".join(_path([project(point) for point in ring]) for ring in _rings(feature["geometry"]))
        x, y = project(properties["label_point"])
        shapes[properties["bassin"]] = Shape(outline, x, y)
    return Atlas(height=round((north - south) * scale + 2 * _MARGIN), shapes=shapes)


def _path(ring: list[tuple[int, int]]) -> str:
    """Write one closed ring with relative steps, which are the shortest."""
    (x, y), text = ring[0], f"M{ring[0][0]} {ring[0][1]}"
    for nx, ny in ring[1:-1]:
        if (nx, ny) != (x, y):
            text += f"l{nx - x} {ny - y}"
            x, y = nx, ny
    return text + "z"
