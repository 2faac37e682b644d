"""
The search for a day without double visits and without soft due moments, compiled: the same ruin and recreate as in `kernels`, faster.

There each route can be timed alone. So every node also knows the latest moment at which it may begin (`late`), and whether an insertion
fits is known at once; a turn copies, times and restores only the routes that it touches, and ends as soon as it costs too much.

Of each node, in arrays of their own:

start, ends, late   the earliest moment to begin, when that ends, and the latest moment to begin that still allows the rest of the route
at, to, way         where the carer is afterwards, the place of the next stop (a lunch is none), the travel minutes between the two
held                its route; -1: in none
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from laoyou.engines.rostering._compile import compiled
from laoyou.engines.rostering.kernels import (
    AROUND,
    BEFORE,
    EARLIEST,
    KIND,
    LATEST,
    LUNCH,
    MINUTES,
    NEXT,
    ONLY,
    PLACE,
    ROUTE,
    TINY,
    TRAVEL_COST,
    WORTH,
    draw,
)

BLINK = 0.01
"""How often a place that would be better is overlooked."""

WIDE = 0.02
"""How often a visit is tried everywhere, not only beside its neighbours."""


@compiled
def refresh(
    first: Any,
    lunch: Any,
    nxt: Any,
    prv: Any,
    earliest: Any,
    latest: Any,
    own: Any,
    place: Any,
    minutes: Any,
    start: Any,
    ends: Any,
    late: Any,
    at: Any,
    to: Any,
    way: Any,
) -> float:
    """Time the route that begins with the node `first`, forward and backward; returns its travel minutes."""
    travel = 0.0
    moment = earliest[first]
    start[first] = moment
    ends[first] = moment
    here = place[first]
    at[first] = here
    node = first
    while nxt[node] >= 0:
        after = nxt[node]
        if lunch[after]:
            then = nxt[after]
            there = place[then]
            leg = minutes[here, there]
            to[node], way[node] = there, leg
            moment = max(moment, earliest[after])
            start[after] = moment
            moment += own[after]
            ends[after], at[after], to[after], way[after] = moment, here, there, leg
        else:
            then = after
            there = place[then]
            leg = minutes[here, there]
            to[node], way[node] = there, leg
        travel += leg
        moment = max(moment + leg, earliest[then])
        start[then] = moment
        moment += own[then]
        ends[then], at[then] = moment, there
        here = there
        node = then
    limit = latest[node]
    late[node] = limit
    after = node
    node = prv[node]
    while node >= 0:
        limit -= own[node]
        if not lunch[after]:
            limit -= way[node]
        limit = min(limit, latest[node])
        late[node] = limit
        after = node
        node = prv[node]
    return float(travel)


@compiled
def candidates(
    node: Any,
    granular: bool,
    lunch: Any,
    nxt: Any,
    prv: Any,
    held: Any,
    price: Any,
    ends: Any,
    latest: Any,
    close: Any,
    count: Any,
    spare: Any,
    begin: int,
    routes: int,
) -> int:
    """Write into `spare` behind which nodes a visit may come to stand: beside its neighbours and in empty routes, or everywhere."""
    number = 0
    last = latest[node] + TINY
    if granular:
        for entry in range(close.shape[1]):
            other = close[node, entry]
            route = held[other]
            if route < 0 or price[node, route] == np.inf:
                continue
            before = prv[other]
            if ends[before] > last:
                continue
            spare[number] = before
            number += 1
            if lunch[before]:
                spare[number] = prv[before]
                number += 1
            if ends[other] > last:
                continue
            spare[number] = other
            number += 1
            after = nxt[other]
            if lunch[after]:
                spare[number] = after
                number += 1
        for route in range(routes):
            if count[route] == 0 and price[node, route] < np.inf:
                spare[number] = begin + route
                number += 1
        return number
    for route in range(routes):
        if price[node, route] == np.inf:
            continue
        spot = begin + route
        while nxt[spot] >= 0 and ends[spot] <= last:
            spare[number] = spot
            number += 1
            spot = nxt[spot]
    return number


@compiled
def cheapest(
    node: Any,
    limit: float,
    number: int,
    rate: float,
    spare: Any,
    lunch: Any,
    nxt: Any,
    held: Any,
    price: Any,
    earliest: Any,
    latest: Any,
    own: Any,
    ends: Any,
    late: Any,
    at: Any,
    to: Any,
    way: Any,
    minutes: Any,
    back: Any,
    place: Any,
    work: Any,
    most_work: Any,
    random: Any,
    best: Any,
) -> int:
    """Behind which of `spare[:number]` this visit costs least, below `limit` (then `best[0]`); -1: behind none."""
    found = -1
    bound = limit
    here = place[node]
    first, last, long = earliest[node], latest[node] + TINY, own[node]
    for pick in range(number):
        before = spare[pick]
        route = held[before]
        there = back[here, at[before]]
        onward = minutes[here, to[before]]
        more = there + onward - way[before]
        value = rate * more + price[node, route]
        if not value < bound or work[route] + more + long > most_work[route] + TINY:
            continue
        moment = max(ends[before] + there, first)
        if moment > last:
            continue
        moment += long
        after = nxt[before]
        if lunch[after]:
            moment = max(moment, earliest[after])
            if moment > latest[after] + TINY:
                continue
            moment += own[after]
            after = nxt[after]
        if moment + onward > late[after] + TINY or draw(random) < BLINK:
            continue
        bound = value
        found = before
    best[0] = bound
    return int(found)


@compiled
def seat(
    node: Any, first: Any, nxt: Any, earliest: Any, latest: Any, own: Any, start: Any, ends: Any, late: Any, way: Any
) -> int:
    """Behind which node of its route a lunch delays the next least; -1: it fits behind none."""
    found = -1
    least = np.inf
    before = first
    while nxt[before] >= 0 and ends[before] <= latest[node] + TINY:
        after = nxt[before]
        moment = max(ends[before], earliest[node]) + own[node] + way[before]
        if moment <= late[after] + TINY and moment - start[after] < least:
            least = moment - start[after]
            found = before
        before = after
    return int(found)


@compiled
def anneal(
    iterations: int,
    hot: float,
    cold: float,
    string: float,
    real: Any,
    whole: Any,
    link: Any,
    minutes: Any,
    back: Any,
    price: Any,
    near: Any,
    close: Any,
    absent: Any,
    work: Any,
    most_work: Any,
    cost: Any,
    random: Any,
    total: Any,
    best_link: Any,
    nodes: int,
    parts: int,
    begin: int,
) -> None:
    """
    As `kernels.anneal`, for a day in which no visit has a partner and lateness costs nothing.

    back  the travel minutes the other way round, so that those from and to one place each lie side by side
    """
    every, routes = real.shape[0], work.size
    if parts == 0:
        return
    nxt, prv, held = link[:, NEXT].astype(np.int32), link[:, BEFORE].astype(np.int32), link[:, ROUTE].astype(np.int32)
    earliest, latest, own, worth = (
        real[:, EARLIEST].copy(),
        real[:, LATEST].copy(),
        real[:, MINUTES].copy(),
        real[:, WORTH].copy(),
    )
    place, lunch = whole[:, PLACE].astype(np.int32), whole[:, KIND] == LUNCH
    start, ends, late, way = np.zeros(every), np.zeros(every), np.zeros(every), np.zeros(every)
    at, to = np.zeros(every, np.int32), np.zeros(every, np.int32)
    spare = np.zeros(4 * every + 4 * close.shape[1] + 8, np.int32)
    count = np.zeros(routes, np.int32)
    travel = np.zeros(routes)
    rate = cost[TRAVEL_COST]
    busy = 0
    now = 0.0
    for route in range(routes):
        first = begin + route
        travel[route] = refresh(
            first, lunch, nxt, prv, earliest, latest, own, place, minutes, start, ends, late, at, to, way
        )
        work[route] = travel[route]
        now += rate * travel[route]
        node = nxt[first]
        while nxt[node] >= 0:
            if not lunch[node]:
                count[route] += 1
                work[route] += own[node]
                now += price[node, route]
            node = nxt[node]
        busy += 1 if count[route] > 0 else 0
    lost = 0.0
    for entry in range(1, absent[0] + 1):
        lost += worth[absent[entry]]
    total[0], total[2] = now + lost, now
    best_next = nxt.copy()
    better = False
    # What a turn touches, as it was.
    stamp = np.full(routes, -1, np.int64)
    touched = np.zeros(routes, np.int64)
    kept = np.zeros((routes, nodes + 2), np.int32)
    kept_size = np.zeros(routes, np.int64)
    kept_work, kept_travel = np.zeros(routes), np.zeros(routes)
    kept_count = np.zeros(routes, np.int32)
    kept_absent = np.zeros(nodes + 2, np.int64)
    key = np.zeros(nodes + 2)
    value_of = np.zeros(1)
    station = place[begin]
    for turn in range(iterations):
        temperature = hot * (cold / hot) ** (turn / max(1, iterations))
        allowed = total[0] - temperature * math.log(max(draw(random), 1e-300))
        # Ruin: strings of neighbours out of routes near a seed.
        seed = int(draw(random) * parts)
        if absent[0] > 0 and draw(random) < AROUND:
            wanting = absent[1 + int(draw(random) * absent[0])]
            seed = wanting if wanting < parts else seed
        longest = min(10.0, max(2.0, nodes / max(1, busy)))
        strings = int((4.0 * string / (1.0 + longest) - 1.0) * draw(random) + 1.0)
        out = absent[0]
        kept_absent[: out + 1] = absent[: out + 1]
        # Of many that have been out for long, some are tried each time: they stand behind those that rest.
        share = 1.0 if out <= 20 or 2 * out > parts else 20.0 / out
        rests = 0
        if share < 1.0:
            for entry in range(1, out + 1):
                if draw(random) > share:
                    rests += 1
                    absent[entry], absent[rests] = absent[rests], absent[entry]
        done = 0
        now = total[2]
        for entry in range(-1, near.shape[1]):
            if done >= strings:
                break
            node = seed if entry < 0 else near[seed, entry]
            route = held[node]
            if route < 0 or stamp[route] == turn:
                continue
            stamp[route] = turn
            touched[done] = route
            done += 1
            first = begin + route
            length = 0
            here = 0
            walk = nxt[first]
            while nxt[walk] >= 0:
                if walk == node:
                    here = length
                kept[route, length] = walk
                length += 1
                walk = nxt[walk]
            kept_size[route], kept_work[route], kept_travel[route] = length, work[route], travel[route]
            kept_count[route] = count[route]
            wanted = int(draw(random) * min(float(length), longest)) + 1
            spared = 0
            if wanted > 1 and wanted < length and draw(random) < 0.5:  # a string with a hole in it
                spared = 1
                while wanted + spared < length and draw(random) > 0.5:
                    spared += 1
            span = wanted + spared
            low = max(0, here - span + 1)
            high = min(here, length - span)
            low = min(low, high)
            begins = low + int(draw(random) * (high - low + 1))
            hole = begins + (int(draw(random) * (wanted + 1)) if spared > 0 else 0)
            for index in range(begins, begins + span):
                if hole <= index < hole + spared:
                    continue
                walk = kept[route, index]
                if lunch[walk]:
                    if draw(random) >= 0.5:
                        continue
                else:
                    now -= price[walk, route]
                    work[route] -= own[walk]
                    count[route] -= 1
                before, after = prv[walk], nxt[walk]
                nxt[before], prv[after] = after, before
                held[walk] = -1
                out += 1
                absent[out] = walk
            travel[route] = refresh(
                first, lunch, nxt, prv, earliest, latest, own, place, minutes, start, ends, late, at, to, way
            )
            work[route] += travel[route] - kept_travel[route]
            now += rate * (travel[route] - kept_travel[route])
        # Recreate: in one of several orders, each where it costs least.
        dice = draw(random)
        for entry in range(rests + 1, out + 1):
            node = absent[entry]
            if lunch[node]:
                value = -1e12 if dice < 0.5 else 0.0
            elif dice < 0.35:
                value = draw(random)
            elif dice < 0.5:
                value = -own[node]
            elif dice < 0.6:
                value = -minutes[station, place[node]]
            elif dice < 0.7:
                value = minutes[station, place[node]]
            elif dice < 0.85:
                value = latest[node] - earliest[node]
            else:
                value = latest[node]
            # Sorted as they come: few, but where a day begins.
            spot = entry - 1
            while spot > rests and key[spot] > value:
                absent[spot + 1], key[spot + 1] = absent[spot], key[spot]
                spot -= 1
            absent[spot + 1], key[spot + 1] = node, value
        lost = 0.0
        for entry in range(1, rests + 1):
            lost += worth[absent[entry]]
        left = rests
        fine = now + lost < allowed
        for entry in range(rests + 1, out + 1):
            if not fine:
                break
            node = absent[entry]
            spot = -1
            if lunch[node]:
                spot = seat(node, begin + whole[node, ONLY], nxt, earliest, latest, own, start, ends, late, way)
            else:
                granular = close.shape[1] > 0 and draw(random) > WIDE
                while True:
                    number = candidates(
                        node, granular, lunch, nxt, prv, held, price, ends, latest, close, count, spare, begin, routes
                    )
                    spot = cheapest(
                        node, worth[node], number, rate, spare, lunch, nxt, held, price, earliest, latest, own, ends,
                        late, at, to, way, minutes, back, place, work, most_work, random, value_of,
                    )  # fmt: skip
                    if spot >= 0 or not granular:
                        break
                    granular = False  # nothing beside a neighbour: look everywhere
            if spot < 0:
                left += 1
                absent[left] = node
                lost += worth[node]
            else:
                route = held[spot]
                first = begin + route
                if stamp[route] != turn:
                    stamp[route] = turn
                    touched[done] = route
                    done += 1
                    length = 0
                    walk = nxt[first]
                    while nxt[walk] >= 0:
                        kept[route, length] = walk
                        length += 1
                        walk = nxt[walk]
                    kept_size[route], kept_work[route], kept_travel[route] = length, work[route], travel[route]
                    kept_count[route] = count[route]
                after = nxt[spot]
                nxt[spot], prv[node], nxt[node], prv[after] = node, spot, after, node
                held[node] = route
                long = travel[route]
                travel[route] = refresh(
                    first, lunch, nxt, prv, earliest, latest, own, place, minutes, start, ends, late, at, to, way
                )
                work[route] += travel[route] - long
                now += rate * (travel[route] - long)
                if not lunch[node]:
                    now += price[node, route]
                    work[route] += own[node]
                    count[route] += 1
            fine = now + lost < allowed
        if fine:
            absent[0] = left
            total[0], total[2] = now + lost, now
            for entry in range(done):
                route = touched[entry]
                busy += (1 if count[route] > 0 else 0) - (1 if kept_count[route] > 0 else 0)
            if total[0] < total[1] - 1e-9:
                total[1] = total[0]
                best_next[:] = nxt
                better = True
        else:
            for entry in range(done):
                first = begin + touched[entry]
                walk = nxt[first]
                while nxt[walk] >= 0:
                    held[walk] = -1
                    walk = nxt[walk]
            for entry in range(done):
                route = touched[entry]
                first = begin + route
                before = first
                for index in range(kept_size[route]):
                    walk = kept[route, index]
                    nxt[before], prv[walk], held[walk] = walk, before, route
                    before = walk
                last = first + routes
                nxt[before], prv[last] = last, before
                refresh(first, lunch, nxt, prv, earliest, latest, own, place, minutes, start, ends, late, at, to, way)
                work[route], travel[route], count[route] = kept_work[route], kept_travel[route], kept_count[route]
            absent[: kept_absent[0] + 1] = kept_absent[: kept_absent[0] + 1]
    for node in range(every):
        link[node, NEXT], link[node, BEFORE], link[node, ROUTE] = nxt[node], prv[node], held[node]
    if better:
        for node in range(nodes):
            best_link[node, NEXT], best_link[node, BEFORE], best_link[node, ROUTE] = -1, -1, -1
        for route in range(routes):
            node = begin + route
            while best_next[node] >= 0:
                after = best_next[node]
                best_link[node, NEXT], best_link[after, BEFORE], best_link[after, ROUTE] = after, node, route
                node = after
