"""
`month`: which carer looks after which elder, and on which days; for a whole district at once.

Units: minutes, metres, working days of the month counted from 0. The question is a generalised assignment: each elder to one carer, no carer
above the month's minutes, little way from the carer's base to the elder, and a charge for every elder who loses the carer of last month.
It is solved by prices for a carer's minutes, found by subgradient steps (Fisher 1981, Management Science 27: 1-18), which also prove a bound;
then what is over is moved where it costs least. Days follow a curve through the plane (Hilbert 1891): who lives near each other has the same days,
and each elder's visits stay evenly apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from laoyou.base.errors import DomainError
from laoyou.engines.rostering.inputs import FloatArray, IntArray

NOBODY = -1
METRES_A_MINUTE = 200.0
"""An electric bicycle in town; only to weigh ways against the charge for a change."""


@dataclass(frozen=True)
class Month:
    """
    carer    (elders,) row of the carer; -1 where nobody is able or has room
    days     (visits,) working day of each visit, elder by elder
    elder    (visits,) whose visit it is
    kept     elders who keep the carer of last month, of those who had one: a share; nan where nobody had one
    minutes  (carers,) minutes of all visits of the month
    metres   sum over visits of the way from the carer's base
    cost     metres as minutes, and the charges for changes; of those who have a carer
    bound    no assignment of all elders costs less; -inf where somebody has no carer
    """

    carer: IntArray
    days: IntArray
    elder: IntArray
    kept: float
    minutes: FloatArray
    metres: float
    cost: float
    bound: float


def month(
    elders: ArrayLike,
    carers: ArrayLike,
    visits: ArrayLike,
    minutes: ArrayLike,
    room: ArrayLike,
    *,
    working_days: int,
    able: NDArray[np.bool_] | None = None,
    kind: ArrayLike | None = None,
    before: ArrayLike | None = None,
    change: float = 60.0,
    nearest: int = 24,
    rounds: int = 150,
) -> Month:
    """
    Give each elder one carer for the month, and each visit a day.

    elders, carers  (n, 2), (m, 2) metres in a plane; a carer's is the base
    visits    (n,) visits in the month; at most one a day
    minutes   (n,) minutes of one visit, way included
    room      (m,) minutes that a carer has in the month
    able      (kinds, m) who can look after elders of a kind; all where not given
    kind      (n,) kind of each elder
    before    (n,) row of last month's carer, -1 for none
    change    what it costs to lose that carer, in minutes of way
    nearest   how many carers are looked at for each elder first; all of them for those who find no room

    The same arguments give the same month. DomainError `rostering.month` where a number means nothing.
    """
    here = _plane("elders", elders)
    base = _plane("carers", carers)
    number, staff = len(here), len(base)
    times = _whole("visits", visits, number, 1, working_days)
    long = _floats("minutes", minutes, number)
    has = _floats("room", room, staff)
    kinds = _whole("kind", np.zeros(number) if kind is None else kind, number, 0, 0 if able is None else len(able) - 1)
    last = _whole("before", np.full(number, NOBODY) if before is None else before, number, NOBODY, staff - 1)
    can = np.ones((1, staff), bool) if able is None else np.asarray(able, bool)
    load = times * long
    choices, cost = _choices(here, base, times, kinds, last, can, change, min(nearest, staff))
    chosen, bound = _prices(choices, cost, load, has, rounds)
    chosen = _relieve(chosen, here, base, times, kinds, last, can, change, load, has)
    _fill(chosen, here, base, times, kinds, last, can, change, load, has)
    elder, days = _days(chosen, here, times, load, working_days)
    served = chosen >= 0
    way = np.zeros(number)
    way[served] = np.hypot(*(here[served] - base[chosen[served]]).T)
    had = last >= 0
    lost = served & had & (chosen != last)
    total = float((2 * times * way / METRES_A_MINUTE)[served].sum() + change * lost.sum())
    return Month(
        carer=chosen,
        days=days,
        elder=elder,
        kept=float((chosen[had] == last[had]).mean()) if had.any() else float("nan"),
        minutes=np.bincount(chosen[served], load[served], staff).astype(np.float64),
        metres=float((times * way)[served].sum()),
        cost=total,
        bound=bound if served.all() else float("-inf"),
    )


def _plane(name: str, values: ArrayLike) -> FloatArray:
    found = np.asarray(values, float)
    if found.ndim != 2 or found.shape[1] != 2 or not np.isfinite(found).all():
        raise DomainError("rostering.month", name=name)
    return found


def _floats(name: str, values: ArrayLike, length: int) -> FloatArray:
    found = np.asarray(values, float)
    if found.shape != (length,) or not (np.isfinite(found) & (found >= 0)).all():
        raise DomainError("rostering.month", name=name)
    return found


def _whole(name: str, values: ArrayLike, length: int, least: int, most: int) -> IntArray:
    found = np.asarray(values)
    if found.shape != (length,) or not ((found == np.floor(found)) & (found >= least) & (found <= most)).all():
        raise DomainError("rostering.month", name=name)
    return found.astype(np.int64)


def _cost_of(
    rows: IntArray,
    here: FloatArray,
    base: FloatArray,
    times: IntArray,
    kinds: IntArray,
    last: IntArray,
    can: NDArray[np.bool_],
    change: float,
) -> FloatArray:
    """What each carer costs for these elders; inf for who is not able. (rows, carers)"""
    apart = np.hypot(here[rows, None, 0] - base[None, :, 0], here[rows, None, 1] - base[None, :, 1])
    cost = 2 * times[rows, None] * apart / METRES_A_MINUTE
    had = last[rows] >= 0
    cost += change * had[:, None]
    cost[np.flatnonzero(had), last[rows][had]] -= change
    cost[~can[kinds[rows]]] = np.inf
    return np.asarray(cost, float)


def _choices(
    here: FloatArray,
    base: FloatArray,
    times: IntArray,
    kinds: IntArray,
    last: IntArray,
    can: NDArray[np.bool_],
    change: float,
    nearest: int,
) -> tuple[IntArray, FloatArray]:
    """The cheapest carers of each elder, cheapest first, and what they cost. (elders, nearest)"""
    number = len(here)
    choices, costs = np.zeros((number, nearest), np.int64), np.zeros((number, nearest))
    for first in range(0, number, 4096):
        rows = np.arange(first, min(first + 4096, number))
        cost = _cost_of(rows, here, base, times, kinds, last, can, change)
        some = np.argpartition(cost, nearest - 1, axis=1)[:, :nearest]
        their = np.take_along_axis(cost, some, 1)
        order = np.argsort(their, axis=1, kind="stable")
        choices[rows] = np.take_along_axis(some, order, 1)
        costs[rows] = np.take_along_axis(their, order, 1)
    return choices, costs


def _prices(
    choices: IntArray, cost: FloatArray, load: FloatArray, has: FloatArray, rounds: int
) -> tuple[IntArray, float]:
    """Each elder to the carer who is cheapest with a price for a minute's work; the prices that give the best bound."""
    staff = len(has)
    price = np.zeros(staff)
    bound, kept = -np.inf, choices[:, 0]
    usual = float(np.median(cost[np.isfinite(cost)])) / max(1.0, float(np.median(load))) if cost.size else 0.0
    step = max(usual, 1e-3)
    least_over = np.inf
    for turn in range(rounds):
        asked = cost + price[choices] * load[:, None]
        at = np.argmin(asked, axis=1)[:, None]
        chosen = np.take_along_axis(choices, at, 1)[:, 0]
        # Carers who were not looked at cost at least as much as the last who was: so the bound holds for all of them.
        value = float(np.minimum(np.take_along_axis(asked, at, 1)[:, 0], cost[:, -1]).sum() - price @ has)
        over = np.bincount(chosen, load, staff) - has
        bound = max(bound, value)
        excess = float(np.maximum(over, 0.0).sum())
        if excess < least_over:
            least_over, kept = excess, chosen
        if excess == 0.0:
            break
        price = np.maximum(0.0, price + step / (1 + 0.05 * turn) * over / np.maximum(has, 1.0))
    return kept.copy(), bound


def _relieve(
    chosen: IntArray,
    here: FloatArray,
    base: FloatArray,
    times: IntArray,
    kinds: IntArray,
    last: IntArray,
    can: NDArray[np.bool_],
    change: float,
    load: FloatArray,
    has: FloatArray,
) -> IntArray:
    """Move elders away from carers who have too much, where a minute moved costs least; who finds no room is left with nobody."""
    staff = len(has)
    chosen = np.where(can[kinds, chosen], chosen, NOBODY)
    used = np.bincount(chosen[chosen >= 0], load[chosen >= 0], staff)
    for carer in np.argsort(has - used, kind="stable").tolist():
        if used[carer] <= has[carer]:
            continue
        rows = np.flatnonzero(chosen == carer)
        cost = _cost_of(rows, here, base, times, kinds, last, can, change)
        more = cost - cost[:, [carer]]
        more[:, carer] = np.inf
        best = np.where(used[None, :] + load[rows, None] <= has[None, :], more, np.inf).min(axis=1)
        for at in np.argsort(best / np.maximum(load[rows], 1e-9), kind="stable").tolist():
            if used[carer] <= has[carer]:
                break
            row = rows[at]
            fits = np.where(used + load[row] <= has, more[at], np.inf)
            to = int(np.argmin(fits))
            used[carer] -= load[row]
            chosen[row] = NOBODY
            if np.isfinite(fits[to]):
                chosen[row] = to
                used[to] += load[row]
    return chosen


def _fill(
    chosen: IntArray,
    here: FloatArray,
    base: FloatArray,
    times: IntArray,
    kinds: IntArray,
    last: IntArray,
    can: NDArray[np.bool_],
    change: float,
    load: FloatArray,
    has: FloatArray,
) -> None:
    """Give those who have nobody to whoever still has room, the largest first."""
    used = np.bincount(chosen[chosen >= 0], load[chosen >= 0], len(has))
    rows = np.flatnonzero(chosen < 0)
    for row in rows[np.argsort(-load[rows], kind="stable")].tolist():
        cost = _cost_of(np.array([row]), here, base, times, kinds, last, can, change)[0]
        cost[used + load[row] > has] = np.inf
        to = int(np.argmin(cost))
        if np.isfinite(cost[to]):
            chosen[row] = to
            used[to] += load[row]


def along_curve(places: FloatArray) -> IntArray:
    """The position of each place on a Hilbert curve through all of them."""
    order = 16
    low = places.min(axis=0) if len(places) else np.zeros(2)
    wide = max(float((places - low).max()) if len(places) else 0.0, 1e-9)
    grid = np.minimum(((places - low) / wide * (1 << order)).astype(np.int64), (1 << order) - 1)
    x, y = grid[:, 0].copy(), grid[:, 1].copy()
    position = np.zeros(len(places), np.int64)
    half = 1 << (order - 1)
    while half > 0:
        right, upper = (x & half) > 0, (y & half) > 0
        position += half * half * ((3 * right) ^ upper)
        flip = ~upper & right
        x[flip], y[flip] = half * 2 - 1 - (x[flip] & (half * 2 - 1)), half * 2 - 1 - (y[flip] & (half * 2 - 1))
        swap = ~upper
        x[swap], y[swap] = y[swap].copy(), x[swap].copy()
        half >>= 1
    return position


def _days(
    chosen: IntArray, here: FloatArray, times: IntArray, load: FloatArray, working_days: int
) -> tuple[IntArray, IntArray]:
    """
    Days for every visit: along the curve, each carer's elders take turns to begin, so that neighbours have the same days and each day is as full.

    An elder with k visits comes on days that lie working_days / k apart, rounded down.
    """
    rows = np.flatnonzero(chosen >= 0)
    if rows.size == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    curve = along_curve(here)
    # Elders with as many visits share one turn, or else weekly and monthly ones would crowd the same days.
    order = rows[np.lexsort((curve[rows], times[rows], chosen[rows]))]
    key = chosen[order] * (times.max() + 1) + times[order]
    begins = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    length = np.diff(np.r_[begins, order.size])
    sums = np.cumsum(load[order])
    base = np.repeat(sums[begins] - load[order][begins], length)
    whole = np.repeat(sums[begins + length - 1] - (sums[begins] - load[order][begins]), length)
    share = (sums - load[order] / 2 - base) / np.maximum(whole, 1e-9)
    apart = working_days / times[order]
    # A carer's groups begin at different days, by the golden ratio, so that their first days do not coincide.
    shift = np.repeat((np.arange(begins.size) * 0.6180339887498949) % 1.0, length)
    first = ((share + shift) % 1.0) * apart
    elder = np.repeat(order, times[order])
    turn = np.arange(elder.size) - np.repeat(np.cumsum(times[order]) - times[order], times[order])
    days = np.floor(np.repeat(first, times[order]) + turn * np.repeat(apart, times[order])).astype(np.int64)
    days = np.minimum(days, working_days - 1)
    back = np.lexsort((days, elder))
    return elder[back], days[back]
