"""`plan`: one day, from the visits asked for to a roster with a reason for each visit that is not made."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.rostering import inputs, reasons
from laoyou.engines.rostering.day import Day, Opening, Task, bill_of
from laoyou.engines.rostering.inputs import FloatArray
from laoyou.engines.rostering.model import Carer, Costs, Rest, Roster, Running, Stop, Unserved, Visit

SECONDS = 10.0
LARGEST = 1_000
"""Visits above which a day is planned station by station."""

Tell = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long one search may go on: by the clock, or by turns."""

    seconds: float | None
    iterations: int | None
    hot: float = 6.0
    cold: float = 0.05


@dataclass(frozen=True)
class _Begun:
    """What cannot be changed any more, and how each carer's day goes on."""

    stops: list[Stop]
    rests: list[Rest]
    openings: list[Opening]
    tasks: list[Task]
    moved: dict[tuple[int, int], int]
    routes: list[list[tuple[int, int]]]  # (visit, part), or (-1, 0) for lunch


def plan(
    visits: Sequence[Visit],
    carers: Sequence[Carer],
    minutes: ArrayLike,
    *,
    costs: Costs | None = None,
    running: Running | None = None,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    threads: int = 1,
    progress: Tell | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Roster:
    """
    The day's roster: who goes where and when, at little cost, and why what is not made is not made.

    See `laoyou.engines.rostering.model` for the rules and the units.

    minutes     (places, places) travel minutes; inf = no way
    running     the day as it stands: what has begun is kept, and few other visits are moved
    seconds     how long to search; 10 where neither it nor `iterations` is given
    iterations  how many turns to search instead: then the same seed gives the same roster, on one machine or another
    threads     of a day with more than 1,000 visits, how many stations are planned at once; it does not change the roster
    progress    told the share that is done, from 0 to 1
    should_stop  asked some times a second; the best roster so far is returned

    DomainError `rostering.*` where something that is asked means nothing.
    """
    costs = costs or Costs()
    matrix = inputs.travel(minutes)
    inputs.require_day(visits, carers, len(matrix))
    inputs.require_costs(costs)
    for name, value in (("seconds", seconds), ("iterations", iterations)):
        if value is not None and not value >= 0:
            raise DomainError("rostering.effort", name=name, value=value)
    if seconds is None and iterations is None:
        seconds = SECONDS
    begun = _begin(visits, carers, matrix, running)
    warm = running is not None
    effort = Effort(seconds, iterations, *((0.1, 0.01) if warm else (6.0, 0.05)))
    groups = _groups(visits, carers, matrix, begun) if len(begun.tasks) > LARGEST else None
    made: list[Stop] = list(begun.stops)
    rests: list[Rest] = list(begun.rests)
    done = 0
    if groups is None:
        day = Day(visits, carers, matrix, costs, begun.tasks, begun.openings, begun.moved, seed)
        day.begin_with(_nodes(begun, day, range(len(carers))))
        done = _search(day, effort, progress, should_stop)
        stops, more = day.stops()
        made += stops
        rests += more
        unserved = reasons.unserved(day, carers)
    else:
        days = [_part(visits, carers, matrix, costs, begun, rows, tasks, seed) for rows, tasks in groups]
        done = _search_parts(days, effort, threads, progress, should_stop)
        unserved = []
        for day in days:
            stops, more = day.stops()
            made += stops
            rests += more
            unserved += reasons.unserved(day, carers)
    return _roster(visits, carers, matrix, costs, running, made, rests, unserved, done)


def _roster(
    visits: Sequence[Visit],
    carers: Sequence[Carer],
    minutes: FloatArray,
    costs: Costs,
    running: Running | None,
    stops: list[Stop],
    rests: list[Rest],
    unserved: list[Unserved],
    iterations: int,
) -> Roster:
    by_id = {visit.id: visit for visit in visits}
    row = {carer.id: number for number, carer in enumerate(carers)}
    now = {(stop.visit, stop.part): stop.carer for stop in stops}
    moved: tuple[str, ...] = ()
    if running is not None:
        before = {(stop.visit, stop.part): stop.carer for stop in running.roster.stops if stop.visit in by_id}
        moved = tuple(sorted({visit for (visit, part), carer in before.items() if now.get((visit, part)) != carer}))
    bill = bill_of(stops, [by_id[one.visit] for one in unserved], len(moved), by_id, carers, minutes, costs)
    stops.sort(key=lambda stop: (row[stop.carer], stop.start))
    rests.sort(key=lambda rest: row[rest.carer])
    return Roster(tuple(stops), tuple(rests), tuple(unserved), bill, moved, iterations)


def _search(day: Day, effort: Effort, progress: Tell | None, should_stop: Callable[[], bool] | None) -> int:
    """Search by the clock or by turns; returns the turns taken."""
    typical = day.typical * max(day.costs.travel, 1e-6)  # what a way between neighbours costs
    hot, cold = effort.hot * typical, effort.cold * typical
    began, done, chunk = time.monotonic(), 0, 20
    if effort.iterations is not None:
        total = max(1, effort.iterations)
        step = max(1, math.ceil(total / 100))
        while done < effort.iterations and not (should_stop and should_stop()):
            some = min(step, effort.iterations - done)
            day.search(some, _at(hot, cold, done / total), _at(hot, cold, (done + some) / total))
            done += some
            if progress:
                progress(done / total)
    elif effort.seconds is not None:
        share = 0.0
        while share < 1.0 and not (should_stop and should_stop()):
            before = time.monotonic()
            day.search(chunk, _at(hot, cold, share), _at(hot, cold, share))
            done += chunk
            after = time.monotonic()
            share = (after - began) / effort.seconds if effort.seconds else 1.0
            # About a hundredth of the time each, so that the temperature falls evenly.
            aim = max(effort.seconds / 100, 0.005)
            chunk = int(min(4 * chunk, max(5, chunk * aim / max(after - before, 1e-6))))
            if progress:
                progress(min(1.0, share))
    day.finish()
    return done


def _at(hot: float, cold: float, share: float) -> float:
    return hot * float((cold / hot) ** min(1.0, share))


def _nodes(begun: _Begun, day: Day, rows: Sequence[int]) -> list[list[int]]:
    """The routes of these carers that go on, as nodes of this day."""
    number = {(task.visit, task.part): node for node, task in enumerate(day.tasks)}
    lunch = {row: day.parts + place for place, row in enumerate(day.lunches)}
    routes = []
    for row, route in enumerate(begun.routes[carer] for carer in rows):
        nodes = [lunch.get(row, -1) if visit < 0 else number.get((visit, part), -1) for visit, part in route]
        routes.append([node for node in nodes if node >= 0])
    return routes


def _begin(visits: Sequence[Visit], carers: Sequence[Carer], minutes: FloatArray, running: Running | None) -> _Begun:
    row_of = {visit.id: row for row, visit in enumerate(visits)}
    carer_of = {carer.id: row for row, carer in enumerate(carers)}
    lines: list[list[Stop | Rest]] = [[] for _ in carers]
    now = -math.inf if running is None else running.now
    if running is not None:
        every: list[Stop | Rest] = [*running.roster.stops, *running.roster.rests]
        for item in every:
            if item.carer not in carer_of:
                raise DomainError("rostering.running_carer", id=item.carer)
            if isinstance(item, Rest) or item.visit in row_of:
                lines[carer_of[item.carer]].append(item)
            elif item.start < now:
                raise DomainError("rostering.running_visit", id=item.visit)
        for line in lines:
            line.sort(key=lambda item: (item.start, item.end))
    kept = _kept(lines, visits, row_of, carers, minutes, now)
    stops: list[Stop] = []
    rests: list[Rest] = []
    openings, routes = [], []
    moved: dict[tuple[int, int], int] = {}
    for row, carer in enumerate(carers):
        place, ready, worked, lunch = carer.start_place, max(carer.shift[0], now), 0.0, carer.lunch is not None
        for item in lines[row][: kept[row]]:
            ready = max(ready, item.end)
            if isinstance(item, Rest):
                rests.append(item)
                lunch = False
            else:
                stops.append(item)
                there = visits[row_of[item.visit]].place
                worked += float(minutes[place, there]) + item.end - item.start
                place = there
        later = [(-1, 0) if isinstance(i, Rest) else (row_of[i.visit], i.part) for i in lines[row][kept[row] :]]
        moved |= {key: row for key in later if key[0] >= 0}
        lunch = lunch and _can_lunch(carer, ready, float(minutes[place, carer.end_place]), begun=now > carer.shift[0])
        openings.append(Opening(place, ready, carer.shift[1], carer.work_minutes - worked, lunch, kept[row] > 0))
        routes.append(later if carer.shift[1] > now else [])
    tasks = _tasks(visits, row_of, carer_of, stops, moved, running, now)
    return _Begun(stops, rests, openings, tasks, moved, routes)


def _can_lunch(carer: Carer, ready: float, home: float, *, begun: bool) -> bool:
    """Whether the lunch can still be taken; of a day that has not begun, it must be possible."""
    lunch = carer.lunch
    if lunch is None:
        return False
    starts = max(ready, lunch.earliest)
    if starts <= lunch.latest and starts + lunch.minutes <= carer.shift[1]:
        return starts + lunch.minutes + home <= carer.shift[1]
    if begun:
        return False
    raise DomainError("rostering.lunch", id=carer.id, minutes=lunch.minutes, first=lunch.earliest, last=lunch.latest)


def _kept(
    lines: list[list[Stop | Rest]],
    visits: Sequence[Visit],
    row_of: dict[str, int],
    carers: Sequence[Carer],
    minutes: FloatArray,
    now: float,
) -> list[int]:
    """How many items of each carer's line can no longer be changed: begun, or under way to, or before such."""
    kept = []
    for row, line in enumerate(lines):
        place, number = carers[row].start_place, 0
        for at, item in enumerate(line):
            leaves = item.start
            if isinstance(item, Stop):
                there = visits[row_of[item.visit]].place
                leaves -= float(minutes[place, there])
                place = there
            if leaves >= now or item.end > carers[row].shift[1]:
                break
            number = at + 1
        kept.append(number)
    # Two who come together: where one is under way, so is the other.
    where = {
        (item.visit, item.part): (row, at)
        for row, line in enumerate(lines)
        for at, item in enumerate(line)
        if isinstance(item, Stop)
    }
    changed = True
    while changed:
        changed = False
        for (visit, part), (row, at) in where.items():
            other_row, other_at = where.get((visit, 1 - part), (-1, -1))
            if at < kept[row] and other_row >= 0 and other_at >= kept[other_row]:
                ends = max(item.end for item in lines[other_row][: other_at + 1])
                if ends <= carers[other_row].shift[1]:
                    kept[other_row], changed = other_at + 1, True
                elif lines[row][at].start >= now:  # the other fell ill: who is only under way turns round
                    kept[row], changed = at, True
    return kept


def _tasks(
    visits: Sequence[Visit],
    row_of: dict[str, int],
    carer_of: dict[str, int],
    stops: list[Stop],
    moved: dict[tuple[int, int], int],
    running: Running | None,
    now: float,
) -> list[Task]:
    """What is still to be made, by visit and part."""
    made = {(row_of[stop.visit], stop.part): stop for stop in stops}
    tasks = []
    for row, visit in enumerate(visits):
        for part in range(visit.parts):
            if (row, part) in made:
                continue
            first, last = max(visit.window[0], now), visit.window[1]
            barred: frozenset[int] = frozenset()
            other = made.get((row, 1 - part))
            if other is not None and visit.second is not None:
                least, most = visit.second.gap if part else (-visit.second.gap[1], -visit.second.gap[0])
                first, last = max(first, other.start + least), min(last, other.start + most)
                barred = frozenset({carer_of[other.carer]})
            only = -1
            if running is not None and visit.id in running.locked:
                only = moved.get((row, part), -1)
            tasks.append(Task(row, part, (first, last), only, barred))
    return tasks


def _groups(
    visits: Sequence[Visit], carers: Sequence[Carer], minutes: FloatArray, begun: _Begun
) -> list[tuple[list[int], list[Task]]] | None:
    """Carers by the place where they begin, and the visits that each such group is to make; None where all begin at one place."""
    places = sorted({carer.start_place for carer in carers})
    if len(places) < 2:
        return None
    group_of = {place: number for number, place in enumerate(places)}
    rows: list[list[int]] = [[] for _ in places]
    for row, carer in enumerate(carers):
        rows[group_of[carer.start_place]].append(row)
    room = np.array([sum(_room(carers[row], begun.openings[row]) for row in group) for group in rows])
    there = np.array([visits[task.visit].place for task in begun.tasks])
    way = minutes[np.array(places)][:, there] + minutes[there][:, np.array(places)].T
    able = np.zeros((len(places), len(begun.tasks)), bool)
    kinds: dict[object, list[bool]] = {}
    for number, task in enumerate(begun.tasks):
        visit = visits[task.visit]
        key = (visit.needs(task.part)[1], visit.gender if visit.must_gender else "", visit.barred)
        if key not in kinds:
            kinds[key] = [
                any(
                    key[0] <= carers[row].skills
                    and key[1] in ("", carers[row].gender)
                    and carers[row].id not in visit.barred
                    for row in group
                )
                for group in rows
            ]
        able[:, number] = kinds[key]
    load = np.array([visits[task.visit].needs(task.part)[0] for task in begun.tasks])
    share = min(0.97, 1.06 * load.sum() / max(1.0, room.sum()))
    left = room * share
    cost = np.where(able, way, np.inf)
    chosen = np.full(len(begun.tasks), -1)
    ordered = np.sort(np.where(np.isfinite(cost), cost, 1e9), axis=0)
    regret = ordered[1] - ordered[0]
    together: dict[int, list[int]] = {}
    for number, task in enumerate(begun.tasks):
        together.setdefault(task.visit, []).append(number)
    for number in np.argsort(-regret, kind="stable").tolist():
        if chosen[number] >= 0:
            continue
        mates = together[begun.tasks[number].visit]
        now_with = {begun.moved.get((begun.tasks[m].visit, begun.tasks[m].part), -1) for m in mates} - {-1}
        if now_with:
            group = group_of[carers[min(now_with)].start_place]
        else:
            whole = cost[:, mates].sum(axis=1)
            fits = np.where(left >= load[mates].sum(), whole, np.inf)
            group = int(np.argmin(fits if np.isfinite(fits).any() else whole))
        chosen[mates] = group
        left[group] -= load[mates].sum()
    return [
        (rows[group], [task for number, task in enumerate(begun.tasks) if chosen[number] == group])
        for group in range(len(places))
    ]


def _room(carer: Carer, opening: Opening) -> float:
    lunch = carer.lunch.minutes if carer.lunch is not None and opening.lunch else 0.0
    return max(0.0, min(opening.work, opening.ends - opening.ready - lunch, 1e6))


def _part(
    visits: Sequence[Visit],
    carers: Sequence[Carer],
    minutes: FloatArray,
    costs: Costs,
    begun: _Begun,
    rows: list[int],
    tasks: list[Task],
    seed: int,
) -> Day:
    """One station's day, with a matrix of its own places only."""
    at = {row: here for here, row in enumerate(rows)}
    nobody = frozenset(range(len(rows)))

    def local(task: Task) -> Task:
        barred = frozenset(at[row] for row in task.barred if row in at)
        if task.only >= 0 and task.only not in at:
            return Task(task.visit, task.part, task.window, -1, nobody)
        return Task(task.visit, task.part, task.window, at.get(task.only, -1), barred)

    moved = {key: at[row] for key, row in begun.moved.items() if row in at}
    openings = [begun.openings[row] for row in rows]
    staff = [carers[row] for row in rows]
    day = Day(visits, staff, minutes, costs, [local(task) for task in tasks], openings, moved, seed)
    day.compact()
    day.begin_with(_nodes(begun, day, rows))
    return day


def _search_parts(
    days: list[Day],
    effort: Effort,
    threads: int,
    progress: Tell | None,
    should_stop: Callable[[], bool] | None,
) -> int:
    """Search each station; by the clock, each has its share of the time, as large as its share of the visits."""
    everything = sum(day.parts for day in days) or 1
    finished = 0

    def one(day: Day) -> int:
        nonlocal finished
        share = day.parts / everything
        seconds = None if effort.seconds is None else effort.seconds * share * threads
        turns = None if effort.iterations is None else math.ceil(effort.iterations * share)
        done = _search(day, Effort(seconds, turns, effort.hot, effort.cold), None, should_stop)
        finished += day.parts
        if progress:
            progress(finished / everything)
        return done

    if threads <= 1:
        return sum(one(day) for day in days)
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(one, sorted(days, key=lambda day: -day.parts)))
