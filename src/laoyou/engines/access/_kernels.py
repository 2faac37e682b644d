"""
The loops that are compiled. They know numbers only; what they mean stands where they are called.

All searches use one queue: a ring of buckets, each as wide as `1 / per_minute`, in which a node waits as often as its time falls
into another bucket (Dial 1969, Communications of the ACM 12: 632-633; with wide buckets as in Meyer & Sanders 2003, Journal of
Algorithms 49: 114-152). A bucket is repeated until nothing in it changes, so the width matters for speed only: times are the exact
minimum over all routes of their sums, added from the site outward. The number of buckets is a power of two.
"""

from __future__ import annotations

import numpy as np

from laoyou.engines.access._compile import compiled
from laoyou.engines.access.arrays import FloatArray, IntArray, LongArray

STEPS = 0
GAUSSIAN = 1


@compiled
def spread(
    indptr: IntArray,
    indices: IntArray,
    minutes: FloatArray,
    per_minute: float,
    buckets: int,
    reach: FloatArray,
    site: IntArray,
    seeds: IntArray,
    seed_reach: FloatArray,
    limit: float,
    mark: IntArray,
    touched: IntArray,
    old_reach: FloatArray,
    old_site: IntArray,
    known: int,
    round_number: int,
) -> int:
    """
    Let `seeds`, whose `reach` and `site` are set, spread until no node can be reached sooner, or as soon from a lower site number.

    seed_reach  their times, ascending
    mark, touched, old_…  a log of what changes, where `touched` has room for all nodes: mark[node] is not 0 once it is in the log, and
                is `round_number` once this search has changed it, which holds for the seeds too. `known` entries are in it already.
                No log where `touched` is empty.

    Returns the number of entries in the log.
    """
    logs = touched.size > 0
    heads = np.full(buckets, -1, np.int32)
    room = seeds.size + 4096
    waiting = np.empty(room, np.int32)
    after = np.empty(room, np.int32)
    waiting[: seeds.size] = seeds
    used = seeds.size
    free = -1
    queued = 0
    next_seed = 0
    bucket = 0
    while queued > 0 or next_seed < seeds.size:
        if queued == 0:
            bucket = int(seed_reach[next_seed] * per_minute)
        slot = bucket & (buckets - 1)
        while next_seed < seeds.size and int(seed_reach[next_seed] * per_minute) <= bucket:
            after[next_seed] = heads[slot]
            heads[slot] = next_seed
            queued += 1
            next_seed += 1
        while heads[slot] >= 0:
            entry = heads[slot]
            heads[slot] = after[entry]
            after[entry] = free
            free = entry
            queued -= 1
            node = waiting[entry]
            here = reach[node]
            if int(here * per_minute) != bucket:
                continue  # it was reached sooner meanwhile
            from_site = site[node]
            for edge in range(indptr[node], indptr[node + 1]):
                there = here + minutes[edge]
                if there > limit:
                    continue
                other = indices[edge]
                before = reach[other]
                if there > before or (there == before and site[other] <= from_site):
                    continue
                waits = before < np.inf
                if logs and mark[other] != round_number:
                    waits = False  # what it has is from before this search
                    if mark[other] == 0:
                        touched[known] = other
                        old_reach[known] = before
                        old_site[known] = site[other]
                        known += 1
                    mark[other] = round_number
                reach[other] = there
                site[other] = from_site
                target = int(there * per_minute)
                if waits and target != bucket and int(before * per_minute) == target:
                    continue  # it waits in that bucket already
                if free >= 0:
                    entry = free
                    free = after[entry]
                else:
                    if used == room:
                        room *= 2
                        longer = np.empty(room, np.int32)
                        longer[:used] = waiting
                        waiting = longer
                        longer = np.empty(room, np.int32)
                        longer[:used] = after
                        after = longer
                    entry = used
                    used += 1
                waiting[entry] = other
                place = target & (buckets - 1)
                after[entry] = heads[place]
                heads[place] = entry
                queued += 1
        bucket += 1
    return known


@compiled
def flood(
    indptr: IntArray,
    indices: IntArray,
    minutes: FloatArray,
    per_minute: float,
    buckets: int,
    start: int,
    offset: float,
    limit: float,
    reach: FloatArray,
    touched: IntArray,
    heads: IntArray,
    waiting: IntArray,
    after: IntArray,
) -> int:
    """
    Reach every node that lies within `limit` of one site.

    reach  inf everywhere before; afterwards finite on the nodes that stand in `touched`. The caller sets them back.
    heads, waiting, after  the queue; `heads` is -1 everywhere before and afterwards

    Returns how many nodes were reached, or -1 where `waiting` was too short; then everything is as before.
    """
    if offset > limit:
        return 0
    reach[start] = offset
    touched[0] = start
    count = 1
    bucket = int(offset * per_minute)
    waiting[0] = start
    after[0] = -1
    heads[bucket & (buckets - 1)] = 0
    queued = 1
    used = 1
    free = -1
    while queued > 0:
        slot = bucket & (buckets - 1)
        while heads[slot] >= 0:
            entry = heads[slot]
            heads[slot] = after[entry]
            after[entry] = free
            free = entry
            queued -= 1
            node = waiting[entry]
            here = reach[node]
            if int(here * per_minute) != bucket:
                continue
            for edge in range(indptr[node], indptr[node + 1]):
                there = here + minutes[edge]
                other = indices[edge]
                before = reach[other]
                if there > limit or there >= before:
                    continue
                if before == np.inf:
                    touched[count] = other
                    count += 1
                reach[other] = there
                target = int(there * per_minute)
                if target != bucket and before < np.inf and int(before * per_minute) == target:
                    continue
                if free >= 0:
                    entry = free
                    free = after[entry]
                else:
                    if used == waiting.size:
                        for number in range(count):
                            reach[touched[number]] = np.inf
                        for number in range(buckets):
                            heads[number] = -1
                        return -1
                    entry = used
                    used += 1
                waiting[entry] = other
                place = target & (buckets - 1)
                after[entry] = heads[place]
                heads[place] = entry
                queued += 1
        bucket += 1
    return count


@compiled
def collect(
    indptr: IntArray,
    indices: IntArray,
    minutes: FloatArray,
    per_minute: float,
    buckets: int,
    starts: IntArray,
    offsets: FloatArray,
    limit: float,
    home_start: IntArray,
    home: IntArray,
    home_minutes: FloatArray,
    first: int,
    row_end: LongArray,
    found: IntArray,
    found_minutes: FloatArray,
    used: int,
    reach: FloatArray,
    touched: IntArray,
) -> tuple[int, int]:
    """
    The catchments of the sites from `first` on, written into `found` and `found_minutes` from `used` on.

    home_start, home  which homes stand at each node; `home_start` is empty where the nodes themselves are asked for
    row_end           where the row of each site ends

    Returns (first site not done, entries used): stops before a row that has no room.
    """
    heads = np.full(buckets, -1, np.int32)
    waiting = np.empty(4096, np.int32)
    after = np.empty(4096, np.int32)
    at_homes = home_start.size > 0
    done = first
    while done < starts.size:
        count = flood(
            indptr, indices, minutes, per_minute, buckets, starts[done], offsets[done], limit, reach, touched,
            heads, waiting, after,
        )  # fmt: skip
        if count < 0:
            waiting = np.empty(2 * waiting.size, np.int32)
            after = np.empty(waiting.size, np.int32)
            continue
        needed = count
        if at_homes:
            needed = 0
            for number in range(count):
                node = touched[number]
                needed += home_start[node + 1] - home_start[node]
        fits = used + needed <= found.size
        for number in range(count):
            node = touched[number]
            time = reach[node]
            reach[node] = np.inf
            if not fits:
                continue
            if at_homes:
                for place in range(home_start[node], home_start[node + 1]):
                    whole = time + home_minutes[home[place]]
                    if whole <= limit:
                        found[used] = home[place]
                        found_minutes[used] = whole
                        used += 1
            else:
                found[used] = node
                found_minutes[used] = time
                used += 1
        if not fits:
            return done, used
        row_end[done] = used
        done += 1
    return done, used


@compiled
def weigh(kind: int, edges: FloatArray, weights: FloatArray, time: float) -> float:
    """The weight of a travel time: of its step, or on a Gaussian of width weights[0] up to edges[0]."""
    if kind == GAUSSIAN:
        if time > edges[0]:
            return 0.0
        return float(np.exp(-time * time / (2.0 * weights[0] * weights[0])))
    for step in range(edges.size):
        if time <= edges[step]:
            return float(weights[step])
    return 0.0


@compiled
def two_step(
    row_start: LongArray,
    row_site: IntArray,
    home: IntArray,
    minutes: FloatArray,
    kind: int,
    edges: FloatArray,
    weights: FloatArray,
    people: FloatArray,
    supply: FloatArray,
    demand: FloatArray,
    ratio: FloatArray,
    score: FloatArray,
) -> None:
    """E2SFCA over stored pairs: fills demand and ratio by site, adds to score by home."""
    longest = 0
    for row in range(row_site.size):
        longest = max(longest, row_start[row + 1] - row_start[row])
    weight = np.empty(longest, np.float64)
    for row in range(row_site.size):
        site = row_site[row]
        begin, end = row_start[row], row_start[row + 1]
        total = 0.0
        for pair in range(begin, end):
            share = weigh(kind, edges, weights, minutes[pair])
            weight[pair - begin] = share
            total += people[home[pair]] * share
        demand[site] = total
        if total > 0.0:
            each = supply[site] / total
            ratio[site] = each
            for pair in range(begin, end):
                score[home[pair]] += each * weight[pair - begin]


@compiled
def three_step(
    row_start: LongArray,
    row_site: IntArray,
    home: IntArray,
    minutes: FloatArray,
    kind: int,
    edges: FloatArray,
    weights: FloatArray,
    people: FloatArray,
    supply: FloatArray,
    demand: FloatArray,
    ratio: FloatArray,
    score: FloatArray,
) -> None:
    """3SFCA over stored pairs: as `two_step`, each home first dividing itself among the sites that it reaches."""
    choices = np.zeros(people.size, np.float64)
    weight = np.empty(home.size, np.float64)
    for pair in range(home.size):
        weight[pair] = weigh(kind, edges, weights, minutes[pair])
        choices[home[pair]] += weight[pair]
    for row in range(row_site.size):
        site = row_site[row]
        total = 0.0
        for pair in range(row_start[row], row_start[row + 1]):
            share = weight[pair]
            if share > 0.0:
                share = share / choices[home[pair]] * share
                weight[pair] = share
                total += people[home[pair]] * share
        demand[site] = total
        if total > 0.0:
            each = supply[site] / total
            ratio[site] = each
            for pair in range(row_start[row], row_start[row + 1]):
                score[home[pair]] += each * weight[pair]


@compiled
def two_step_by_search(
    indptr: IntArray,
    indices: IntArray,
    minutes: FloatArray,
    per_minute: float,
    buckets: int,
    starts: IntArray,
    offsets: FloatArray,
    limit: float,
    home_start: IntArray,
    home: IntArray,
    home_minutes: FloatArray,
    kind: int,
    edges: FloatArray,
    weights: FloatArray,
    people: FloatArray,
    supply: FloatArray,
    demand: FloatArray,
    ratio: FloatArray,
    score: FloatArray,
    reach: FloatArray,
    touched: IntArray,
) -> None:
    """E2SFCA with one search a site and no stored pairs: both steps of a site need only its own catchment."""
    heads = np.full(buckets, -1, np.int32)
    waiting = np.empty(4096, np.int32)
    after = np.empty(4096, np.int32)
    at_homes = home_start.size > 0
    site = 0
    while site < starts.size:
        count = flood(
            indptr, indices, minutes, per_minute, buckets, starts[site], offsets[site], limit, reach, touched,
            heads, waiting, after,
        )  # fmt: skip
        if count < 0:
            waiting = np.empty(2 * waiting.size, np.int32)
            after = np.empty(waiting.size, np.int32)
            continue
        total = 0.0
        for number in range(count):
            node = touched[number]
            time = reach[node]
            if at_homes:
                for place in range(home_start[node], home_start[node + 1]):
                    whole = time + home_minutes[home[place]]
                    if whole <= limit:
                        total += people[home[place]] * weigh(kind, edges, weights, whole)
            elif people[node] > 0.0:
                total += people[node] * weigh(kind, edges, weights, time)
        demand[site] = total
        each = 0.0
        if total > 0.0:
            each = supply[site] / total
            ratio[site] = each
        for number in range(count):
            node = touched[number]
            time = reach[node]
            reach[node] = np.inf
            if each == 0.0:
                continue
            if at_homes:
                for place in range(home_start[node], home_start[node + 1]):
                    whole = time + home_minutes[home[place]]
                    if whole <= limit:
                        score[home[place]] += each * weigh(kind, edges, weights, whole)
            else:
                score[node] += each * weigh(kind, edges, weights, time)
        site += 1


@compiled
def forget(
    indptr: IntArray,
    indices: IntArray,
    gone: int,
    start: int,
    reach: FloatArray,
    site: IntArray,
    mark: IntArray,
    touched: IntArray,
    old_reach: FloatArray,
    old_site: IntArray,
    known: int,
) -> int:
    """
    Take the label of the site `gone` from every node that carries it.

    The nodes of one site hang together along its routes, which are followed here from its own node `start`. They are logged with
    their old values in `touched`, where none of them stands yet. Returns the number of entries in the log.
    """
    begin = known
    if site[start] == gone:
        mark[start] = 1
        touched[known] = start
        known += 1
    at = begin
    while at < known:
        node = touched[at]
        at += 1
        for edge in range(indptr[node], indptr[node + 1]):
            other = indices[edge]
            if site[other] == gone and mark[other] == 0:
                mark[other] = 1
                touched[known] = other
                known += 1
    for at in range(begin, known):
        node = touched[at]
        old_reach[at] = reach[node]
        old_site[at] = gone
        reach[node] = np.inf
        site[node] = -1
    return known


@compiled
def refill(
    back_indptr: IntArray,
    back_indices: IntArray,
    back_minutes: FloatArray,
    touched: IntArray,
    begin: int,
    end: int,
    mark: IntArray,
    reach: FloatArray,
    site: IntArray,
    limit: float,
) -> None:
    """Give each node touched[begin:end], forgotten before, the best that a neighbour outside (mark 0) offers."""
    for at in range(begin, end):
        node = touched[at]
        for edge in range(back_indptr[node], back_indptr[node + 1]):
            other = back_indices[edge]
            if mark[other] != 0:
                continue
            there = reach[other] + back_minutes[edge]
            if there <= limit and (there < reach[node] or (there == reach[node] and site[other] < site[node])):
                reach[node] = there
                site[node] = site[other]


@compiled
def tabulate(
    home_minutes: FloatArray,
    within: FloatArray,
    area: IntArray,
    areas: int,
    people: FloatArray,
    table: FloatArray,
) -> None:
    """
    People by group, area and the shortest of the times `within` that they need.

    home_minutes (homes,), people (groups, homes), table (groups, areas, len(within) + 2): the last but one column counts those who
    need longer, the last those whose home is not on the network (nan).
    """
    steps = within.size
    for home in range(home_minutes.size):
        time = home_minutes[home]
        column = steps + 1
        if time == time:
            column = steps
            for step in range(steps):
                if time <= within[step]:
                    column = step
                    break
        for group in range(people.shape[0]):
            table[group, area[home], column] += people[group, home]
