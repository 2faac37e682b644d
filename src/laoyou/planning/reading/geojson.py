"""
Streets from GeoJSON lines.

A FeatureCollection of LineString or MultiLineString. Lines meet where they share a point, to 1e-7 degree. Properties, all optional, are
those of OpenStreetMap: `highway` (without it a line may be travelled as an ordinary street), `oneway`, `maxspeed`, `foot`, `access`.
A third coordinate, where every point has one, is the height in metres.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from laoyou.base.errors import DomainError
from laoyou.planning.domain import highways
from laoyou.planning.domain.streets import LineCollector, Mode, StreetLines

GOOD_SYSTEMS: Final = ("CRS84", "4326", "4490", "CGCS2000")
PLACES: Final = 10_000_000


def read(path: Path, mode: Mode) -> StreetLines:
    """
    The streets of a file that may be travelled by `mode`.

    Raises DomainError `planning.not_geojson`, `planning.wrong_coordinates`.
    """
    try:
        whole = json.loads(path.read_bytes())
    except ValueError as problem:
        raise _not(path, str(problem)) from None
    if not isinstance(whole, dict) or whole.get("type") not in {"FeatureCollection", "Feature"}:
        raise _not(path, "type")
    _require_degrees_named(whole)
    rule = highways.walked if mode == "walk" else highways.driven
    found = LineCollector.empty()
    numbers: dict[tuple[int, int], int] = {}
    heights: dict[int, float] = {}
    for row, feature in enumerate(_features(whole, path), start=1):
        properties = feature.get("properties") or {}
        tags = {str(key): str(value) for key, value in properties.items() if value is not None}
        tags.setdefault("highway", "unclassified")
        rules = rule(tags)
        lines = list(_lines(feature.get("geometry"), path, row))
        if rules is None or not lines:
            found.passed_over += 1
            continue
        found.ways += 1
        for line in lines:
            own = []
            for point in line:
                place = (round(point[0] * PLACES), round(point[1] * PLACES))
                own.append(numbers.setdefault(place, len(numbers)))
                if len(point) > 2:
                    heights[own[-1]] = float(point[2])
            found.add(own, [point[0] for point in line], [point[1] for point in line], rules.kmh, rules.one_way)
    return found.lines(heights)


def _not(path: Path, problem: str) -> DomainError:
    return DomainError("planning.not_geojson", file=path.name, problem=problem)


def _require_degrees_named(whole: dict[str, Any]) -> None:
    """Old files name their coordinate system; new ones are WGS 84 by definition (RFC 7946)."""
    crs = whole.get("crs")
    name = str(((crs or {}).get("properties") or {}).get("name", "")) if isinstance(crs, dict) else ""
    if name and not any(good in name.upper() for good in GOOD_SYSTEMS):
        raise DomainError("planning.wrong_coordinates", crs=name)


def _features(whole: dict[str, Any], path: Path) -> Iterator[dict[str, Any]]:
    features = whole.get("features") if whole["type"] == "FeatureCollection" else [whole]
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise _not(path, "features")
    yield from features


def _lines(geometry: Any, path: Path, row: int) -> Iterator[list[list[float]]]:
    """The lines of a geometry, each of at least two points; nothing for points and polygons."""
    if not isinstance(geometry, dict):
        return
    kinds = {"LineString": lambda found: [found], "MultiLineString": lambda found: found}
    kind = geometry.get("type")
    if kind not in kinds:
        return
    try:
        for line in kinds[kind](geometry["coordinates"]):
            points = [[float(number) for number in point] for point in line]
            if any(len(point) < 2 for point in points):
                raise ValueError
            if len(points) > 1:
                yield points
    except (KeyError, TypeError, ValueError):
        raise _not(path, f"features[{row - 1}].geometry.coordinates") from None
