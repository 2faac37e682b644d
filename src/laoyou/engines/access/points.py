"""Points beside the streets: homes, facilities; each with its node, or with the reason why it has none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.access.arrays import OUTSIDE, BoolArray, FloatArray, IntArray, floats, freeze, ints
from laoyou.engines.access.geography import require_degrees
from laoyou.engines.access.network import Network


class Place(IntEnum):
    """Where a point lies with regard to the network."""

    ON = 0
    FAR = 1
    """No street within the longest distance."""
    ISLAND = 2
    """The nearest street belongs to a piece from which one cannot get to the rest and back."""
    UNKNOWN = 3
    """It has no coordinates."""


@dataclass(frozen=True)
class Points:
    """
    Points of one network.

    node     (p,)  node at which each stands; -1 where it is not on the network
    minutes  (p,)  time between the point and that node; nan where it is not on the network
    metres   (p,)  distance to the nearest street, whether it could be used or not; nan where it has no coordinates
    place    (p,)  `Place`
    longest  the longest distance that was allowed, metres
    """

    node: IntArray
    minutes: FloatArray
    metres: FloatArray
    place: IntArray
    longest: float

    def __len__(self) -> int:
        return len(self.node)

    @property
    def on(self) -> BoolArray:
        """(p,) which points are on the network."""
        return np.asarray(self.node >= 0)

    def counts(self) -> dict[Place, int]:
        """How many points lie where; every `Place` stands in it."""
        return {place: int((self.place == place).sum()) for place in Place}

    def require(self, row: int) -> None:
        """Refuse a point that is not on the network: DomainError `access.off_network`, `.on_island`, `.no_coordinates`."""
        place = Place(int(self.place[row]))
        if place is Place.FAR:
            raise DomainError("access.off_network", metres=f"{self.metres[row]:.0f}", limit=f"{self.longest:.0f}")
        if place is Place.ISLAND:
            raise DomainError("access.on_island")
        if place is Place.UNKNOWN:
            raise DomainError("access.no_coordinates")

    def take(self, rows: ArrayLike) -> Points:
        """The points of these rows (numbers or a mask)."""
        chosen = np.asarray(rows)
        return Points(self.node[chosen], self.minutes[chosen], self.metres[chosen], self.place[chosen], self.longest)


LONGEST_METRES: Final = 300.0
"""How far from a street a point may lie unless said otherwise. An assumption of ours; farmsteads may need more."""

ISLAND_NODES: Final = 100
"""A piece of so many nodes is a place of its own: who lives on it is not carried across to the other bank."""


def snap(network: Network, xy: ArrayLike, *, longest_metres: float = LONGEST_METRES) -> Points:
    """
    Put points on the nearest node of the network.

    xy              (p, 2)  metres in the plane of the network; nan where unknown
    longest_metres  a point farther from any street is `Place.FAR`

    A point is on an island (`Place.ISLAND`) where the nearest street was left out of the network as a piece apart, and either that
    piece is large (100 nodes) or the network itself is farther than `longest_metres`. Scraps of path are passed over.
    """
    points = floats(xy).reshape(-1, 2)
    known = np.isfinite(points).all(axis=1)
    node = np.full(len(points), OUTSIDE, np.int32)
    place = np.full(len(points), Place.UNKNOWN, np.int32)
    metres = np.full(len(points), np.nan)
    distance, nearest = network.tree.query(points[known])
    near = distance <= longest_metres
    node[known] = np.where(near, nearest, OUTSIDE)
    place[known] = np.where(near, Place.ON, Place.FAR)
    metres[known] = distance
    if network.dropped_tree is not None:
        apart, which = network.dropped_tree.query(points[known], distance_upper_bound=longest_metres)
        there = np.isfinite(apart)
        piece = np.where(there, network.dropped_in[np.where(there, which, 0)], 0)
        island = there & (apart < distance) & (~near | (piece >= ISLAND_NODES))
        rows = np.flatnonzero(known)[island]
        node[rows], place[rows], metres[rows] = OUTSIDE, Place.ISLAND, apart[island]
    minutes = np.where(node >= 0, metres / 1000.0 / network.off_kmh * 60.0, np.nan)
    freeze(node, minutes, metres, place)
    return Points(node, minutes, metres, place, longest_metres)


def snap_degrees(network: Network, lonlat: ArrayLike, *, longest_metres: float = LONGEST_METRES) -> Points:
    """
    As `snap`, for (p, 2) longitude and latitude on a network that has a frame.

    Raises DomainError `access.swapped` or `access.not_degrees` where the coordinates cannot be that.
    """
    if network.frame is None:
        raise ValueError("this network has a plane of its own: use snap with metres")
    points = floats(lonlat).reshape(-1, 2)
    corners = network.frame.to_degrees([network.xy.min(axis=0) - 50_000.0, network.xy.max(axis=0) + 50_000.0])
    west, south, east, north = corners.ravel()
    require_degrees(points, within=(float(west), float(south), float(east), float(north)))
    return snap(network, network.frame.to_metres(points), longest_metres=longest_metres)


def at_nodes(network: Network, nodes: ArrayLike) -> Points:
    """Points that stand exactly on nodes of the network; -1 for one that is on none."""
    chosen = ints(nodes)
    if len(chosen) and (chosen.max() >= network.nodes or chosen.min() < OUTSIDE):
        raise ValueError("there is no such node")
    on = chosen >= 0
    place = np.where(on, Place.ON, Place.UNKNOWN).astype(np.int32)
    zero = np.where(on, 0.0, np.nan)
    freeze(chosen, zero, place)
    return Points(chosen, zero, zero, place, np.inf)


def points_of(network: Network, points: Points | ArrayLike) -> Points:
    """`points` as they are, or node numbers as points."""
    return points if isinstance(points, Points) else at_nodes(network, points)
