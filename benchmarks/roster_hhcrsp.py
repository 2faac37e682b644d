"""The 35 instances of Mankowska et al. (2014) for home health care routing and scheduling, against the best known values."""

from __future__ import annotations

import csv
import gzip
import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._harness import Bench, NotRunError
from laoyou.engines.rostering import Carer, Costs, Second, Visit, check, plan

TITLE = "Home health care instances"
LIBRARIES = ("numpy", "scipy", "numba")
SIZES = (10, 25, 50, 75, 100, 200, 300)
THIRDS = Costs(travel=1 / 3, late=1 / 3, latest=1 / 3)
"""The objective of these instances: a third each of the distance, of all tardiness, and of the largest."""


def run(bench: Bench) -> None:
    folder = next((path for path in (bench.data / "hhcrsp", bench.data) if (path / "best_known.csv").exists()), None)
    if folder is None:
        raise NotRunError("no hhcrsp/best_known.csv in the data folder; give it by --data DIR")
    with (folder / "best_known.csv").open() as lines:
        best = {(int(row["patients"]), int(row["number"])): float(row["total_cost"]) for row in csv.DictReader(lines)}
    visits, carers, minutes = read(folder / "mankowska_10_1.json.gz")
    plan(visits, carers, minutes, costs=THIRDS, iterations=2)  # compiles
    seconds, which = (60.0, (1, 2, 3, 4, 5)) if bench.full else (3.0, (1,))
    gaps: list[float] = []
    for patients in SIZES:
        seeds = range(bench.repeats(short=1, full=5 if patients in (25, 100) else 1))
        here = []
        used = time.process_time()
        for number in which:
            visits, carers, minutes = read(folder / f"mankowska_{patients}_{number}.json.gz")
            values = []
            for seed in seeds:
                roster = plan(visits, carers, minutes, costs=THIRDS, seconds=seconds, seed=bench.seed + seed)
                faults = check(roster, visits, carers, minutes, costs=THIRDS)
                if faults or roster.unserved:
                    raise AssertionError(f"{patients}_{number}: {len(faults)} faults, {len(roster.unserved)} not made")
                values.append(100 * (roster.bill.total / best[patients, number] - 1))
            here.append(float(np.mean(values)))
        used = (time.process_time() - used) / len(here) / len(seeds)
        gaps += here
        size = {"patients": patients, "instances": len(here), "seeds": len(seeds), "seconds": seconds}
        bench.record("gap to the best known", "%", here, size=size, note=f"{used:.0f} s CPU each")
    size = {"instances": len(gaps), "seconds": seconds}
    bench.record("mean gap to the best known", "%", float(np.mean(gaps)), size=size, limit=2.0)


def read(path: Path) -> tuple[list[Visit], list[Carer], np.ndarray[Any, np.dtype[np.float64]]]:
    """One instance in the JSON form of Ceschia et al. (2024), doi:10.1111/itor.13585."""
    given = json.loads(gzip.decompress(path.read_bytes()))
    visits = []
    for row, patient in enumerate(given["patients"]):
        first, *others = patient["required_caregivers"]
        second = None
        if others:
            apart = patient["synchronization"]
            least, most = (0.0, 0.0) if apart["type"] == "simultaneous" else map(float, apart["distance"])
            second = Second(others[0]["duration"], frozenset({others[0]["service"]}), (least, most))
        opens, closes = patient["time_window"]
        visits.append(
            Visit(
                patient["id"], row + 1, first["duration"], (opens, math.inf), frozenset({first["service"]}), second,
                due=closes,
            )
        )  # fmt: skip
    carers = [Carer(one["id"], 0, 0, skills=frozenset(one["abilities"])) for one in given["caregivers"]]
    return visits, carers, np.array(given["distances"])
