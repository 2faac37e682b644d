"""Maximal coverage: the most people within reach of a number of sites, or of what a budget buys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy import sparse

from laoyou.base.errors import DomainError
from laoyou.engines.siting import kernels
from laoyou.engines.siting.candidates import Candidates, Sites, check_candidates
from laoyou.engines.siting.effort import Effort, ShouldStop, Tell
from laoyou.engines.siting.errors import InfeasibleError
from laoyou.engines.siting.highs import minimise
from laoyou.engines.siting.inputs import Minutes, check_budget, check_count, check_weights, pairs_within, yuan
from laoyou.engines.siting.reach import (
    Ceiling,
    Limits,
    Reach,
    ceiling,
    covered_weight,
    covering_sites,
    first_ceiling,
    greedy,
    improve,
    kick,
    reduce,
)
from laoyou.engines.siting.results import (
    EXACT,
    BoolArray,
    Coverage,
    FloatArray,
    IntArray,
    LeftOut,
    gap_between,
    status_of,
)
from laoyou.engines.siting.tree import search_tree

ROUNDS = ((100, 1.0, 40), (200, 0.5, 40), (300, 0.25, 60))
"""Of each round: steps for the bound, their length at first, and kicks of the best choice; the last one is repeated."""
MOST_ROUNDS = 30

Answerer = Callable[[BoolArray, float], Coverage]
"""Chosen columns and the bound on what columns can add -> the whole answer."""


@dataclass
class Question:
    """A covering question whose input is checked, with who is out of everybody's reach."""

    pairs: sparse.csr_array
    weights: FloatArray
    sites: Sites
    out_of_reach: IntArray

    def answer(self, opened: IntArray, value: float, bound: float, effort: Effort) -> Coverage:
        """The typed answer for a set of open sites."""
        found, covered = covering_sites(self.pairs, self.weights, self.sites, opened)
        weight = float(self.weights[covered].sum())
        gap = gap_between(value, bound)
        costs = self.sites.opening_fen
        new = opened[~self.sites.fixed[opened]]
        return Coverage(
            status=status_of(gap, effort.gap),
            value=value,
            bound=bound,
            gap=gap,
            seconds=effort.elapsed,
            iterations=effort.spent,
            sites=found,
            left_out=self.sites.left_out,
            covered=covered,
            covered_weight=weight,
            total_weight=float(self.weights.sum()),
            out_of_reach=self.out_of_reach,
            cost_fen=None if costs is None else int(costs[new].sum()),
        )


def check_question(weights: npt.ArrayLike, minutes: Minutes, within: float, candidates: Candidates | None) -> Question:
    """Everything both covering problems refuse."""
    checked = check_weights(weights)
    pairs = pairs_within(minutes, checked.size, within)
    sites = check_candidates(candidates, pairs.shape[1])
    reached = np.bincount(
        np.repeat(np.arange(checked.size), np.diff(pairs.indptr)), sites.usable[pairs.indices], checked.size
    )
    lost = np.flatnonzero((reached == 0) & (checked > 0))
    if lost.size == np.count_nonzero(checked):
        raise InfeasibleError(
            "siting.places_unreachable", places=lost, count=lost.size, weight=checked.sum(), first=int(lost[0])
        )
    return Question(pairs, checked, sites, lost)


def max_coverage(
    weights: npt.ArrayLike,
    minutes: Minutes,
    *,
    within: float,
    count: int | None = None,
    budget_fen: int | None = None,
    candidates: Candidates | None = None,
    gap: float = 0.0,
    seconds: float | None = None,
    iterations: int | None = None,
    progress: Tell | None = None,
    should_stop: ShouldStop | None = None,
) -> Coverage:
    """
    Choose new sites so that the weight of the places within `within` minutes of an open site is as large as possible.

    weights      (places,) people at each place, ≥ 0
    minutes      (places, sites) minutes from each place to each site; inf, or not stored in a sparse matrix: no route
    within       minutes that still count as within reach
    count        most new sites beside the fixed ones; may be None where a budget is given
    budget_fen   most that the new sites may cost to open, in fen; needs `candidates.opening_fen`
    candidates   what is known of the sites (`Candidates`); None: all may be chosen
    gap          relative gap at which to be content; 0 asks for the proven optimum
    seconds      time to spend (20 where neither this nor `iterations` is given); the last step may take longer
    iterations   steps of each stage, instead of or beside `seconds`; alone it makes the answer reproducible
    progress     called with `Progress` now and then
    should_stop  asked between steps; True ends the search with the best answer so far

    Returns `Coverage`: `value` is the covered weight, `bound` what no choice of sites can exceed. Raises DomainError for
    input that is wrong and InfeasibleError where no place can be reached at all.

    Method: places reached by the same sites are one; sites that another one makes useless are left out; greedy start and
    exchange; Lagrangian bound; sites settled by that bound; a tree on that bound (compiled only); what that leaves by branch
    and bound (HiGHS).
    Sources: Church & ReVelle (1974), doi:10.1007/BF01942293; Galvão & ReVelle (1996), doi:10.1016/0377-2217(94)00159-6.
    """
    effort = Effort.of(seconds, iterations, gap, progress, should_stop)
    question = check_question(weights, minutes, within, candidates)
    sites = question.sites
    count = check_count(count, bool(sites.fixed.any()), needed=budget_fen is None)
    budget = check_budget(budget_fen)
    new = sites.new
    if budget is not None and count != 0:
        if sites.opening_fen is None:
            raise DomainError("siting.budget_costs")
        new, dear = affordable(sites, budget)
        sites = replace(sites, left_out=tuple(sorted((*sites.left_out, *dear), key=lambda item: item.index)))
        question.sites = sites
    fixed = np.flatnonzero(sites.fixed)
    reach = reduce(
        question.pairs, question.weights, fixed, np.flatnonzero(new), None if budget is None else sites.opening_fen
    )
    limits = Limits(reach.columns.size if count is None else min(count, reach.columns.size))
    if budget is not None and sites.opening_fen is not None:
        limits.costs, limits.budget = sites.opening_fen[reach.columns].astype(np.float64), float(budget)

    def answer(chosen: BoolArray, bound: float) -> Coverage:
        opened = np.sort(np.concatenate([fixed, reach.columns[chosen]]))
        value = reach.given + covered_weight(reach, chosen)
        return question.answer(opened, value, max(value, reach.given + bound), effort)

    return answer(*solve(reach, limits, effort, answer))


def affordable(sites: Sites, budget: int) -> tuple[BoolArray, list[LeftOut]]:
    """New sites that the budget can open at all, and the others as left out; DomainError where it can open none."""
    assert sites.opening_fen is not None
    dear = sites.new & (sites.opening_fen > budget)
    if sites.new.any() and not (sites.new & ~dear).any():
        raise DomainError(
            "siting.budget_too_small", budget=yuan(budget), cheapest=yuan(int(sites.opening_fen[sites.new].min()))
        )
    return sites.new & ~dear, [LeftOut(int(site), "too expensive") for site in np.flatnonzero(dear)]


def solve(reach: Reach, limits: Limits, effort: Effort, answer: Answerer) -> tuple[BoolArray, float]:
    """The columns chosen, and a bound from above on the weight of groups that any choice covers."""
    total = float(reach.weight.sum())
    chosen = np.zeros(reach.columns.size, np.bool_)
    if not reach.columns.size or limits.count == 0:
        return chosen, total if limits.count else 0.0
    if limits.costs is None and limits.count == reach.columns.size:
        return ~chosen, total
    whole = is_whole(reach)

    def rounded(bound: float) -> float:
        return min(total, float(np.floor(bound * (1 + 1e-9) + 1e-6))) if whole else min(total, bound)

    def is_done() -> bool:
        return gap_between(reach.given + value, reach.given + bound) <= max(effort.gap, EXACT) or effort.is_over()

    chosen = start(reach, limits, effort)
    value, bound, found = covered_weight(reach, chosen), total, first_ceiling(reach)
    proven = total
    effort.report("search", reach.given + value, reach.given + total, partial(answer, chosen, total))
    if kernels.IS_COMPILED and limits.costs is None:
        step = 1.0 if whole else 1e-9 * max(value, 1e-9 * total)
        searched = search_tree(reach, limits.count, chosen, cut=value + step, step=step, effort=effort)
        chosen, found, value = searched.chosen, searched.ceiling, covered_weight(reach, searched.chosen)
        bound = proven = max(value, rounded(searched.bound))
        if searched.is_over or is_done():
            return chosen, bound
        effort.report("bound", reach.given + value, reach.given + bound, partial(answer, chosen, bound))
    for number in range(MOST_ROUNDS):
        steps, theta, times = ROUNDS[min(number, len(ROUNDS) - 1)]
        before = value, bound
        found = ceiling(reach, limits, value, found, effort, steps=steps, theta=theta)
        bound = min(proven, rounded(found.value))
        if is_done():
            return chosen, max(bound, value)
        chosen = kick(reach, limits, chosen, found.worth, effort, times=times)
        value = covered_weight(reach, chosen)
        effort.report("bound", reach.given + value, reach.given + bound)
        if is_done():
            return chosen, max(bound, value)
        # What is left goes to branch and bound as soon as it is small, or the rounds no longer bring much.
        gained = value - before[0] + min(before[1], total) - bound
        if number + 1 >= len(ROUNDS) and (effort.is_over(0.5) or gained < 0.02 * (bound - value)):
            break
    effort.report("bound", reach.given + value, reach.given + bound, partial(answer, chosen, bound))
    better, rest = prove(reach, limits, chosen, found, effort)
    if better is not None and covered_weight(reach, better) > value:
        chosen, value = better, covered_weight(reach, better)
    return chosen, max(value, min(bound, rounded(rest)))


def is_whole(reach: Reach) -> bool:
    """Whether all weights are whole numbers, so that a bound may be rounded down."""
    return bool((reach.weight == np.floor(reach.weight)).all())


def start(reach: Reach, limits: Limits, effort: Effort) -> BoolArray:
    """Greedy, by gain and (under a budget) by gain for money, each improved by exchange; the better of them."""
    ways = (False, True) if limits.costs is not None else (False,)
    found = [improve(reach, limits, greedy(reach, limits, by_cost=way), effort) for way in ways]
    return max(found, key=lambda chosen: covered_weight(reach, chosen))


def prove(
    reach: Reach, limits: Limits, chosen: BoolArray, found: Ceiling, effort: Effort
) -> tuple[BoolArray | None, float]:
    """Branch and bound on what the bound has not settled; returns the best choice found there and a true bound."""
    value = covered_weight(reach, chosen)
    count = reach.columns.size
    out, inside = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    if limits.costs is None and limits.count < count:
        order = np.argsort(-found.worth, kind="stable")
        last, following = found.worth[order[limits.count - 1]], found.worth[order[limits.count]]
        # The bound of these prices themselves: where no step brought it below the whole weight, it lies above `found.value`.
        priced = float(reach.weight.sum() - found.prices.sum() + found.worth[order[: limits.count]].sum())
        # A better answer reaches at least one more, where weights are whole.
        better = value + 1 - 1e-6 if is_whole(reach) else value * (1 - 1e-9)
        taken = np.zeros(count, np.bool_)
        taken[order[: limits.count]] = True
        # Whoever is not taken and would cost more than the gap is in no better answer; who is taken, in every one.
        out = ~taken & (priced - last + found.worth < better)
        inside = taken & (priced - found.worth + following < better)
    free = np.flatnonzero(~out & ~inside)
    if not free.size or inside.sum() == limits.count:
        return inside, value if covered_weight(reach, inside) <= value else covered_weight(reach, inside)
    settled = (reach.cover @ inside.astype(np.float64)) > 0
    rest = sparse.csr_array(reach.cover[~settled][:, free])
    weight = reach.weight[~settled]
    reached = np.diff(rest.indptr)
    rest, weight, reached = rest[reached > 0], weight[reached > 0], reached[reached > 0]
    # A group that one column alone reaches is a gain of that column.
    single = reached == 1
    gain = np.bincount(rest[single].indices, weight[single], minlength=free.size)
    many, weight = sparse.csr_array(rest[~single]), weight[~single]
    groups = weight.size
    rows = [sparse.hstack([-many, sparse.eye_array(groups)])] if groups else []
    most = [np.zeros(groups)]
    rows.append(sparse.hstack([np.ones((1, free.size)), sparse.csr_array((1, groups))]))
    most.append(np.array([limits.count - inside.sum()], np.float64))
    if limits.costs is not None:
        scale = max(1.0, limits.budget)
        rows.append(sparse.hstack([limits.costs[free][None, :] / scale, sparse.csr_array((1, groups))]))
        most.append(np.array([limits.budget / scale]))
    base = float(reach.weight[settled].sum())
    if is_whole(reach) and value > 0:
        # Only what is better than the best known is asked for; that there is none is a proof too.
        rows.append(sparse.csr_array(-np.concatenate([gain, weight])[None, :] / value))
        most.append(np.array([(base - value - 0.5) / value]))
    solved = minimise(
        -np.concatenate([gain, weight]),
        sparse.csr_array(sparse.vstack(rows)),
        -np.inf,
        np.concatenate(most),
        whole=np.arange(free.size + groups) < free.size,
        about=value,
        effort=effort,
    )
    if solved.x is None:
        # Nothing better than what is known lies in what is left, or nothing was found in time.
        return None, value if solved.is_infeasible else base - solved.bound
    picked = inside.copy()
    picked[free[solved.x[: free.size] > 0.5]] = True
    if limits.costs is not None and limits.costs[picked].sum() > limits.budget:
        picked = _afford(reach, limits, picked)
    return picked, max(value, base - solved.bound)


def _afford(reach: Reach, limits: Limits, picked: BoolArray) -> BoolArray:
    """Drop columns, least gain first, until the budget holds to the fen: the solver keeps it to a millionth only."""
    assert limits.costs is not None
    picked = picked.copy()
    while limits.costs[picked].sum() > limits.budget:
        inside = np.flatnonzero(picked)
        values = []
        for column in inside:
            picked[column] = False
            values.append(covered_weight(reach, picked))
            picked[column] = True
        picked[inside[int(np.argmax(values))]] = False
    return picked
