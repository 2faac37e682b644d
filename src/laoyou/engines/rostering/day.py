"""A day as the arrays that `kernels` works on, and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from laoyou.engines.rostering import kernels, plain
from laoyou.engines.rostering.inputs import FloatArray, IntArray
from laoyou.engines.rostering.model import Bill, Carer, Costs, Rest, Stop, Visit

NEAR = 150
"""Neighbours that a string is looked for among."""

CLOSE = 25
"""Neighbours beside which an insertion is tried; where a day is not much larger, it is tried everywhere."""

MUST = 1e7
"""What it costs to leave out a lunch: more than all visits of a day."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a carer's remaining day begins: in the middle of a running day, at the place of the last visit that had begun."""

    place: int
    ready: float
    ends: float
    work: float
    lunch: bool
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One node: a part of a visit, with the window that it has today."""

    visit: int
    part: int
    window: tuple[float, float]
    only: int = -1
    barred: frozenset[int] = frozenset()


def price_of(visit: Visit, part: int, carer: Carer, costs: Costs) -> float:
    """What it costs, beside travel, that this carer makes this part; inf where it must not be."""
    _, skills = visit.needs(part)
    if skills - carer.skills or carer.id in visit.barred:
        return math.inf
    missed = 0
    if visit.gender and visit.gender != carer.gender:
        if visit.must_gender:
            return math.inf
        missed += 1
    if visit.dialects and not visit.dialects & carer.dialects:
        if visit.must_dialect:
            return math.inf
        missed += 1
    if visit.known and visit.known != carer.id:
        missed += 1
    return costs.wish * missed


class Day:
    """The arrays of one day and where the search stands. Nodes: parts of visits, lunches, beginnings, ends."""

    def __init__(
        self,
        visits: Sequence[Visit],
        carers: Sequence[Carer],
        minutes: FloatArray,
        costs: Costs,
        tasks: Sequence[Task],
        openings: Sequence[Opening],
        moved: dict[tuple[int, int], int],
        seed: int,
    ) -> None:
        """
        tasks     parts that are still to be made, the two halves of one visit side by side
        moved     (visit, part) -> the carer (row) who has it now: another costs `costs.moved`
        """
        self.visits, self.carers, self.minutes, self.costs, self.tasks = visits, carers, minutes, costs, list(tasks)
        parts, routes = len(tasks), len(carers)
        self.parts, self.routes = parts, routes
        self.lunches = [row for row in range(routes) if openings[row].lunch]
        self.nodes = nodes = parts + len(self.lunches)
        self.begin = nodes
        every = nodes + 2 * routes
        self.real = np.zeros((every, 8))
        self.real[:, kernels.DUE] = np.inf
        self.real[:, kernels.LATEST] = np.inf
        self.real[:, kernels.WORTH] = MUST
        self.whole = np.full((every, 4), -1, np.int64)
        self.link = np.full((every, 3), -1, np.int64)
        self.price = np.zeros((max(parts, 1), routes))
        self._fill_tasks(moved)
        self._fill_routes(openings)
        self.most_work = np.array([opening.work for opening in openings], float)
        self.work = np.zeros(routes)
        self.start = np.zeros(every)
        self.queue = np.zeros(4 * every + 8, np.int64)
        self.absent = np.zeros(nodes + 2, np.int64)
        self.cost = np.array([costs.travel, costs.late, costs.latest, 0.0])
        self.random = np.array([seed % 2147483646 + 1], np.int64)
        for _ in range(8):
            kernels.draw(self.random)
        self.total = np.zeros(4)
        self.is_plain = self._has_no_ties()
        self.back = self._way_back()
        self._near()

    def _fill_tasks(self, moved: dict[tuple[int, int], int]) -> None:
        costs = self.costs
        for node, task in enumerate(self.tasks):
            visit = self.visits[task.visit]
            minutes, _ = visit.needs(task.part)
            worth = (costs.optional if visit.optional else costs.unserved) * visit.priority
            due = math.inf if visit.due is None else visit.due
            self.real[node, :5] = task.window[0], task.window[1], due, minutes, worth
            self.whole[node] = visit.place, -1, kernels.VISIT, -1
            before = self.tasks[node - 1] if node else None
            if before is not None and before.visit == task.visit and visit.second is not None:
                least, most = visit.second.gap
                self.whole[node - 1, kernels.PARTNER], self.whole[node, kernels.PARTNER] = node, node - 1
                self.real[node - 1, kernels.LEAST], self.real[node, kernels.LEAST] = least, -most
            if task.only >= 0:
                self.price[node] = np.inf
                self.price[node, task.only] = price_of(visit, task.part, self.carers[task.only], costs)
            else:
                self.price[node] = [price_of(visit, task.part, carer, costs) for carer in self.carers]
            for row in task.barred:
                self.price[node, row] = np.inf
            here = moved.get((task.visit, task.part), -1)
            if here >= 0:
                self.price[node, np.arange(self.routes) != here] += costs.moved / visit.parts

    def _fill_routes(self, openings: Sequence[Opening]) -> None:
        for number, row in enumerate(self.lunches):
            lunch = self.carers[row].lunch
            if lunch is not None:
                node = self.parts + number
                self.real[node, :2] = lunch.earliest, lunch.latest
                self.real[node, kernels.MINUTES] = lunch.minutes
                self.whole[node] = 0, -1, kernels.LUNCH, row
        for row, opening in enumerate(openings):
            first, last = self.begin + row, self.begin + self.routes + row
            self.real[first, :2] = opening.ready, math.inf
            self.real[last, :2] = -math.inf, opening.ends
            self.whole[first] = opening.place, -1, kernels.BEGIN, row
            self.whole[last] = self.carers[row].end_place, -1, kernels.END, row
            self.link[first] = last, -1, row
            self.link[last] = -1, first, row
            if opening.ready + self.minutes[opening.place, self.carers[row].end_place] > opening.ends:
                # The day is over for this carer (or the shift too short for the way home): nothing can be added.
                self.price[:, row] = np.inf
                self.real[last, kernels.LATEST] = math.inf
            self.real[first, 7] = opening.begun

    def _near(self) -> None:
        places = self.whole[: self.parts, kernels.PLACE]
        count = min(NEAR, max(0, self.parts - 1))
        self.near = np.zeros((max(1, self.parts), count), np.int64)
        self.typical = 1.0
        self.close = np.zeros((max(1, self.parts), 0), np.int64)
        if count:
            apart = self.minutes[places][:, places]
            apart = np.where(np.isfinite(apart), apart, 1e9)
            np.fill_diagonal(apart, -1.0)
            order = np.argsort(apart, axis=1, kind="stable")
            self.near = np.ascontiguousarray(order[:, 1 : count + 1])
            self.close = self._close_in_time(apart)
            some = np.take_along_axis(apart, order[:, 1 : 1 + min(count, 15)], 1)
            self.typical = max(0.1, float(some[some < 1e9].mean()) if (some < 1e9).any() else 1.0)

    def _close_in_time(self, apart: FloatArray) -> IntArray:
        """The nodes beside which each one is tried: near, with little waiting, and not too late (as in PyVRP; Vidal et al. 2013)."""
        if self.parts <= 2 * CLOSE:
            return np.zeros((self.parts, 0), np.int64)
        earliest, latest = self.real[: self.parts, 0], self.real[: self.parts, 1]
        due = np.minimum(latest, self.real[: self.parts, kernels.DUE])
        earliest = np.maximum(earliest, self.real[self.begin : self.begin + self.routes, 0].min())
        minutes = self.real[: self.parts, kernels.MINUTES]
        way = apart + minutes[:, None]
        wait = np.maximum(0.0, earliest[None, :] - way - due[:, None])
        late = np.maximum(0.0, earliest[:, None] + way - due[None, :])
        one_way = apart + 0.2 * np.where(np.isfinite(wait), wait, 0.0) + late
        both = np.minimum(one_way, one_way.T)
        able = np.isfinite(self.price[: self.parts]).astype(np.float32)
        both[able @ able.T == 0] = np.inf  # no carer makes both
        np.fill_diagonal(both, np.inf)
        return np.ascontiguousarray(np.argsort(both, axis=1, kind="stable")[:, :CLOSE])

    def _has_no_ties(self) -> bool:
        """Whether each route can be timed alone: nobody comes with a partner, and lateness costs nothing."""
        late = (self.costs.late > 0 or self.costs.latest > 0) and np.isfinite(
            self.real[: self.parts, kernels.DUE]
        ).any()
        return not late and not (self.whole[: self.parts, kernels.PARTNER] >= 0).any()

    def _way_back(self) -> FloatArray:
        """The travel minutes the other way round; the same table where it is the same both ways."""
        if np.array_equal(self.minutes, self.minutes.T):
            return self.minutes
        return np.ascontiguousarray(self.minutes.T)

    def compact(self) -> None:
        """Keep a matrix of those places only that occur here."""
        own, self.whole[:, kernels.PLACE] = np.unique(self.whole[:, kernels.PLACE], return_inverse=True)
        self.minutes = np.ascontiguousarray(self.minutes[np.ix_(own, own)])
        self.back = self._way_back()

    def begin_with(self, routes: Sequence[Sequence[int]]) -> None:
        """
        Set the routes to these nodes, in this order, and leave out what does not fit.

        Lunches that are in none of them are put where they fit.
        """
        inside = set()
        for row, nodes in enumerate(routes):
            before = self.begin + row
            for node in nodes:
                if node < self.parts and not np.isfinite(self.price[node, row]):
                    continue
                kernels.put_after(node, before, self.link)
                inside.add(node)
                before = node
        for node in list(inside):  # a half whose partner did not get in
            partner = int(self.whole[node, kernels.PARTNER])
            if partner >= 0 and partner not in inside:
                kernels.unlink(node, self.link)
                inside.discard(node)
        while inside:
            late = self._retime()
            over = self._overworked()
            if late < 0 and over < 0:
                break
            victim = self._victim(late if late >= 0 else over)
            if victim < 0:
                break
            for node in (victim, int(self.whole[victim, kernels.PARTNER])):
                if node >= 0 and self.link[node, kernels.ROUTE] >= 0:
                    kernels.unlink(node, self.link)
                    inside.discard(node)
        self._seat_lunches()
        self._retime()
        self._list_absent()

    def _list_absent(self) -> None:
        inside = self.link[: self.nodes, kernels.ROUTE] >= 0
        partner = self.whole[: self.nodes, kernels.PARTNER]
        out = np.flatnonzero(~inside & ~((partner >= 0) & (partner < np.arange(self.nodes))))
        self.absent[0] = len(out)
        self.absent[1 : len(out) + 1] = out
        self._count()

    def _retime(self) -> int:
        return int(
            kernels.retime(
                self.real, self.whole, self.link, self.minutes, self.start, self.queue, self.begin, self.routes
            )
        )

    def _overworked(self) -> int:
        for row in range(self.routes):
            if self._worked(row) > self.most_work[row] + 1e-9 and self.link[self.begin + row, 0] < self.begin:
                return self.begin + self.routes + row
        return -1

    def _victim(self, node: int) -> int:
        """The node to leave out so that `node` is no longer late: itself, or the last one before it."""
        while node >= self.parts:
            if node < self.nodes and self.link[node, kernels.BEFORE] >= self.begin:
                return node  # a lunch with nothing before it
            node = int(self.link[node, kernels.BEFORE])
            if node < 0:
                return -1
        return node

    def _seat_lunches(self) -> None:
        """Put each lunch that is in no route where it fits; where it fits nowhere, visits go out until it does."""
        for lunch in range(self.parts, self.nodes):
            while self.link[lunch, kernels.ROUTE] < 0:
                route = self.begin + int(self.whole[lunch, kernels.ONLY])
                spots = [route, *self.order(route - self.begin)]
                for spot in spots:
                    kernels.put_after(lunch, spot, self.link)
                    if self._retime() < 0:
                        break
                    kernels.unlink(lunch, self.link)
                else:
                    if len(spots) == 1:
                        break
                    for node in (spots[-1], int(self.whole[spots[-1], kernels.PARTNER])):
                        if node >= 0:
                            kernels.unlink(node, self.link)

    def _worked(self, row: int) -> float:
        total, node = 0.0, self.begin + row
        if self.link[node, 0] >= self.begin:
            return 0.0
        while True:
            after = int(self.link[node, 0])
            if after < 0:
                return total
            total += kernels.leg(node, after, self.whole, self.link, self.minutes)
            total += float(self.real[after, kernels.MINUTES]) if after < self.parts else 0.0
            node = after

    def _base(self, row: int) -> float:
        """Travel minutes of a route without visits: nothing is done, but added travel is counted from there."""
        first, last = self.begin + row, self.begin + self.routes + row
        way = float(self.minutes[self.whole[first, 0], self.whole[last, 0]])
        return way if math.isfinite(way) else 0.0

    def _count(self) -> None:
        """Set what the kernel keeps up: work of each route, cost of everything."""
        worst = np.zeros(1)
        for row in range(self.routes):
            nodes = self.order(row)
            has = any(node < self.parts for node in nodes)
            self.work[row] = self._worked(row) if has else self._base(row)
        made = [node for node in range(self.parts) if self.link[node, kernels.ROUTE] >= 0]
        travel = float(self.work.sum() - self.real[made, kernels.MINUTES].sum()) if made else float(self.work.sum())
        now = self.costs.travel * travel + sum(float(self.price[n, self.link[n, 2]]) for n in made)
        late = kernels.lateness(self.real, self.link, self.start, self.nodes, worst)
        lost = float(self.real[self.absent[1 : self.absent[0] + 1], kernels.WORTH].sum())
        value = now + lost + self.costs.late * late + self.costs.latest * float(worst[0])
        self.total[:3] = value, value, now
        self.best = self.link.copy()

    def order(self, row: int) -> list[int]:
        """Visit and lunch nodes of a route, in order."""
        found, node = [], int(self.link[self.begin + row, 0])
        while node < self.begin:
            found.append(node)
            node = int(self.link[node, 0])
        return found

    def search(self, iterations: int, hot: float, cold: float, string: float = 10.0) -> None:
        """Go on searching; the best routes so far are kept in `best`."""
        if self.is_plain:
            plain.anneal(
                iterations, hot, cold, string, self.real, self.whole, self.link, self.minutes, self.back, self.price,
                self.near, self.close, self.absent, self.work, self.most_work, self.cost, self.random, self.total,
                self.best, self.nodes, self.parts, self.begin,
            )  # fmt: skip
            return
        kernels.anneal(
            iterations, hot, cold, string, self.real, self.whole, self.link, self.minutes, self.price, self.near, self.close,
            self.absent, self.start, self.work, self.most_work, self.cost, self.random, self.total, self.best,
            self.nodes, self.parts, self.begin,
        )  # fmt: skip

    def finish(self) -> None:
        """Go back to the best routes."""
        self.link[:] = self.best
        self._retime()
        self._list_absent()

    def stops(self) -> tuple[list[Stop], list[Rest]]:
        """Stops and lunches of those who have visits (or had, before this part of the day)."""
        stops, rests = [], []
        for row, carer in enumerate(self.carers):
            nodes = self.order(row)
            begun = bool(self.real[self.begin + row, 7])
            if not begun and all(node >= self.parts for node in nodes):
                continue
            for node in nodes:
                first = float(self.start[node])
                last = first + float(self.real[node, kernels.MINUTES])
                if node < self.parts:
                    task = self.tasks[node]
                    stops.append(Stop(self.visits[task.visit].id, task.part, carer.id, first, last))
                else:
                    rests.append(Rest(carer.id, first, last))
        return stops, rests


def bill_of(
    stops: Iterable[Stop],
    unserved: Iterable[Visit],
    moved: int,
    visits: dict[str, Visit],
    carers: Sequence[Carer],
    minutes: FloatArray,
    costs: Costs,
) -> Bill:
    """What a whole day costs."""
    routes: dict[str, list[Stop]] = {}
    for stop in stops:
        routes.setdefault(stop.carer, []).append(stop)
    travel, wishes, late = 0.0, 0.0, [0.0]
    for carer in carers:
        place = carer.start_place
        route = sorted(routes.get(carer.id, ()), key=lambda stop: stop.start)
        for stop in route:
            visit = visits[stop.visit]
            travel += float(minutes[place, visit.place])
            place = visit.place
            price = price_of(visit, stop.part, carer, costs)
            wishes += price if math.isfinite(price) else 0.0
            if visit.due is not None:
                late.append(max(0.0, stop.start - visit.due))
        if route:
            travel += float(minutes[place, carer.end_place])
    lost = sum((costs.optional if visit.optional else costs.unserved) * visit.priority for visit in unserved)
    return Bill(
        costs.travel * travel, wishes, costs.late * sum(late) + costs.latest * max(late), lost, costs.moved * moved
    )
