"""A month of 20,000 elders and 300 carers: how long, who keeps the carer, how far from the proven bound."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks._harness import Bench
from laoyou.engines.rostering import month
from laoyou.engines.rostering.synthetic import district_month

TITLE = "A month's roster"
LIBRARIES = ("numpy",)
DAYS = 22


def run(bench: Bench) -> None:
    for elders, carers in ((5_000, 75), (10_000, 150), (20_000, 300)):
        here = district_month(elders, carers, bench.seed, working_days=DAYS)
        size = {"elders": elders, "carers": carers, "visits": int(here.visits.sum())}
        ask = partial(
            month, here.elders, here.carers, here.visits, here.minutes, here.room, working_days=DAYS, able=here.able,
            kind=here.kind, before=here.before,
        )  # fmt: skip
        largest = elders == 20_000
        made = bench.time(
            "time", ask, size=size, repeats=bench.repeats(short=1, full=5), limit=5.0 if largest else None
        )
        if (made.minutes > here.room + 1e-6).any() or not here.able[here.kind, made.carer][made.carer >= 0].all():
            raise AssertionError("a carer has more than room, or is not able")
        bench.record(
            "keep their carer", "%", 100 * made.kept, size=size, limit=90 if largest else None, less_is_better=False
        )
        bench.record("have nobody", "elders", float((made.carer < 0).sum()), size=size)
        bench.record("cost above the proven bound", "%", 100 * (made.cost / made.bound - 1), size=size)
        load = np.zeros((carers, DAYS))
        np.add.at(load, (made.carer[made.elder], made.days), here.minutes[made.elder])
        bench.record("spread of a carer's days, standard deviation", "min", float(load.std(axis=1).mean()), size=size)
