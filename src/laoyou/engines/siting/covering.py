"""Set covering: how many sites, or how much money, it takes to reach everybody, or a share of everybody."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
from scipy import sparse

from laoyou.base.errors import DomainError
from laoyou.engines.siting import kernels
from laoyou.engines.siting.candidates import Candidates
from laoyou.engines.siting.coverage import Question, check_question
from laoyou.engines.siting.effort import Effort, ShouldStop, Tell
from laoyou.engines.siting.errors import InfeasibleError
from laoyou.engines.siting.highs import Solved, minimise
from laoyou.engines.siting.inputs import Minutes
from laoyou.engines.siting.reach import Limits, Reach, covered_weight, greedy, improve, reduce
from laoyou.engines.siting.results import EXACT, BoolArray, Coverage, FloatArray, gap_between
from laoyou.engines.siting.tree import search_tree

ROUNDING = 1e-9
"""A share is reached if it is missed by no more than this part of all weight: sums of floating-point numbers."""


def set_cover(
    weights: npt.ArrayLike,
    minutes: Minutes,
    *,
    within: float,
    share: float = 1.0,
    by_cost: bool = False,
    candidates: Candidates | None = None,
    gap: float = 0.0,
    seconds: float | None = None,
    iterations: int | None = None,
    progress: Tell | None = None,
    should_stop: ShouldStop | None = None,
) -> Coverage:
    """
    Choose as few new sites as possible (or the cheapest) so that `share` of all weight is within `within` minutes.

    weights      (places,) people at each place, ≥ 0
    minutes      (places, sites) minutes from each place to each site; inf, or not stored in a sparse matrix: no route
    within       minutes that still count as within reach
    share        part of all weight to be reached, in (0, 1]; 1 leaves nobody out who has weight
    by_cost      make the opening costs (`candidates.opening_fen`) small instead of the number
    candidates, gap, seconds, iterations, progress, should_stop: as in `max_coverage`

    Returns `Coverage`: `value` is the number of new sites (or their cost in fen), `bound` what no answer can stay below.
    Raises InfeasibleError, with the places out of reach, where all candidates together reach less than `share`.

    Sources: Toregas, Swain, ReVelle & Bergman (1971), Operations Research 19: 1363-1373, doi:10.1287/opre.19.6.1363;
    partial covering: Daskin & Owen (1999), Location Science 7 (1): 1-16.
    """
    effort = Effort.of(seconds, iterations, gap, progress, should_stop)
    if not 0 < share <= 1:
        raise DomainError("siting.share", value=share)
    question = check_question(weights, minutes, within, candidates)
    sites = question.sites
    if by_cost and sites.opening_fen is None:
        raise DomainError("siting.budget_costs")
    wanted = wanted_weight(question, share)
    fixed = np.flatnonzero(sites.fixed)
    costs = sites.opening_fen if by_cost else None
    reach = reduce(question.pairs, question.weights, fixed, np.flatnonzero(sites.new), costs)
    prices = np.ones(reach.columns.size) if costs is None else costs[reach.columns].astype(np.float64)

    def answer(chosen: BoolArray, bound: float) -> Coverage:
        opened = np.sort(np.concatenate([fixed, reach.columns[chosen]]))
        value = float(prices[chosen].sum())
        return question.answer(opened, value, min(value, bound), effort)

    # The small allowance is on our side only: every bound below is for the same, slightly smaller, demand.
    needed = wanted - reach.given
    if needed <= 0:
        return answer(np.zeros(reach.columns.size, np.bool_), 0.0)
    chosen = start(reach, prices, needed, effort, tries=not by_cost)
    bound = simple_bound(reach, prices, needed)
    effort.report("search", float(prices[chosen].sum()), bound, partial(answer, chosen, bound))
    if kernels.IS_COMPILED and not by_cost:
        chosen, bound = fewer_by_tree(reach, needed, chosen, bound, effort)
        effort.report("bound", float(prices[chosen].sum()), bound, partial(answer, chosen, bound))
    for whole in (False, True):
        value = float(prices[chosen].sum())
        if gap_between(value, bound) <= max(effort.gap, EXACT) or effort.is_over():
            break
        solved = program(reach, prices, needed, whole=whole, about=value, effort=effort)
        if np.isfinite(solved.bound):
            # Numbers of sites and fen are whole.
            bound = min(value, max(bound, float(np.ceil(solved.bound * (1 - 1e-9) - 1e-6))))
        if solved.x is not None:
            chosen = better_of(reach, prices, needed, chosen, solved.x[: prices.size] > 0.5)
        effort.report("proof", float(prices[chosen].sum()), bound, partial(answer, chosen, bound))
    return answer(chosen, bound)


def wanted_weight(question: Question, share: float) -> float:
    """The weight to be reached; InfeasibleError where all candidates together do not reach it."""
    weights, lost = question.weights, question.out_of_reach
    total = float(weights.sum())
    reachable = total - float(weights[lost].sum())
    wanted = share * total - ROUNDING * total
    if reachable < wanted or (share == 1 and lost.size):
        raise InfeasibleError(
            "siting.cannot_cover",
            places=lost,
            reachable=f"{np.floor(1000 * reachable / total) / 10:g}",
            share=f"{100 * share:g}",
            count=lost.size,
            weight=total - reachable,
        )
    if share == 1:
        # Nobody is too light to count: half of the lightest may not be missed either.
        wanted = max(wanted, total - 0.5 * float(weights[weights > 0].min()))
    return wanted


def start(reach: Reach, prices: FloatArray, needed: float, effort: Effort, *, tries: bool) -> BoolArray:
    """A covering that is not bad: greedy until enough, without what is not needed; then one site fewer while exchange finds it."""
    everything = Limits(reach.columns.size, prices, np.inf)
    ways = [greedy(reach, everything, by_cost=True)]
    chosen = min((spare(reach, prices, needed, way) for way in ways), key=lambda way: float(prices[way].sum()))
    while tries and chosen.sum() > 1 and not effort.is_over(0.3):
        limits = Limits(int(chosen.sum()) - 1)
        fewer = improve(reach, limits, greedy(reach, limits), effort)
        if covered_weight(reach, fewer) < needed:
            break
        chosen = spare(reach, prices, needed, fewer)
    return chosen


def fewer_by_tree(
    reach: Reach, needed: float, chosen: BoolArray, bound: float, effort: Effort
) -> tuple[BoolArray, float]:
    """
    Ask the coverage tree whether one site fewer reaches enough, until it does not, or it cannot tell.

    Returns the best covering known and what no covering stays below: its own number where the tree is through.
    """
    ones = np.ones(reach.columns.size)
    while chosen.sum() > max(bound, 1) and not effort.is_over():
        count = int(chosen.sum()) - 1
        limits = Limits(count)
        begun = improve(reach, limits, greedy(reach, limits), effort)
        searched = search_tree(reach, count, begun, cut=needed, step=0.0, effort=effort, first=True)
        if covered_weight(reach, searched.chosen) >= needed:
            chosen = spare(reach, ones, needed, searched.chosen)
        elif searched.is_over:
            return chosen, float(chosen.sum())
        else:
            break
    return chosen, bound


def spare(reach: Reach, prices: FloatArray, needed: float, chosen: BoolArray) -> BoolArray:
    """Take columns away, dearest and then least useful first, as long as enough stays covered."""
    chosen = chosen.copy()
    by_column = reach.by_column
    times = reach.cover @ chosen.astype(np.float64)
    have = float(reach.weight[times > 0].sum())
    while True:
        inside = np.flatnonzero(chosen)
        loss = (by_column[inside] @ (reach.weight * (times == 1))) if inside.size else np.zeros(0)
        able = np.flatnonzero(have - loss >= needed)
        if not able.size:
            return chosen
        drop = inside[able[np.lexsort((loss[able], -prices[inside[able]]))[0]]]
        chosen[drop] = False
        times = reach.cover @ chosen.astype(np.float64)
        have = float(reach.weight[times > 0].sum())


def simple_bound(reach: Reach, prices: FloatArray, needed: float) -> float:
    """What it costs if no two sites reached the same people: from the most weight for its price, the last one in part."""
    worth = reach.by_column @ reach.weight
    rate = worth / np.maximum(prices, 1e-9)
    order = np.argsort(-rate, kind="stable")
    sums = np.cumsum(worth[order])
    last = int(np.searchsorted(sums, needed))
    if last >= order.size:
        return float(prices.sum())
    before = float(sums[last - 1]) if last else 0.0
    part = (needed - before) / float(worth[order[last]])
    return float(np.ceil(float(prices[order[:last]].sum()) + part * float(prices[order[last]]) - 1e-6))


def program(reach: Reach, prices: FloatArray, needed: float, *, whole: bool, about: float, effort: Effort) -> Solved:
    """The covering as a (mixed-integer) program; where everybody must be reached, without a variable for each group."""
    groups, columns = reach.cover.shape
    total = float(reach.weight.sum())
    if needed > total - 0.75 * float(reach.weight.min()):
        return minimise(prices, reach.cover, 1.0, np.inf, whole=np.full(columns, whole), about=about, effort=effort)
    enough = sparse.csr_array(np.concatenate([np.zeros(columns), reach.weight / total])[None, :])
    rows = sparse.vstack([sparse.hstack([reach.cover, -sparse.eye_array(groups)]), enough])
    least = np.concatenate([np.zeros(groups), [needed / total]])
    return minimise(
        np.concatenate([prices, np.zeros(groups)]),
        sparse.csr_array(rows),
        least,
        np.inf,
        whole=whole & (np.arange(columns + groups) < columns),
        about=about,
        effort=effort,
    )


def better_of(reach: Reach, prices: FloatArray, needed: float, chosen: BoolArray, other: BoolArray) -> BoolArray:
    """The cheaper of two coverings, the other one first made enough and then freed of what it does not need."""
    if covered_weight(reach, other) < needed:
        other = greedy(reach, Limits(reach.columns.size, prices, np.inf), by_cost=True, start=other)
    other = spare(reach, prices, needed, other)
    return other if prices[other].sum() < prices[chosen].sum() else chosen
