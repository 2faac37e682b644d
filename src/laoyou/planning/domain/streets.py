"""Lines of streets, as a file has them, and the frozen network that they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from laoyou.base.errors import DomainError
from laoyou.engines import access
from laoyou.engines.access.arrays import FloatArray, IntArray, ints

Mode = Literal["walk", "drive"]

LONGEST_PART: Final = 80.0
"""Metres: longer parts of a street get nodes, so that a home beside the middle of a long road finds one."""

LARGEST_KILOMETRES: Final = 600.0
SMALLEST_SHARE: Final = 0.5
"""A network whose largest part holds less than this of its nodes is not one network."""


@dataclass(frozen=True)
class StreetLines:
    """
    Streets of a file.

    lonlat   (n, 2)  points, degrees
    height   (n,)    metres; None where the file does not have them for every point
    start    (m,)    one end of each straight part
    end      (m,)    its other end
    kmh      (m,)    driving speed, or share of the walking speed on a pavement
    one_way  (m,)    1: from start to end only, -1: from end to start only
    ways         streets that may be travelled
    passed_over  lines that may not
    broken       streets with points that have no coordinates
    missing      such points; points: all of them
    """

    lonlat: FloatArray
    height: FloatArray | None
    start: IntArray
    end: IntArray
    kmh: FloatArray
    one_way: IntArray
    ways: int
    passed_over: int
    broken: int = 0
    missing: int = 0
    points: int = 0


def require_sound(lines: StreetLines, known: FloatArray, *, file: str) -> None:
    """
    Refuse lines that cannot be a network of the place: no streets, no positions, swapped or shifted coordinates, another place.

    known  (k, 2) points of the register that should lie beside streets, degrees; there may be none
    """
    if lines.missing * 2 > lines.points:
        raise DomainError("planning.no_positions", file=file, missing=lines.missing, points=lines.points)
    if not len(lines.start):
        raise DomainError("planning.no_streets", file=file, ways=lines.ways + lines.passed_over)
    box = None
    if len(known):
        west, south = known.min(axis=0) - 0.5
        east, north = known.max(axis=0) + 0.5
        box = (float(west), float(south), float(east), float(north))
    access.require_degrees(lines.lonlat, within=box)
    low, high = lines.lonlat.min(axis=0), lines.lonlat.max(axis=0)
    across = float(access.metres_between([low], [high])[0]) / 1000.0
    if across > LARGEST_KILOMETRES:
        raise DomainError("planning.too_large", kilometres=f"{across:,.0f}", limit=f"{LARGEST_KILOMETRES:,.0f}")
    if not len(known):
        return
    near = ((known >= low - 0.02) & (known <= high + 0.02)).all(axis=1)
    if not near.any():
        raise DomainError("planning.elsewhere", points=len(known))
    metres = access.metres_between(lines.lonlat[lines.start], lines.lonlat[lines.end])
    dense = access.split_long(lines.lonlat, lines.start, lines.end, metres, LONGEST_PART)[0]
    doubt = access.datum_doubt(known[near], dense)
    if doubt is not None:
        raise DomainError(
            f"planning.shifted_{doubt.shifted}",
            points=doubt.points,
            before=f"{doubt.before:.0f}",
            after=f"{doubt.after:.0f}",
        )


def freeze(lines: StreetLines, mode: Mode, *, kmh: float) -> tuple[access.Network, float]:
    """
    The frozen network of the lines, and the length of their streets in metres.

    kmh  walking speed on the flat; driving takes that of each street
    Raises DomainError `planning.in_pieces` where the largest part that hangs together holds less than half of the nodes.
    """
    metres = access.metres_between(lines.lonlat[lines.start], lines.lonlat[lines.end])
    frame = access.Frame.around(lines.lonlat)
    plane = frame.to_metres(lines.lonlat)
    solid = plane if lines.height is None else np.column_stack([plane, lines.height])
    whole, start, end, parts, street = access.split_long(solid, lines.start, lines.end, metres, LONGEST_PART)
    xy = whole[:, :2]
    if mode == "walk":
        heights = None if lines.height is None else whole[:, 2]
        network = access.walking(
            xy,
            start,
            end,
            parts,
            heights=heights,
            kmh=lines.kmh[street] * kmh,
            one_way=lines.one_way[street],
            frame=frame,
        )
    else:
        network = access.driving(xy, start, end, parts, lines.kmh[street], one_way=lines.one_way[street], frame=frame)
    if not hangs_together(network):
        share = network.nodes / (network.nodes + network.dropped.nodes)
        raise DomainError("planning.in_pieces", pieces=f"{network.dropped.pieces + 1:,}", share=f"{100 * share:.0f}")
    return network, float(metres.sum())


def hangs_together(network: access.Network) -> bool:
    """Whether the largest part is most of what there was."""
    return network.nodes >= SMALLEST_SHARE * (network.nodes + network.dropped.nodes)


@dataclass
class LineCollector:
    """Gathers lines whose points have numbers (OpenStreetMap) or only places (GeoJSON, after numbering them)."""

    number: list[int]
    lon: list[float]
    lat: list[float]
    first: list[int]
    kmh: list[float]
    one_way: list[int]
    ways: int = 0
    passed_over: int = 0
    broken: int = 0
    missing: int = 0

    @classmethod
    def empty(cls) -> LineCollector:
        """One that has gathered nothing yet."""
        return cls([], [], [], [0], [], [])

    def add(self, numbers: list[int], lon: list[float], lat: list[float], kmh: float, one_way: int) -> None:
        """One unbroken line."""
        self.number += numbers
        self.lon += lon
        self.lat += lat
        self.first.append(len(self.number))
        self.kmh.append(kmh)
        self.one_way.append(one_way)

    def lines(self, heights: Mapping[int, float] | None = None) -> StreetLines:
        """Everything gathered; points with the same number are one point."""
        numbers = np.array(self.number, np.int64)
        named, first_seen, place = np.unique(numbers, return_index=True, return_inverse=True)
        lonlat = np.column_stack([np.array(self.lon, float), np.array(self.lat, float)])[first_seen]
        lengths = np.diff(self.first)
        follows = np.ones(len(numbers), np.bool_)
        follows[np.array(self.first[:-1], np.int64)[lengths > 0]] = False
        end = np.flatnonzero(follows)
        line = np.repeat(np.arange(len(lengths)), lengths)[end]
        numbered = ints(place)
        height = None
        if heights is not None and len(heights) == len(named):
            height = np.array([heights[int(one)] for one in named], float)
        return StreetLines(
            lonlat.reshape(-1, 2),
            height,
            numbered[end - 1],
            numbered[end],
            np.array(self.kmh, float)[line],
            np.array(self.one_way, np.int32)[line],
            self.ways,
            self.passed_over,
            self.broken,
            self.missing,
            len(numbers) + self.missing,
        )
