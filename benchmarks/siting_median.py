"""How near to the best the p-median comes in twelve seconds, by its own proven bound; and on the published instances."""

from __future__ import annotations

import importlib.util
import time
from functools import partial

import numpy as np

from benchmarks._harness import Bench, Peer
from benchmarks._towns import SIZES, District, district
from laoyou.engines.siting import p_median

TITLE = "The p-median"
LIBRARIES = ("numpy", "scipy", "numba", "spopt", "PuLP")
SECONDS = {50: 4.0, 200: 4.0, 500: 6.0, 2_000: 12.0}
PUBLISHED_SECONDS = 4.0
"""For each published instance, unless it is proven before."""
LIMIT_PERCENT = 0.5
PEER_SECONDS = 25
BESIDE_PEER = (50, 400)
"""The peer's model of 200 × 2,000 takes more than a minute to build."""
LARGEST = (2_000, 20_000)

# OR-Library, pmed1 to pmed20 (Beasley 1985, European Journal of Operational Research 21: 270-273): number of sites, optimum.
PMED = (
    (5, 5819), (10, 4093), (10, 4250), (20, 3034), (33, 1355), (5, 7824), (10, 5631), (20, 4445), (40, 2734), (67, 1255),
    (5, 7696), (10, 6634), (30, 4374), (60, 2968), (100, 1729), (5, 8162), (10, 6999), (40, 4809), (80, 2845), (133, 1789),
)  # fmt: skip


def run(bench: Bench) -> None:
    small = district(20, 60, bench.seed, clustered=False)
    p_median(small.people, small.minutes, count=3)  # compiles
    for sites, places in SIZES if bench.full else SIZES[:2]:
        for clustered in (False, True):
            here = district(sites, places, bench.seed, clustered=clustered)
            _gap(bench, here, clustered)
    _gap(bench, district(*BESIDE_PEER, bench.seed, clustered=False), False)
    _published(bench)


def _gap(bench: Bench, here: District, clustered: bool) -> None:
    sites, places = here.size["sites"], here.size["places"]
    count = sites // 20
    (seconds,), answer = bench.measure(
        partial(p_median, here.people, here.minutes.astype(np.float32), count=count, seconds=SECONDS[sites]),
        repeats=1,
        warm=False,
    )
    kind = "towns" if clustered else "even"
    size = here.size | {"new": count}
    bench.record(
        f"certified gap, {kind}",
        "%",
        100 * answer.gap,
        size=size,
        limit=LIMIT_PERCENT if (sites, places) == LARGEST else None,
        note=f"{answer.status.value} after {seconds:.1f} s",
    )
    peers = []
    if (sites, places) == BESIDE_PEER:
        peers = [_spopt(here, count, answer.bound)]
    bench.record(f"time for it, {kind}", "s", seconds, size=size, peers=peers)


def _spopt(here: District, count: int, bound: float) -> Peer:
    name = "spopt with CBC"
    if importlib.util.find_spec("spopt") is None:
        return Peer(name, not_run="spopt is not installed; ./dev setup --peers")
    import pulp
    from spopt.locate import PMedian

    started = time.perf_counter()
    model = PMedian.from_cost_matrix(here.minutes, here.people, p_facilities=count)
    try:
        model = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=PEER_SECONDS), results=False)
    except RuntimeError:
        return Peer(name, not_run=f"it found nothing in {PEER_SECONDS} s")
    seconds = time.perf_counter() - started
    opened = np.array([variable.value() or 0.0 for variable in model.fac_vars]) > 0.5
    if opened.sum() == 0:
        return Peer(f"{name} (found nothing in {PEER_SECONDS} s)", seconds, (seconds,))
    value = float(here.people @ here.minutes[:, opened].min(axis=1))
    if value < bound * (1 - 1e-6):
        raise AssertionError(f"{name} finds {value}, below the bound {bound}")
    return Peer(f"{name}, {100 * (value / bound - 1):.3f} % above our bound", seconds, (seconds,))


def _published(bench: Bench) -> None:
    path = bench.data / "orlib_pmed_1_20.npz"
    if not path.exists():
        bench.say(f"OR-Library: not run, {path.name} is not in the data folder (--data DIR)")
        return
    gaps, proven, times = [], 0, []
    with np.load(path) as tables:
        for number, (count, optimum) in enumerate(PMED, start=1):
            minutes = tables[f"pmed{number}"].astype(np.float64)
            started = time.perf_counter()
            answer = p_median(np.ones(len(minutes)), minutes, count=count, seconds=PUBLISHED_SECONDS)
            times.append(time.perf_counter() - started)
            if answer.bound > optimum or answer.value < optimum:
                raise AssertionError(f"pmed{number}: {answer.bound} to {answer.value}, optimum {optimum}")
            gaps.append(100 * (answer.value / optimum - 1))
            proven += answer.gap == 0
    bench.record(
        "OR-Library pmed 1 to 20, above the optimum",
        "%",
        float(np.mean(gaps)),
        size={"instances": len(gaps)},
        limit=0.1,
        note=f"mean; largest {max(gaps):.3f} %, {gaps.count(0.0)} optimal, {proven} of them proven",
    )
    bench.record("OR-Library pmed 1 to 20, time", "s", times, size={"instances": len(times)})
