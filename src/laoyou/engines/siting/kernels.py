"""
The loops that take the time: compiled where numba is there, in NumPy where it is not, with the same meaning.

Nearness is kept by site: entry `at[site] … at[site + 1]` of `place` and `dist` are the places near enough to matter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from scipy import sparse

from laoyou.engines.siting.results import FloatArray, IntArray

Function = TypeVar("Function", bound=Callable[..., Any])

try:
    from numba import njit
except ImportError:  # no compiler on this machine: slower, the same answers
    njit = None  # type: ignore[assignment]

IS_COMPILED = njit is not None


def compiled(function: Function) -> Function:
    """`function` compiled at its first call, without the interpreter's lock; itself where there is no compiler."""
    return function if njit is None else cast(Function, njit(cache=True, nogil=True)(function))


@compiled
def _near(table: Any, caps: Any, at: Any, places: Any, dist: Any) -> None:
    for site in range(table.shape[0]):
        following = at[site]
        for place in range(table.shape[1]):
            value = table[site, place]
            if value <= caps[place]:
                places[following] = place
                dist[following] = value
                following += 1


@compiled
def _count_near(table: Any, caps: Any, counts: Any) -> None:
    for site in range(table.shape[0]):
        for place in range(table.shape[1]):
            if table[site, place] <= caps[place]:
                counts[site] += 1


def near_by_site(table: Any, caps: Any) -> tuple[IntArray, Any, FloatArray]:
    """(at, place, dist) of all pairs of `table` (sites, places) with minutes ≤ caps[place], caps finite."""
    if IS_COMPILED:
        counts = np.zeros(table.shape[0], np.int64)
        _count_near(table, caps, counts)
        at = np.concatenate([[0], np.cumsum(counts)])
        places, dist = np.empty(at[-1], np.int32), np.empty(at[-1], np.float64)
        _near(table, caps, at, places, dist)
        return at, places, dist
    site, place = np.nonzero(table <= caps)
    at = np.concatenate([[0], np.cumsum(np.bincount(site, minlength=table.shape[0]))])
    return at, place.astype(np.int32), table[site, place].astype(np.float64)


@compiled
def _rewards(at: Any, place: Any, ways: Any, prices: Any, out: Any) -> None:
    for site in range(at.size - 1):
        total = 0.0
        for entry in range(at[site], at[site + 1]):
            total += min(ways[entry] - prices[place[entry]], 0.0)
        out[site] = total


def rewards(at: IntArray, place: Any, ways: FloatArray, prices: FloatArray) -> FloatArray:
    """(sites,) Σ min(0, way - price) over the places near each site; ways and prices are those of all people of a place."""
    if IS_COMPILED:
        out = np.empty(at.size - 1)
        _rewards(at, place, ways, prices, out)
        return out
    values = np.minimum(ways - prices[place], 0.0)
    matrix = sparse.csr_array((values, place, at), shape=(at.size - 1, prices.size))
    return np.asarray(matrix.sum(axis=1)).ravel()


@compiled
def _paid(at: Any, place: Any, ways: Any, prices: Any, chosen: Any, out: Any) -> None:
    for site in chosen:
        for entry in range(at[site], at[site + 1]):
            if ways[entry] < prices[place[entry]]:
                out[place[entry]] += 1.0


def times_served(at: IntArray, place: Any, ways: FloatArray, prices: FloatArray, chosen: IntArray) -> FloatArray:
    """(places,) by how many of the chosen sites a place would be served at its price."""
    out = np.zeros(prices.size)
    if IS_COMPILED:
        _paid(at, place, ways, prices, chosen, out)
        return out
    for site in chosen:
        entries = slice(at[site], at[site + 1])
        out[place[entries]] += ways[entries] < prices[place[entries]]
    return out


@compiled
def _two_nearest(table: Any, opened: Any, d1: Any, c1: Any, d2: Any, c2: Any, rows: Any) -> None:
    for row in rows:
        d1[row], d2[row] = np.inf, np.inf
        c1[row], c2[row] = 0, 0
    for slot in range(opened.size):
        line = table[opened[slot]]
        for row in rows:
            value = line[row]
            if value < d1[row]:
                d2[row], c2[row] = d1[row], c1[row]
                d1[row], c1[row] = value, slot
            elif value < d2[row]:
                d2[row], c2[row] = value, slot


def two_nearest(table: Any, opened: IntArray, d1: Any, c1: Any, d2: Any, c2: Any, rows: IntArray) -> None:
    """Fill in, for `rows`, minutes to and slot of the nearest and the second nearest open site; table (sites, places)."""
    if IS_COMPILED:
        _two_nearest(table, opened, d1, c1, d2, c2, rows)
        return
    if not rows.size:
        return
    values = table[np.ix_(opened, rows)].astype(np.float64)
    order = np.argsort(values, axis=0, kind="stable")[:2]
    c1[rows], c2[rows] = order[0], order[1]
    d1[rows] = np.take_along_axis(values, order[:1], 0)[0]
    d2[rows] = np.take_along_axis(values, order[1:], 0)[0]


@compiled
def _exchange(
    table: Any,
    at: Any,
    place: Any,
    dist: Any,
    weights: Any,
    opened: Any,
    slots: Any,
    kept: Any,
    d1: Any,
    c1: Any,
    d2: Any,
    c2: Any,
    order: Any,
    start: Any,
    least: Any,
    loss: Any,
    extra: Any,
) -> tuple[int, int]:
    """Look at one candidate after another until one is worth taking in; (next position, slot it took or -1)."""
    count = order.size
    for step in range(count):
        position = (start + step) % count
        site = order[position]
        if slots[site] >= 0:
            continue
        gain = 0.0
        extra[:] = 0.0
        for entry in range(at[site], at[site + 1]):
            where = place[entry]
            value = dist[entry]
            if value < d2[where]:
                if value < d1[where]:
                    gain += weights[where] * (d1[where] - value)
                    extra[c1[where]] += weights[where] * (d2[where] - d1[where])
                else:
                    extra[c1[where]] += weights[where] * (d2[where] - value)
        best, slot = -np.inf, -1
        for other in range(kept, opened.size):
            profit = extra[other] - loss[other]
            if profit > best:
                best, slot = profit, other
        if slot >= 0 and gain + best > least:
            slots[opened[slot]] = -1
            opened[slot] = site
            slots[site] = slot
            loss[:] = 0.0
            # Whoever lost one of his two looks at all open sites again; the others meet the new one if it is near.
            lost = np.flatnonzero((c1 == slot) | (c2 == slot))
            _two_nearest(table, opened, d1, c1, d2, c2, lost)
            for entry in range(at[site], at[site + 1]):
                row, value = place[entry], dist[entry]
                if c1[row] == slot or c2[row] == slot:
                    continue
                if value < d1[row]:
                    d2[row], c2[row] = d1[row], c1[row]
                    d1[row], c1[row] = value, slot
                elif value < d2[row]:
                    d2[row], c2[row] = value, slot
            for row in range(weights.size):
                loss[c1[row]] += weights[row] * (d2[row] - d1[row])
            return position + 1, slot
    return start, -1


def exchange_once(
    table: Any,
    near: tuple[IntArray, Any, FloatArray],
    weights: FloatArray,
    opened: IntArray,
    slots: IntArray,
    kept: int,
    nearest: tuple[Any, Any, Any, Any],
    order: IntArray,
    start: int,
    least: float,
    loss: FloatArray,
) -> tuple[int, int]:
    """
    Take in the first site of `order`, from position `start` on, that gains more than `least` by pushing out an open one.

    opened   (p,) the open sites by slot, changed in place; the first `kept` slots never change
    slots    (sites,) slot of an open site, else -1
    nearest  minutes and slot of the nearest and the second nearest open site of each place, changed in place
    loss     (p,) what closing each slot costs; changed in place

    Returns the position to go on from and the slot that changed, or -1 where no exchange gains.
    """
    at, place, dist = near
    d1, c1, d2, _ = nearest
    if IS_COMPILED:
        found = _exchange(
            table, at, place, dist, weights, opened, slots, kept, *nearest, order, start, least, loss,
            np.empty(opened.size),
        )  # fmt: skip
        return int(found[0]), int(found[1])
    for step in range(order.size):
        position = (start + step) % order.size
        site = order[position]
        if slots[site] >= 0:
            continue
        entries = slice(at[site], at[site + 1])
        matters = dist[entries] < d2[place[entries]]
        where, value = place[entries][matters], dist[entries][matters]
        gain = float((weights[where] * np.maximum(d1[where] - value, 0.0)).sum())
        extra = np.bincount(
            c1[where], weights[where] * (d2[where] - np.maximum(value, d1[where])), minlength=opened.size
        )
        profit = (extra - loss)[kept:]
        if profit.size and gain + profit.max() > least:
            slot = kept + int(np.argmax(profit))
            slots[opened[slot]], opened[slot], slots[site] = -1, site, slot
            _take_in(table, opened, slot, nearest)
            loss[:] = np.bincount(c1, weights * (d2 - d1), minlength=opened.size)
            return position + 1, slot
    return start, -1


def _take_in(table: Any, opened: IntArray, slot: int, nearest: tuple[Any, Any, Any, Any]) -> None:
    """Bring nearest and second nearest up to date after a slot got another site."""
    d1, c1, d2, c2 = nearest
    value = table[opened[slot]].astype(np.float64)
    hit = (c1 == slot) | (c2 == slot)
    first = ~hit & (value < d1)
    second = ~hit & ~first & (value < d2)
    d2[first], c2[first] = d1[first], c1[first]
    d1[first], c1[first] = value[first], slot
    d2[second], c2[second] = value[second], slot
    two_nearest(table, opened, d1, c1, d2, c2, np.flatnonzero(hit))


@compiled
def _fill(
    minutes: Any, need: Any, room: Any, price: Any, paid: Any, prices: Any, order: Any, take: Any
) -> tuple[Any, Any]:
    # minutes (sites, places); the best of each site's places first, until it is full or nobody pays any more.
    values = np.zeros(minutes.shape[0])
    built = np.zeros(minutes.shape[0])
    for site in range(minutes.shape[0]):
        left = room[site]
        free = paid[site]
        total = 0.0
        count = 0
        for place in range(minutes.shape[1]):
            if minutes[site, place] - prices[place] < 0.0:
                order[count] = place
                count += 1
        chosen = order[:count]
        keys = np.empty(count)
        for index in range(count):
            keys[index] = minutes[site, chosen[index]] - prices[chosen[index]]
        ranks = np.argsort(keys)
        for index in ranks:
            if left <= 0.0:
                break
            place = chosen[index]
            margin = keys[index]
            amount = min(need[place], left)
            at_once = min(amount, free)
            if at_once > 0.0:
                total += at_once * margin
                free -= at_once
            rest = amount - at_once
            if rest > 0.0:
                if margin + price[site] >= 0.0:
                    take[site, place] = at_once
                    break
                total += rest * (margin + price[site])
                built[site] += rest
            take[site, place] = amount
            left -= amount
        values[site] = total
    return values, built


def best_fill(
    minutes: FloatArray, need: FloatArray, room: FloatArray, price: FloatArray, paid: FloatArray, prices: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    What each site would earn (as a number ≤ 0) if it took the places that pay most for themselves.

    minutes  (sites, places), need (places,), prices (places,): what a place pays for each unit of its need
    room     (sites,) beds at most; the first `paid` of them cost nothing, each further one costs `price`

    Returns values (sites,), beds built (sites,), and amounts (sites, places).
    """
    take = np.zeros_like(minutes)
    if IS_COMPILED:
        values, built = _fill(minutes, need, room, price, paid, prices, np.empty(need.size, np.int64), take)
        return values, built, take
    margin = minutes - prices
    order = np.argsort(margin, axis=1, kind="stable")
    sorted_margin = np.take_along_axis(margin, order, 1)
    wanted = np.where(sorted_margin < 0, need[order], 0.0)
    before = np.cumsum(wanted, axis=1) - wanted
    at_once = np.clip(paid[:, None] - before, 0.0, wanted)
    further = np.clip(room[:, None] - before, 0.0, wanted) - at_once
    further = np.where(sorted_margin + price[:, None] < 0, np.maximum(further, 0.0), 0.0)
    at_once = np.minimum(at_once, np.clip(room[:, None] - before, 0.0, wanted))
    earned = at_once * np.where(at_once > 0, sorted_margin, 0.0)
    earned = earned + further * np.where(further > 0, sorted_margin + price[:, None], 0.0)
    np.put_along_axis(take, order, at_once + further, 1)
    return earned.sum(axis=1), further.sum(axis=1), take


@compiled
def _assign(
    minutes: Any,
    need: Any,
    opened: Any,
    room: Any,
    price: Any,
    paid: Any,
    weight_of_money: Any,
    money: Any,
    ceiling: Any,
    order: Any,
    take: Any,
) -> tuple[float, float, float]:
    # minutes (sites, places); one place after another to the cheapest open site with room and money.
    total, spent, unmet = 0.0, 0.0, 0.0
    left = room.copy()
    free = paid.copy()
    for place in order:
        want = need[place]
        while want > 1e-12:
            best, which = ceiling, -1
            for slot in range(opened.size):
                if left[slot] > 1e-12 and (
                    free[slot] > 1e-12 or price[slot] <= 0.0 or money - spent > 1e-9 * price[slot]
                ):
                    cost = minutes[opened[slot], place]
                    if free[slot] <= 1e-12:
                        cost += weight_of_money * price[slot]
                    if cost < best:
                        best, which = cost, slot
            if which < 0:
                unmet += want
                break
            amount = min(want, left[which])
            if free[which] > 1e-12:
                amount = min(amount, free[which])
                free[which] -= amount
            elif price[which] > 0.0:
                amount = min(amount, (money - spent) / price[which])
                spent += amount * price[which]
            left[which] -= amount
            want -= amount
            total += amount * minutes[opened[which], place]
            take[which, place] += amount
    return total, spent, unmet


def assign(
    minutes: FloatArray,
    need: FloatArray,
    opened: IntArray,
    room: FloatArray,
    price: FloatArray,
    paid: FloatArray,
    weight_of_money: float,
    money: float,
    ceiling: float,
    order: IntArray,
) -> tuple[float, float, float, FloatArray]:
    """
    Give places, in `order`, to the cheapest open site that has room and that the money still pays for.

    minutes (sites, places); opened, room, price, paid (p,); returns minutes travelled, money spent, need unmet, (p, places).
    """
    take = np.zeros((opened.size, need.size))
    total, spent, unmet = _assign(
        minutes, need, opened, room, price, paid, weight_of_money, money, ceiling, order, take
    )
    return total, spent, unmet, take


@compiled
def _cover_descent(
    row_at: Any, columns: Any, column_at: Any, rows: Any, weights: Any, opened: Any, times: Any, least: Any, limit: Any
) -> Any:
    count, number = column_at.size - 1, opened.size
    slots = np.full(count, -1, np.int64)
    for slot in range(number):
        slots[opened[slot]] = slot
    gains = np.empty(count)
    loss = np.empty(number)
    kept = np.empty((count, number))
    for step in range(limit):
        gains[:] = 0.0
        loss[:] = 0.0
        kept[:] = 0.0
        for row in range(times.size):
            if times[row] == 0:
                for entry in range(row_at[row], row_at[row + 1]):
                    gains[columns[entry]] += weights[row]
            elif times[row] == 1:
                owner = -1
                for entry in range(row_at[row], row_at[row + 1]):
                    if slots[columns[entry]] >= 0:
                        owner = slots[columns[entry]]
                        break
                loss[owner] += weights[row]
                for entry in range(row_at[row], row_at[row + 1]):
                    kept[columns[entry], owner] += weights[row]
        best, entering, leaving = least, -1, -1
        for column in range(count):
            if slots[column] >= 0:
                continue
            for slot in range(number):
                better = gains[column] - loss[slot] + kept[column, slot]
                if better > best:
                    best, entering, leaving = better, column, slot
        if entering < 0:
            return step
        gone = opened[leaving]
        for entry in range(column_at[gone], column_at[gone + 1]):
            times[rows[entry]] -= 1
        for entry in range(column_at[entering], column_at[entering + 1]):
            times[rows[entry]] += 1
        slots[gone] = -1
        slots[entering] = leaving
        opened[leaving] = entering
    return limit


def cover_descent(
    by_row: sparse.csr_array,
    by_column: sparse.csr_array,
    weights: FloatArray,
    opened: IntArray,
    least: float,
    limit: int,
) -> int:
    """
    Exchange one open column for another, the best exchange first, until none gains more than `least`; compiled only.

    by_row (groups, columns) and by_column (columns, groups): the same cover; opened (p,) is changed in place.
    """
    times = np.bincount(by_column[opened].indices, minlength=weights.size)
    steps: int = _cover_descent(
        by_row.indptr, by_row.indices, by_column.indptr, by_column.indices, weights, opened, times, least, limit
    )
    return steps


@compiled
def _cover_node(
    column_at: Any,
    rows: Any,
    weights: Any,
    count: Any,
    cut: Any,
    theta: Any,
    steps: Any,
    patience: Any,
    state: Any,
    prices: Any,
    mean: Any,
    worth: Any,
    picked: Any,
) -> Any:
    number, groups = column_at.size - 1, weights.size
    free, settled, able = np.empty(number, np.int64), np.zeros(groups, np.bool_), np.zeros(groups, np.bool_)
    frees, left = 0, count
    for column in range(number):
        if state[column] == 1:
            left -= 1
            for entry in range(column_at[column], column_at[column + 1]):
                settled[rows[entry]] = True
        elif state[column] == 0:
            free[frees] = column
            frees += 1
            for entry in range(column_at[column], column_at[column + 1]):
                able[rows[entry]] = True
    left = min(left, frees)
    base, open_weight, actives = 0.0, 0.0, 0
    active = np.empty(groups, np.int64)
    for row in range(groups):
        if settled[row]:
            base += weights[row]
            prices[row] = 0.0
        elif able[row]:
            active[actives] = row
            actives += 1
            open_weight += weights[row]
        else:
            prices[row] = 0.0
    bound, value, since = np.inf, -1.0, 0
    lowest = prices.copy()
    direction, times = np.zeros(groups), np.zeros(groups, np.int64)
    values, taken = np.empty(frees), np.empty(left, np.int64)
    spent = 0
    while spent < steps:
        spent += 1
        paid = 0.0
        for at in range(actives):
            paid += prices[active[at]]
            times[active[at]] = 0
        for at in range(frees):
            total = 0.0
            for entry in range(column_at[free[at]], column_at[free[at] + 1]):
                total += prices[rows[entry]]
            values[at] = total
        here = base + open_weight - paid
        if left > 0:
            # The columns paid most are taken; of those paid alike, the first ones.
            least = np.partition(values, frees - left)[frees - left]
            above = 0
            for at in range(frees):
                if values[at] > least:
                    taken[above] = at
                    above += 1
            for at in range(frees):
                if above < left and values[at] == least:
                    taken[above] = at
                    above += 1
        reached = base
        for at in range(frees):
            mean[free[at]] *= 0.9
        for slot in range(left):
            column = free[taken[slot]]
            here += values[taken[slot]]
            mean[column] += 0.1
            for entry in range(column_at[column], column_at[column + 1]):
                row = rows[entry]
                if not settled[row]:
                    if times[row] == 0:
                        reached += weights[row]
                    times[row] += 1
        if reached > value:
            value = reached
            for column in range(number):
                picked[column] = state[column] == 1
            for slot in range(left):
                picked[free[taken[slot]]] = True
        since += 1
        if here < bound:
            if here < bound - 1e-6 * abs(bound):
                since = 0
            bound = here
            for at in range(actives):
                lowest[active[at]] = prices[active[at]]
            for at in range(frees):
                worth[free[at]] = values[at]
            if bound < cut:
                break
        if since >= patience:
            theta *= 0.5
            since = 0
            if theta < 1e-3:
                break
            for at in range(actives):
                prices[active[at]] = lowest[active[at]]
                direction[active[at]] = 0.0
            continue
        norm = 0.0
        for at in range(actives):
            row = active[at]
            slope = times[row] - 1.0
            if (prices[row] <= 0.0 and slope > 0.0) or (prices[row] >= weights[row] and slope < 0.0):
                slope = 0.0
            direction[row] = slope + 0.7 * direction[row]
            norm += weights[row] * direction[row] * direction[row]
        if norm <= 0.0:
            break
        length = theta * (here - cut + 0.05 * (bound - cut)) / norm
        for at in range(actives):
            row = active[at]
            prices[row] = min(max(prices[row] - length * weights[row] * direction[row], 0.0), weights[row])
    for at in range(actives):
        prices[active[at]] = lowest[active[at]]
    settles = 0
    if bound >= cut and 0 < left < frees:
        for at in range(frees):
            values[at] = worth[free[at]]
        order = np.argsort(-values)
        last, following = values[order[left - 1]], values[order[left]]
        for place in range(frees):
            column, own = free[order[place]], values[order[place]]
            if place < left and bound - own + following < cut:
                state[column] = 1
                settles += 1
            elif place >= left and bound + own - last < cut:
                state[column] = 2
                settles += 1
    return bound, value, settles, spent


def cover_node(
    by_column: sparse.csr_array,
    weights: FloatArray,
    *,
    count: int,
    cut: float,
    theta: float,
    steps: int,
    patience: int,
    state: Any,
    prices: FloatArray,
    mean: FloatArray,
    worth: FloatArray,
    picked: Any,
) -> tuple[float, float, int, int]:
    """
    Bound from above on the weight that `count` columns reach, some of them settled; compiled only.

    by_column (columns, groups): the cover; cut: what falls below is of no interest; state (columns,) 0 free, 1 taken,
    2 left out. Changed in place: state, by columns that the bound settles for every choice that reaches `cut`; prices
    (groups,), in [0, weight], to the best found; worth (columns,), what free columns are paid at them; mean (columns,),
    how often each was taken lately; picked (columns,), the best choice met.

    Returns the bound, the weight that `picked` reaches, how many columns were settled, and the steps taken.
    """
    found = _cover_node(
        by_column.indptr, by_column.indices, weights, count, cut, theta, steps, patience,
        state, prices, mean, worth, picked,
    )  # fmt: skip
    return float(found[0]), float(found[1]), int(found[2]), int(found[3])
