"""
Streets and homes that never were: for demonstrations of places without a map, and for measuring speed at any size.

Whatever is computed on them says nothing about a real place, and pages must say so. The same seed gives the same streets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import Delaunay, QhullError, cKDTree

from laoyou.engines.access.arrays import BoolArray, FloatArray, IntArray, counts, floats, ints
from laoyou.engines.access.network import STREET_KMH, Network, driving, walking

PATH, LANE, SECONDARY, MAIN, ROAD = range(5)
"""Ranks of streets: a path with steps (walking only), a lane or residential street, wider streets, a road between towns."""

KMH_BY_RANK: Final = floats([0.0, 20.0, 35.0, 50.0, 60.0])
"""Driving speeds, km/h: assumptions of ours."""
STEPS_KMH: Final = 2.5
"""Walking speed on a path with steps, before its slope: an assumption of ours."""

BLOCK_METRES: Final = 75.0
ROAD_METRES: Final = 90.0
LANE_METRES: Final = 60.0
TOWN_SHARE: Final = 0.62
AREA_OF_NODE: Final = 9_000.0


@dataclass(frozen=True)
class Streets:
    """
    Synthetic streets.

    xy       (n, 2)  metres east and north
    height   (n,)    metres
    town     (n,)    the town that each node belongs to, from 0
    centre   (t, 2)  middles of the towns, metres
    start, end, metres, rank, one_way  (m,) streets; one_way 1: from start to end only
    seed     what they were made from
    """

    xy: FloatArray
    height: FloatArray
    town: IntArray
    centre: FloatArray
    start: IntArray
    end: IntArray
    metres: FloatArray
    rank: IntArray
    one_way: IntArray
    seed: int

    def walking(self, *, kmh: float = STREET_KMH) -> Network:
        """The network for walking at `kmh` on the flat, hills and steps included."""
        speed = np.where(self.rank == PATH, kmh * STEPS_KMH / STREET_KMH, kmh)
        return walking(self.xy, self.start, self.end, self.metres, heights=self.height, kmh=speed)

    def driving(self) -> Network:
        """The network for driving: no paths, some streets one-way."""
        wide = self.rank != PATH
        speed = KMH_BY_RANK[self.rank[wide]]
        return driving(self.xy, self.start[wide], self.end[wide], self.metres[wide], speed, one_way=self.one_way[wide])


def streets(nodes: int, *, seed: int, centres: ArrayLike | None = None, sizes: ArrayLike | None = None) -> Streets:
    """
    Towns with streets in blocks, roads between them, lanes into the hills.

    nodes    how many nodes, at least 2,000; met exactly
    centres  (t, 2) middles of the towns, metres; one town for every 21,000 nodes, somewhere, where they are not given
    sizes    (t,)   how large the towns are to each other; by rank where they are not given
    """
    if nodes < 2_000:
        raise ValueError("at least 2,000 nodes")
    rng = np.random.default_rng(seed)
    towns = max(3, round(nodes / 21_000)) if centres is None else len(floats(centres))
    weight = counts(1.0 / np.arange(1, towns + 1) ** 0.8 if sizes is None else sizes, "sizes", towns)
    of_towns = _apportion(int(nodes * TOWN_SHARE), weight)
    middle = _centres(rng, of_towns, np.sqrt(nodes * AREA_OF_NODE)) if centres is None else floats(centres)
    parts = _Parts()
    for town in range(towns):
        _town(rng, parts, middle[town], int(of_towns[town]), town)
    hubs = parts.nodes_near(middle)
    _roads(rng, parts, middle, hubs, most=int(nodes * 0.2))
    _lanes(rng, parts, nodes - parts.count)
    xy, town_of = parts.xy(), parts.town(middle)
    height = _hills(rng, xy)
    start, end, rank = parts.streets()
    metres = np.hypot(*(xy[start] - xy[end]).T) * rng.uniform(1.0, 1.08, len(start))
    one_way = ((rank == LANE) | (rank == SECONDARY)) & parts.in_town(start) & (rng.random(len(start)) < 0.08)
    return Streets(xy, height, town_of, middle, start, end, floats(metres), rank, ints(one_way), seed)


@dataclass(frozen=True)
class Homes:
    """
    Synthetic homes.

    xy      (h, 2)  metres
    town    (h,)    number of the town
    people  (groups, h)  whole people of each group
    """

    xy: FloatArray
    town: IntArray
    people: FloatArray


def homes(made: Streets, people: ArrayLike, *, seed: int, most: int = 2_000) -> Homes:
    """
    Homes beside the streets: denser towards the middle of each town, adding up exactly to its people.

    people  (groups, towns)  how many of each group live in each town
    most    homes in one town; fewer where the town has fewer nodes
    """
    wanted = np.atleast_2d(floats(people))
    for group in wanted:
        counts(group, "people", len(made.centre))
    rng = np.random.default_rng(seed)
    spots, towns, persons = [], [], []
    for town, centre in enumerate(made.centre):
        there = np.flatnonzero(made.town == town)
        away = np.hypot(*(made.xy[there] - centre).T)
        attraction = 1.0 / (1.0 + away / max(float(np.median(away)), 1.0)) ** 2
        chosen = rng.choice(there, min(most, len(there)), replace=False, p=attraction / attraction.sum())
        share = rng.gamma(2.0, size=len(chosen)) / (1.0 + np.hypot(*(made.xy[chosen] - centre).T) / 2_000.0)
        share /= share.sum()
        spots.append(made.xy[chosen] + rng.normal(0.0, 12.0, (len(chosen), 2)))
        towns.append(np.full(len(chosen), town))
        persons.append(np.stack([rng.multinomial(int(group[town]), share) for group in wanted]))
    return Homes(np.vstack(spots), ints(np.concatenate(towns)), floats(np.concatenate(persons, axis=1)))


# How it is made


def _apportion(total: int, weight: FloatArray) -> IntArray:
    """`total` whole things shared by weight: largest remainders."""
    exact = total * weight / weight.sum()
    whole = np.floor(exact).astype(np.int32)
    whole[np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]] += 1
    return ints(whole)


def _radius(nodes: ArrayLike) -> FloatArray:
    return floats(np.sqrt(floats(nodes) / np.pi) * BLOCK_METRES)


def _centres(rng: np.random.Generator, of_towns: IntArray, side: float) -> FloatArray:
    """Middles of towns in a square, apart as far as their sizes ask for where that can be had."""
    radius = _radius(of_towns)
    placed = np.empty((len(of_towns), 2))
    for town in range(len(of_towns)):
        tries = rng.uniform(0.0, side, (200, 2))
        if town:
            gaps = np.hypot(tries[:, None, 0] - placed[None, :town, 0], tries[:, None, 1] - placed[None, :town, 1])
            clear = (gaps - radius[None, :town] - radius[town]).min(axis=1)
            fits = np.flatnonzero(clear > 500.0)
            placed[town] = tries[fits[0] if len(fits) else int(np.argmax(clear))]
        else:
            placed[town] = tries[0]
    return placed


class _Parts:
    """Nodes and streets as they come."""

    def __init__(self) -> None:
        self.count = 0
        self._xy: list[FloatArray] = []
        self._town: list[IntArray] = []
        self._streets: list[IntArray] = []

    def add(self, xy: FloatArray, town: int = -1) -> int:
        """Put nodes in; returns the number of the first."""
        first = self.count
        self._xy.append(xy)
        self._town.append(np.full(len(xy), town, np.int32))
        self.count += len(xy)
        return first

    def join(self, start: ArrayLike, end: ArrayLike, rank: ArrayLike) -> None:
        """Put streets in."""
        first, last = ints(start), ints(end)
        self._streets.append(np.column_stack([first, last, np.broadcast_to(ints(rank), first.shape)]))

    def xy(self) -> FloatArray:
        """(n, 2) all nodes so far."""
        whole = np.vstack(self._xy)
        self._xy = [whole]
        return whole

    def nodes_near(self, points: FloatArray) -> IntArray:
        """(p,) the node nearest to each point."""
        return ints(cKDTree(self.xy()).query(points)[1])

    def town(self, centres: FloatArray) -> IntArray:
        """(n,) the town of each node; outside the towns that with the nearest middle."""
        town = np.concatenate(self._town)
        outside = town < 0
        town[outside] = cKDTree(centres).query(self.xy()[outside])[1]
        return ints(town)

    def in_town(self, nodes: IntArray) -> BoolArray:
        """(k,) whether nodes stand among the blocks of a town."""
        return np.asarray(np.concatenate(self._town)[nodes] >= 0)

    def streets(self) -> tuple[IntArray, IntArray, IntArray]:
        """Start, end and rank of all streets."""
        whole = ints(np.vstack(self._streets))
        return np.ascontiguousarray(whole[:, 0]), np.ascontiguousarray(whole[:, 1]), np.ascontiguousarray(whole[:, 2])


def _town(rng: np.random.Generator, parts: _Parts, centre: FloatArray, nodes: int, town: int) -> None:
    """Blocks around a middle: every fourth street is wider, every sixteenth a main street; some are missing, some have steps."""
    if nodes < 1:
        return
    half = int(np.ceil(np.sqrt(nodes))) // 2 + 4
    line = np.arange(-half, half + 1)
    column, row = (part.ravel() for part in np.meshgrid(line, line))
    bearing = np.arctan2(row, column)
    ragged = 1.0 + 0.18 * np.sin(3 * bearing + rng.uniform(0, 7)) + 0.1 * np.sin(7 * bearing + rng.uniform(0, 7))
    inside = np.argsort(np.hypot(column, row) / ragged, kind="stable")[:nodes]
    column, row = column[inside], row[inside]
    turn = rng.uniform(0, np.pi / 2)
    plain = np.column_stack([column, row]) * BLOCK_METRES + rng.normal(0.0, 9.0, (len(column), 2))
    rotated = plain @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    first = parts.add(centre + rotated, town)
    number = np.full((2 * half + 2, 2 * half + 2), -1, np.int64)
    number[column + half, row + half] = first + np.arange(len(column))
    for step, across in (((1, 0), row), ((0, 1), column)):
        other = number[column + half + step[0], row + half + step[1]]
        rank = np.where(across % 16 == 0, MAIN, np.where(across % 4 == 0, SECONDARY, LANE))
        there = (other >= 0) & ((rank > LANE) | (rng.random(len(other)) > 0.12))
        parts.join((first + np.arange(len(column)))[there], other[there], rank[there])
    corner = number[column + half + 1, row + half + 1]
    steps = (corner >= 0) & (rng.random(len(corner)) < 0.05)
    parts.join((first + np.arange(len(column)))[steps], corner[steps], PATH)


def _roads(rng: np.random.Generator, parts: _Parts, middle: FloatArray, hubs: IntArray, *, most: int) -> None:
    """Winding roads between neighbouring towns, at most about `most` nodes in all, every town on at least one."""
    pairs = _neighbours(middle)
    lengths = np.hypot(*(middle[pairs[:, 0]] - middle[pairs[:, 1]]).T)
    spacing = max(ROAD_METRES, float(lengths.sum()) / max(most, 1))
    xy = parts.xy()
    for (one, other), length in zip(pairs, lengths, strict=True):
        number = max(int(length / spacing), 1)
        share = np.arange(1, number + 1) / (number + 1)
        begin, end = xy[hubs[one]], xy[hubs[other]]
        along = end - begin
        sideways = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1.0)
        swing = rng.normal(0.0, length / 60.0, 3)
        bend = sum(swing[k] * np.sin((k + 1) * 2 * np.pi * share) for k in range(3)) * np.sin(np.pi * share)
        first = parts.add(begin + share[:, None] * along + np.asarray(bend)[:, None] * sideways)
        chain = np.concatenate([[hubs[one]], first + np.arange(number), [hubs[other]]])
        parts.join(chain[:-1], chain[1:], ROAD)


def _neighbours(middle: FloatArray) -> IntArray:
    """(k, 2) towns that a road joins: the shortest tree over all of them, and half of the remaining neighbours."""
    towns = len(middle)
    try:
        corners = Delaunay(middle).simplices
        pairs = np.unique(
            np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0
        )
    except (QhullError, ValueError):
        pairs = np.column_stack([np.arange(towns - 1), np.arange(1, towns)])
    order = np.argsort(np.hypot(*(middle[pairs[:, 0]] - middle[pairs[:, 1]]).T), kind="stable")
    pairs = pairs[order]
    group = np.arange(towns)
    tree = np.zeros(len(pairs), np.bool_)
    for row, (one, other) in enumerate(pairs):
        if group[one] != group[other]:
            group[group == group[other]] = group[one]
            tree[row] = True
    rest = np.flatnonzero(~tree)
    tree[rest[: len(rest) // 2]] = True
    return ints(pairs[tree])


def _lanes(rng: np.random.Generator, parts: _Parts, budget: int) -> None:
    """Lanes that wander off from what is there already, in four generations; some end on another street."""
    for generation in range(4):
        nodes = budget * (generation + 1) // 4 - budget * generation // 4
        if nodes < 1:
            continue
        length = min(30, nodes)
        number = -(-nodes // length)
        xy = parts.xy()
        start = rng.integers(0, len(xy), number)
        heading = rng.uniform(0, 2 * np.pi, number)[:, None] + np.cumsum(
            rng.normal(0.0, 0.35, (number, length)), axis=1
        )
        step = LANE_METRES * np.stack([np.cos(heading), np.sin(heading)], axis=2)
        spots = (xy[start][:, None, :] + np.cumsum(step, axis=1)).reshape(-1, 2)[:nodes]
        first = parts.add(spots)
        own = first + np.arange(len(spots))
        before = np.where(np.arange(len(spots)) % length == 0, np.repeat(start, length)[: len(spots)], own - 1)
        parts.join(before, own, LANE)
        ends = own[length - 1 :: length]
        away, other = cKDTree(xy).query(parts.xy()[ends], distance_upper_bound=400.0)
        joined = np.isfinite(away) & (rng.random(len(ends)) < 0.5)
        parts.join(ends[joined], other[joined], LANE)


def _hills(rng: np.random.Generator, xy: FloatArray) -> FloatArray:
    """Heights: waves of 1 to 12 km, the longer the higher; slopes of some percent, seldom above 20."""
    height = np.full(len(xy), 300.0)
    for wavelength in np.geomspace(1_000.0, 12_000.0, 10):
        bearing, phase = rng.uniform(0, 2 * np.pi, 2)
        across = xy[:, 0] * np.cos(bearing) + xy[:, 1] * np.sin(bearing)
        height += 0.0035 * wavelength * np.sin(2 * np.pi * across / wavelength + phase)
    return height
