"""
The loops of `_kernels` over whole arrays, for where there is no compiler or its memory is wanted for something else.

They give the same results. Of sites equally near they may name another one than the first, and sums may differ in the last digit.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from laoyou.base.errors import DomainError
from laoyou.engines.access.arrays import OUTSIDE, FloatArray, IntArray, LongArray
from laoyou.engines.access.decay import Decay

Edges = tuple[IntArray, IntArray, FloatArray]
AT_ONCE: Final = 1_000_000
"""Times that one batch of searches may hold: 8 MB."""


def catchments(
    edges: Edges,
    starts: IntArray,
    offsets: FloatArray,
    limit: float,
    homes: tuple[IntArray, FloatArray] | None,
    *,
    most: int,
) -> tuple[LongArray, IntArray, FloatArray]:
    """
    The number of pairs of each start, then the pairs' homes and minutes; as `_kernels.collect` finds them.

    homes  their nodes, and their ways to the street; None where every node is a home
    most   pairs; DomainError `access.too_many_pairs` beyond
    """
    indptr, indices, minutes = edges
    count = len(indptr) - 1
    graph = csr_matrix((minutes, indices, indptr), shape=(count, count))
    stands = np.arange(count, dtype=np.int32) if homes is None else np.flatnonzero(homes[0] >= 0).astype(np.int32)
    lengths, found, times = np.zeros(len(starts), np.int64), [np.zeros(0, np.int32)], [np.zeros(0)]
    batch = max(1, AT_ONCE // max(count, len(stands), 1))
    for begin in range(0, len(starts), batch):
        part = slice(begin, begin + batch)
        reach = dijkstra(graph, indices=starts[part], limit=limit) + offsets[part, None]
        if homes is not None:
            reach = reach[:, homes[0][stands]] + homes[1][stands]
        row, column = np.nonzero(reach <= limit)
        lengths[part] = np.bincount(row, minlength=len(reach))
        if lengths.sum() > most:
            raise DomainError("access.too_many_pairs", limit=f"{most:,}")
        found.append(stands[column])
        times.append(reach[row, column])
    return lengths, np.concatenate(found), np.concatenate(times)


def labelled(
    edges: Edges, seeds: IntArray, reach: FloatArray, site: IntArray, limit: float
) -> tuple[FloatArray, IntArray]:
    """
    Minutes (n,) and site (n,) of every node when the nodes `seeds` spread with what they have in `reach` and `site`; inf and -1 beyond.

    One more node leads to every seed, and the search starts there.
    """
    indptr, indices, minutes = edges
    count = len(indptr) - 1
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
    return found[:count], np.where(reached, site[leap], OUTSIDE).astype(np.int32)


def refill(back: Edges, gone: IntArray, reach: FloatArray, site: IntArray) -> None:
    """Give each node of `gone`, which have no times, the best that a neighbour with a time offers; as `_kernels.refill`."""
    indptr, indices, minutes = back
    degree = indptr[gone + 1] - indptr[gone]
    own = np.repeat(np.arange(len(gone)), degree)
    edge = np.arange(len(own)) - np.repeat(np.cumsum(degree) - degree, degree) + np.repeat(indptr[gone], degree)
    there = reach[indices[edge]] + minutes[edge]
    # The best offer of each node comes first: the soonest, of equal ones from the lowest number.
    order = np.lexsort((site[indices[edge]], there, own))
    _, first = np.unique(own[order], return_index=True)
    best = order[first]
    best = best[np.isfinite(there[best])]
    reach[gone[own[best]]] = there[best]
    site[gone[own[best]]] = site[indices[edge[best]]]


def two_step(
    row_start: LongArray, row_site: IntArray, home: IntArray, minutes: FloatArray, decay: Decay, people: FloatArray,
    supply: FloatArray, demand: FloatArray, ratio: FloatArray, score: FloatArray,
) -> None:  # fmt: skip
    """As `_kernels.two_step`."""
    row = np.repeat(np.arange(len(row_site)), np.diff(row_start))
    weight = decay(minutes)
    demand[row_site] = np.bincount(row, people[home] * weight, minlength=len(row_site))
    some = demand > 0
    ratio[some] = supply[some] / demand[some]
    each = np.where(some, ratio, 0.0)[row_site[row]]
    score += np.bincount(home, each * weight, minlength=len(score))


def tabulate(
    home_minutes: FloatArray, within: FloatArray, area: IntArray, areas: int, people: FloatArray, table: NDArray[Any]
) -> None:
    """As `_kernels.tabulate`."""
    steps = len(within)
    column = np.where(np.isnan(home_minutes), steps + 1, np.searchsorted(within, home_minutes, side="left"))
    cell = area * (steps + 2) + np.minimum(column, steps + 1)
    for group, persons in enumerate(people):
        table[group] += np.bincount(cell, persons, minlength=areas * (steps + 2)).reshape(areas, steps + 2)
