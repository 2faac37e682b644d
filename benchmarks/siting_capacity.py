"""Beds at 200 sites for 2,000 places under a budget: how good in a few seconds, beside one plain program."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks._harness import Bench, Peer
from benchmarks._towns import District, district
from laoyou.engines.siting import Candidates, capacitated

TITLE = "Beds under a budget"
LIBRARIES = ("numpy", "scipy", "numba")
SECONDS = 10.0
PEER_SECONDS = 20
CEILING = 60.0
SIZES = ((50, 500), (100, 1_000), (200, 2_000))


def run(bench: Bench) -> None:
    tiny = district(8, 30, bench.seed, clustered=False)
    capacitated(tiny.people, tiny.minutes, capacity=10_000, count=2, iterations=5)  # compiles
    for sites, places in SIZES if bench.full else SIZES[:2]:
        here = district(sites, places, bench.seed, clustered=True)
        given = _given(here, bench.seed)
        (seconds,), answer = bench.measure(
            partial(_ours, here, given, sites // 10), repeats=1, warm=False
        )  # a search of some seconds: asked once
        peer = _plain(here, given, sites // 10, answer.value, answer.bound)
        size = here.size | {"new": sites // 10}
        bench.record("time", "s", seconds, size=size, peers=[peer], note=answer.status.value)
        bench.record("certified gap", "%", 100 * answer.gap, size=size)


def _given(here: District, seed: int) -> dict[str, Any]:
    """Need is 4 % of the people; sites hold a twelfth to a fifth of what an average open one must, money is short."""
    rng = np.random.default_rng(seed + 1)
    sites = here.minutes.shape[1]
    need = here.people * 0.04
    share = need.sum() / (sites // 10)
    capacity = rng.integers(int(0.8 * share), int(1.8 * share), sites)
    opening = rng.integers(50, 200, sites) * 1_000_000
    bed = rng.integers(8, 20, sites) * 1_000_000
    budget = int(need.sum() * 12_000_000 + (sites // 10) * 90_000_000)
    return {"need": need, "capacity": capacity, "opening": opening, "bed": bed, "budget": budget}


def _ours(here: District, given: dict[str, Any], count: int) -> Any:
    return capacitated(
        given["need"],
        here.minutes,
        capacity=given["capacity"],
        bed_fen=given["bed"],
        count=count,
        budget_fen=given["budget"],
        unserved_minutes=CEILING,
        candidates=Candidates(opening_fen=given["opening"]),
        seconds=SECONDS,
    )


def _plain(here: District, given: dict[str, Any], count: int, ours: float, bound: float) -> Peer:
    """The whole question as one program: switches, beds, unmet need, flows."""
    places, sites = here.minutes.shape
    flows = places * sites
    width = 2 * sites + places + flows
    place, site = np.repeat(np.arange(places), sites), np.tile(np.arange(sites), places)
    number = 2 * sites + places + np.arange(flows)
    ones = np.ones(flows)

    def matrix(values: Any, rows: Any, columns: Any, height: int) -> sparse.csr_array:
        return sparse.csr_array((values, (rows, columns)), shape=(height, width))

    every, each = np.arange(places), np.arange(sites)
    meet = matrix(
        np.append(ones, np.ones(places)), np.append(place, every), np.append(number, 2 * sites + every), places
    )
    hold = matrix(np.append(ones, -np.ones(sites)), np.append(site, each), np.append(number, sites + each), sites)
    switch = matrix(
        np.append(np.ones(sites), -given["capacity"].astype(float)),
        np.append(each, each),
        np.append(sites + each, each),
        sites,
    )
    money = matrix(
        np.append(given["opening"], given["bed"]) / given["budget"], np.zeros(2 * sites, int), np.arange(2 * sites), 1
    )
    number_of = matrix(np.ones(sites), np.zeros(sites, int), each, 1)
    started = time.perf_counter()
    found = milp(
        np.concatenate([np.zeros(2 * sites), np.full(places, CEILING), here.minutes.ravel()]),
        integrality=np.arange(width) < 2 * sites,
        bounds=Bounds(0, np.concatenate([np.ones(sites), given["capacity"], given["need"], given["need"][place]])),
        constraints=[
            LinearConstraint(meet, given["need"], given["need"]),
            LinearConstraint(sparse.csr_array(sparse.vstack([hold, switch])), -np.inf, 0),
            LinearConstraint(money, -np.inf, 1),
            LinearConstraint(number_of, -np.inf, count),
        ],
        options={"time_limit": PEER_SECONDS},
    )
    seconds = time.perf_counter() - started
    name = "SciPy milp of the whole"
    if found.x is None:
        return Peer(f"{name} (found nothing in {PEER_SECONDS} s)", seconds, (seconds,))
    if found.fun < bound * (1 - 1e-6):
        raise AssertionError(f"{name} finds {found.fun}, below the bound {bound}")
    return Peer(f"{name}, its value {100 * (found.fun / ours - 1):+.2f} % from ours", seconds, (seconds,))
