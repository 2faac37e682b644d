"""A running day at eleven o'clock: one carer falls ill, five urgent visits come; how long, and how many others are moved."""

from __future__ import annotations

import time
from dataclasses import replace

from benchmarks._harness import Bench
from laoyou.engines.rostering import Costs, Running, Visit, check, plan
from laoyou.engines.rostering.synthetic import Day, district_day

TITLE = "Re-planning a running day"
LIBRARIES = ("numpy", "scipy", "numba")
NOW = 660.0
SECONDS = 0.6
"""What the search is given; the rest of a second is for reading the day and for the reasons."""


def run(bench: Bench) -> None:
    visits, carers = (900, 60) if bench.full else (300, 20)
    taken, moved, unstable, left, faults = [], [], [], [], 0
    tiny = district_day(20, 3, bench.seed)
    plan(tiny.visits, tiny.carers, tiny.minutes, iterations=2)  # compiles
    for seed in range(bench.seed, bench.seed + bench.repeats(short=2, full=5)):
        day = district_day(visits, carers, seed)
        roster = plan(day.visits, day.carers, day.minutes, seconds=30.0 if bench.full else 4.0, seed=seed)
        ill = day.carers[0]
        hers = {stop.visit for stop in roster.stops if stop.carer == ill.id}
        changed = _changed(day, seed)
        running = Running(roster, NOW)
        began = time.perf_counter()
        again = plan(changed.visits, changed.carers, changed.minutes, running=running, seconds=SECONDS, seed=seed)
        taken.append(time.perf_counter() - began)
        faults += len(check(again, changed.visits, changed.carers, changed.minutes, running=running))
        moved.append(float(len(set(again.moved) - hers)))
        left.append(float(len(again.unserved)))
        free = Costs(moved=0.0)
        loose = plan(
            changed.visits, changed.carers, changed.minutes, running=running, seconds=SECONDS, seed=seed, costs=free
        )
        unstable.append(float(len(set(loose.moved) - hers)))
    if faults:
        raise AssertionError(f"the checker finds {faults} faults")
    size = {"carers": carers, "visits": visits, "days": len(taken), "urgent": 5}
    bench.record("time", "s", taken, size=size, limit=1.0)
    bench.record("other visits moved", "visits", moved, size=size, limit=10)
    bench.record("other visits moved where moving costs nothing", "visits", unstable, size=size)
    bench.record("visits not made", "visits", left, size=size)


def _changed(day: Day, seed: int) -> Day:
    """The first carer goes home at eleven; five visits, at places of others, are wanted within three hours."""
    staff = (replace(day.carers[0], shift=(day.carers[0].shift[0], NOW)), *day.carers[1:])
    urgent = tuple(
        Visit(
            f"urgent{number}", day.visits[(seed * 7 + number * 53) % len(day.visits)].place, 20.0, (NOW, NOW + 180.0),
            priority=3.0,
        )
        for number in range(5)
    )  # fmt: skip
    return replace(day, visits=(*day.visits, *urgent), carers=staff)
