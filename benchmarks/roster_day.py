"""A district day of 60 carers and 900 visits: all of it by ours, and what all can model beside PyVRP and VROOM at equal time."""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks._harness import Bench, Peer
from laoyou.engines.rostering import Bill, Costs, Reason, Roster, Stop, Unserved, check, plan
from laoyou.engines.rostering.day import price_of
from laoyou.engines.rostering.inputs import FloatArray, IntArray
from laoyou.engines.rostering.synthetic import Day, district_day

TITLE = "A day's roster"
LIBRARIES = ("numpy", "scipy", "numba", "pyvrp", "pyvroom")
UNIT = 100
"""Peers count in whole numbers: hundredths of a minute."""
FORBIDDEN = 10_000_000


def run(bench: Bench) -> None:
    visits, carers, seconds = (900, 60, 60.0) if bench.full else (300, 20, 8.0)
    seeds = range(bench.seed, bench.seed + bench.repeats(short=1, full=5))
    size = {"carers": carers, "visits": visits, "days": len(seeds), "seconds": seconds}
    tiny = district_day(20, 3, bench.seed)
    plan(tiny.visits, tiny.carers, tiny.minutes, iterations=2)  # compiles
    left, faults = [], 0
    ours: list[float] = []
    theirs: dict[str, list[float] | str] = {}
    cpu: dict[str, list[float]] = {}
    for seed in seeds:
        day = district_day(visits, carers, seed)
        whole = plan(day.visits, day.carers, day.minutes, seconds=seconds, seed=seed)
        left.append(float(len(whole.unserved)))
        faults += len(check(whole, day.visits, day.carers, day.minutes))
        common = _common(visits, carers, seed)
        began = time.process_time()
        roster = plan(common.visits, common.carers, common.minutes, seconds=seconds, seed=seed)
        cpu.setdefault("ours", []).append(time.process_time() - began)
        ours.append(_judged(roster, common))
        bench.say(f"seed {seed}: ours {ours[-1]:.0f}, not made {len(roster.unserved)}")
        for name, solve in (("PyVRP", _pyvrp), ("VROOM", _vroom)):
            began = time.process_time()
            try:
                value = _judged(solve(common, seconds, seed), common)
            except ImportError:
                theirs[name] = "not installed: uv pip install pyvrp pyvroom"
                continue
            cpu.setdefault(name, []).append(time.process_time() - began)
            theirs.setdefault(name, []).append(value)  # type: ignore[union-attr]
            bench.say(f"seed {seed}: {name} {value:.0f}")
    if faults:
        raise AssertionError(f"the checker finds {faults} faults in our rosters")
    bench.record("visits not made, whole model", "visits", left, size=size, limit=0)
    peers = [
        Peer(name, not_run=found)
        if isinstance(found, str)
        else Peer(f"{name}, {statistics.median(cpu[name]):.0f} s CPU", statistics.median(found), tuple(found))
        for name, found in theirs.items()
    ]
    note = f"skills, gender, windows, shifts, wishes, a tenth may be left out; {statistics.median(cpu['ours']):.0f} s CPU; visits not made count 2,000 each"
    bench.record("cost of what all can model", "min", ours, size=size, peers=peers, note=note)
    rival = theirs.get("PyVRP")
    if isinstance(rival, list):
        less = [100 * (1 - our / their) for our, their in zip(ours, rival, strict=True)]
        bench.record("less than PyVRP", "%", less, size=size, limit=8, less_is_better=False)


def _common(visits: int, carers: int, seed: int) -> Day:
    """
    A day with everything that PyVRP can hold, and ours too; one visit in ten may be left out.

    In it: skills, gender that must be, windows, shifts, wishes (gender and dialect), visits that may be left out, each with its worth.
    Not in it: lunches, and the limit of work (travel and visits, without waiting). The others know nothing like them: the duration of a shift
    would count waiting, and the visits' minutes added to distances would spoil the neighbourhoods of their searches.
    """
    day = district_day(visits, carers, seed, optional=0.1)
    return replace(day, carers=tuple(replace(carer, lunch=None, work_minutes=math.inf) for carer in day.carers))


def _judged(roster: Roster, day: Day) -> float:
    """The cost of a roster, once the checker has found nothing wrong in it."""
    faults = [str(fault) for fault in check(roster, day.visits, day.carers, day.minutes)]
    if faults:
        raise AssertionError(f"{len(faults)} faults, the first: {faults[0]}")
    return roster.bill.total


def _hundredths(minutes: FloatArray) -> IntArray:
    return np.ceil(minutes * UNIT - 1e-6).astype(np.int64)


def _kinds(day: Day) -> tuple[list[int], list[FloatArray]]:
    """Which kind each carer is of, and what it costs that one of a kind makes each visit, beside travel; inf: must not."""
    known: dict[tuple[float, ...], int] = {}
    found = []
    for carer in day.carers:
        prices = tuple(price_of(visit, 0, carer, Costs()) for visit in day.visits)
        found.append(known.setdefault(prices, len(known)))
    return found, [np.array(prices) for prices in known]


def _roster(day: Day, routes: list[list[int]]) -> Roster:
    """A peer's routes as a roster: each visit as early as it can begin."""
    stops: list[Stop] = []
    travel, wishes = 0.0, 0.0
    for carer, route in zip(day.carers, routes, strict=True):
        place, free = carer.start_place, carer.shift[0]
        for row in route:
            visit = day.visits[row]
            way = float(day.minutes[place, visit.place])
            start = max(visit.window[0], free + way)
            stops.append(Stop(visit.id, 0, carer.id, start, start + visit.minutes))
            place, free, travel = visit.place, start + visit.minutes, travel + way
            wishes += price_of(visit, 0, carer, Costs())
        if route:
            travel += float(day.minutes[place, carer.end_place])
    made = {stop.visit for stop in stops}
    out = [visit for visit in day.visits if visit.id not in made]
    worth = sum((Costs().optional if visit.optional else Costs().unserved) * visit.priority for visit in out)
    left = tuple(Unserved(visit.id, Reason.BY_CHOICE if visit.optional else Reason.FULL) for visit in out)
    return Roster(tuple(stops), (), left, Bill(travel, wishes, 0.0, worth, 0.0))


def _pyvrp(day: Day, seconds: float, seed: int) -> Roster:
    """
    PyVRP with its default parameters, used as its documentation says.

    A profile of its own for each kind of carer: what must not be is an edge that nobody takes, a wish not met is added to the distance of the
    edges into the visit, not to their duration. Visits that must be made are required clients; the others have their worth as prize.
    """
    import pyvrp
    from pyvrp.stop import MaxRuntime

    stations = len(day.minutes) - len(day.visits)
    whole = _hundredths(day.minutes)
    kinds, prices = _kinds(day)
    distances: list[Any] = []
    durations: list[Any] = []
    for price in prices:
        own, time_of = whole.copy(), whole.copy()
        shut = stations + np.flatnonzero(np.isinf(price))
        own[:, stations:] += _hundredths(np.where(np.isinf(price), 0.0, price))
        own[:, shut] = time_of[:, shut] = FORBIDDEN
        np.fill_diagonal(own, 0)
        np.fill_diagonal(time_of, 0)
        distances.append(own)
        durations.append(time_of)
    types = [
        pyvrp.VehicleType(
            1, [], carer.start_place, carer.end_place, tw_early=int(carer.shift[0] * UNIT),
            tw_late=int(carer.shift[1] * UNIT), profile=kind,
        )
        for carer, kind in zip(day.carers, kinds, strict=True)
    ]  # fmt: skip
    locations = [pyvrp.Location(0, 0) for _ in range(len(day.minutes))]
    clients = [
        pyvrp.Client(
            visit.place, service_duration=int(visit.minutes * UNIT), tw_early=int(visit.window[0] * UNIT),
            tw_late=int(visit.window[1] * UNIT), required=not visit.optional,
            prize=int(Costs().optional * visit.priority * UNIT) if visit.optional else 0,
        )
        for visit in day.visits
    ]  # fmt: skip
    depots = [pyvrp.Depot(at) for at in range(stations)]
    data = pyvrp.ProblemData(locations, clients, depots, types, distances, durations)
    best = pyvrp.solve(data, MaxRuntime(seconds), seed=seed % 2**31, collect_stats=False).best
    routes: list[list[int]] = [[] for _ in day.carers]
    if best.is_feasible():
        for route in best.routes():
            routes[route.vehicle_type()] = [step.idx for step in route.schedule() if step.is_client()]
    return _roster(day, routes)


def _vroom(day: Day, seconds: float, seed: int) -> Roster:
    """
    VROOM with its longest search: skills, shifts and windows of its own; wishes in the table of costs of each kind of carer.

    It weighs no visit against what it costs: it makes all it can, those that must be made first.
    """
    import vroom

    del seed  # it knows none
    skill: dict[str, int] = {}

    def numbers(names: set[str]) -> set[int]:
        return {skill.setdefault(name, len(skill) + 1) for name in sorted(names)}

    stations = len(day.minutes) - len(day.visits)
    whole = _hundredths(day.minutes)
    asked = vroom.Input()
    profiles: dict[tuple[str, frozenset[str]], str] = {}
    for row, carer in enumerate(day.carers):
        kind = (carer.gender, carer.dialects)
        if kind not in profiles:
            profiles[kind] = f"kind {len(profiles)}"
            able_to_all = replace(carer, skills=frozenset().union(*(visit.skills for visit in day.visits)))
            price = np.array([price_of(visit, 0, able_to_all, Costs()) for visit in day.visits])
            own = whole.copy()
            own[:, stations:] += _hundredths(np.where(np.isinf(price), 0.0, price))
            np.fill_diagonal(own, 0)
            asked.set_durations_matrix(profiles[kind], whole.astype(np.uint32))
            asked.set_costs_matrix(profiles[kind], own.astype(np.uint32))
        asked.add_vehicle(
            vroom.Vehicle(
                row, start=carer.start_place, end=carer.end_place, profile=profiles[kind],
                skills=numbers({*carer.skills, f"gender {carer.gender}"}),
                time_window=vroom.TimeWindow(int(carer.shift[0] * UNIT), int(carer.shift[1] * UNIT)),
            )
        )  # fmt: skip
    for row, visit in enumerate(day.visits):
        asked.add_job(
            vroom.Job(
                row, visit.place, default_service=int(visit.minutes * UNIT), priority=10 if visit.optional else 90,
                skills=numbers({*visit.skills} | ({f"gender {visit.gender}"} if visit.must_gender else set())),
                time_windows=[vroom.TimeWindow(int(visit.window[0] * UNIT), int(visit.window[1] * UNIT))],
            )
        )  # fmt: skip
    found: Any = asked.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds))
    routes: list[list[int]] = [[] for _ in day.carers]
    table = found.routes
    for vehicle, kind, row in zip(table["vehicle_id"], table["type"], table["id"], strict=True):
        if kind == "job":
            routes[int(vehicle)].append(int(row))
    return _roster(day, routes)
