"""How fast many towns and draws are projected, beside the same method in plain NumPy and in pandas; and what it leans on."""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks._harness import Bench, Peer
from laoyou.engines import demography
from laoyou.engines.demography import projection
from laoyou.engines.demography.arrays import FloatArray

TITLE = "Projecting the population of towns"
LIBRARIES = ("numpy", "scipy", "numba", "pandas", "ipfn", "cohortproj", "pylifecontingencies")
TOWNS, DRAWS, YEARS = 23, 1000, 15
LIMIT_SECONDS, LIMIT_ONE_SECONDS, LIMIT_MB = 1.0, 0.010, 300.0
RATE_AGES = np.array([0, 1, *range(5, 101, 5)], dtype=float)
PACKAGES = {
    "cohortproj": "not in the package registry where this was written, so no adapter exists",
    "pylifecontingencies": "brings life tables and Lee-Carter, no projection of populations",
}
"""Python packages of the field that were looked at, and why they do not stand beside the projection."""


@dataclass(frozen=True)
class Case:
    """Everything that a projection is made of, from the seed."""

    people: FloatArray
    mx: FloatArray
    fertility: FloatArray
    migration: demography.Migration
    leaving: FloatArray
    arriving: FloatArray
    factor: FloatArray

    def run(self) -> demography.Projection:
        return demography.project(
            self.people,
            base_year=2025,
            target_year=2025 + self.mx.shape[2],
            mx=self.mx,
            fertility=self.fertility,
            boys_per_girl=1.1,
            migration=self.migration,
        )


def case(seed: int, towns: int, draws: int, years: int = YEARS) -> Case:
    """Made-up towns of 5,000 to 100,000 people: each draw has its own mortality, fertility and arrivals."""
    random = np.random.default_rng(seed)
    middles = RATE_AGES + np.append(np.diff(RATE_AGES) / 2, 2)
    groups = np.stack([level * np.exp(0.1 * middles) + 2e-4 for level in (2.4e-5, 1.3e-5)])
    mx = demography.graduate_rates(groups, RATE_AGES)
    better = 0.985 ** np.arange(years)[:, None, None]
    sizes = random.uniform(5_000, 100_000, (towns, 1, 1))
    age_shape = np.exp(-(((np.arange(101) - 45) / 32) ** 2)) * random.uniform(0.8, 1.2, (towns, 2, 101))
    people = sizes * age_shape / age_shape.sum((1, 2), keepdims=True)
    walk = demography.random_paths(seed, draws=draws, years=years, spread=0.02)[None, :, :, None, None]
    children = demography.fertility_schedule(1.1, [2.5, 20, 34, 27, 12, 3.5, 1], np.arange(15, 50, 5))
    births = demography.random_paths(seed + 1, draws=draws, years=years, spread=0.03)[None, :, :, None]
    factor = np.exp(
        demography.random_paths(seed + 2, draws=draws, years=years, spread=0.1, persistence=0.8, areas=towns)
    )
    made = demography.synthetic_migration(people, -0.004 * people, turnover=0.04)
    leaving, arriving = np.asarray(made.leaving), np.asarray(made.arriving)
    return Case(
        people,
        (mx * better)[None, None] * np.exp(walk if draws > 1 else 0 * walk),
        children * np.exp(births if draws > 1 else 0 * births),
        demography.Migration(leaving, arriving, arriving_factor=factor if draws > 1 else 1.0),
        leaving,
        arriving,
        factor if draws > 1 else np.ones((towns, 1, years)),
    )


def whole_arrays(given: Case) -> FloatArray:
    """The peer: the same method on whole arrays, as one would write it in NumPy; elders by town, draw and year."""
    survivors = [
        demography.survival_ratios(given.mx[0, :, :, 0], sex="male"),
        demography.survival_ratios(given.mx[0, :, :, 1], sex="female"),
    ]
    newborn = np.stack([pair[0] for pair in survivors], axis=-1)
    cohort = np.stack([pair[1] for pair in survivors], axis=-2)
    towns, draws, years = given.factor.shape
    share = np.array([1.1, 1.0]) / 2.1
    state = np.repeat(given.people[:, None], draws, axis=1)
    elders = np.empty((towns, draws, years + 1))
    elders[..., 0] = state[..., 60:].sum((-1, -2))
    for year in range(years):
        alive = state * cohort[:, year]
        after = np.concatenate([np.zeros_like(alive[..., :1]), alive[..., :-1]], axis=-1)
        after[..., -1] += alive[..., -1]
        moved = after * (1 - given.leaving[:, None]) + given.arriving[:, None] * given.factor[:, :, year, None, None]
        born = ((state[..., 1, :] + moved[..., 1, :]) / 2 * given.fertility[:, :, year]).sum(-1)
        moved[..., 0] += born[..., None] * share * newborn[:, year] * (1 - given.leaving[:, None, :, 0])
        state = moved
        elders[..., year + 1] = state[..., 60:].sum((-1, -2))
    return elders


def one_draw_at_a_time(given: Case) -> FloatArray:
    """The peer: a loop over the draws around the same arrays."""
    found = [
        whole_arrays(
            Case(
                given.people,
                given.mx[:, draw : draw + 1],
                given.fertility[:, draw : draw + 1],
                given.migration,
                given.leaving,
                given.arriving,
                given.factor[:, draw : draw + 1],
            )
        )
        for draw in range(given.factor.shape[1])
    ]
    return np.concatenate(found, axis=1)


def without_numba(given: Case) -> demography.Projection:
    """Ours, as it runs where numba is not installed."""
    many = projection.MANY
    projection.MANY = 2**62
    try:
        return given.run()
    finally:
        projection.MANY = many


def in_pandas(given: Case) -> Callable[[], object] | str:
    """The peer: one draw as a table of town, sex and age, as a spreadsheet would have it; or why it is not run."""
    try:
        pandas = importlib.import_module("pandas")
    except ImportError:
        return "pandas is absent"
    towns, sexes, ages = given.people.shape
    index = pandas.MultiIndex.from_product([range(towns), range(sexes), range(ages)], names=["town", "sex", "age"])
    survivors = [
        demography.survival_ratios(given.mx[0, 0, :, 0], sex="male"),
        demography.survival_ratios(given.mx[0, 0, :, 1], sex="female"),
    ]
    share = (1.1 / 2.1, 1 / 2.1)

    def work() -> object:
        frame = pandas.DataFrame(
            {
                "people": given.people.ravel(),
                "leaving": given.leaving.ravel(),
                "arriving": given.arriving.ravel(),
            },
            index=index,
        ).reset_index()
        for year in range(given.mx.shape[2]):
            rates = pandas.DataFrame(
                {
                    "sex": np.repeat([0, 1], ages),
                    "age": np.tile(np.arange(ages), 2),
                    "survive": np.concatenate([survivors[0][1][year], survivors[1][1][year]]),
                    "fertility": np.concatenate([np.zeros(ages), given.fertility[0, 0, year]]),
                }
            )
            frame = frame.merge(rates, on=["sex", "age"], how="left")
            alive = frame.assign(age=(frame.age + 1).clip(upper=ages - 1), people=frame.people * frame.survive)
            after = alive.groupby(["town", "sex", "age"])["people"].sum()
            frame["after"] = after.reindex(index, fill_value=0).to_numpy()
            moved = frame.after * (1 - frame.leaving) + frame.arriving
            born = ((frame.people + moved) / 2 * frame.fertility).groupby(frame.town).sum()
            for sex in (0, 1):
                baby = (frame.age == 0) & (frame.sex == sex)
                stay = 1 - frame.leaving[baby]
                moved[baby] += born.to_numpy() * share[sex] * survivors[sex][0][year] * stay
            frame = frame.assign(people=moved)[["town", "sex", "age", "people", "leaving", "arriving"]]
        return frame

    return work


def peak_megabytes(seed: int, towns: int, draws: int, results: multiprocessing.Queue[float]) -> None:
    """In a process of its own: the largest memory with inputs, projection and results, everything Python brings included."""
    case(seed, towns, draws).run()
    # Not getrusage: a new process inherits its parent's largest memory there.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            results.put(int(line.split()[1]) * 1024 / 1e6)


def run(bench: Bench) -> None:
    repeats = bench.repeats(short=3, full=9)
    full = case(bench.seed, TOWNS, DRAWS)
    found = full.run().group("60+")
    for name, peer in (("whole arrays", whole_arrays), ("one draw at a time", one_draw_at_a_time)):
        worst = np.abs(peer(full) / found - 1).max()
        if worst > 1e-9:
            raise AssertionError(f"{name} differs by {worst:.1e}")
    size = {"towns": TOWNS, "draws": DRAWS, "years": YEARS}
    bench.time(
        "projection",
        full.run,
        size=size,
        repeats=repeats,
        limit=LIMIT_SECONDS,
        peers={
            "NumPy, whole arrays": lambda: whole_arrays(full),
            "NumPy, one draw at a time": lambda: one_draw_at_a_time(full),
            "Laoyou without numba": lambda: without_numba(full),
            **PACKAGES,
        },
    )
    _memory(bench, size)
    one = case(bench.seed, TOWNS, 1)
    bench.time(
        "one deterministic run",
        one.run,
        size=size | {"draws": 1},
        repeats=repeats,
        limit=LIMIT_ONE_SECONDS,
        peers={"NumPy, whole arrays": lambda: whole_arrays(one), "pandas, merge and group": in_pandas(one)},
    )
    for draws in (250, 1000, 4000) if bench.full else (100, 200, 400):
        grown = case(bench.seed, TOWNS, draws)
        bench.time(
            "growth with draws",
            grown.run,
            size=size | {"draws": draws},
            repeats=3,
            peers={"NumPy, whole arrays": partial(whole_arrays, grown)},
        )
    for towns in (23, 92, 368) if bench.full else (23, 46, 92):
        grown = case(bench.seed, towns, 250 if bench.full else 50)
        size_of_growth = size | {"towns": towns, "draws": 250 if bench.full else 50}
        bench.time(
            "growth with towns",
            grown.run,
            size=size_of_growth,
            repeats=3,
            peers={"NumPy, whole arrays": partial(whole_arrays, grown)},
        )
    _lee_carter(bench, repeats)
    _raking(bench, repeats)


def _memory(bench: Bench, size: dict[str, int]) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[float] = context.Queue()
    child = context.Process(target=peak_megabytes, args=(bench.seed, TOWNS, DRAWS, results))
    child.start()
    peak = results.get(timeout=120)
    child.join()
    bench.record("largest memory of the process", "MB", peak, size=size, limit=LIMIT_MB)


def _lee_carter(bench: Bench, repeats: int) -> None:
    populations = 400
    random = np.random.default_rng(bench.seed)
    trend = np.linspace(3, -3, 12) + random.normal(0, 0.2, (populations, 1, 12))
    mx = np.exp(
        -8 + 0.09 * RATE_AGES[:, None] + 0.15 * trend + random.normal(0, 0.05, (populations, len(RATE_AGES), 12))
    )

    def one_by_one() -> object:
        return [demography.lee_carter(rates) for rates in mx]

    bench.time(
        "Lee-Carter", lambda: demography.lee_carter(mx), size={"populations": populations, "ages": 22, "times": 12},
        repeats=repeats, peers={"one population at a time": one_by_one},
    )  # fmt: skip


def _raking(bench: Bench, repeats: int) -> None:
    random = np.random.default_rng(bench.seed)
    towns, cells = 400, 202
    truth = random.uniform(5, 500, (towns, cells))
    seed = truth * random.uniform(0.5, 2, truth.shape)
    margins = [((0,), truth.sum(1)), ((1,), truth.sum(0))]
    peer: Callable[[], object] | str = "ipfn is absent"
    try:
        ipfn = importlib.import_module("ipfn.ipfn").ipfn

        def peer() -> object:
            return ipfn(
                seed.copy(),
                [truth.sum(1), truth.sum(0)],
                [[0], [1]],
                convergence_rate=1e-9,
                max_iteration=1000,
                verbose=0,
            ).iteration()
    except ImportError:
        pass
    bench.time(
        "raking", lambda: demography.rake(seed, margins), size={"towns": towns, "cells": cells}, repeats=repeats,
        peers={"ipfn": peer},
    )  # fmt: skip


__all__ = ["LIBRARIES", "TITLE", "Peer", "run"]
