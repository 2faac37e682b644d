"""How far it is, as far as anybody can say without a road network."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, hypot, radians, sin, sqrt

EARTH_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True)
class Spot:
    """A place: WGS 84 degrees where they are known, else a position on the schematic map."""

    longitude: float | None
    latitude: float | None
    x: float | None
    y: float | None


def kilometres(start: Spot, end: Spot) -> float | None:
    """Great-circle distance in km; None where either place has no coordinates."""
    if start.longitude is None or start.latitude is None or end.longitude is None or end.latitude is None:
        return None
    north, south = radians(start.latitude), radians(end.latitude)
    a = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(radians(end.longitude - start.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(a))


def apart(start: Spot, end: Spot) -> float:
    """A number to sort by: km where both have coordinates, else the distance on the schematic map; infinite without either."""
    known = kilometres(start, end)
    if known is not None:
        return known
    if start.x is None or start.y is None or end.x is None or end.y is None:
        return float("inf")
    return hypot(start.x - end.x, start.y - end.y)
