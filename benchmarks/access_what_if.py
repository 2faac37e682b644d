"""How long it takes to see what one facility more, less, elsewhere or larger would change, exactly."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks._harness import Bench, Peer
from benchmarks._streets import MIDDLE, sizes, town
from laoyou.engines import access

TITLE = "What if a facility were added, closed, moved or enlarged"
LIBRARIES = ("numpy", "scipy", "numba")
DECAY = access.Decay.steps([(5.0, 1.0), (10.0, 0.68), (15.0, 0.22)])
CHANGES = 200
LIMIT_MILLISECONDS = 1.2


def run(bench: Bench) -> None:
    for nodes, facilities in sizes(bench):
        here = town(bench, nodes, facilities)
        network = here.network
        for with_scores in (False, True):
            state = access.WhatIf(
                network, here.sites, here.beds, people=here.people, decay=DECAY if with_scores else None
            )
            rng = np.random.default_rng(bench.seed)
            what = "times and scores" if with_scores else "times"
            anew = _anew(bench, state, with_scores)
            for name, change in _changes(state, rng).items():
                change()
                raw = tuple(_milliseconds(change) for _ in range(CHANGES))
                peer = Peer("computing everything anew", statistics.median(anew), anew)
                size = here.size(keeps=what)
                limit = LIMIT_MILLISECONDS if nodes == MIDDLE else None
                bench.record(name, "ms", raw, size=size, limit=limit, peers=[peer], note="one thread; median of 200")
        _require_exact(state)
        area = np.random.default_rng(1).integers(0, 23, network.nodes)
        raw, _ = bench.measure(partial(state.coverage, here.people, area=area), repeats=5)
        bench.record(
            "coverage at 5, 10, 15, 30 minutes in 23 areas afterwards", "s", raw, size={"nodes": network.nodes}
        )


def _changes(state: access.WhatIf, rng: np.random.Generator) -> dict[str, Callable[[], Any]]:
    def spot() -> int:
        return int(rng.integers(state.network.nodes))

    def some() -> int:
        return int(rng.choice(np.flatnonzero(state.open)))

    return {
        "add": lambda: state.add(spot(), 50.0),
        "remove": lambda: state.remove(some()),
        "move": lambda: state.move(some(), spot()),
        "enlarge": lambda: state.enlarge(some(), 80.0),
    }


def _milliseconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return 1000.0 * (time.perf_counter() - started)


def _anew(bench: Bench, state: access.WhatIf, with_scores: bool) -> tuple[float, ...]:
    def work() -> None:
        access.nearest(state.network, state.points)
        if with_scores:
            state.access()

    return tuple(1000.0 * seconds for seconds in bench.measure(work, repeats=3)[0])


def _require_exact(state: access.WhatIf) -> None:
    """After all those changes: times to the last bit, scores to rounding."""
    if not np.array_equal(state.nearest.minutes, access.nearest(state.network, state.points).minutes):
        raise AssertionError("times differ from those computed anew")
    if not np.allclose(state.score, state.access().score, rtol=1e-9, atol=1e-12):
        raise AssertionError("scores differ from those computed anew")
