"""
The search for a day, compiled: ruin and recreate (slack induction by string removals; Christiaens & Vanden Berghe 2020, Transportation
Science 54: 417-433), extended by two things that need each other: visits that two carers begin together, and one lunch for each carer.

A part of a visit is a node, a lunch is a node, and so are both ends of each route. Routes are linked lists. `start` holds the earliest
moments that all routes and all pairs allow together: the least fixed point, found by raising what must begin later until nothing changes. An insertion is
tried by raising only what it delays; it fails where a limit is passed, or where a node would have to wait for itself.

slack  (nodes, 2) how much later a node may begin, as far as its own route shows, before something is late, and before something cannot be
real   (nodes, 8) earliest, latest, due, minutes, worth, least gap to the partner, most gap, free
whole  (nodes, 4) place, partner (-1: none), kind, route that alone may hold it (-1: any)
link   (nodes, 3) next, previous, route (-1: in none)
price  (nodes, routes) what it costs that this route makes it, beside travel; inf: it must not
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from laoyou.engines.rostering._compile import compiled

EARLIEST, LATEST, DUE, MINUTES, WORTH, LEAST, MOST = 0, 1, 2, 3, 4, 5, 6
PLACE, PARTNER, KIND, ONLY = 0, 1, 2, 3
NEXT, BEFORE, ROUTE = 0, 1, 2
VISIT, LUNCH, BEGIN, END = 0, 1, 2, 3
TRAVEL_COST, LATE_COST, LATEST_COST = 0, 1, 2
TINY = 1e-9
AROUND = 0.3
"""How often routes are ruined around a visit that is out, where there is one."""

PAIRED = 4
"""How many places are kept for each half of a double visit before the two are tried together."""


@compiled
def draw(state: Any) -> float:
    """The next of a row of numbers in [0, 1) (Park & Miller 1988; the same with and without a compiler)."""
    state[0] = (state[0] * 48271) % 2147483647
    return float(state[0]) / 2147483647.0


@compiled
def leg(first: Any, second: Any, whole: Any, link: Any, minutes: Any) -> float:
    """Travel minutes between two neighbours; a lunch is where the node before it is."""
    if whole[second, KIND] == LUNCH:
        return 0.0
    if whole[first, KIND] == LUNCH:
        first = link[first, BEFORE]
    return float(minutes[whole[first, PLACE], whole[second, PLACE]])


@compiled
def unlink(node: Any, link: Any) -> None:
    """Take a node out of its route."""
    link[link[node, BEFORE], NEXT] = link[node, NEXT]
    link[link[node, NEXT], BEFORE] = link[node, BEFORE]
    link[node, ROUTE] = -1


@compiled
def put_after(node: Any, before: Any, link: Any) -> None:
    """Put a node into the route of `before`, behind it."""
    after = link[before, NEXT]
    link[node, NEXT], link[node, BEFORE], link[node, ROUTE] = after, before, link[before, ROUTE]
    link[before, NEXT] = node
    link[after, BEFORE] = node


@compiled
def retime(real: Any, whole: Any, link: Any, minutes: Any, start: Any, queue: Any, begin: int, routes: int) -> int:
    """Set every `start` anew; returns -1, or a node that would begin too late."""
    for route in range(routes):
        node = begin + route
        start[node] = real[node, EARLIEST]
        while link[node, NEXT] >= 0:
            after = link[node, NEXT]
            soonest = start[node] + real[node, MINUTES] + leg(node, after, whole, link, minutes)
            start[after] = max(soonest, real[after, EARLIEST])
            node = after
    room = queue.size
    head, tail = 0, 0
    for route in range(routes):
        node = begin + route
        while node >= 0:
            if start[node] > real[node, LATEST] + TINY:
                return int(node)
            partner = whole[node, PARTNER]
            if (
                partner >= 0
                and link[partner, ROUTE] >= 0
                and start[node] + real[node, LEAST] > start[partner] + TINY
                and tail < room
            ):
                queue[tail] = node
                tail += 1
            node = link[node, NEXT]
    steps = 0
    while head != tail:
        node = queue[head]
        head = (head + 1) % room
        steps += 1
        if steps > 4 * room:
            return int(node)
        for way in range(2):
            if way == 0:
                other = link[node, NEXT]
                if other < 0:
                    continue
                soonest = start[node] + real[node, MINUTES] + leg(node, other, whole, link, minutes)
            else:
                other = whole[node, PARTNER]
                if other < 0 or link[other, ROUTE] < 0:
                    continue
                soonest = start[node] + real[node, LEAST]
            if soonest > start[other] + TINY:
                if soonest > real[other, LATEST] + TINY:
                    return int(other)
                start[other] = soonest
                if (tail + 1) % room == head:
                    return int(other)
                queue[tail] = other
                tail = (tail + 1) % room
    return -1


@compiled
def lateness(real: Any, link: Any, start: Any, nodes: int, worst: Any) -> float:
    """Minutes begun after their due moment, together; `worst[0]` is set to the most."""
    total = 0.0
    worst[0] = 0.0
    for node in range(nodes):
        if link[node, ROUTE] >= 0:
            late = start[node] - real[node, DUE]
            if late > 0.0:
                total += late
                worst[0] = max(worst[0], late)
    return total


@compiled
def slacken(
    route: int, real: Any, whole: Any, link: Any, minutes: Any, start: Any, slack: Any, begin: int, routes: int
) -> None:
    """
    How much later each node of a route may begin, as far as its own route shows, before something is late (0) or cannot be (1).

    Partners in other routes may allow less: what is beyond is ruled out, what is within is to be tried.
    """
    node = begin + routes + route
    free, hard = max(0.0, real[node, DUE] - start[node]), real[node, LATEST] - start[node]
    slack[node, 0], slack[node, 1] = free, hard
    while link[node, BEFORE] >= 0:
        before = link[node, BEFORE]
        wait = start[node] - (start[before] + real[before, MINUTES] + leg(before, node, whole, link, minutes))
        free = min(max(0.0, real[before, DUE] - start[before]), wait + free)
        hard = min(real[before, LATEST] - start[before], wait + hard)
        slack[before, 0], slack[before, 1] = free, hard
        node = before


@compiled
def slacken_all(
    real: Any, whole: Any, link: Any, minutes: Any, start: Any, slack: Any, begin: int, routes: int
) -> None:
    """`slacken` for every route."""
    for route in range(routes):
        slacken(route, real, whole, link, minutes, start, slack, begin, routes)


@compiled
def delay(
    real: Any,
    whole: Any,
    link: Any,
    minutes: Any,
    start: Any,
    soon: Any,
    mark: Any,
    queue: Any,
    tail: int,
    first: int,
    second: int,
    tick: int,
    cost: Any,
    worst: float,
    limit: float,
) -> float:
    """
    What it costs in lateness that the nodes in `queue[:tail]` begin at `soon`; inf where it cannot be, or costs `limit` or more.

    first, second  the nodes that are new: if one of them had to begin later still, it would wait for itself
    `soon` holds the new moments where `mark` is `tick`; queue[: result in cost[3]] names them, some more than once.
    """
    room = queue.size
    spent = 0.0
    most = worst
    for head in range(tail):
        node = queue[head]
        late = soon[node] - real[node, DUE]
        if late > 0.0 and (node in (first, second)):
            spent += late
            most = max(most, late)
    head = 0
    while head < tail:
        node = queue[head]
        head += 1
        here = soon[node]
        for way in range(2):
            if way == 0:
                other = link[node, NEXT]
                if other < 0:
                    continue
                soonest = here + real[node, MINUTES] + leg(node, other, whole, link, minutes)
            else:
                other = whole[node, PARTNER]
                if other < 0 or link[other, ROUTE] < 0:
                    continue
                soonest = here + real[node, LEAST]
            known = soon[other] if mark[other] == tick else start[other]
            if soonest > known + TINY:
                if soonest > real[other, LATEST] + TINY or other in (first, second) or tail >= room:
                    return np.inf
                late = soonest - real[other, DUE]
                if late > 0.0:
                    spent += late - max(0.0, known - real[other, DUE])
                    most = max(most, late)
                    if cost[LATE_COST] * spent + cost[LATEST_COST] * (most - worst) >= limit:
                        return np.inf
                soon[other] = soonest
                mark[other] = tick
                queue[tail] = other
                tail += 1
    cost[3] = tail
    return float(cost[LATE_COST] * spent + cost[LATEST_COST] * (most - worst))


@compiled
def place_of(node: Any, whole: Any, link: Any) -> int:
    """Where a carer is after this node."""
    return int(whole[link[node, BEFORE], PLACE]) if whole[node, KIND] == LUNCH else int(whole[node, PLACE])


@compiled
def try_at(
    node: Any,
    before: Any,
    base: float,
    best: float,
    real: Any,
    whole: Any,
    link: Any,
    minutes: Any,
    start: Any,
    soon: Any,
    mark: Any,
    queue: Any,
    clock: Any,
    cost: Any,
    worst: float,
) -> float:
    """What it costs to put `node` behind `before`, `base` included; inf where it cannot be, or costs `best` or more. Leaves it out."""
    put_after(node, before, link)
    soonest = start[before] + real[before, MINUTES] + leg(before, node, whole, link, minutes)
    soonest = max(soonest, real[node, EARLIEST])
    partner = whole[node, PARTNER]
    found = np.inf
    if partner >= 0:
        link[node, ROUTE] = -1  # alone for the moment; its other half is tried with it later
    if soonest <= real[node, LATEST] + TINY:
        clock[0] += 1
        soon[node], mark[node], queue[0] = soonest, clock[0], node
        tail = 1
        after = link[node, NEXT]
        if whole[after, KIND] == LUNCH:  # the way after lunch changes, even where lunch does not
            soon[after], mark[after], queue[1] = start[after], clock[0], after
            tail = 2
        found = base + delay(
            real, whole, link, minutes, start, soon, mark, queue, tail, node, -1, clock[0], cost, worst, best - base
        )
    link[node, ROUTE] = link[before, ROUTE]
    unlink(node, link)
    return found


@compiled
def gather(
    node: Any,
    granular: bool,
    only: Any,
    real: Any,
    link: Any,
    whole: Any,
    price: Any,
    start: Any,
    close: Any,
    seen: Any,
    clock: Any,
    spare: Any,
    begin: int,
    routes: int,
) -> int:
    """Write into `spare` behind which nodes `node` may come to stand: everywhere, or beside its neighbours and at the beginnings."""
    count = 0
    latest = real[node, LATEST] + TINY
    is_lunch = whole[node, KIND] == LUNCH
    if granular:
        clock[1] += 1
        for entry in range(close.shape[1]):
            other = close[node, entry]
            route = link[other, ROUTE]
            if route < 0 or price[node, route] == np.inf:
                continue
            before = link[other, BEFORE]
            for way in range(4):
                spot = other
                if way == 1:
                    spot = before
                elif way == 2:
                    spot = link[other, NEXT]
                    if whole[spot, KIND] != LUNCH:
                        continue
                elif way == 3:
                    if whole[before, KIND] != LUNCH:
                        continue
                    spot = link[before, BEFORE]
                if seen[spot] != clock[1] and start[spot] + real[spot, MINUTES] <= latest:
                    seen[spot] = clock[1]
                    spare[count] = spot
                    count += 1
        for route in range(routes):
            spot = begin + route
            if seen[spot] != clock[1] and price[node, route] < np.inf:
                spare[count] = spot
                count += 1
        return count
    low, high = 0, routes
    if only >= 0:
        low, high = only, only + 1
    for route in range(low, high):
        if not is_lunch and price[node, route] == np.inf:
            continue
        spot = begin + route
        while link[spot, NEXT] >= 0 and start[spot] + real[spot, MINUTES] <= latest:
            spare[count] = spot
            count += 1
            spot = link[spot, NEXT]
    return count


@compiled
def spots(
    node: Any,
    limit: float,
    keep: int,
    blink: float,
    spot: Any,
    spot_cost: Any,
    real: Any,
    whole: Any,
    link: Any,
    minutes: Any,
    price: Any,
    start: Any,
    slack: Any,
    soon: Any,
    mark: Any,
    queue: Any,
    clock: Any,
    cost: Any,
    worst: float,
    work: Any,
    most_work: Any,
    begin: int,
    random: Any,
    close: Any,
    seen: Any,
    spare: Any,
) -> int:
    """The `keep` cheapest nodes behind which `node` may stand, cheapest first, below `limit`; returns how many there are."""
    number = 0
    only = whole[node, ONLY]
    is_lunch = whole[node, KIND] == LUNCH
    place = whole[node, PLACE]
    routes = work.size
    own = real[node, MINUTES]
    count = 0
    granular = only < 0 and close.shape[1] > 0 and draw(random) > 0.02
    while count == 0 or (granular and number == 0):
        if count > 0:
            granular = False  # nothing beside a neighbour: look everywhere
        count = gather(node, granular, only, real, link, whole, price, start, close, seen, clock, spare, begin, routes)
        if count == 0:
            return 0
        for pick in range(count):
            before = spare[pick]
            route = link[before, ROUTE]
            extra = 0.0 if is_lunch else price[node, route]
            after = link[before, NEXT]
            more, there_leg = 0.0, 0.0
            soonest = start[before] + real[before, MINUTES]
            then = after
            if not is_lunch:
                here = place_of(before, whole, link)
                then = link[after, NEXT] if whole[after, KIND] == LUNCH else after
                there = whole[then, PLACE]
                there_leg = minutes[place, there]
                more = minutes[here, place] + there_leg - minutes[here, there]
                soonest += minutes[here, place]
            # What can be seen without trying: this node's own lateness, and its successor's.
            soonest = max(soonest, real[node, EARLIEST])
            if soonest > real[node, LATEST] + TINY:
                continue
            over = max(0.0, soonest - real[node, DUE])
            least = cost[LATE_COST] * over + cost[LATEST_COST] * max(0.0, over - worst)
            later = 1.0
            if then == after and not is_lunch:
                arrives = soonest + own + there_leg
                later = arrives - start[after]
                if later > slack[after, 1] + TINY:
                    continue
                if later > slack[after, 0]:
                    least += cost[LATE_COST] * (later - slack[after, 0])
            base = cost[TRAVEL_COST] * more + extra
            at, same = number, 0  # of one route no more than two
            for entry in range(number):
                if link[spot[entry], ROUTE] == route:
                    at, same = entry, same + 1
            if same < 2:
                at = number
            if at == keep:
                at = keep - 1
            bound = limit if at == number else spot_cost[at]
            if base + least < bound and (is_lunch or work[route] + more + own <= most_work[route] + TINY):
                if blink > 0.0 and draw(random) < blink:
                    continue
                if later <= 0.0:  # nothing is delayed
                    found = base + least
                else:
                    found = try_at(
                        node,
                        before,
                        base,
                        bound,
                        real,
                        whole,
                        link,
                        minutes,
                        start,
                        soon,
                        mark,
                        queue,
                        clock,
                        cost,
                        worst,
                    )
                if found < bound:
                    if at == number:
                        number += 1
                    while at > 0 and spot_cost[at - 1] > found:
                        spot_cost[at], spot[at] = spot_cost[at - 1], spot[at - 1]
                        at -= 1
                    spot_cost[at], spot[at] = found, before
    return number


@compiled
def added_travel(node: Any, before: Any, whole: Any, link: Any, minutes: Any) -> float:
    """The travel minutes that `node` adds behind `before`."""
    if whole[node, KIND] == LUNCH:
        return 0.0
    after = link[before, NEXT]
    then = link[after, NEXT] if whole[after, KIND] == LUNCH else after
    here, there, place = place_of(before, whole, link), whole[then, PLACE], whole[node, PLACE]
    return float(minutes[here, place] + minutes[place, there] - minutes[here, there])


@compiled
def try_both(
    first: Any,
    second: Any,
    spot: Any,
    other_spot: Any,
    best: float,
    base: float,
    keeps: bool,
    real: Any,
    whole: Any,
    link: Any,
    minutes: Any,
    start: Any,
    slack: Any,
    soon: Any,
    mark: Any,
    queue: Any,
    clock: Any,
    cost: Any,
    worst: float,
) -> float:
    """What it costs to put the two halves at their spots; `keeps` leaves them there with all new moments set."""
    place, other_place = whole[first, PLACE], whole[second, PLACE]
    one = start[spot] + real[spot, MINUTES] + minutes[place_of(spot, whole, link), place]
    two = start[other_spot] + real[other_spot, MINUTES] + minutes[place_of(other_spot, whole, link), other_place]
    one = max(one, real[first, EARLIEST])
    two = max(two, real[second, EARLIEST])
    two = max(two, one + real[first, LEAST])
    one = max(one, two + real[second, LEAST])
    # What can be seen without trying: their own lateness, and what they delay in their routes.
    over, other_over = max(0.0, one - real[first, DUE]), max(0.0, two - real[second, DUE])
    least = over + other_over
    calm = True  # nothing is delayed
    after, other_after = link[spot, NEXT], link[other_spot, NEXT]
    if whole[after, KIND] != LUNCH:
        later = one + real[first, MINUTES] + minutes[place, whole[after, PLACE]] - start[after]
        if later > slack[after, 1] + TINY:
            return np.inf
        least += max(0.0, later - slack[after, 0])
        calm = later <= 0.0
    else:
        calm = False
    if whole[other_after, KIND] != LUNCH:
        later = two + real[second, MINUTES] + minutes[other_place, whole[other_after, PLACE]] - start[other_after]
        if later > slack[other_after, 1] + TINY:
            return np.inf
        least += max(0.0, later - slack[other_after, 0])
        calm = calm and later <= 0.0
    else:
        calm = False
    fits = one <= real[first, LATEST] + TINY and two <= real[second, LATEST] + TINY
    if not keeps:
        value = base + cost[LATE_COST] * least + cost[LATEST_COST] * max(0.0, max(over, other_over) - worst)
        if value >= best or not fits:
            return np.inf
        if calm:
            return float(value)
    put_after(first, spot, link)
    put_after(second, other_spot, link)
    found = np.inf
    if fits:
        clock[0] += 1
        soon[first], mark[first], queue[0] = one, clock[0], first
        soon[second], mark[second], queue[1] = two, clock[0], second
        tail = 2
        for node in (first, second):
            after = link[node, NEXT]
            if whole[after, KIND] == LUNCH:
                soon[after], mark[after], queue[tail] = start[after], clock[0], after
                tail += 1
        found = base + delay(
            real,
            whole,
            link,
            minutes,
            start,
            soon,
            mark,
            queue,
            tail,
            first,
            second,
            clock[0],
            cost,
            worst,
            best - base,
        )
    if keeps and found < np.inf:
        for entry in range(int(cost[3])):
            start[queue[entry]] = soon[queue[entry]]
    else:
        unlink(second, link)
        unlink(first, link)
    return found


@compiled
def insert(
    node: Any,
    limit: float,
    blink: float,
    spot: Any,
    spot_cost: Any,
    real: Any,
    whole: Any,
    link: Any,
    minutes: Any,
    price: Any,
    start: Any,
    slack: Any,
    soon: Any,
    mark: Any,
    queue: Any,
    clock: Any,
    cost: Any,
    worst: Any,
    work: Any,
    most_work: Any,
    begin: int,
    nodes: int,
    random: Any,
    close: Any,
    seen: Any,
    spare: Any,
) -> float:
    """Put a node, with its partner, where it costs least, if that is below `limit`; returns the cost, inf where it stays out."""
    partner = whole[node, PARTNER]
    keep = 1 if partner < 0 else PAIRED
    number = spots(
        node, limit, keep, blink, spot[0], spot_cost[0],
        real, whole, link, minutes, price, start, slack, soon, mark, queue, clock, cost, worst[0], work, most_work, begin, random,
        close, seen, spare,
    )  # fmt: skip
    if number == 0:
        return np.inf
    if partner < 0:
        before = spot[0, 0]
        route = link[before, ROUTE]
        more = added_travel(node, before, whole, link, minutes)
        put_after(node, before, link)
        soonest = start[before] + real[before, MINUTES] + leg(before, node, whole, link, minutes)
        clock[0] += 1
        soon[node], mark[node], queue[0] = max(soonest, real[node, EARLIEST]), clock[0], node
        tail = 1
        after = link[node, NEXT]
        if whole[after, KIND] == LUNCH:
            soon[after], mark[after], queue[1] = start[after], clock[0], after
            tail = 2
        delay(real, whole, link, minutes, start, soon, mark, queue, tail, node, -1, clock[0], cost, worst[0], np.inf)
        for entry in range(int(cost[3])):
            start[queue[entry]] = soon[queue[entry]]
        if whole[node, KIND] == VISIT:
            work[route] += more + real[node, MINUTES]
        found = spot_cost[0, 0]
    else:
        others = spots(
            partner, limit, keep, blink, spot[1], spot_cost[1],
            real, whole, link, minutes, price, start, slack, soon, mark, queue, clock, cost, worst[0], work, most_work, begin, random,
        close, seen, spare,
        )  # fmt: skip
        best, left, right = limit, -1, -1
        for one in range(number):
            route = link[spot[0, one], ROUTE]
            for two in range(others):
                other_route = link[spot[1, two], ROUTE]
                if other_route == route:
                    continue
                base = (
                    cost[TRAVEL_COST] * added_travel(node, spot[0, one], whole, link, minutes)
                    + price[node, route]
                    + cost[TRAVEL_COST] * added_travel(partner, spot[1, two], whole, link, minutes)
                    + price[partner, other_route]
                )
                if base >= best:
                    continue
                found = try_both(
                    node, partner, spot[0, one], spot[1, two], best, base, False,
                    real, whole, link, minutes, start, slack, soon, mark, queue, clock, cost, worst[0],
                )  # fmt: skip
                if found < best:
                    best, left, right = found, spot[0, one], spot[1, two]
        if left < 0:
            return np.inf
        work[link[left, ROUTE]] += added_travel(node, left, whole, link, minutes) + real[node, MINUTES]
        work[link[right, ROUTE]] += added_travel(partner, right, whole, link, minutes) + real[partner, MINUTES]
        try_both(
            node, partner, left, right, np.inf, 0.0, True,
            real, whole, link, minutes, start, slack, soon, mark, queue, clock, cost, worst[0],
        )  # fmt: skip
        found = best
    clock[0] += 1
    for entry in range(int(cost[3])):
        route = link[queue[entry], ROUTE]
        ends = begin + work.size + route
        if mark[ends] != clock[0]:
            mark[ends] = clock[0]
            slacken(route, real, whole, link, minutes, start, slack, begin, work.size)
    if cost[LATEST_COST] > 0.0:
        for entry in range(int(cost[3])):
            worst[0] = max(worst[0], start[queue[entry]] - real[queue[entry], DUE])
    return float(found)


@compiled
def take_out(node: Any, real: Any, whole: Any, link: Any, minutes: Any, price: Any, cost: Any, work: Any) -> float:
    """Take a node out of its route; returns the travel and price that are saved (lateness is counted elsewhere)."""
    route = link[node, ROUTE]
    before = link[node, BEFORE]
    unlink(node, link)
    if whole[node, KIND] == LUNCH:
        return 0.0
    more = added_travel(node, before, whole, link, minutes)
    work[route] -= more + real[node, MINUTES]
    return float(cost[TRAVEL_COST] * more + price[node, route])


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
    price: Any,
    near: Any,
    close: Any,
    absent: Any,
    start: Any,
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
    Ruin and recreate, `iterations` times, cooling from `hot` to `cold`.

    absent  (nodes + 1,): how many nodes are out, then which (of a double visit the first half); changed in place, as are link, start and work
    total   [cost now, best cost]; cost now holds travel, prices, lateness and what is left out
    near    (parts, k): nodes near each node, nearest first; close: the same by way and time, beside which insertions are tried
    """
    every, routes = real.shape[0], work.size
    soon = np.zeros(every)
    slack = np.zeros((every, 2))
    mark = np.zeros(every, np.int64)
    clock = np.zeros(2, np.int64)
    seen = np.zeros(every, np.int64)
    spare = np.zeros(every + 8, np.int64)
    queue = np.zeros(4 * every + 8, np.int64)
    spot = np.zeros((2, PAIRED), np.int64)
    spot_cost = np.zeros((2, PAIRED))
    worst = np.zeros(1)
    old_link, old_start, old_work, old_absent = link.copy(), start.copy(), work.copy(), absent.copy()
    touched = np.full(routes, -1, np.int64)
    key = np.zeros(every)
    rests = np.zeros(every, np.bool_)
    late_matters = cost[LATE_COST] > 0.0 or cost[LATEST_COST] > 0.0
    if parts == 0:
        return
    for turn in range(iterations):
        temperature = hot * (cold / hot) ** (turn / max(1, iterations))
        allowed = total[0] - temperature * math.log(max(draw(random), 1e-300))
        # Ruin: strings of neighbours out of routes near a seed.
        seed = int(draw(random) * parts)
        if absent[0] > 0 and draw(random) < AROUND:
            wanting = absent[1 + int(draw(random) * absent[0])]
            seed = wanting if wanting < parts else seed
        size = 0
        for route in range(routes):
            if link[begin + route, NEXT] != begin + routes + route:
                size += 1
        mean = absent.size / max(1, size)
        longest = min(10.0, max(2.0, mean))
        strings = int((4.0 * string / (1.0 + longest) - 1.0) * draw(random) + 1.0)
        out = absent[0]
        # Of many that have been out for long, some are tried each time.
        share = 1.0 if out <= 20 or 2 * out > parts else 20.0 / out
        for entry in range(1, out + 1):
            rests[absent[entry]] = share < 1.0 and draw(random) > share
        saved = 0.0
        done = 0
        for entry in range(-1, near.shape[1]):
            if done >= strings:
                break
            node = seed if entry < 0 else near[seed, entry]
            route = link[node, ROUTE]
            if route < 0 or touched[route] == turn:
                continue
            touched[route] = turn
            done += 1
            length = 0
            walk = link[begin + route, NEXT]
            at = 0
            while whole[walk, KIND] != END:
                if walk == node:
                    at = length
                length += 1
                walk = link[walk, NEXT]
            wanted = int(draw(random) * min(float(length), longest)) + 1
            spared = 0
            if wanted > 1 and wanted < length and draw(random) < 0.5:  # a string with a hole in it
                spared = 1
                while wanted + spared < length and draw(random) > 0.5:
                    spared += 1
            span = wanted + spared
            low = max(0, at - span + 1)
            high = min(at, length - span)
            low = min(low, high)
            first = low + int(draw(random) * (high - low + 1))
            hole = first + (int(draw(random) * (wanted + 1)) if spared > 0 else 0)
            walk = link[begin + route, NEXT]
            index = 0
            while whole[walk, KIND] != END:
                after = link[walk, NEXT]
                if first <= index < first + span and not (spared > 0 and hole <= index < hole + spared):
                    partner = whole[walk, PARTNER]
                    if whole[walk, KIND] == LUNCH:
                        if draw(random) < 0.5:
                            unlink(walk, link)
                            out += 1
                            absent[out] = walk
                    else:
                        if partner >= 0 and link[partner, ROUTE] >= 0 and link[partner, ROUTE] != route:
                            saved += take_out(partner, real, whole, link, minutes, price, cost, work)
                        saved += take_out(walk, real, whole, link, minutes, price, cost, work)
                        out += 1
                        absent[out] = walk if partner < 0 or walk < partner else partner
                index += 1
                walk = after
        for entry in range(absent[0] + 1, out + 1):
            rests[absent[entry]] = False
        absent[0] = out
        # Recreate: in one of several orders, each where it costs least.
        dice = draw(random)
        for entry in range(1, out + 1):
            node = absent[entry]
            if whole[node, KIND] == LUNCH:
                key[entry] = -1e12 if dice < 0.5 else 0.0
            elif dice < 0.35:
                key[entry] = draw(random)
            elif dice < 0.5:
                key[entry] = -real[node, MINUTES]
            elif dice < 0.6:
                key[entry] = -minutes[whole[begin, PLACE], whole[node, PLACE]]
            elif dice < 0.7:
                key[entry] = minutes[whole[begin, PLACE], whole[node, PLACE]]
            elif dice < 0.85:
                key[entry] = real[node, LATEST] - real[node, EARLIEST] + min(real[node, DUE], 1e6)
            else:
                key[entry] = min(real[node, LATEST], real[node, DUE])
            if whole[node, PARTNER] >= 0 and dice > 0.2:
                key[entry] -= 1e9 if draw(random) < 0.5 else 0.0
        for entry in range(2, out + 1):
            node, value, at = absent[entry], key[entry], entry - 1
            while at >= 1 and key[at] > value:
                absent[at + 1], key[at + 1] = absent[at], key[at]
                at -= 1
            absent[at + 1], key[at + 1] = node, value
        fine = retime(real, whole, link, minutes, start, queue, begin, routes) < 0
        now = total[2] - saved  # travel and prices
        left = 0
        lost = 0.0
        value = now
        if fine:
            slacken_all(real, whole, link, minutes, start, slack, begin, routes)
            if late_matters:
                value += cost[LATE_COST] * lateness(real, link, start, nodes, worst) + cost[LATEST_COST] * worst[0]
            for entry in range(1, out + 1):
                if value >= allowed:  # what is put in costs more, never less
                    fine = False
                    break
                node = absent[entry]
                before_late = worst[0]
                found = np.inf if rests[node] else insert(
                    node, real[node, WORTH], 0.01, spot, spot_cost,
                    real, whole, link, minutes, price, start, slack, soon, mark, queue, clock, cost, worst, work, most_work,
                    begin, nodes, random, close, seen, spare,
                )  # fmt: skip
                if found == np.inf:
                    worst[0] = before_late
                    left += 1
                    absent[left] = node
                    lost += real[node, WORTH]
                    value += real[node, WORTH]
                else:
                    value += found
                    partner = whole[node, PARTNER]
                    if whole[node, KIND] == VISIT:
                        before = link[node, BEFORE]
                        unlink(node, link)
                        more = added_travel(node, before, whole, link, minutes)
                        put_after(node, before, link)
                        now += cost[TRAVEL_COST] * more + price[node, link[node, ROUTE]]
                        if partner >= 0:
                            before = link[partner, BEFORE]
                            unlink(partner, link)
                            more = added_travel(partner, before, whole, link, minutes)
                            put_after(partner, before, link)
                            now += cost[TRAVEL_COST] * more + price[partner, link[partner, ROUTE]]
        if fine:
            absent[0] = left
            fine = retime(real, whole, link, minutes, start, queue, begin, routes) < 0
        value = now + lost
        if fine and late_matters:
            late = lateness(real, link, start, nodes, worst)
            value += cost[LATE_COST] * late + cost[LATEST_COST] * worst[0]
        if fine and value < allowed:
            total[0], total[2] = value, now
            old_link[:], old_start[:], old_work[:] = link, start, work
            old_absent[: left + 1] = absent[: left + 1]
            if value < total[1] - 1e-9:
                total[1] = value
                best_link[:] = link
        else:
            link[:], start[:], work[:] = old_link, old_start, old_work
            absent[: old_absent[0] + 1] = old_absent[: old_absent[0] + 1]
