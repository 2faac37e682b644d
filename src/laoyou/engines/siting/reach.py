"""
What both covering problems share: places merged and sites reduced, a good start, and a bound.

Sources: Church & ReVelle (1974), Papers of the Regional Science Association 32: 101-118, doi:10.1007/BF01942293 (the problem);
Galvão & ReVelle (1996), European Journal of Operational Research 88: 114-123, doi:10.1016/0377-2217(94)00159-6 (the bound).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from laoyou.engines.siting import kernels
from laoyou.engines.siting.candidates import Sites
from laoyou.engines.siting.effort import Effort
from laoyou.engines.siting.results import BoolArray, CoveringSite, FloatArray, IntArray

PATIENCE = 10
"""Steps without a better bound after which the next ones are halved, from the best prices on."""
MOMENTUM = 0.7
"""How much of the last step's direction the next one keeps."""
DOMINANCE_WORK = 5_000_000
"""Pairs of sites that share a place, above which the search for sites that another one makes useless costs more than it saves."""


@dataclass(frozen=True)
class Reach:
    """
    The part of a covering problem that is still open.

    cover    (groups, columns) 1.0 where a column reaches a group; a group is all places that the same columns reach
    weight   (groups,) their weight together
    columns  (columns,) which sites the columns are
    given    weight that fixed sites reach already
    """

    cover: sparse.csr_array
    weight: FloatArray
    columns: IntArray
    given: float

    @cached_property
    def by_column(self) -> sparse.csr_array:
        """(columns, groups): the transposed cover, rows contiguous."""
        return sparse.csr_array(self.cover.T)


def reduce(
    pairs: sparse.csr_array, weights: FloatArray, fixed: IntArray, new: IntArray, costs: IntArray | None
) -> Reach:
    """
    Leave out what cannot matter: places without weight, out of reach or reached by a fixed site; sites that reach nobody
    else, or nobody whom another one at no higher cost does not reach too. Merge places that the same sites reach.
    """
    served = (
        np.zeros(weights.size, np.bool_) if not fixed.size else (np.asarray(pairs[:, fixed].sum(axis=1)).ravel() > 0)
    )
    open_rows = np.flatnonzero((weights > 0) & ~served)
    cover = sparse.csr_array(pairs[open_rows][:, new])
    reached = np.diff(cover.indptr) > 0
    cover, weight = cover[reached], weights[open_rows][reached]
    cover, weight = merge(cover, weight)
    useful = np.bincount(cover.indices, minlength=cover.shape[1]) > 0
    columns = new[useful]
    cover = sparse.csr_array(cover[:, useful])
    keep = undominated(cover, None if costs is None else costs[columns])
    if not keep.all():
        columns = columns[keep]
        # Without the columns that went, more places look alike.
        cover, weight = merge(sparse.csr_array(cover[:, keep]), weight)
    return Reach(cover, weight, columns, float(weights[served].sum()))


def merge(cover: sparse.csr_array, weight: FloatArray) -> tuple[sparse.csr_array, FloatArray]:
    """Rows that are equal become one, with their weights added; equality is checked, the hash only finds the pairs."""
    if not cover.shape[0]:
        return cover, weight
    cover.sort_indices()
    keys = np.random.default_rng(0).integers(0, 2**63, cover.shape[1], dtype=np.uint64)
    sums = np.concatenate([[np.uint64(0)], np.cumsum(keys[cover.indices], dtype=np.uint64)])
    hashes = sums[cover.indptr[1:]] - sums[cover.indptr[:-1]]
    _, first, group = np.unique(hashes, return_index=True, return_inverse=True)
    leader = first[group]
    length = np.diff(cover.indptr)
    same = length == length[leader]
    entries = np.arange(cover.indices.size) - np.repeat(cover.indptr[:-1], length)
    rows = np.repeat(np.arange(length.size), length)
    checkable = same[rows]
    other = cover.indptr[leader[rows[checkable]]] + entries[checkable]
    differs = cover.indices[other] != cover.indices[np.flatnonzero(checkable)]
    same[rows[checkable][differs]] = False
    leader = np.where(same, leader, np.arange(length.size))
    leaders, group = np.unique(leader, return_inverse=True)
    return sparse.csr_array(cover[leaders]), np.bincount(group, weight, minlength=leaders.size).astype(np.float64)


def undominated(cover: sparse.csr_array, costs: IntArray | None) -> BoolArray:
    """(columns,) False where another column reaches the same groups and more, and costs no more."""
    count = cover.shape[1]
    keep = np.ones(count, np.bool_)
    if (np.diff(cover.indptr).astype(np.float64) ** 2).sum() > DOMINANCE_WORK:
        return keep
    common = sparse.coo_array(cover.T @ cover)
    one, other = common.coords
    size = np.bincount(cover.indices, minlength=count)
    inside = (common.data == size[one]) & (one != other)
    if costs is not None:
        inside &= costs[one] >= costs[other]
    for low, high in zip(one[inside], other[inside], strict=True):
        # Of two that are equal in everything, one stays.
        if keep[high]:
            keep[low] = False
    return keep


@dataclass
class Limits:
    """How many columns may be chosen, and what they may cost together."""

    count: int
    costs: FloatArray | None = None
    budget: float = np.inf

    def allows(self, chosen: BoolArray) -> BoolArray:
        """(columns,) which columns may be added to those chosen."""
        if chosen.sum() >= self.count:
            return np.zeros(chosen.size, np.bool_)
        if self.costs is None:
            return ~chosen
        left = self.budget - float(self.costs[chosen].sum())
        return np.asarray(~chosen & (self.costs <= left), np.bool_)


def greedy(reach: Reach, limits: Limits, *, by_cost: bool = False, start: BoolArray | None = None) -> BoolArray:
    """Add the column that gains most (or most for its cost) until nothing gains or nothing is allowed."""
    chosen = np.zeros(reach.columns.size, np.bool_) if start is None else start.copy()
    by_column = reach.by_column
    free = (reach.cover @ chosen.astype(np.float64)) == 0
    gains = by_column @ (reach.weight * free)
    price = np.maximum(limits.costs, 1.0) if by_cost and limits.costs is not None else 1.0
    while True:
        worth = np.where(limits.allows(chosen), gains / price, 0.0)
        best = int(np.argmax(worth))
        if worth[best] <= 1e-12 * reach.weight.sum():
            return chosen
        chosen[best] = True
        groups = by_column.indices[by_column.indptr[best] : by_column.indptr[best + 1]]
        groups = groups[free[groups]]
        free[groups] = False
        taken = reach.cover[groups]
        gains -= np.bincount(
            taken.indices, np.repeat(reach.weight[groups], np.diff(taken.indptr)), minlength=gains.size
        )


def swap(reach: Reach, limits: Limits, chosen: BoolArray, effort: Effort) -> BoolArray:
    """Exchange one chosen column for another, or add one, as long as that gains; the best exchange first."""
    chosen = chosen.copy()
    by_column = reach.by_column
    least = 1e-12 * reach.weight.sum()
    for _ in range(20 * (limits.count + 5)):
        if effort.is_over():
            break
        effort.spent += 1
        times = reach.cover @ chosen.astype(np.float64)
        gains = by_column @ (reach.weight * (times == 0))
        gains[chosen] = 0.0
        addable = np.where(limits.allows(chosen), gains, -1.0)
        if addable.max(initial=-1.0) > least:
            chosen[int(np.argmax(addable))] = True
            continue
        inside = np.flatnonzero(chosen)
        if not inside.size:
            break
        once = np.flatnonzero(times == 1)
        rows = reach.cover[once]
        at = np.repeat(np.arange(once.size), np.diff(rows.indptr))
        slot = np.full(chosen.size, -1)
        slot[inside] = np.arange(inside.size)
        mine = slot[rows.indices]
        owner = np.zeros(once.size, np.int64)
        owner[at[mine >= 0]] = mine[mine >= 0]
        weight = reach.weight[once]
        loss = np.bincount(owner, weight, minlength=inside.size)
        kept = np.bincount(
            rows.indices.astype(np.int64) * inside.size + owner[at],
            np.repeat(weight, np.diff(rows.indptr)),
            minlength=chosen.size * inside.size,
        ).reshape(chosen.size, inside.size)
        better = gains[:, None] - loss[None, :] + kept
        better[chosen] = -1.0
        if limits.costs is not None:
            spare = limits.budget - limits.costs[inside].sum()
            better[limits.costs[:, None] - limits.costs[inside][None, :] > spare] = -1.0
        entering, leaving = np.unravel_index(int(np.argmax(better)), better.shape)
        if better[entering, leaving] <= least:
            break
        chosen[entering], chosen[inside[leaving]] = True, False
    return chosen


def improve(reach: Reach, limits: Limits, chosen: BoolArray, effort: Effort) -> BoolArray:
    """Exchange one column for another as long as that gains: compiled where only the number is limited."""
    if not kernels.IS_COMPILED or limits.costs is not None or chosen.sum() < limits.count:
        return swap(reach, limits, chosen, effort)
    opened = np.flatnonzero(chosen).astype(np.int64)
    least = 1e-12 * float(reach.weight.sum())
    effort.spent += kernels.cover_descent(
        reach.cover, reach.by_column, reach.weight, opened, least, 20 * opened.size + 100
    )
    found = np.zeros(chosen.size, np.bool_)
    found[opened] = True
    return found


def kick(
    reach: Reach, limits: Limits, chosen: BoolArray, worth: FloatArray, effort: Effort, *, times: int
) -> BoolArray:
    """Exchange a few columns at random for others that the bound thinks much of, improve, and keep what is no worse."""
    rng = np.random.default_rng(effort.spent)
    best, value = chosen, covered_weight(reach, chosen)
    pool = np.argsort(-worth, kind="stable")[: 3 * limits.count]
    for _ in range(times if kernels.IS_COMPILED else max(1, times // 10)):
        inside, outside = np.flatnonzero(best), pool[~best[pool]]
        number = min(int(rng.integers(2, 7)), inside.size, outside.size)
        if effort.is_over() or not number:
            break
        kicked = best.copy()
        kicked[rng.choice(inside, number, replace=False)] = False
        if limits.costs is None:
            kicked[rng.choice(outside, number, replace=False)] = True
        else:
            kicked = greedy(reach, limits, by_cost=bool(rng.integers(2)), start=kicked)
        kicked = improve(reach, limits, kicked, effort)
        found = covered_weight(reach, kicked)
        if found >= value:
            best, value = kicked, found
    return best


def covered_weight(reach: Reach, chosen: BoolArray) -> float:
    """Weight of the groups that the chosen columns reach."""
    return float(reach.weight[(reach.cover @ chosen.astype(np.float64)) > 0].sum())


@dataclass(frozen=True)
class Ceiling:
    """
    A bound from above on the weight that can be reached, and what it says of single columns.

    value   no choice reaches more
    worth   (columns,) what each column adds to the bound at the prices found
    prices  (groups,) what each group pays
    """

    value: float
    worth: FloatArray
    prices: FloatArray


def best_of(worth: FloatArray, limits: Limits) -> tuple[BoolArray, float]:
    """Columns of most worth within the limits, and a bound on that worth: money may buy part of a column."""
    chosen = np.zeros(worth.size, np.bool_)
    chosen[np.argsort(-worth, kind="stable")[: limits.count]] = True
    chosen &= worth > 0
    most = float(worth[chosen].sum())
    if limits.costs is None or limits.costs[chosen].sum() <= limits.budget:
        return chosen, most
    rate = worth / np.maximum(limits.costs, 1e-9)
    order = np.argsort(-rate, kind="stable")
    order = order[worth[order] > 0]
    spent = np.cumsum(limits.costs[order])
    whole = int(np.searchsorted(spent, limits.budget, side="right"))
    part = 0.0
    if whole < order.size:
        part = (limits.budget - (spent[whole - 1] if whole else 0.0)) * float(rate[order[whole]])
    bought = np.zeros(worth.size, np.bool_)
    bought[order[:whole]] = True
    by_money = float(worth[bought].sum()) + part
    return (bought, by_money) if by_money < most else (chosen, most)


def first_ceiling(reach: Reach) -> Ceiling:
    """The bound before any step: everybody is reached."""
    prices = reach.weight / 2
    return Ceiling(float(reach.weight.sum()), reach.by_column @ prices, prices)


def ceiling(
    reach: Reach, limits: Limits, value: float, best: Ceiling, effort: Effort, *, steps: int, theta: float
) -> Ceiling:
    """
    Subgradient bound: each group pays a price up to its weight to whoever covers it, and the columns paid most are taken.

    Any prices give a true bound; the steps, which begin at `best`, only make it smaller.
    """
    by_column, weight = reach.by_column, reach.weight
    prices, total = best.prices.copy(), float(weight.sum())
    direction = np.zeros(weight.size)
    since = 0
    for _ in range(min(steps, effort.rounds(steps))):
        if effort.is_over() or best.value <= value * (1 + 1e-9) or theta < 1e-4:
            break
        effort.spent += 1
        worth = by_column @ prices
        chosen, most = best_of(worth, limits)
        bound = total - float(prices.sum()) + most
        since += 1
        if bound < best.value:
            since = 0 if bound < best.value * (1 - 1e-6) else since
            best = Ceiling(bound, worth, prices.copy())
        if since >= PATIENCE:
            theta, since = theta / 2, 0
            prices, direction = best.prices.copy(), np.zeros(weight.size)
            continue
        slope = reach.cover @ chosen.astype(np.float64) - 1.0
        slope[((prices <= 0) & (slope > 0)) | ((prices >= weight) & (slope < 0))] = 0.0
        direction = slope + MOMENTUM * direction
        norm = float((weight * direction * direction).sum())
        if norm <= 0:
            break
        prices = np.clip(prices - theta * (bound - value) / norm * weight * direction, 0.0, weight)
    return best


def covering_sites(
    pairs: sparse.csr_array, weights: FloatArray, sites: Sites, opened: IntArray
) -> tuple[tuple[CoveringSite, ...], BoolArray]:
    """Each open site with its reason, fixed ones first and the one most missed before others; and who is covered."""
    columns = sparse.csc_array(pairs[:, opened])
    times = np.bincount(columns.indices, minlength=weights.size)
    fixed = sites.fixed[opened]
    by_fixed = np.bincount(columns[:, np.flatnonzero(fixed)].indices, minlength=weights.size) > 0
    found = []
    for position, site in enumerate(opened):
        rows = columns.indices[columns.indptr[position] : columns.indptr[position + 1]]
        alone = rows[(times[rows] == 1) & (weights[rows] > 0)]
        found.append(
            CoveringSite(
                int(site),
                sites.kinds[site],
                bool(fixed[position]),
                float(weights[rows].sum()),
                float(weights[alone].sum()),
                0.0 if fixed[position] else float(weights[rows[~by_fixed[rows]]].sum()),
                alone[np.argsort(-weights[alone], kind="stable")].astype(np.int64),
            )
        )
    found.sort(key=lambda item: (not item.is_fixed, -item.alone, -item.covers, item.index))
    return tuple(found), times > 0
