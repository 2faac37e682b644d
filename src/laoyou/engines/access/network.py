"""A street network, frozen: compact rows of edges, nodes that lie near each other numbered near each other, one connected piece."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from laoyou.base.errors import DomainError
from laoyou.engines.access.arrays import FloatArray, IntArray, LongArray, floats, freeze, ints
from laoyou.engines.access.geography import Frame

Mode = Literal["walk", "drive"]

STREET_KMH: Final = 4.0
"""
Walking on the flat, km/h: 1,000 m in 15 minutes, the upper end of what GB 50180-2018 takes a fifteen-minute circle to be (800 to
1,000 m; from memory, not compared with the standard). Elders differ: it is an argument everywhere.
"""


@dataclass(frozen=True, slots=True)
class Dropped:
    """
    What was left out when the network was frozen.

    pieces       pieces (strongly connected parts) other than the largest
    nodes, edges of those pieces; edges that lead from one piece to another count
    largest      nodes of the largest piece that was left out
    loops        edges from a node to itself
    doubles      edges beside a faster one between the same two nodes
    """

    pieces: int = 0
    nodes: int = 0
    edges: int = 0
    largest: int = 0
    loops: int = 0
    doubles: int = 0


@dataclass(frozen=True)
class Network:
    """
    Streets for one way of travelling. Build it with `freeze_network`, `walking` or `driving`; its arrays cannot be written to.

    mode        walk or drive
    xy          (n, 2)   metres east and north, in Morton order
    indptr      (n + 1,) edges of node i are those from indptr[i] to indptr[i + 1]
    indices     (m,)     where each edge leads
    minutes     (m,)     how long it takes
    back_…               the same edges from their other end
    original    (n,)     the number of each node among the nodes that were given
    dropped_xy  (k, 2)   nodes that were left out, so that a point on an island can be known as one
    dropped_in  (k,)     how many nodes the piece of each of these has
    dropped     what was left out, in numbers
    frame       where the plane touches the earth; None for a plane of its own (a schematic district)
    off_kmh     speed between a point and its street, km/h
    """

    mode: Mode
    xy: FloatArray
    indptr: IntArray
    indices: IntArray
    minutes: FloatArray
    back_indptr: IntArray
    back_indices: IntArray
    back_minutes: FloatArray
    original: IntArray
    dropped_xy: FloatArray
    dropped_in: IntArray
    dropped: Dropped
    frame: Frame | None
    off_kmh: float

    @property
    def nodes(self) -> int:
        """How many nodes the network has."""
        return len(self.xy)

    @property
    def edges(self) -> int:
        """How many edges; a street that is open both ways is two."""
        return len(self.indices)

    @cached_property
    def tree(self) -> cKDTree:
        """Finds the node nearest to a point."""
        return cKDTree(self.xy)

    @cached_property
    def dropped_tree(self) -> cKDTree | None:
        """Finds the nearest node that was left out; None where none was."""
        return cKDTree(self.dropped_xy) if len(self.dropped_xy) else None

    @cached_property
    def bucket_minutes(self) -> float:
        """Width of a step of the search queue: any positive width gives the same answers, this one gives them soon."""
        middle = float(np.median(self.minutes)) if self.edges else 1.0
        longest = float(self.minutes.max()) if self.edges else 1.0
        return max(middle, longest / MOST_BUCKETS, 1e-6)

    @cached_property
    def buckets(self) -> int:
        """How many steps the queue looks ahead: more than the longest edge takes, and a power of two."""
        longest = float(self.minutes.max()) if self.edges else 0.0
        return 1 << (int(longest / self.bucket_minutes) + 3).bit_length()

    def outgoing(self, *, backwards: bool) -> tuple[IntArray, IntArray, FloatArray]:
        """Rows, ends and minutes of the edges, in the direction of travel or against it."""
        if backwards:
            return self.back_indptr, self.back_indices, self.back_minutes
        return self.indptr, self.indices, self.minutes

    def matrix(self) -> csr_matrix:
        """The same edges for SciPy: (n, n), minutes."""
        return csr_matrix((self.minutes, self.indices, self.indptr), shape=(self.nodes, self.nodes))


MOST_BUCKETS: Final = 20_000


def morton_order(xy: FloatArray) -> LongArray:
    """
    Numbers of (n, 2) points along a Z-shaped curve, so that near points mostly get near numbers.

    Source: Morton (1966), A computer oriented geodetic data base and a new technique in file sequencing, IBM.
    """
    if not len(xy):
        return np.zeros(0, np.int64)
    low = xy.min(axis=0)
    span = float((xy.max(axis=0) - low).max()) or 1.0
    cells = np.clip((xy - low) / span * (2**21 - 1), 0, 2**21 - 1).astype(np.uint64)
    return np.argsort(_spread_bits(cells[:, 0]) | (_spread_bits(cells[:, 1]) << np.uint64(1)), kind="stable")


def _spread_bits(values: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Put a zero between every two of the lower 32 bits."""
    spread = values
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread


def freeze_network(
    xy: ArrayLike,
    tail: ArrayLike,
    head: ArrayLike,
    minutes: ArrayLike,
    *,
    mode: Mode,
    frame: Frame | None = None,
    off_kmh: float = STREET_KMH,
) -> Network:
    """
    Freeze directed edges into a network, keeping the largest part in which every node reaches every other.

    xy       (n, 2)  metres east and north
    tail     (m,)    node from which each edge leads, 0 … n-1
    head     (m,)    node to which it leads
    minutes  (m,)    how long it takes, ≥ 0
    frame    where the plane of `xy` touches the earth, if it does
    off_kmh  speed between a point and its street, km/h

    Edges from a node to itself are left out; of several between two nodes the fastest stays. `Network.dropped` says what went.
    Raises DomainError `access.no_streets` without an edge, `access.bad_edge` for a time that is negative or no number.
    """
    points, start, end, times = floats(xy).reshape(-1, 2), ints(tail), ints(head), floats(minutes)
    if not len(points) or not len(start):
        raise DomainError("access.no_streets")
    bad = ~(np.isfinite(times) & (times >= 0))
    if bad.any():
        row = int(np.argmax(bad))
        raise DomainError("access.bad_edge", row=row, value=str(times[row]))
    if min(start.min(), end.min()) < 0 or max(start.max(), end.max()) >= len(points):
        raise ValueError("an edge leads to a node that is not there")
    number = len(points)
    loops = start == end
    start, end, times = start[~loops], end[~loops], times[~loops]
    if not len(start):
        raise DomainError("access.no_streets")
    pieces, piece = connected_components(
        csr_matrix((np.ones(len(start), np.int8), (start, end)), shape=(number, number)), connection="strong"
    )
    sizes = np.bincount(piece, minlength=pieces)
    kept_piece = int(np.argmax(sizes))
    keeps = piece == kept_piece
    kept = np.flatnonzero(keeps)
    order = kept[morton_order(points[kept])]
    if len(order) < 2:
        raise DomainError("access.no_streets")
    place = np.full(number, -1, np.int64)
    place[order] = np.arange(len(order))
    inside = keeps[start] & keeps[end]
    key = place[start[inside]] * len(order) + place[end[inside]]
    fastest = np.lexsort((times[inside], key))
    key, times = key[fastest], times[inside][fastest]
    first = np.ones(len(key), np.bool_)
    first[1:] = key[1:] != key[:-1]
    doubles = int(len(key) - first.sum())
    key, times = key[first], floats(times[first])
    rows, indices = key // len(order), ints(key % len(order))
    indptr = np.zeros(len(order) + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=len(order)), out=indptr[1:])
    turned = np.lexsort((rows, indices))
    back_indptr = np.zeros(len(order) + 1, np.int32)
    np.cumsum(np.bincount(indices, minlength=len(order)), out=back_indptr[1:])
    left_out = np.flatnonzero(~keeps)
    network = Network(
        mode,
        points[order],
        indptr,
        indices,
        times,
        back_indptr,
        ints(rows[turned]),
        times[turned],
        ints(order),
        points[left_out],
        ints(sizes[piece[left_out]]),
        Dropped(
            pieces - 1,
            len(left_out),
            int((~inside).sum()),
            int(sizes[piece[left_out]].max()) if len(left_out) else 0,
            int(loops.sum()),
            doubles,
        ),
        frame,
        off_kmh,
    )
    freeze(
        network.xy, network.indptr, network.indices, network.minutes, network.back_indptr, network.back_indices,
        network.back_minutes, network.original, network.dropped_xy, network.dropped_in,
    )  # fmt: skip
    return network


def tobler_factor(slope: ArrayLike) -> FloatArray:
    """
    How fast one walks on a slope (rise over run, signed) against walking on the flat; above 1 gently downhill.

    Source: Tobler (1993), Three presentations on geographical analysis and modeling, NCGIA 93-1: 6 exp(-3.5 |slope + 0.05|) km/h.
    """
    return floats(np.exp(-3.5 * (np.abs(floats(slope) + 0.05) - 0.05)))


STEEPEST: Final = 1.0
"""Slopes are taken as at most this: an edge of a few metres between rounded heights is no cliff."""


def walking_minutes(metres: FloatArray, rise: FloatArray, kmh: FloatArray) -> FloatArray:
    """
    Minutes that it takes to walk `metres` (in plan) while climbing `rise` metres (negative: going down), at `kmh` on the flat.

    All three (m,); Tobler's law, scaled to the speed on the flat. An edge without length takes no time.
    """
    slope = np.clip(np.divide(rise, metres, out=np.zeros_like(metres), where=metres > 0), -STEEPEST, STEEPEST)
    return floats(metres / 1000.0 / (kmh * tobler_factor(slope)) * 60.0)


def walking(
    xy: ArrayLike,
    start: ArrayLike,
    end: ArrayLike,
    metres: ArrayLike,
    *,
    heights: ArrayLike | None = None,
    kmh: ArrayLike = STREET_KMH,
    one_way: ArrayLike | None = None,
    frame: Frame | None = None,
    off_kmh: float = STREET_KMH,
) -> Network:
    """
    A network for walking.

    xy       (n, 2)  metres east and north
    start    (m,)    one end of each street
    end      (m,)    its other end
    metres   (m,)    its length in plan
    heights  (n,)    metres above any level; where given, going up takes longer than going down (Tobler 1993)
    kmh      speed on the flat, one for all or (m,): steps are slower than pavements
    one_way  (m,) 1: from start to end only (an escalator), -1: from end to start only, 0: both ways; all both ways where not given
    """
    a, b, length = ints(start), ints(end), floats(metres)
    rise = np.zeros(len(length))
    if heights is not None:
        height = floats(heights)
        rise = height[b] - height[a]
    speed = np.broadcast_to(floats(kmh), length.shape)
    there, back = walking_minutes(length, rise, speed), walking_minutes(length, -rise, speed)
    tail, head, minutes = _both_ways(a, b, there, back, one_way)
    return freeze_network(xy, tail, head, minutes, mode="walk", frame=frame, off_kmh=off_kmh)


def _both_ways(
    a: IntArray, b: IntArray, there: FloatArray, back: FloatArray, one_way: ArrayLike | None
) -> tuple[IntArray, IntArray, FloatArray]:
    """Streets as directed edges: tail, head, minutes."""
    way = np.zeros(len(a), np.int8) if one_way is None else np.asarray(one_way)
    on, off = way >= 0, way <= 0
    return np.concatenate([a[on], b[off]]), np.concatenate([b[on], a[off]]), np.concatenate([there[on], back[off]])


def driving(
    xy: ArrayLike,
    start: ArrayLike,
    end: ArrayLike,
    metres: ArrayLike,
    kmh: ArrayLike,
    *,
    one_way: ArrayLike | None = None,
    frame: Frame | None = None,
    off_kmh: float = STREET_KMH,
) -> Network:
    """
    A network for driving.

    kmh      speed on each street, one for all or (m,)
    one_way  (m,) 1: from start to end only, -1: from end to start only, 0: both ways; all both ways where it is not given

    The rest as in `walking`.
    """
    a, b, length = ints(start), ints(end), floats(metres)
    times = floats(length / 1000.0 / np.broadcast_to(floats(kmh), length.shape) * 60.0)
    tail, head, minutes = _both_ways(a, b, times, times, one_way)
    return freeze_network(xy, tail, head, minutes, mode="drive", frame=frame, off_kmh=off_kmh)


def split_long(
    xy: ArrayLike, start: ArrayLike, end: ArrayLike, metres: ArrayLike, longest: float
) -> tuple[FloatArray, IntArray, IntArray, FloatArray, IntArray]:
    """
    Put nodes into streets longer than `longest` metres, so that a point finds a node nearby.

    Returns xy, start, end, metres, and (m',) the street that each part was cut from. Given nodes keep their numbers.
    """
    points, a, b, length = floats(xy), ints(start), ints(end), floats(metres)
    parts = np.maximum(np.ceil(length / longest), 1).astype(np.int64)
    street = np.repeat(np.arange(len(a)), parts)
    step = np.arange(len(street)) - np.repeat(np.cumsum(parts) - parts, parts)
    # Between the parts of one street lie `parts - 1` new nodes, numbered after the given ones.
    new = np.cumsum(parts - 1) - (parts - 1) + len(points)
    first = np.where(step == 0, a[street], new[street] + step - 1)
    last = np.where(step == parts[street] - 1, b[street], new[street] + step)
    inner = step > 0
    share = (step[inner] / parts[street[inner]])[:, None]
    ends = points[b[street[inner]]]
    added = points[a[street[inner]]] * (1 - share) + ends * share
    return np.vstack([points, added]), ints(first), ints(last), floats((length / parts)[street]), ints(street)
