"""How long it takes to the nearest site, from everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from laoyou.base.errors import DomainError
from laoyou.engines.access import _kernels
from laoyou.engines.access._compile import HAS_COMPILER
from laoyou.engines.access.arrays import OUTSIDE, FloatArray, IntArray, LongArray, ints
from laoyou.engines.access.network import Network
from laoyou.engines.access.points import Points, points_of

Direction = Literal["to_site", "from_site"]
"""Who travels: people to the site (care, a clinic), or what the site sends out to people (meals, a carer)."""

NO_LOG = np.zeros(0, np.int32)
NO_TIMES = np.zeros(0, np.float64)


@dataclass(frozen=True)
class Nearest:
    """
    The nearest site of every node.

    minutes  (n,)  travel time; inf beyond the limit
    site     (n,)  row of the site among those that were given; -1 beyond the limit. Of sites equally near, the first.
    """

    minutes: FloatArray
    site: IntArray

    def at(self, homes: Points) -> tuple[FloatArray, IntArray]:
        """
        Minutes (homes,) and site (homes,) of points, the way to the street included.

        nan and -1 where a home is not on the network: unknown, which is neither zero nor out of reach.
        """
        on = homes.node >= 0
        node = np.where(on, homes.node, 0)
        minutes = np.where(on, self.minutes[node] + homes.minutes, np.nan)
        return minutes, np.where(on, self.site[node], OUTSIDE).astype(np.int32)


def nearest(
    network: Network,
    sites: Points | ArrayLike,
    *,
    direction: Direction = "to_site",
    limit: float = np.inf,
) -> Nearest:
    """
    The nearest site of every node, and how long it takes.

    sites      points of the network (`snap`), or (s,) numbers of nodes; sites that are not on the network are passed over
    direction  to_site: from each node to the site; from_site: from the site to each node. On slopes and one-way streets they differ.
    limit      longest time of interest, minutes

    Exact: the least sum over all routes. Raises DomainError `access.no_sites` where none is on the network.
    """
    points = points_of(network, sites)
    reach, site = np.full(network.nodes, np.inf), np.full(network.nodes, OUTSIDE, np.int32)
    rows = np.flatnonzero(points.node >= 0)
    if not len(rows):
        raise DomainError("access.no_sites")
    if not HAS_COMPILER:
        return _with_scipy(network, points, rows, direction, limit)
    seed_sites(points, rows, reach, site, limit)
    spread_all(network, direction, reach, site, limit)
    return Nearest(reach, site)


def seed_sites(points: Points, rows: ArrayLike, reach: FloatArray, site: IntArray, limit: float) -> None:
    """Give the nodes of the sites `rows` their labels: of several sites at one node the nearest, of equal ones the first."""
    chosen = np.asarray(rows)
    chosen = chosen[points.minutes[chosen] <= limit]
    order = chosen[np.lexsort((-chosen, -points.minutes[chosen]))]
    reach[points.node[order]] = points.minutes[order]
    site[points.node[order]] = order


def spread_all(network: Network, direction: Direction, reach: FloatArray, site: IntArray, limit: float) -> None:
    """Let every labelled node spread over the network."""
    seeds = ints(np.flatnonzero(site >= 0))
    seeds = seeds[np.argsort(reach[seeds], kind="stable")]
    indptr, indices, minutes = network.outgoing(backwards=direction == "to_site")
    _kernels.spread(
        indptr, indices, minutes, 1.0 / network.bucket_minutes, network.buckets, reach, site, seeds, reach[seeds],
        float(limit), NO_LOG, NO_LOG, NO_TIMES, NO_LOG, 0, 1,
    )  # fmt: skip


def _with_scipy(network: Network, points: Points, rows: LongArray, direction: Direction, limit: float) -> Nearest:
    """
    The same without the compiler: one more node leads to every site, and the search starts there.

    Of sites equally near, it may name another one than the first.
    """
    count = network.nodes
    indptr, indices, minutes = network.outgoing(backwards=direction == "to_site")
    reach, site = np.full(count, np.inf), np.full(count, OUTSIDE, np.int32)
    seed_sites(points, rows, reach, site, limit)
    seeds = np.flatnonzero(site >= 0)
    whole = csr_matrix(
        (
            np.concatenate([minutes, reach[seeds]]),
            np.concatenate([indices, seeds]),
            np.append(indptr, indptr[-1] + len(seeds)),
        ),
        shape=(count + 1, count + 1),
    )
    found, before = dijkstra(whole, indices=count, return_predecessors=True, limit=limit)
    # Each node takes the label of the first node on its route: follow the routes in leaps that double.
    reached = np.isfinite(found[:count])
    leap = np.where(reached & (before[:count] != count), before[:count], np.arange(count))
    while (leap[leap] != leap).any():
        leap = leap[leap]
    return Nearest(found[:count], np.where(reached, site[leap], OUTSIDE).astype(np.int32))
