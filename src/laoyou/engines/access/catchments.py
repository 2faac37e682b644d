"""Which homes lie within some minutes of each site."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from laoyou.base.errors import DomainError
from laoyou.engines.access import _kernels, _plain
from laoyou.engines.access._compile import HAS_COMPILER
from laoyou.engines.access.arrays import FloatArray, IntArray, LongArray, grouped, ints
from laoyou.engines.access.nearest import Direction
from laoyou.engines.access.network import Network
from laoyou.engines.access.points import Points, points_of

MOST_PAIRS: Final = 150_000_000
"""12 bytes a pair: more than this does not fit beside the rest of a district's server."""


@dataclass(frozen=True)
class Catchments:
    """
    Every pair of a site and a home that are within `limit` of each other.

    row_start  (s + 1,)  the pairs of row r are those from row_start[r] to row_start[r + 1]
    row_site   (s,)      which site row r is of; rows stand in the order of the map, not of the sites
    home       (pairs,)  home, or node where no homes were given
    minutes    (pairs,)  travel time, the ways between points and streets included
    homes      how many homes there are, reached or not
    limit      minutes
    """

    row_start: LongArray
    row_site: IntArray
    home: IntArray
    minutes: FloatArray
    homes: int
    limit: float

    @property
    def sites(self) -> int:
        """How many sites there are, on the network or not."""
        return len(self.row_site)

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return len(self.home)

    def of(self, site: int) -> tuple[IntArray, FloatArray]:
        """The homes (k,) of one site and their minutes (k,), in no particular order."""
        row = int(np.flatnonzero(self.row_site == site)[0])
        part = slice(int(self.row_start[row]), int(self.row_start[row + 1]))
        return self.home[part], self.minutes[part]

    def site_of_pair(self) -> IntArray:
        """(pairs,) the site of each pair."""
        return np.repeat(self.row_site, np.diff(self.row_start))


NO_ROWS: Final = np.zeros(0, np.int32)


@dataclass
class Scratch:
    """
    What a search works on, one for each thread; between searches `reach` is inf everywhere.

    at  the homes that were asked for last, sorted by node: start, home, minutes
    """

    reach: FloatArray
    touched: IntArray
    at: tuple[Points | None, IntArray, IntArray, FloatArray]

    @classmethod
    def of(cls, network: Network) -> Scratch:
        """A fresh one for a network."""
        return cls(
            np.full(network.nodes, np.inf), np.empty(network.nodes, np.int32), (None, NO_ROWS, NO_ROWS, np.zeros(0))
        )

    def homes_at(self, network: Network, homes: Points | None) -> tuple[IntArray, IntArray, FloatArray]:
        """Which homes stand at each node, and their ways to the street; empty where every node is a home."""
        if homes is not self.at[0]:
            self.at = (homes, *homes_at(network, homes))
        return self.at[1:]


def homes_at(network: Network, homes: Points | None) -> tuple[IntArray, IntArray, FloatArray]:
    """For the searches: which homes stand at each node, and their ways to the street; empty where every node is a home."""
    if homes is None:
        return NO_ROWS, NO_ROWS, np.zeros(0)
    return *grouped(homes.node, network.nodes), homes.minutes


def catchments(
    network: Network,
    sites: Points | ArrayLike,
    limit: float,
    *,
    homes: Points | None = None,
    direction: Direction = "to_site",
    workers: int = 1,
    scratch: Scratch | None = None,
) -> Catchments:
    """
    The homes within `limit` minutes of each site.

    sites      points of the network, or (s,) numbers of nodes; one that is not on the network has an empty row
    homes      points of the network; where they are not given every node is a home
    direction  as in `nearest`
    workers    threads to search with; the result is the same for any number
    scratch    what an earlier call worked on, for many calls about few sites by one thread

    Bounded Dijkstra from every site. Raises DomainError `access.no_limit` unless 0 < limit < inf, and `access.too_many_pairs` where
    the pairs would not fit into memory (150 million).
    """
    if not 0 < limit < np.inf:
        raise DomainError("access.no_limit", limit=limit)
    points = points_of(network, sites)
    rows = search_order(points)
    on = rows[points.node[rows] >= 0]
    bounds = np.linspace(0, len(on), max(1, min(workers, len(on))) + 1).astype(int)
    search = _Search(network, points, limit, homes, direction, scratch if workers == 1 else None)
    parts = [on[start:end] for start, end in pairwise(bounds)]
    if len(parts) > 1:
        with ThreadPoolExecutor(len(parts)) as pool:
            found = list(pool.map(search.run, parts))
    else:
        found = [search.run(parts[0])]
    lengths = np.concatenate([length for length, _, _ in found])
    row_start = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.concatenate([lengths, np.zeros(len(rows) - len(on), np.int64)]), out=row_start[1:])
    one = len(found) == 1
    home = found[0][1] if one else np.concatenate([home for _, home, _ in found])
    minutes = found[0][2] if one else np.concatenate([minutes for _, _, minutes in found])
    count = network.nodes if homes is None else len(homes)
    return Catchments(row_start, ints(rows), home, minutes, count, float(limit))


def search_order(points: Points) -> LongArray:
    """Rows of sites in the order of the map, so that one search finds warm what the last one used; those off the network last."""
    node = np.where(points.node >= 0, points.node, np.iinfo(np.int32).max)
    return np.argsort(node, kind="stable")


@dataclass(frozen=True)
class _Search:
    """The catchments of some of the sites, by one thread."""

    network: Network
    points: Points
    limit: float
    homes: Points | None
    direction: Direction
    scratch: Scratch | None

    def run(self, rows: LongArray) -> tuple[LongArray, IntArray, FloatArray]:
        """Number of pairs of each of `rows`, then the pairs' homes and minutes."""
        network, homes = self.network, self.homes
        if not HAS_COMPILER:
            edges = network.outgoing(backwards=self.direction == "to_site")
            where = None if homes is None else (homes.node, homes.minutes)
            starts, offsets = self.points.node[rows], self.points.minutes[rows]
            return _plain.catchments(edges, starts, offsets, float(self.limit), where, most=MOST_PAIRS)
        scratch = self.scratch or Scratch.of(network)
        home_start, home, home_minutes = scratch.homes_at(network, homes)
        room = max(1 << 12, len(rows) * 256)
        found, minutes = np.empty(room, np.int32), np.empty(room, np.float64)
        end = np.zeros(len(rows), np.int64)
        starts, offsets = self.points.node[rows], self.points.minutes[rows]
        done = used = 0
        while True:
            done, used = _kernels.collect(
                *network.outgoing(backwards=self.direction == "to_site"), 1.0 / network.bucket_minutes, network.buckets,
                starts, offsets, float(self.limit), home_start, home, home_minutes, done, end, found, minutes, used,
                scratch.reach, scratch.touched,
            )  # fmt: skip
            if done == len(rows):
                break
            expected = int(used / max(done, 1) * len(rows) * 1.1)
            room = min(max(2 * room, expected), max(MOST_PAIRS, room))
            if room == len(found):
                raise DomainError("access.too_many_pairs", limit=f"{MOST_PAIRS:,}")
            found, minutes = _longer(found, used, room), _longer(minutes, used, room)
        return np.diff(end, prepend=0), found[:used], minutes[:used]


def _longer(array: NDArray[Any], used: int, room: int) -> NDArray[Any]:
    """A copy of the first `used` values with room for `room`."""
    longer = np.empty(room, array.dtype)
    longer[:used] = array[:used]
    return longer
