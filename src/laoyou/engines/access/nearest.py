"""How long it takes to the nearest site, from everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.access import _kernels, _plain
from laoyou.engines.access._compile import HAS_COMPILER
from laoyou.engines.access.arrays import OUTSIDE, FloatArray, IntArray, ints
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
    seed_sites(points, rows, reach, site, limit)
    if not HAS_COMPILER:
        seeds = ints(np.flatnonzero(site >= 0))
        edges = network.outgoing(backwards=direction == "to_site")
        return Nearest(*_plain.labelled(edges, seeds, reach, site, limit))
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
