"""A district day of 60 carers and 900 visits: all of it by ours, and what all can model beside PyVRP and VROOM at equal time."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks._harness import Bench, Peer
from laoyou.engines.rostering import Bill, Carer, Costs, Reason, Roster, Stop, Unserved, Visit, check, plan
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
        common = _common(day)
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
    note = (
        f"skills, gender, windows, shifts; {statistics.median(cpu['ours']):.0f} s CPU; visits not made count 2,000 each"
    )
    bench.record("cost of what all can model", "min", ours, size=size, peers=peers, note=note)
    rival = theirs.get("PyVRP")
    if isinstance(rival, list):
        less = [100 * (1 - our / their) for our, their in zip(ours, rival, strict=True)]
        bench.record("less than PyVRP", "%", less, size=size, limit=8, less_is_better=False)


def _common(day: Day) -> Day:
    """The same day without lunches, wishes and limits of work: skills, gender that must be, windows and shifts stay."""
    visits = tuple(
        replace(v, gender=v.gender if v.must_gender else "", dialects=frozenset(), priority=1.0) for v in day.visits
    )
    carers = tuple(replace(carer, lunch=None, work_minutes=float("inf")) for carer in day.carers)
    return Day(visits, carers, day.minutes, day.metres)


def _judged(roster: Roster, day: Day) -> float:
    """The cost of a roster, once the checker has found nothing wrong in it."""
    faults = [str(fault) for fault in check(roster, day.visits, day.carers, day.minutes)]
    if faults:
        raise AssertionError(f"{len(faults)} faults, the first: {faults[0]}")
    return roster.bill.total


def _able(visit: Visit, carer: Carer) -> bool:
    return visit.skills <= carer.skills and (not visit.must_gender or visit.gender == carer.gender)


def _roster(day: Day, routes: list[list[int]]) -> Roster:
    """A peer's routes as a roster: each visit as early as it can begin."""
    stops: list[Stop] = []
    travel = 0.0
    for carer, route in zip(day.carers, routes, strict=True):
        place, free = carer.start_place, carer.shift[0]
        for row in route:
            visit = day.visits[row]
            way = float(day.minutes[place, visit.place])
            start = max(visit.window[0], free + way)
            stops.append(Stop(visit.id, 0, carer.id, start, start + visit.minutes))
            place, free, travel = visit.place, start + visit.minutes, travel + way
        if route:
            travel += float(day.minutes[place, carer.end_place])
    made = {stop.visit for stop in stops}
    left = tuple(Unserved(visit.id, Reason.FULL) for visit in day.visits if visit.id not in made)
    bill = Bill(travel, 0.0, 0.0, Costs().unserved * len(left), 0.0)
    return Roster(tuple(stops), (), left, bill)


def _pyvrp(day: Day, seconds: float, seed: int) -> Roster:
    import pyvrp
    from pyvrp.stop import MaxRuntime

    stations = len(day.minutes) - len(day.visits)
    whole = np.ceil(day.minutes * UNIT - 1e-6).astype(np.int64)
    kinds: dict[tuple[bool, ...], int] = {}
    matrices: list[Any] = []
    types = []
    for carer in day.carers:
        able = tuple(_able(visit, carer) for visit in day.visits)
        if able not in kinds:
            kinds[able] = len(kinds)
            own = whole.copy()
            shut = stations + np.flatnonzero(~np.array(able))
            own[:, shut] = FORBIDDEN
            np.fill_diagonal(own, 0)
            matrices.append(own)
        types.append(
            pyvrp.VehicleType(
                1, [], carer.start_place, carer.end_place, tw_early=int(carer.shift[0] * UNIT),
                tw_late=int(carer.shift[1] * UNIT), profile=kinds[able],
            )
        )  # fmt: skip
    locations = [pyvrp.Location(0, 0) for _ in range(len(day.minutes))]
    clients = [
        pyvrp.Client(
            visit.place, service_duration=int(visit.minutes * UNIT), tw_early=int(visit.window[0] * UNIT),
            tw_late=int(visit.window[1] * UNIT),
        )
        for visit in day.visits
    ]  # fmt: skip
    data = pyvrp.ProblemData(locations, clients, [pyvrp.Depot(at) for at in range(stations)], types, matrices, matrices)
    best = pyvrp.solve(data, MaxRuntime(seconds), seed=seed % 2**31, collect_stats=False).best
    routes: list[list[int]] = [[] for _ in day.carers]
    if best.is_feasible():
        for route in best.routes():
            routes[route.vehicle_type()] = [step.idx for step in route.schedule() if step.is_client()]
    return _roster(day, routes)


def _vroom(day: Day, seconds: float, seed: int) -> Roster:
    import vroom

    del seed  # it knows none
    skill: dict[str, int] = {}

    def number(name: str) -> int:
        return skill.setdefault(name, len(skill) + 1)

    asked = vroom.Input()
    asked.set_durations_matrix("car", np.ceil(day.minutes * UNIT - 1e-6).astype(np.uint32))
    for row, carer in enumerate(day.carers):
        asked.add_vehicle(
            vroom.Vehicle(
                row, start=carer.start_place, end=carer.end_place,
                skills={number(name) for name in (*carer.skills, f"gender {carer.gender}")},
                time_window=vroom.TimeWindow(int(carer.shift[0] * UNIT), int(carer.shift[1] * UNIT)),
            )
        )  # fmt: skip
    for row, visit in enumerate(day.visits):
        names = {*visit.skills} | ({f"gender {visit.gender}"} if visit.must_gender else set())
        asked.add_job(
            vroom.Job(
                row, visit.place, default_service=int(visit.minutes * UNIT), skills={number(name) for name in names},
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
