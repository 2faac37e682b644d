"""A city's day: 250 carers and 5,000 visits, planned station by station on two cores."""

from __future__ import annotations

import time

from benchmarks._harness import Bench
from laoyou.engines.rostering import check, plan
from laoyou.engines.rostering.synthetic import district_day

TITLE = "A large day's roster"
LIBRARIES = ("numpy", "scipy", "numba")
LENGTH = 0.75
"""20 visits for each carer are more than a day holds, if they take as long as where there are 15."""


def run(bench: Bench) -> None:
    tiny = district_day(20, 3, bench.seed)
    plan(tiny.visits, tiny.carers, tiny.minutes, iterations=2)  # compiles
    sizes = (
        ((63, 1_250, 4, 15.0), (125, 2_500, 5, 30.0), (250, 5_000, 10, 75.0)) if bench.full else ((63, 1_250, 4, 8.0),)
    )
    for carers, visits, stations, seconds in sizes:
        day = district_day(visits, carers, bench.seed, stations=stations, length=LENGTH)
        began = time.perf_counter()
        roster = plan(day.visits, day.carers, day.minutes, seconds=seconds, seed=bench.seed, threads=2)
        taken = time.perf_counter() - began
        faults = check(roster, day.visits, day.carers, day.minutes)
        if faults:
            raise AssertionError(f"{len(faults)} faults, the first: {faults[0]}")
        size = {"carers": carers, "visits": visits, "stations": stations, "length": LENGTH}
        bench.record("time", "s", taken, size=size, limit=90.0 if visits == 5_000 else None)
        bench.record("visits not made", "visits", float(len(roster.unserved)), size=size)
        bench.record("travel per visit", "min", roster.bill.travel / max(1, len(roster.stops)), size=size)
