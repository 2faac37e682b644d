"""Beds at sites under costs and a budget, so that those who need one travel as little as possible."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

from laoyou.base.errors import DomainError
from laoyou.engines.siting import kernels
from laoyou.engines.siting.candidates import Candidates, Sites, check_candidates, whole_numbers
from laoyou.engines.siting.effort import Effort, ShouldStop, Tell
from laoyou.engines.siting.errors import InfeasibleError
from laoyou.engines.siting.highs import Solved, minimise
from laoyou.engines.siting.inputs import Minutes, check_budget, check_count, check_minutes, check_weights, yuan
from laoyou.engines.siting.results import (
    EXACT,
    Allocation,
    BedSite,
    FloatArray,
    IntArray,
    gap_between,
    status_of,
)

PROGRAM = 6_000
"""Pairs of place and site up to which the whole question is handed to branch and bound."""
STRONG = 3_000
"""Pairs up to which that program has a row for each pair; fewer rows are a weaker bound and faster steps."""
NEAREST = 12
"""Open sites that a place may be sent to when beds are shared out among a large number of pairs."""
PAIRS = 30_000
BOUND_STEPS = 300
KICKS = 40
"""Kicks of the best plan, as long as there is time."""
ENTERING = 12
"""Sites that are tried in an exchange: those that promise most."""


@dataclass(frozen=True)
class Beds:
    """
    The checked question on usable sites (s,), fixed ones first, and places with need (p,).

    minutes  (s, p), inf = no route or too far
    room     (s,) most beds; the first `paid` are there as soon as the site is open, each further one costs `price` fen
    opening  (s,) fen to open the site with its `paid` beds; 0 for fixed ones
    ceiling  minutes that a unit of need counts which is met nowhere; inf where all must be met
    """

    minutes: FloatArray
    need: FloatArray
    room: FloatArray
    paid: FloatArray
    price: FloatArray
    opening: FloatArray
    fixed: int
    count: int
    budget: float
    ceiling: float
    money: float

    @property
    def must(self) -> bool:
        """Whether all need must be met."""
        return not np.isfinite(self.ceiling)

    @property
    def high(self) -> float:
        """What unmet need counts in the search: `ceiling`, or more than any way could."""
        if not self.must:
            return self.ceiling
        finite = float(self.minutes.max(initial=0.0, where=np.isfinite(self.minutes)))
        return 4.0 * (finite + self.money * float(self.price.max(initial=0.0)) + 1.0)


@dataclass(frozen=True)
class Plan:
    """Open sites and who goes where; `beds` (s,) in all, `flows` (p, s), `value` what is made small; `unmet` in all."""

    opened: IntArray
    beds: IntArray
    flows: sparse.csr_array
    value: float
    unmet: float


def capacitated(
    need: npt.ArrayLike,
    minutes: Minutes,
    *,
    capacity: npt.ArrayLike,
    existing: npt.ArrayLike = 0,
    minimum_beds: npt.ArrayLike = 0,
    bed_fen: npt.ArrayLike = 0,
    count: int | None = None,
    budget_fen: int | None = None,
    within: float | None = None,
    unserved_minutes: float | None = None,
    minutes_per_fen: float = 0.0,
    candidates: Candidates | None = None,
    gap: float = 0.0,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    progress: Tell | None = None,
    should_stop: ShouldStop | None = None,
) -> Allocation:
    """
    Open sites and build whole beds there so that need × minutes is as small as possible, within capacity and budget.

    need              (places,) beds needed at each place, ≥ 0, not necessarily whole
    minutes           (places, sites) minutes from each place to each site; inf, or not stored: no route
    capacity          (sites,) or one number: most beds a site can hold
    existing          (sites,) or one number: beds that fixed sites have already, at no cost
    minimum_beds      (sites,) or one number: a new site opens with at least so many beds
    bed_fen           (sites,) or one number: cost of each further bed, in whole fen
    count, budget_fen most new sites, most money for opening (`candidates.opening_fen`) and beds; at least one of them,
                      unless `minutes_per_fen` is given
    within            longest minutes anybody may be sent; None: no limit
    unserved_minutes  what a bed that is needed and not found counts, in minutes; None: all need must be met
    minutes_per_fen   what one fen weighs beside one minute; 0: money has only to stay within the budget
    seed              of the order in which exchanges are tried
    candidates, gap, seconds, iterations, progress, should_stop: as in `max_coverage`

    Returns `Allocation`: `value` is minutes travelled, plus `unserved_minutes` for each bed not found, plus the weighed money;
    `bound` is what no plan can stay below. A place may be served by several sites. Raises InfeasibleError where it is
    proven that not all need can be met, and DomainError "siting.not_settled" where no such plan was found in time.

    Method: Lagrangian bound over places and budget; its sites, and exchanges of them, judged by filling beds in the
    order of regret; then beds and flows of the best of them exactly (HiGHS); small questions wholly by branch and bound.
    Sources: Beasley (1993), doi:10.1016/0377-2217(93)90118-7; Cornuéjols, Sridharan & Thizy (1991), European Journal of
    Operational Research 50: 280-297, doi:10.1016/0377-2217(91)90261-S.
    """
    effort = Effort.of(seconds, iterations, gap, progress, should_stop)
    weights = check_weights(need)
    table = check_minutes(minutes, weights.size)
    sites = check_candidates(candidates, table.shape[1])
    number = check_count(count, bool(sites.fixed.any()), needed=False)
    budget = check_budget(budget_fen)
    if number is None and budget is None and minutes_per_fen == 0:
        raise DomainError("siting.limit_missing")
    for name, value in (("unserved_minutes", unserved_minutes), ("minutes_per_fen", minutes_per_fen)):
        if value is not None and not (np.isfinite(value) and value >= 0):
            raise DomainError("siting.effort", name=name, value=value)
    if within is not None and not within > 0:
        raise DomainError("siting.within", value=within)
    usable = np.concatenate([np.flatnonzero(sites.fixed), np.flatnonzero(sites.new)])
    rows = np.flatnonzero(weights > 0)
    near = table[np.ix_(rows, usable)].astype(np.float64)
    if within is not None:
        near[near > within] = np.inf
    beds = _check_beds(sites, usable, capacity, existing, minimum_beds, bed_fen)
    question = Beds(
        np.ascontiguousarray(near.T),
        weights[rows],
        *beds,
        int(sites.fixed.sum()),
        int(sites.new.sum()) if number is None else min(number, int(sites.new.sum())),
        np.inf if budget is None else float(budget),
        np.inf if unserved_minutes is None else float(unserved_minutes),
        float(minutes_per_fen),
    )
    _refuse_the_impossible(question, rows, effort)
    task = _Search(question, weights, sites, usable, rows, np.random.default_rng(seed), effort)
    return task.run()


def _check_beds(
    sites: Sites,
    usable: IntArray,
    capacity: npt.ArrayLike,
    existing: npt.ArrayLike,
    minimum_beds: npt.ArrayLike,
    bed_fen: npt.ArrayLike,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """room, paid, price, opening of the usable sites."""
    count = sites.fixed.size
    room = whole_numbers(capacity, "capacity", count)
    there = whole_numbers(existing, "existing", count)
    if np.asarray(existing).ndim and (there[~sites.fixed] > 0).any():
        site = int(np.flatnonzero((there > 0) & ~sites.fixed)[0])
        raise DomainError("siting.existing_not_fixed", site=site)
    least = whole_numbers(minimum_beds, "minimum_beds", count)
    paid = np.where(sites.fixed, there, least)
    if (room < paid)[usable].any():
        site = int(usable[np.argmax((room < paid)[usable])])
        raise DomainError("siting.capacity_below", site=site, capacity=int(room[site]), least=int(paid[site]))
    price = whole_numbers(bed_fen, "bed_fen", count)
    opening = sites.opening_fen if sites.opening_fen is not None else np.zeros(count, np.int64)
    whole = np.where(sites.fixed, 0, opening + price * least)
    return (
        room[usable].astype(np.float64),
        paid[usable].astype(np.float64),
        price[usable].astype(np.float64),
        whole[usable].astype(np.float64),
    )


def _refuse_the_impossible(beds: Beds, rows: IntArray, effort: Effort) -> None:
    """A budget that buys nothing, places that nobody serves, too few beds at best."""
    new = np.arange(beds.room.size) >= beds.fixed
    if np.isfinite(beds.budget):
        first_bed = beds.opening + np.where(beds.paid > 0, 0.0, beds.price)
        able = np.where(new, beds.room > 0, beds.room > beds.paid)
        first_bed = np.where(new, first_bed, beds.price)
        if able.any() and (beds.count > 0 or (able & ~new).any()):
            able &= ~new | (beds.count > 0)
            if first_bed[able].min() > beds.budget:
                raise DomainError(
                    "siting.budget_too_small", budget=yuan(int(beds.budget)), cheapest=yuan(int(first_bed[able].min()))
                )
    if beds.must:
        lost = np.isinf(beds.minutes.min(axis=0))
        if lost.any():
            raise InfeasibleError(
                "siting.places_unreachable",
                places=rows[lost],
                count=int(lost.sum()),
                weight=float(beds.need[lost].sum()),
                first=int(rows[lost][0]),
            )
        most = _most_beds(beds, effort)
        if most < beds.need.sum() * (1 - 1e-9) - 1e-6:
            raise InfeasibleError(
                "siting.capacity_short", need=f"{beds.need.sum():g}", most=f"{np.floor(most + 1e-6):g}"
            )


def _most_beds(beds: Beds, effort: Effort) -> float:
    """A bound from above on the beds that number and budget allow in all, wherever they are."""
    size = beds.room.size
    new = np.arange(size) >= beds.fixed
    scale = beds.budget if np.isfinite(beds.budget) and beds.budget > 0 else 1.0
    rows = [np.concatenate([new.astype(np.float64), np.zeros(size)])[None, :]]
    most = [np.array([float(beds.count)])]
    if np.isfinite(beds.budget):
        rows.append(np.concatenate([beds.opening, beds.price])[None, :] / scale)
        most.append(np.array([beds.budget / scale]))
    rows.append(np.hstack([-np.diag(beds.room - beds.paid), np.eye(size)]))
    most.append(np.zeros(size))
    solved = minimise(
        -np.concatenate([beds.paid, np.ones(size)]),
        sparse.csr_array(np.vstack(rows)),
        -np.inf,
        np.concatenate(most),
        whole=np.arange(2 * size) < size,
        lower=np.concatenate([(~new).astype(np.float64), np.zeros(size)]),
        upper=np.concatenate([np.ones(size), beds.room - beds.paid]),
        about=float(beds.need.sum()),
        effort=effort,
    )
    return -solved.bound


@dataclass
class _Search:
    """One search, on the checked question."""

    beds: Beds
    all_need: FloatArray
    sites: Sites
    usable: IntArray
    rows: IntArray
    rng: np.random.Generator
    effort: Effort
    tariff: float = 0.0  # minutes that a fen is worth beside `beds.money`, learnt by the bound
    bound: float = -np.inf
    best: tuple[float, IntArray] = (np.inf, np.zeros(0, np.int64))
    plan: Plan | None = None
    known: dict[bytes, float] = field(default_factory=dict)
    settled: set[bytes] = field(default_factory=set)

    def run(self) -> Allocation:
        beds = self.beds
        self._improve(self._first())
        self._tell("search")
        self._raise_bound()
        self._settle(self.best[1])
        if self._is_open():
            # Prices learnt by the bound judge sites better than those at the start.
            self.known.clear()
            before = self.best[1]
            self.best = (np.inf, before)
            self._improve(before)
            if not np.array_equal(np.sort(self.best[1]), np.sort(before)):
                self._settle(self.best[1])
        if self._is_open() and beds.minutes.size <= PROGRAM:
            self._prove()
        for _ in range(KICKS):
            if not self._is_open() or self.effort.is_over(0.8):
                break
            self._kick()
        if self.plan is None:
            raise DomainError("siting.not_settled")
        return self.answer(self.plan)

    def _kick(self) -> None:
        """Exchange a few open sites at random for others that promise something, improve, and settle what comes out."""
        beds = self.beds
        opened = self.plan.opened if self.plan is not None else self.best[1]
        movable = opened[opened >= beds.fixed]
        outside = np.setdiff1d(np.arange(beds.fixed, beds.room.size), movable)
        number = min(int(self.rng.integers(2, 4)), movable.size, outside.size)
        if not number:
            return
        gone = self.rng.choice(movable, number, replace=False)
        kicked = np.concatenate([opened[~np.isin(opened, gone)], self.rng.choice(outside, number, replace=False)])
        if float(beds.opening[kicked].sum()) > beds.budget:
            return
        known = self.best
        self.best = (np.inf, kicked)
        self._improve(kicked)
        key = np.sort(self.best[1]).tobytes()
        # What a quick filling thinks clearly worse is not settled exactly.
        if key not in self.settled and self.best[0] < known[0] * 1.02:
            self._settle(self.best[1])
        self.best = min(known, self.best, key=lambda found: found[0])

    def _tell(self, stage: str) -> None:
        """How far it is: the value of a plan, not what a choice of sites is about worth."""
        self.effort.report(stage, np.nan if self.plan is None else self.plan.value, self.bound)

    def _is_open(self) -> bool:
        if self.effort.is_over():
            return False
        return self.plan is None or gap_between(self.plan.value, self.bound) > max(self.effort.gap, EXACT)

    # A choice of sites, judged quickly

    def _judge(self, opened: IntArray) -> float:
        """What a choice of sites is about worth: need goes to the cheapest open site with room, most regret first."""
        key = np.sort(opened).tobytes()
        if key not in self.known:
            self.known[key] = self._fill(opened)[0]
        return self.known[key]

    def _fill(self, opened: IntArray) -> tuple[float, FloatArray]:
        """Value and (open, places) amounts of a quick filling; inf where the money does not open the sites."""
        beds = self.beds
        spent = float(beds.opening[opened].sum())
        if spent > beds.budget:
            return np.inf, np.zeros((opened.size, beds.need.size))
        rate = self.tariff + beds.money
        costs = beds.minutes[opened] + rate * np.where(beds.paid > 0, 0.0, beds.price)[opened][:, None]
        costs = np.minimum(costs, beds.high)
        if opened.size > 1:
            two = np.partition(costs, 1, axis=0)
            regret = two[1] - two[0]
        else:
            regret = (beds.high - costs).sum(axis=0)
        order = np.argsort(-regret, kind="stable")
        total, more, unmet, take = kernels.assign(
            beds.minutes,
            beds.need,
            opened,
            beds.room[opened],
            beds.price[opened],
            beds.paid[opened],
            rate,
            beds.budget - spent,
            beds.high if not beds.must else 1e300,
            order,
        )
        return total + beds.money * (spent + more) + beds.high * unmet, take

    def _promise(self, opened: IntArray) -> FloatArray:
        """(s,) what each site would at best save if it were added to those open; ≥ 0, 0 for the open ones."""
        beds = self.beds
        _, take = self._fill(opened)
        rate = self.tariff + beds.money
        amounts = take.sum(axis=0)
        paid = (take * np.where(take > 0, beds.minutes[opened] + rate * beds.price[opened][:, None], 0.0)).sum(axis=0)
        prices = (paid + (beds.need - amounts) * beds.high) / beds.need
        values, _, _ = kernels.best_fill(
            beds.minutes, beds.need, beds.room, rate * beds.price, beds.paid, np.maximum(prices, 0.0)
        )
        promise = np.maximum(-(values + rate * beds.opening), 0.0)
        promise[opened] = 0.0
        return promise

    def _first(self) -> IntArray:
        """Fixed sites, then one after another the site that promises most (for its money, under a budget)."""
        beds = self.beds
        opened = np.arange(beds.fixed)
        while opened.size - beds.fixed < beds.count and not self.effort.is_over():
            promise = self._promise(opened)
            left = beds.budget - float(beds.opening[opened].sum())
            promise[beds.opening > left] = 0.0
            if np.isfinite(beds.budget):
                promise = promise / np.maximum(beds.opening + beds.price, 1.0)
            best = int(np.argmax(promise))
            if promise[best] <= 0:
                break
            longer = np.append(opened, best)
            if opened.size and self._judge(longer) >= self._judge(opened):
                break
            opened = longer
        return opened

    def _improve(self, opened: IntArray) -> None:
        """Add, exchange or close one site as long as that gains; leaves the best in `best`."""
        beds = self.beds
        value = self._judge(opened)
        improved = True
        while improved and not self.effort.is_over(0.4 if self.plan is None else 0.9):
            improved = False
            self.effort.spent += 1
            promise = self._promise(opened)
            entering = np.argsort(-promise, kind="stable")[:ENTERING]
            entering = entering[promise[entering] > 0]
            moves = []
            if opened.size - beds.fixed < beds.count:
                moves += [np.append(opened, site) for site in entering]
            for slot in range(beds.fixed, opened.size):
                moves += [np.append(np.delete(opened, slot), site) for site in entering]
                moves.append(np.delete(opened, slot))
            for index in self.rng.permutation(len(moves)):
                if not moves[index].size and beds.must:
                    continue
                worth = self._judge(moves[index])
                if worth < value - 1e-9 * abs(value):
                    opened, value, improved = moves[index], worth, True
                    break
                if self.effort.is_over():
                    break
        if value < self.best[0] or not self.best[1].size:
            self.best = (value, opened)

    # The bound

    def _raise_bound(self) -> None:
        """Subgradient steps on what places pay and what money is worth; good choices met on the way are improved."""
        beds = self.beds
        _, take = self._fill(self.best[1])
        opened = self.best[1]
        reach = np.where(take > 0, beds.minutes[opened], 0.0).max(axis=0, initial=0.0)
        prices = np.where(take.sum(axis=0) > 0, reach, beds.high)
        prices = np.minimum(prices, beds.high)
        total = float(beds.need.sum())
        scale = beds.budget / total if np.isfinite(beds.budget) and beds.budget > 0 else 1.0
        tariff, theta, since = 0.0, 1.0, 0
        best = (prices, tariff)
        new = np.arange(beds.room.size) >= beds.fixed
        target = self.best[0]
        for step in range(self.effort.rounds(BOUND_STEPS)):
            if self.effort.is_over(0.7) or theta < 1e-3:
                break
            if gap_between(target, self.bound) <= max(self.effort.gap, EXACT):
                break
            self.effort.spent += 1
            rate = tariff / scale + beds.money
            values, built, take = kernels.best_fill(
                beds.minutes, beds.need, beds.room, rate * beds.price, beds.paid, prices
            )
            values = values + np.where(new, rate * beds.opening, 0.0)
            chosen = ~new | (values < 0)
            if chosen[new].sum() > beds.count:
                order = np.argsort(np.where(new, values, np.inf), kind="stable")[: beds.count]
                chosen = ~new
                chosen[order] = True
            paid = tariff / scale * beds.budget if np.isfinite(beds.budget) else 0.0
            bound = float(prices @ beds.need) + float(values[chosen].sum()) - paid
            since += 1
            if bound > self.bound:
                since = 0 if bound > self.bound + 1e-5 * abs(self.bound) else since
                self.bound, best = bound, (prices.copy(), tariff)
                self.tariff = tariff / scale
            elif since >= 12:
                theta, since = theta * 0.6, 0
                prices, tariff = best[0].copy(), best[1]
                continue
            if step % 25 == 24 and np.isfinite(bound):
                self._try(np.flatnonzero(chosen), values)
                target = min(target, self.best[0])
                self._tell("bound")
            slope = beds.need - take[chosen].sum(axis=0)
            dear = 0.0
            if np.isfinite(beds.budget):
                money = float(beds.opening[chosen].sum() + (beds.price * built)[chosen].sum())
                dear = (money - beds.budget) / scale
                if tariff <= 0 and dear < 0:
                    dear = 0.0
            norm = float((slope * slope / beds.need).sum()) + dear * dear / total
            if norm <= 0:
                break
            move = theta * max(target - bound, 1e-4 * abs(target)) / norm
            prices = np.clip(prices + move * slope / beds.need, 0.0, beds.high if not beds.must else np.inf)
            tariff = max(0.0, tariff + move * dear / total)

    def _try(self, chosen: IntArray, values: FloatArray) -> None:
        """The sites that the bound would open, without the last ones if they are too many or too dear."""
        beds = self.beds
        new = chosen[chosen >= beds.fixed]
        new = new[np.argsort(values[new], kind="stable")][: beds.count]
        new = new[np.cumsum(beds.opening[new]) <= beds.budget]
        opened = np.concatenate([np.arange(beds.fixed), new])
        if not opened.size:
            return
        if self._judge(opened) < self.best[0]:
            self.best = (self._judge(opened), opened)

    # Beds and flows, exactly

    def _settle(self, opened: IntArray) -> None:
        """Beds and flows for these open sites, exactly; kept if better than what is known."""
        beds = self.beds
        self.settled.add(np.sort(opened).tobytes())
        if not opened.size:
            # To build nothing is an answer too, if need may stay unmet and every site costs more than it saves.
            unmet = float(beds.need.sum())
            nothing = np.zeros(beds.room.size, np.int64)
            if not beds.must:
                flows = sparse.csr_array((beds.need.size, beds.room.size))
                self._keep(Plan(opened, nothing, flows, beds.ceiling * unmet, unmet))
            return
        budget = beds.budget
        for _ in range(4):
            solved, pairs = self._program(opened, budget, choose=False)
            if solved.x is None:
                return
            plan = self._read(opened, solved, pairs)
            spent = self._cost(plan)
            if spent <= beds.budget:
                self._keep(plan)
                return
            # The solver keeps a budget to a millionth; we keep it to the fen.
            budget -= 2.0 * (spent - beds.budget) + 1.0

    def _cost(self, plan: Plan) -> int:
        beds = self.beds
        more = plan.beds[plan.opened] - beds.paid[plan.opened].astype(np.int64)
        return int(
            beds.opening[plan.opened].astype(np.int64).sum() + (beds.price[plan.opened].astype(np.int64) * more).sum()
        )

    def _keep(self, plan: Plan) -> None:
        if self.beds.must and plan.unmet > 1e-6 * max(1.0, float(self.beds.need.sum())):
            return
        if self.plan is None or plan.value < self.plan.value:
            self.plan = plan
            self.effort.report("search", plan.value, self.bound, lambda: self.answer(plan))

    def _prove(self) -> None:
        """The whole question by branch and bound."""
        every = np.arange(self.beds.room.size)
        solved, _ = self._program(every, self.beds.budget, choose=True)
        if solved.is_infeasible:
            if self.plan is None:
                raise InfeasibleError("siting.no_allocation")
            return
        if np.isfinite(solved.bound):
            self.bound = max(self.bound, solved.bound)
        if solved.x is None:
            return
        opened = every[(every < self.beds.fixed) | (solved.x[: every.size] > 0.5)]
        self._settle(opened)

    def _program(self, opened: IntArray, budget: float, *, choose: bool) -> tuple[Solved, tuple[IntArray, IntArray]]:
        """
        Columns: a switch for each site (`choose`; else all are on), further beds, unmet need, and the flow of each pair.
        """
        beds = self.beds
        size, places = opened.size, beds.need.size
        near = beds.minutes[opened]
        usable = np.isfinite(near) & (near < beds.ceiling)
        if not choose and usable.sum() > PAIRS and size > NEAREST:
            rank = np.argsort(np.argsort(near, axis=0, kind="stable"), axis=0, kind="stable")
            usable &= rank < NEAREST
        slot, place = np.nonzero(usable)
        flows = slot.size
        is_new = opened >= beds.fixed
        width = size + size + places + flows
        at_bed, at_unmet, at_flow = size, 2 * size, 2 * size + places
        scale = budget if np.isfinite(budget) and budget > 0 else 1.0
        costs = np.concatenate(
            [
                beds.money * beds.opening[opened],
                beds.money * beds.price[opened],
                np.full(places, 0.0 if beds.must else beds.ceiling),
                near[slot, place],
            ]
        )
        blocks, least, most = [], [], []

        def add(
            values: list[FloatArray], rows: list[IntArray], columns: list[IntArray], low: FloatArray, high: FloatArray
        ) -> None:
            blocks.append(
                sparse.csr_array(
                    (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(low.size, width)
                )
            )
            least.append(low)
            most.append(high)

        every, sites = np.arange(places), np.arange(size)
        ones = np.ones(flows)
        numbers = at_flow + np.arange(flows)
        add([ones, np.ones(places)], [place, every], [numbers, at_unmet + every], beds.need, beds.need)
        none, free = np.zeros(size), np.full(size, -np.inf)
        paid, further = beds.paid[opened], (beds.room - beds.paid)[opened]
        add([ones, -np.ones(size), -paid], [slot, sites, sites], [numbers, at_bed + sites, sites], free, none)
        add([np.ones(size), -further], [sites, sites], [at_bed + sites, sites], free, none)
        if np.isfinite(budget):
            money = np.concatenate([beds.opening[opened], beds.price[opened]]) / scale
            add(
                [money], [np.zeros(2 * size, np.int64)], [np.arange(2 * size)],
                np.array([-np.inf]), np.array([budget / scale]),
            )  # fmt: skip
        if choose:
            switches = np.flatnonzero(is_new)
            add(
                [np.ones(switches.size)], [np.zeros(switches.size, np.int64)], [switches],
                np.array([-np.inf]), np.array([float(beds.count)]),
            )  # fmt: skip
            if flows <= STRONG:
                rows = np.arange(flows)
                limit = np.minimum(beds.need[place], beds.room[opened][slot])
                add([ones, -limit], [rows, rows], [numbers, slot], np.full(flows, -np.inf), np.zeros(flows))
        lower = np.zeros(width)
        lower[:size] = 1.0 if not choose else (~is_new).astype(np.float64)
        upper = np.concatenate([np.ones(size), further, 0.0 * beds.need if beds.must else beds.need, beds.need[place]])
        about = self.plan.value if self.plan is not None else self.best[0]
        solved = minimise(
            costs,
            sparse.csr_array(sparse.vstack(blocks)),
            np.concatenate(least),
            np.concatenate(most),
            whole=np.arange(width) < at_unmet,
            lower=lower,
            upper=upper,
            about=about if np.isfinite(about) else 0.0,
            effort=self.effort,
        )
        return solved, (slot, place)

    def _read(self, opened: IntArray, solved: Solved, pairs: tuple[IntArray, IntArray]) -> Plan:
        """A solver's answer as a plan in which nothing is exceeded by a rounding error."""
        beds, x = self.beds, solved.x
        assert x is not None
        size, places = opened.size, beds.need.size
        slot, place = pairs
        further = np.minimum(np.round(x[size : 2 * size]), (beds.room - beds.paid)[opened])
        have = beds.paid[opened] + further
        flow = np.clip(x[2 * size + places :], 0.0, None)
        flow[flow < 1e-9] = 0.0
        taken = np.bincount(slot, flow, minlength=size)
        flow *= np.minimum(1.0, have / np.maximum(taken, 1e-300))[slot]
        met = np.bincount(place, flow, minlength=places)
        flow *= np.minimum(1.0, beds.need / np.maximum(met, 1e-300))[place]
        unmet = np.maximum(beds.need - np.bincount(place, flow, minlength=places), 0.0)
        unmet[unmet < 1e-6 * np.maximum(1.0, beds.need)] = 0.0
        number = np.zeros(beds.room.size, np.int64)
        number[opened] = np.round(have).astype(np.int64)
        money = float(beds.opening[opened].sum() + (beds.price[opened] * further).sum())
        value = float(flow @ beds.minutes[opened[slot], place]) + beds.money * money
        if not beds.must:
            value += beds.ceiling * float(unmet.sum())
        kept = flow > 0
        matrix = sparse.csr_array((flow[kept], (place[kept], opened[slot[kept]])), shape=(places, beds.room.size))
        return Plan(opened, number, matrix, value, float(unmet.sum()))

    # The answer

    def answer(self, plan: Plan) -> Allocation:
        count = self.sites.fixed.size
        beds = np.zeros(count, np.int64)
        beds[self.usable] = plan.beds
        flows = plan.flows.tocoo()
        places, columns = self.rows[flows.coords[0]], self.usable[flows.coords[1]]
        matrix = sparse.csr_array((flows.data, (places, columns)), shape=(self.all_need.size, count))
        unserved = np.maximum(self.all_need - np.asarray(matrix.sum(axis=1)).ravel(), 0.0)
        unserved[unserved < 1e-6 * np.maximum(1.0, self.all_need)] = 0.0
        bound = min(self.bound, plan.value)
        gap = gap_between(plan.value, bound)
        return Allocation(
            status=status_of(gap, self.effort.gap),
            value=plan.value,
            bound=bound,
            gap=gap,
            seconds=self.effort.elapsed,
            iterations=self.effort.spent,
            sites=self._reasons(plan),
            left_out=self.sites.left_out,
            beds=beds,
            flows=matrix,
            unserved=unserved,
            cost_fen=self._cost(plan),
        )

    def _reasons(self, plan: Plan) -> tuple[BedSite, ...]:
        """Each open site: beds, whom it serves, and what these would at least lose without it."""
        beds = self.beds
        by_site = sparse.csc_array(plan.flows)
        found = []
        for site in plan.opened:
            entries = slice(by_site.indptr[site], by_site.indptr[site + 1])
            rows, flow = by_site.indices[entries], by_site.data[entries]
            others = plan.opened[plan.opened != site]
            mine = beds.minutes[site, rows]
            next_best = beds.minutes[np.ix_(others, rows)].min(axis=0) if others.size else np.full(rows.size, np.inf)
            further = np.maximum(np.minimum(next_best, beds.ceiling) - mine, 0.0)
            is_fixed = bool(site < beds.fixed)
            more = int(plan.beds[site]) - (int(beds.paid[site]) if is_fixed else 0)
            built = int(plan.beds[site]) - int(beds.paid[site])
            found.append(
                BedSite(
                    int(self.usable[site]),
                    self.sites.kinds[self.usable[site]],
                    is_fixed,
                    int(plan.beds[site]),
                    more,
                    float(flow.sum()),
                    float(flow @ mine / flow.sum()) if flow.sum() else 0.0,
                    int(beds.opening[site]) + built * int(beds.price[site]),
                    float(flow @ further),
                    self.rows[rows[np.argsort(-flow, kind="stable")]],
                )
            )
        found.sort(key=lambda item: (not item.is_fixed, -item.serves, item.index))
        return tuple(found)
