"""Why a visit is not made: found after the search, by looking at every carer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from laoyou.engines.rostering import kernels
from laoyou.engines.rostering.day import Day, price_of
from laoyou.engines.rostering.model import Carer, Reason, Unserved, Visit

SWAPS = 40
"""Visits for which the cheapest exchange is looked for; there are not so many on a day that can be carried out."""


def unserved(day: Day, carers: Sequence[Carer]) -> list[Unserved]:
    """
    Each visit of this day that is out, by the order of visits, with its reason.

    carers  everybody: a visit planned at one station is one that nobody can make only if nobody at all can
    """
    found, looked = [], 0
    out = sorted(int(node) for node in day.absent[1 : day.absent[0] + 1] if node < day.parts)
    for node in out:
        visit = day.visits[day.tasks[node].visit]
        reason = _without_route(day, node, visit, carers)
        if reason is not None:
            found.append(Unserved(visit.id, reason))
            continue
        added = _insert(day, node, math.inf)
        if added < math.inf:  # it fits, but costs more than leaving it out
            found.append(Unserved(visit.id, Reason.BY_CHOICE, more=added))
            continue
        looked += 1
        found.append(_exchange(day, node, visit) if looked <= SWAPS else Unserved(visit.id, Reason.FULL))
    return found


def _nodes_of(day: Day, node: int) -> list[int]:
    partner = int(day.whole[node, kernels.PARTNER])
    return [node] if partner < 0 else [node, partner]


def _without_route(day: Day, node: int, visit: Visit, carers: Sequence[Carer]) -> Reason | None:
    """The reason that holds even if everybody's day were empty; None where there is none."""
    able = [
        [carer for carer in carers if math.isfinite(price_of(visit, part, carer, day.costs))]
        for part in range(visit.parts)
    ]
    if not all(able) or (len(able) == 2 and len({carer.id for side in able for carer in side}) < 2):
        return Reason.NO_SKILL
    first, last = visit.window
    there: list[set[str]] = []
    for part, side in enumerate(able):
        minutes, _ = visit.needs(part)
        there.append({c.id for c in side if c.shift[0] <= last and max(first, c.shift[0]) + minutes <= c.shift[1]})
    if not all(there) or len(set().union(*there)) < visit.parts:
        return Reason.OFF_SHIFT
    if all(_reaches(day, one) for one in _nodes_of(day, node)):
        return None
    return Reason.UNREACHABLE


def _reaches(day: Day, node: int) -> bool:
    """Whether one carer of this day could make it with nothing else to do (but what has begun)."""
    place = day.whole[node, kernels.PLACE]
    rows = np.arange(day.routes)
    begin, end = day.begin + rows, day.begin + day.routes + rows
    arrive = day.real[begin, kernels.EARLIEST] + day.minutes[day.whole[begin, kernels.PLACE], place]
    starts = np.maximum(arrive, day.real[node, kernels.EARLIEST])
    back = starts + day.real[node, kernels.MINUTES] + day.minutes[place, day.whole[end, kernels.PLACE]]
    fits = (starts <= day.real[node, kernels.LATEST]) & (back <= day.real[end, kernels.LATEST])
    return bool((fits & np.isfinite(day.price[node])).any())


def _insert(day: Day, node: int, limit: float) -> float:
    """What it would cost to add the visit now; everything stays as it is."""
    kept = day.link.copy(), day.start.copy(), day.work.copy()
    every = day.real.shape[0]
    worst = np.zeros(1)
    kernels.lateness(day.real, day.link, day.start, day.nodes, worst)
    slack = np.zeros((every, 2))
    kernels.slacken_all(day.real, day.whole, day.link, day.minutes, day.start, slack, day.begin, day.routes)
    found = kernels.insert(
        node, limit, 0.0, np.zeros((2, kernels.PAIRED), np.int64), np.zeros((2, kernels.PAIRED)),
        day.real, day.whole, day.link, day.minutes, day.price, day.start, slack, np.zeros(every),
        np.zeros(every, np.int64), day.queue, np.zeros(2, np.int64), day.cost, worst, day.work, day.most_work, day.begin, day.nodes, day.random,
        np.zeros((1, 0), np.int64), np.zeros(every, np.int64), np.zeros(every + 8, np.int64),
    )  # fmt: skip
    day.link[:], day.start[:], day.work[:] = kept
    return float(found)


def _exchange(day: Day, node: int, visit: Visit) -> Unserved:
    """The visit that would have to stay out instead, where the change costs least."""
    best = (math.inf, -1, -1)
    rows = np.flatnonzero(np.isfinite(day.price[node]))
    for row in rows.tolist():
        for other in day.order(row):
            if other >= day.parts or day.whole[other, kernels.PARTNER] >= 0:
                continue
            kept = day.link.copy(), day.start.copy(), day.work.copy()
            saved = kernels.take_out(other, day.real, day.whole, day.link, day.minutes, day.price, day.cost, day.work)
            late = kernels.retime(
                day.real, day.whole, day.link, day.minutes, day.start, day.queue, day.begin, day.routes
            )
            more = _insert(day, node, best[0] + saved) - saved if late < 0 else math.inf
            day.link[:], day.start[:], day.work[:] = kept
            if more < best[0]:
                best = (more, other, row)
    if best[1] < 0:
        return Unserved(visit.id, Reason.FULL)
    task = day.tasks[best[1]]
    return Unserved(visit.id, Reason.FULL, day.visits[task.visit].id, day.carers[best[2]].id, best[0])
