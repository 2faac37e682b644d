"""How long floating catchment areas take over pairs that are there already."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

import numpy as np

from benchmarks._harness import Bench, Peer
from benchmarks._streets import MIDDLE, Town, absent, once, sizes, town
from laoyou.engines import access
from laoyou.engines.access.fca import Method

TITLE = "Two-step and three-step floating catchment areas"
LIBRARIES = ("numpy", "numba", "access", "pandas")
LIMIT_SECONDS = 0.02
DECAY = access.Decay.steps([(5.0, 1.0), (10.0, 0.68), (15.0, 0.22)])


def run(bench: Bench) -> None:
    for nodes, facilities in sizes(bench):
        here = town(bench, nodes, facilities)
        pairs = access.catchments(here.network, here.sites, DECAY.limit)
        methods: tuple[tuple[Method, float | None], ...] = (("e2sfca", LIMIT_SECONDS), ("3sfca", None))
        for method, limit in methods:
            raw, found = bench.measure(
                partial(access.fca, pairs, here.people, here.beds, DECAY, method=method), repeats=9
            )
            peers = [_pysal(bench, here, pairs, method, found.score)]
            bench.record(
                method.upper(),
                "s",
                raw,
                size=here.size(pairs=pairs.pairs),
                limit=limit if nodes == MIDDLE else None,
                peers=peers,
                note="one thread",
            )
        score = access.fca(pairs, here.people, here.beds, DECAY).score
        raw, _ = bench.measure(partial(access.gini, score, here.people), repeats=5)
        bench.record("Gini coefficient of the scores", "s", raw, size={"nodes": here.network.nodes})


def _pysal(bench: Bench, here: Town, pairs: access.Catchments, method: str, ours: np.ndarray[Any, Any]) -> Peer:
    """PySAL gets the same pairs as data frames, whose making is not counted; equal to 1e-9 where anybody lives."""
    name = "PySAL access"
    missing = absent("access", name)
    if missing is not None:
        return missing
    if pairs.pairs > 3_000_000:
        return Peer(name, not_run="its data frames take many GiB at this size")
    import pandas as pd
    from access.fca import three_stage_fca, two_stage_fca
    from access.weights import step_fn

    cost = pd.DataFrame({"origin": pairs.home, "dest": pairs.site_of_pair(), "cost": pairs.minutes})
    demand = pd.DataFrame({"geoid": np.arange(pairs.homes), "demand": here.people})
    supply = pd.DataFrame({"supply": here.beds}, index=pd.Index(np.arange(pairs.sites), name="geoid"))
    weights = step_fn(dict(zip(DECAY.edges.tolist(), DECAY.weights.tolist(), strict=True)))
    work = three_stage_fca if method == "3sfca" else two_stage_fca

    def theirs() -> Any:
        return work(
            demand, supply, cost, DECAY.limit, demand_index="geoid", demand_name="demand", supply_index=True,
            supply_name="supply", weight_fn=weights,
        )  # fmt: skip

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer, series = once(bench, name, theirs)
    found = series.reindex(np.arange(pairs.homes)).fillna(0.0).to_numpy()
    sane = np.isfinite(found)  # it divides by zero where nobody lives within reach of a facility
    if not np.allclose(found[sane], ours[sane], rtol=1e-9, atol=1e-12):
        raise AssertionError("PySAL finds other scores than ours")
    return peer
