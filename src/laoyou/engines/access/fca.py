"""Floating catchment areas: how much of a service each home can count on, when those who share it are counted too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.access import _kernels, _plain
from laoyou.engines.access._compile import HAS_COMPILER
from laoyou.engines.access.arrays import FloatArray, counts
from laoyou.engines.access.catchments import Catchments, homes_at, search_order
from laoyou.engines.access.decay import Decay
from laoyou.engines.access.nearest import Direction
from laoyou.engines.access.network import Network
from laoyou.engines.access.points import Points, points_of

Method = Literal["e2sfca", "3sfca"]


@dataclass(frozen=True)
class Access:
    """
    What floating catchment areas say.

    score   (homes,)  supply per person that a home can count on (beds per elder); 0 where nothing is within reach, nan where the home is
                      not on the network
    ratio   (sites,)  supply per person who shares the site; nan where nobody is within its reach, or it is not on the network
    demand  (sites,)  people who share the site, weighted
    """

    score: FloatArray
    ratio: FloatArray
    demand: FloatArray


def fca(
    pairs: Catchments,
    people: ArrayLike,
    supply: ArrayLike,
    decay: Decay,
    *,
    method: Method = "e2sfca",
    homes: Points | None = None,
) -> Access:
    """
    Access by the (enhanced) two-step or the three-step floating catchment area method, from stored pairs.

    people  (homes,)  who lives in each home, or at each node
    supply  (sites,)  what each site has: beds, places, meals a day
    decay   weight of a travel time; `pairs` must reach as far as it does
    method  e2sfca: weights by distance; 3sfca: moreover each home divides itself among the sites within reach by the same weights
    homes   the points from which `pairs` were made; those that are not on the network then score nan instead of 0

    What is handed out adds up: sum(score * people) is the supply of all sites with somebody within reach.

    Sources: Luo & Wang (2003), Environment and Planning B 30: 865-884; Luo & Qi (2009), Health & Place 15: 1100-1107;
    Wan, Zou & Sternberg (2012), International Journal of Geographical Information Science 26: 1073-1089.
    Raises DomainError `access.negative_people` or `.negative_supply` below zero.
    """
    if decay.limit > pairs.limit:
        raise ValueError(f"the catchments reach {pairs.limit} minutes, the weights {decay.limit}")
    residents = counts(people, "people", pairs.homes)
    offered = counts(supply, "supply", pairs.sites)
    found = Access(np.zeros(pairs.homes), np.full(pairs.sites, np.nan), np.zeros(pairs.sites))
    if not HAS_COMPILER and method == "e2sfca":
        _plain.two_step(
            pairs.row_start, pairs.row_site, pairs.home, pairs.minutes, decay, residents, offered,
            found.demand, found.ratio, found.score,
        )  # fmt: skip
        if homes is not None:
            found.score[homes.node < 0] = np.nan
        return found
    loop = _kernels.three_step if method == "3sfca" else _kernels.two_step
    loop(
        pairs.row_start, pairs.row_site, pairs.home, pairs.minutes, decay.kind, decay.edges, decay.weights,
        residents, offered, found.demand, found.ratio, found.score,
    )  # fmt: skip
    if homes is not None:
        found.score[homes.node < 0] = np.nan
    return found


def fca_by_search(
    network: Network,
    sites: Points | ArrayLike,
    people: ArrayLike,
    supply: ArrayLike,
    decay: Decay,
    *,
    homes: Points | None = None,
    direction: Direction = "to_site",
    workers: int = 1,
) -> Access:
    """
    E2SFCA without storing a pair, for catchments too large to keep: driving, or a long limit. The scores are those of `fca`.

    sites, homes, direction, workers  as in `catchments`; people, supply, decay  as in `fca`

    One search a site does both steps, because a site's ratio needs its own catchment only. Sums are taken in the order of the map, by
    worker: another number of workers may change the last digit.
    """
    points = points_of(network, sites)
    number = network.nodes if homes is None else len(homes)
    residents, offered = counts(people, "people", number), counts(supply, "supply", len(points))
    if not 0 < decay.limit < np.inf:
        raise DomainError("access.no_limit", limit=decay.limit)
    rows = search_order(points)
    rows = rows[points.node[rows] >= 0]
    bounds = np.linspace(0, len(rows), max(1, min(workers, len(rows))) + 1).astype(int)
    home_start, home, home_minutes = homes_at(network, homes)
    found = Access(np.zeros(number), np.full(len(points), np.nan), np.zeros(len(points)))

    def search(part: tuple[int, int]) -> FloatArray:
        mine = rows[part[0] : part[1]]
        demand, ratio, score = np.zeros(len(mine)), np.full(len(mine), np.nan), np.zeros(number)
        _kernels.two_step_by_search(
            *network.outgoing(backwards=direction == "to_site"), 1.0 / network.bucket_minutes, network.buckets,
            points.node[mine], points.minutes[mine], decay.limit, home_start, home, home_minutes,
            decay.kind, decay.edges, decay.weights, residents, offered[mine], demand, ratio, score,
            np.full(network.nodes, np.inf), np.empty(network.nodes, np.int32),
        )  # fmt: skip
        found.demand[mine], found.ratio[mine] = demand, ratio
        return score

    parts = list(pairwise(bounds.tolist()))
    if len(parts) > 1:
        with ThreadPoolExecutor(len(parts)) as pool:
            scores = list(pool.map(search, parts))
    else:
        scores = [search(part) for part in parts]
    for score in scores:
        found.score[:] += score
    if homes is not None:
        found.score[homes.node < 0] = np.nan
    return found
