"""How long it takes to find, and prove, the sites that bring most people within reach; and how few reach 95 %."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks._harness import Bench, Peer
from benchmarks._towns import SIZES, District, district
from laoyou.engines.siting import Coverage, Status, max_coverage, set_cover

TITLE = "Maximal coverage and set covering"
LIBRARIES = ("numpy", "scipy", "numba", "spopt", "PuLP")
SPOPT, PLAIN = "spopt with CBC", "SciPy milp, one row a place"
LIMIT_SECONDS = 0.3
MIDDLE = (500, 5_000)
WITHIN = {200: 6.0, 500: 5.0, 2_000: 3.0}
SECONDS = 5
"""After which a question that is not settled is left as it stands."""
PEER_SECONDS = 15
SEEDS, RADII = (1, 2, 3, 4), (3.0, 4.0, 4.5, 5.0)


def run(bench: Bench) -> None:
    for sites, places in SIZES if bench.full else SIZES[:2]:
        for clustered in (False, True):
            here = district(sites, places, bench.seed, clustered=clustered)
            # Where circles overlap little the first bound proves nearly all; where they overlap much there is a tree to search.
            for within in (0.6 * WITHIN[sites], WITHIN[sites]):
                _coverage(bench, here, within, clustered)
        _covering(bench, district(sites, places, bench.seed, clustered=False))
    _others(bench)


def _coverage(bench: Bench, here: District, within: float, clustered: bool) -> None:
    sites, places = here.size["sites"], here.size["places"]
    count = sites // 20 if sites < 2_000 else 50
    # A question that is not settled in time is asked once.
    first = max_coverage(here.people, here.minutes, within=within, count=count, seconds=SECONDS)
    settled = first.status is Status.OPTIMAL
    ask = partial(max_coverage, here.people, here.minutes, within=within, count=count, seconds=SECONDS)
    raw, answer = bench.measure(ask, repeats=bench.repeats(short=2, full=5) if settled else 1, warm=settled)
    peers = []
    if not clustered and sites == SIZES[-1][0]:
        peers = [Peer(name, not_run="it takes minutes to build") for name in (SPOPT, PLAIN)]
    elif not clustered and within == WITHIN[sites]:
        peers = [
            _timed(SPOPT, partial(_spopt, here, within, count), answer),
            _timed(PLAIN, partial(_plain, here, within, count), answer),
        ]
    kind = "towns" if clustered else "even"
    bench.record(
        f"maximal coverage, {kind}",
        "s",
        raw,
        size=here.size | {"new": count, "within": within},
        limit=LIMIT_SECONDS if (sites, places) == MIDDLE and not clustered else None,
        peers=peers,
        note=f"{answer.status.value}, gap {100 * answer.gap:.3f} %, {100 * answer.share:.1f} % covered",
    )


def _others(bench: Bench) -> None:
    """The middle size again, from other seeds and at several radii: how far the promise holds beside the one district."""
    sites, places = MIDDLE
    for clustered in (False, True):
        times, proven = [], 0
        for seed in SEEDS if bench.full else SEEDS[:2]:
            here = district(sites, places, seed, clustered=clustered)
            for within in RADII if not clustered else RADII[:1]:
                ask = partial(max_coverage, here.people, here.minutes, within=within, count=25, seconds=SECONDS)
                (seconds,), answer = bench.measure(ask, repeats=1, warm=False)
                times.append(seconds)
                proven += answer.status is Status.OPTIMAL
        within_limit = sum(seconds <= LIMIT_SECONDS for seconds in times)
        bench.record(
            f"maximal coverage, {'towns' if clustered else 'even'}, other districts and radii",
            "s",
            times,
            size={"sites": sites, "places": places, "questions": len(times)},
            note=f"{proven} proven, {within_limit} within {LIMIT_SECONDS:g} s, the slowest {max(times):.2f} s",
        )


def _timed(name: str, work: Callable[[], float], answer: Coverage) -> Peer:
    """The peer's time; its value must not be above our bound, nor ours, if proven, below its value."""
    if name.startswith("spopt") and importlib.util.find_spec("spopt") is None:
        return Peer(name, not_run="spopt is not installed; ./dev setup --peers")
    started = time.perf_counter()
    try:
        value = work()
    except RuntimeError:
        return Peer(name, not_run=f"it found nothing in {PEER_SECONDS} s")
    seconds = time.perf_counter() - started
    if value > answer.bound * (1 + 1e-6):
        raise AssertionError(f"{name} covers {value}, above the bound {answer.bound}")
    if value < answer.value * (1 - 1e-6):
        name += f" (stopped after {PEER_SECONDS} s, {100 * (1 - value / answer.value):.2f} % below)"
    return Peer(name, seconds, (seconds,))


def _spopt(here: District, within: float, count: int) -> float:
    import pulp
    from spopt.locate import MCLP

    model = MCLP.from_cost_matrix(here.minutes, here.people, within, p_facilities=count)
    model = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=PEER_SECONDS), results=False)
    opened = np.array([variable.value() or 0.0 for variable in model.fac_vars]) > 0.5
    return float(here.people[(here.minutes[:, opened] <= within).any(axis=1)].sum())


def _plain(here: District, within: float, count: int) -> float:
    near = sparse.csr_array((here.minutes <= within).astype(np.float64))
    places, sites = near.shape
    rows = sparse.vstack(
        [
            sparse.hstack([-near, sparse.eye_array(places)]),
            sparse.hstack([np.ones((1, sites)), sparse.csr_array((1, places))]),
        ]
    )
    found = milp(
        -np.concatenate([np.zeros(sites), here.people]),
        integrality=np.arange(sites + places) < sites,
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(sparse.csr_array(rows), -np.inf, np.concatenate([np.zeros(places), [count]])),
        options={"time_limit": PEER_SECONDS, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return 0.0
    opened = found.x[:sites] > 0.5
    return float(here.people[(here.minutes[:, opened] <= within).any(axis=1)].sum())


def _covering(bench: Bench, here: District) -> None:
    sites = here.size["sites"]
    reach = 2 * WITHIN[sites]
    raw, answer = bench.measure(
        partial(set_cover, here.people, here.minutes, within=reach, share=0.95, seconds=SECONDS), repeats=1, warm=False
    )
    bench.record(
        "set covering of 95 %",
        "s",
        raw,
        size=here.size | {"within": reach},
        note=f"{answer.status.value}: {answer.value:g} sites, at least {answer.bound:g}",
    )
