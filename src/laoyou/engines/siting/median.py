"""The p-median: new sites so that all people together travel as few minutes as possible."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from laoyou.base.errors import DomainError
from laoyou.engines.siting import kernels
from laoyou.engines.siting.candidates import Candidates, Sites, check_candidates
from laoyou.engines.siting.covering import set_cover
from laoyou.engines.siting.effort import Effort, ShouldStop, Tell
from laoyou.engines.siting.errors import InfeasibleError
from laoyou.engines.siting.highs import minimise
from laoyou.engines.siting.inputs import Minutes, check_count, check_minutes, check_weights
from laoyou.engines.siting.results import (
    EXACT,
    BoolArray,
    Coverage,
    FloatArray,
    IntArray,
    Median,
    MedianSite,
    gap_between,
    status_of,
)

SMALL = 300_000
"""Pairs of place and site up to which all are kept; above, only those near enough to matter for the bound."""
PROGRAM = 150_000
"""Distances up to which what the bound leaves open is handed to branch and bound."""
BOUND_STEPS = 1500
MOMENTUM = 0.7
"""How much of the last step's direction the next one keeps."""
PATIENCE = 15
"""Steps without a better bound after which the next ones are shorter, from the best prices on."""
WARM = 60
"""Steps before the first interchange: earlier prices propose poor sites."""
MOST_ROUNDS = 20
KICKS = 6
"""Kicks of the best choice after each round."""


def p_median(
    weights: npt.ArrayLike,
    minutes: Minutes,
    *,
    count: int,
    candidates: Candidates | None = None,
    gap: float = 0.0,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    progress: Tell | None = None,
    should_stop: ShouldStop | None = None,
) -> Median:
    """
    Choose at most `count` new sites so that weight × minutes to the nearest open site is as small as possible in all.

    weights      (places,) people at each place, ≥ 0
    minutes      (places, sites) minutes from each place to each site, single or double precision; inf: no route
    count        most new sites beside the fixed ones
    seed         of the random starts and kicks; the same seed and `iterations` give the same answer
    candidates, gap, seconds, iterations, progress, should_stop: as in `max_coverage`

    Returns `Median`: `value` is the total, `bound` what no choice can stay below. Raises InfeasibleError where a place reaches
    no candidate at all, or where so few sites cannot reach everybody.

    Method: fast interchange with restarts; Lagrangian bound by subgradient steps, whose sites are improved by interchange too;
    sites settled by reduced costs; what is left, if it is small, by branch and bound on radii.
    Sources: Hakimi (1964), Operations Research 12: 450-459, doi:10.1287/opre.12.3.450; Whitaker (1983), INFOR 21: 95-108,
    doi:10.1080/03155986.1983.11731889; Beasley (1993), European Journal of Operational Research 65: 383-399,
    doi:10.1016/0377-2217(93)90118-7; Elloumi (2010), Journal of Combinatorial Optimization 19: 69-83,
    doi:10.1007/s10878-008-9162-0.
    """
    effort = Effort.of(seconds, iterations, gap, progress, should_stop)
    checked = check_weights(weights)
    table = check_minutes(minutes, checked.size)
    sites = check_candidates(candidates, table.shape[1])
    has_fixed = bool(sites.fixed.any())
    number = check_count(count, has_fixed)
    assert number is not None
    task = _Task.of(checked, table, sites, number, np.random.default_rng(seed), effort)
    columns = task.solve()
    return task.answer(columns)


@dataclass
class _Task:
    """
    One search. Columns here are the usable sites, fixed ones first; rows the places with weight.

    table     (columns, rows) minutes, so that what one site needs lies together; where there was no route, a number so large that no answer takes it
    limit     from this number on it means “no route”
    near      the pairs that the bound and the interchange look at, by column
    caps      (rows,) all pairs up to these minutes are in `near`
    """

    all_weights: FloatArray
    all_minutes: npt.NDArray[Any]
    sites: Sites
    usable: IntArray
    fixed: int
    opened_count: int
    weights: FloatArray
    table: npt.NDArray[Any]
    limit: float
    rng: np.random.Generator
    effort: Effort
    near: tuple[IntArray, Any, FloatArray] = field(init=False)
    caps: FloatArray = field(init=False)
    best: IntArray = field(init=False)
    value: float = np.inf
    bound: float = 0.0
    prices: FloatArray = field(init=False)
    worth: FloatArray = field(init=False)
    lowest: float = -np.inf
    is_whole: bool = False

    @classmethod
    def of(
        cls,
        weights: FloatArray,
        minutes: npt.NDArray[Any],
        sites: Sites,
        count: int,
        rng: np.random.Generator,
        effort: Effort,
    ) -> _Task:
        fixed, new = np.flatnonzero(sites.fixed), np.flatnonzero(sites.new)
        usable = np.concatenate([fixed, new])
        rows = weights > 0
        table = minutes
        if not rows.all():
            table = table[rows]
        if usable.size < minutes.shape[1] or fixed.size:
            table = table[:, usable]
        table = np.ascontiguousarray(table.T)
        nearest = table.min(axis=0)
        if np.isinf(nearest).any():
            lost = np.flatnonzero(rows)[np.isinf(nearest)]
            raise InfeasibleError(
                "siting.places_unreachable",
                places=lost,
                count=lost.size,
                weight=float(weights[lost].sum()),
                first=int(lost[0]),
            )
        limit = np.inf
        if np.isinf(table.max()):
            finite = float(table.max(initial=0.0, where=np.isfinite(table)))
            share = float(weights[rows].min() / weights[rows].sum())
            # One place without a route must weigh more than all others' minutes together.
            limit = float(np.ceil(2.0 * max(finite, 1.0) / max(share, 1e-9)))
            table = np.where(np.isinf(table), np.asarray(limit, table.dtype), table)
        return cls(
            weights,
            minutes,
            sites,
            usable,
            fixed.size,
            min(fixed.size + count, usable.size),
            weights[rows],
            table,
            limit * (1 - 1e-6),
            rng,
            effort,
        )

    # The answer

    def solve(self) -> IntArray:
        """The columns to open; leaves `value` and `bound`."""
        if self.opened_count == self.usable.size:
            return self._settle(np.arange(self.usable.size))
        if self.opened_count == 1:
            return self._settle(np.array([int(np.argmin(self.table @ self.weights))]))
        if self.opened_count == self.fixed:
            return self._settle(np.arange(self.fixed))
        self._keep_near()
        self._take(*self._interchange(self._first()))
        self.effort.report("search", self.value, self.bound)
        self._search()
        if not self._is_done() and not self.effort.is_over():
            self.effort.report("bound", self.value, self.bound, lambda: self.answer(self.best))
            self._prove()
        if self._misses_somebody(self.best):
            raise DomainError("siting.not_settled")
        return self.best

    def _settle(self, columns: IntArray) -> IntArray:
        """There is no other choice, or none better: the value is its own bound."""
        self.best, self.value = columns, self._value(columns)
        if self._misses_somebody(columns):
            raise self._too_few(self._covering())
        self.bound = self.value
        return columns

    def _value(self, columns: IntArray) -> float:
        return float(self.weights @ self.table[columns].min(axis=0).astype(np.float64))

    def _misses_somebody(self, columns: IntArray) -> bool:
        return bool((self.table[columns].min(axis=0) >= self.limit).any())

    def _covering(self) -> Coverage:
        """As few columns as reach everybody at all."""
        return set_cover(
            self.weights,
            self.table.T,
            within=max(float(self.table.max(initial=0.0, where=self.table < self.limit)), 1e-9),
            candidates=Candidates(fixed=np.arange(self.usable.size) < self.fixed),
            seconds=self.effort.left,
            iterations=None if self.effort.iterations is None else max(1000, self.effort.iterations),
            should_stop=self.effort.ask,
        )

    def _too_few(self, covering: Coverage) -> DomainError:
        needed = int(covering.bound) + self.fixed
        if needed <= self.opened_count:
            return DomainError("siting.not_settled")
        return InfeasibleError("siting.too_few_sites", count=self.opened_count, needed=needed)

    def answer(self, columns: IntArray) -> Median:
        opened = np.sort(self.usable[columns])
        minutes = self.all_minutes[:, opened].astype(np.float64)
        nearest = np.argmin(minutes, axis=1)
        times = minutes[np.arange(nearest.size), nearest]
        weighted = self.all_weights > 0
        value = float(self.all_weights[weighted] @ times[weighted])
        bound = min(self.bound, value)
        gap = gap_between(value, bound)
        return Median(
            status=status_of(gap, self.effort.gap),
            value=value,
            bound=bound,
            gap=gap,
            seconds=self.effort.elapsed,
            iterations=self.effort.spent,
            sites=median_sites(self.all_weights, minutes, nearest, opened, self.sites),
            left_out=self.sites.left_out,
            nearest=opened[nearest],
            minutes=times,
            total_weight=float(self.all_weights.sum()),
        )

    def _is_done(self) -> bool:
        return gap_between(self.value, self.bound) <= max(self.effort.gap, EXACT)

    def _raise_bound(self, bound: float) -> None:
        if self.is_whole:
            bound = float(np.ceil(bound * (1 - 1e-9) - 1e-6))
        self.bound = max(self.bound, min(bound, self.value))

    def _take(self, columns: IntArray, about: float = -np.inf) -> None:
        """Keep a choice if it is the best; what is clearly worse by the interchange's count is not counted again."""
        if about * (1 - 1e-4) < self.value and (value := self._value(columns)) < self.value:
            self.best, self.value = columns.copy(), value

    # Nearness and interchange

    def _keep_near(self) -> None:
        columns, rows = self.table.shape
        self.is_whole = all(_is_whole(part) for part in (self.weights, self.table[:8], self.table))
        # The price of a place lies between its nearest and second nearest open site: five times as many sites are plenty.
        kept = columns if rows * columns <= SMALL else min(columns, int(np.ceil(5 * columns / self.opened_count)) + 8)
        if kept >= columns:
            self.caps = self.table.max(axis=0).astype(np.float64)
        else:
            self.caps = np.empty(rows)
            for block in range(0, rows, 2048):
                part = np.ascontiguousarray(self.table[:, block : block + 2048].T)
                self.caps[block : block + 2048] = np.partition(part, kept - 1, axis=1)[:, kept - 1]
        self.caps = np.minimum(self.caps, np.nextafter(self.limit, 0))
        self.near = kernels.near_by_site(self.table, self.caps)

    def _first(self) -> IntArray:
        """Where routes are missing, a covering filled up; otherwise a random choice."""
        chosen = np.arange(self.fixed)
        if np.isfinite(self.limit):
            covering = self._covering()
            chosen = covering.open
            if chosen.size > self.opened_count:
                raise self._too_few(covering)
        return self._filled(chosen)

    def _filled(self, chosen: IntArray) -> IntArray:
        """`chosen`, fixed first, with random columns added until there are enough."""
        chosen = np.concatenate([np.arange(self.fixed), chosen[chosen >= self.fixed]])
        others = np.setdiff1d(np.arange(self.usable.size), chosen)
        added = self.rng.choice(others, self.opened_count - chosen.size, replace=False)
        return np.concatenate([chosen, added]).astype(np.int64)

    def _interchange(self, columns: IntArray) -> tuple[IntArray, float]:
        """
        Exchange one column for another as long as that gains (Whitaker's fast interchange, first improvement).

        Returns the columns and their value; where few pairs are kept, a choice may be better than the value says.
        """
        opened = columns.astype(np.int64).copy()
        rows = self.weights.size
        slots = np.full(self.usable.size, -1, np.int64)
        slots[opened] = np.arange(opened.size)
        nearest = (np.empty(rows), np.empty(rows, np.int64), np.empty(rows), np.empty(rows, np.int64))
        kernels.two_nearest(self.table, opened, *nearest, np.arange(rows))
        d1, c1, d2, _ = nearest
        loss = np.bincount(c1, self.weights * (d2 - d1), minlength=opened.size).astype(np.float64)
        order = self.rng.permutation(np.arange(self.fixed, self.usable.size))
        least = 1e-9 * float(self.weights @ np.minimum(d1, 1e300)) + 1e-300
        position = 0
        while True:
            position, slot = kernels.exchange_once(
                self.table, self.near, self.weights, opened, slots, self.fixed, nearest, order, position, least, loss
            )
            self.effort.spent += 1
            if slot < 0 or self.effort.is_over():
                return opened, float(self.weights @ d1)

    # The bound

    def _search(self) -> None:
        """Rounds of steps for the bound, with interchange between; further rounds begin at the best prices of the last."""
        self.prices, self.worth = np.zeros(self.weights.size), np.zeros(self.usable.size)
        self.lowest = -np.inf
        for number in range(1 if self.effort.seconds is None else MOST_ROUNDS):
            self._round(1.0 if number == 0 else 0.3, reach=1.25 if number == 0 else 1.6)
            for _ in range(KICKS):
                if self.effort.is_over(0.9) or self._is_done():
                    return
                self._take(*self._interchange(self._kicked()))
                self.effort.report("search", self.value, self.bound)
            if number and self.weights.size * self.usable.size <= SMALL:
                return

    def _round(self, theta: float, *, reach: float) -> None:
        """Subgradient steps; what they propose, and kicks of the best, improved by interchange."""
        rows = np.arange(self.weights.size)
        d1, c1, d2, c2 = np.empty(rows.size), np.empty(rows.size, int), np.empty(rows.size), np.empty(rows.size, int)
        kernels.two_nearest(self.table, self.best, d1, c1, d2, c2, rows)
        # No place pays much more than the way to its second nearest site: what is further off is left out of the bound.
        near, caps = self.near, self.caps
        if near[0][-1] > SMALL:
            caps = np.minimum(caps, reach * d2 + 1e-9 * d2.mean())
            near = kernels.near_by_site(self.table, caps)
        at, place, dist = near
        ways = self.weights[place] * dist
        start = (d1 + np.minimum(d2, caps)) / 2 if np.isinf(self.lowest) else self.prices
        best = prices = np.minimum(start, caps)
        direction = np.zeros(rows.size)
        since, tried, improving, lowest = 0, 0, 0.0, -np.inf
        seen: set[bytes] = set()
        for step in range(min(BOUND_STEPS, self.effort.rounds(BOUND_STEPS))):
            if self.effort.is_over(0.9) or self._is_done() or theta < 2e-4:
                break
            self.effort.spent += 1
            worth = kernels.rewards(at, place, ways, self.weights * prices)
            chosen = self._lowest(worth)
            bound = float(self.weights @ prices) + float(worth[chosen].sum())
            since += 1
            if bound > lowest:
                since = 0 if bound > lowest + 1e-5 * abs(lowest) else since
                lowest, best = bound, prices
                if bound > self.lowest:
                    self.lowest, self.prices, self.worth = bound, prices, worth
                    self._raise_bound(bound)
            if since >= PATIENCE:
                theta, since = theta * 0.6, 0
                prices, direction = best, np.zeros(rows.size)
                continue
            # With a clock, interchange gets at most a third of the time.
            has_time = self.effort.seconds is None or improving < 0.3 * self.effort.elapsed
            if step >= WARM and step % 20 == 0 and tried < 40 and has_time:
                began = self.effort.elapsed
                key = np.sort(chosen).tobytes()
                self._take(*self._interchange(self._kicked() if key in seen else chosen))
                seen.add(key)
                tried += 1
                improving += self.effort.elapsed - began
                self.effort.report("bound", self.value, self.bound)
            slope = 1.0 - kernels.times_served(at, place, ways, self.weights * prices, chosen)
            direction = slope + MOMENTUM * direction
            norm = float((self.weights * direction * direction).sum())
            if norm <= 0:
                break
            target = max(self.value - bound, 1e-6 * abs(self.value))
            prices = np.clip(prices + theta * target / norm * direction, 0.0, caps)

    def _lowest(self, worth: FloatArray) -> IntArray:
        """The fixed columns, and of the others those of least (most negative) worth."""
        others = self.opened_count - self.fixed
        free = np.argpartition(worth[self.fixed :], others - 1)[:others] + self.fixed
        return np.concatenate([np.arange(self.fixed), free]).astype(np.int64)

    def _kicked(self) -> IntArray:
        """The best choice with a few columns exchanged at random, but for the ones that the prices like least."""
        kicked = self.best.copy()
        movable = np.arange(self.fixed, kicked.size)
        number = min(movable.size, max(1, int(self.rng.integers(1, max(2, movable.size // 6 + 1)))))
        likely = np.argsort(self.worth[self.fixed :], kind="stable")[: 3 * self.opened_count] + self.fixed
        outside = np.setdiff1d(likely, kicked)
        number = min(number, outside.size)
        kicked[self.rng.choice(movable, number, replace=False)] = self.rng.choice(outside, number, replace=False)
        return kicked

    # The proof

    def _prove(self) -> None:
        """Settle sites by reduced costs; what is left by branch and bound, if it is small enough."""
        worth, others = self.worth, self.opened_count - self.fixed
        base = float(self.weights @ self.prices) + float(worth[self._lowest(worth)].sum())
        free = np.sort(worth[self.fixed :])
        last, following = free[others - 1], free[others] if others < free.size else np.inf
        most = self.value * (1 + 1e-9)
        taken = np.zeros(self.usable.size, np.bool_)
        taken[self._lowest(worth)] = True
        out = ~taken & (base + worth - last > most)
        inside = taken & (base - worth + following > most)
        inside[: self.fixed] = True
        columns = np.flatnonzero(~out)
        distances = self.weights.size * min(columns.size, columns.size - self.opened_count + 1)
        if distances > PROGRAM:
            return
        found, bound = radius_program(
            self.weights,
            self.table[columns].T.astype(np.float64),
            self.opened_count,
            inside[columns],
            self.limit,
            self.value,
            self.effort,
        )
        if found is not None:
            self._take(np.concatenate([np.arange(self.fixed), columns[found][columns[found] >= self.fixed]]))
        # Whatever was left out by its reduced cost is no better than the best known.
        self._raise_bound(min(bound, self.value))


def _is_whole(values: npt.NDArray[Any]) -> bool:
    return bool((values == np.floor(values)).all())


def radius_program(
    weights: FloatArray,
    minutes: FloatArray,
    count: int,
    inside: BoolArray,
    limit: float,
    about: float,
    effort: Effort,
) -> tuple[IntArray | None, float]:
    """
    The p-median on few columns, exactly: a variable for each place and distance says that nothing is open so near.

    minutes (rows, columns), from `limit` on no route; inside (columns,) must be open; about: what the total will be. Returns the open columns and a bound from below.
    """
    columns = minutes.shape[1]
    order = np.argsort(minutes, axis=1, kind="stable")
    ranked = np.take_along_axis(minutes, order, 1)
    costs, highest = [0.0] * columns, [1.0] * columns
    site: list[int] = []
    row: list[int] = []
    level_before: list[float] = []
    constant, variables, rows = 0.0, columns, 0
    links: list[tuple[int, int, float]] = []
    for place in range(weights.size):
        stop = columns - count
        sure = np.flatnonzero(inside[order[place]])
        if sure.size:
            stop = min(stop, int(sure[0]))
        constant += weights[place] * ranked[place, 0]
        before = -1
        rank = 0
        while rank < stop:
            # All columns at this distance, then a step to the next distance if none of them is open.
            following = rank
            while following < columns and ranked[place, following] == ranked[place, rank]:
                following += 1
            if following >= columns or following > stop:
                break
            site.extend(order[place, rank:following].tolist())
            row.extend([rows] * (following - rank))
            links.append((rows, variables, 1.0))
            if before >= 0:
                links.append((rows, before, -1.0))
            level_before.append(0.0 if before >= 0 else 1.0)
            is_far = ranked[place, following] >= limit
            step = 0.0 if is_far else weights[place] * (ranked[place, following] - ranked[place, rank])
            costs.append(step)
            highest.append(0.0 if is_far else 1.0)
            before = variables
            variables += 1
            rows += 1
            rank = following
    entries = np.array(links, np.float64).reshape(-1, 3)
    matrix = sparse.csr_array(
        (
            np.concatenate([np.ones(len(site)), entries[:, 2], np.ones(columns)]),
            (
                np.concatenate([np.array(row, np.int64), entries[:, 0].astype(np.int64), np.full(columns, rows)]),
                np.concatenate([np.array(site, np.int64), entries[:, 1].astype(np.int64), np.arange(columns)]),
            ),
        ),
        shape=(rows + 1, variables),
    )
    least = np.concatenate([level_before, [float(count)]])
    most = np.concatenate([np.full(rows, np.inf), [float(count)]])
    is_site = np.arange(variables) < columns
    solved = minimise(
        np.array(costs),
        matrix,
        least,
        most,
        whole=is_site,
        lower=np.concatenate([inside.astype(np.float64), np.zeros(variables - columns)]),
        upper=np.array(highest),
        about=about - constant,
        effort=effort,
    )
    if solved.x is None:
        return None, np.inf if solved.is_infeasible else constant + solved.bound
    found = np.flatnonzero(solved.x[:columns] > 0.5)
    if minutes[:, found].min(axis=1).max() >= limit:
        return None, constant + solved.bound
    return found, constant + solved.bound


def median_sites(
    weights: FloatArray, minutes: FloatArray, nearest: IntArray, opened: IntArray, sites: Sites
) -> tuple[MedianSite, ...]:
    """Each open site with its reason; `minutes` (places, open) and `nearest` the open one that is nearest."""
    rows = np.arange(weights.size)
    first = minutes[rows, nearest]
    rest = minutes.copy()
    rest[rows, nearest] = np.inf
    second = rest.min(axis=1)
    with np.errstate(invalid="ignore"):
        further = np.where(weights > 0, weights * (second - first), 0.0)
    served = np.bincount(nearest, weights, minlength=opened.size)
    with np.errstate(invalid="ignore"):  # nobody times no route is nothing
        minutes_of_all = np.where(weights > 0, weights * first, 0.0)
    travelled = np.bincount(nearest, minutes_of_all, minlength=opened.size)
    found = []
    for slot, site in enumerate(opened):
        mine = np.flatnonzero((nearest == slot) & (further > 0))
        found.append(
            MedianSite(
                int(site),
                sites.kinds[site],
                bool(sites.fixed[site]),
                float(served[slot]),
                float(travelled[slot] / served[slot]) if served[slot] else 0.0,
                float(further[mine].sum()),
                mine[np.argsort(-further[mine], kind="stable")],
            )
        )
    found.sort(key=lambda item: (not item.is_fixed, -item.saves, item.index))
    return tuple(found)
