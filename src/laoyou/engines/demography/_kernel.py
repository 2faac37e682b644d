"""The inner loop of `project` in machine code, where numba is installed: one person-cell after the other, nothing stored.

It computes what `projection._age` computes, for groups and flows alone. A test holds both to the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from laoyou.engines.demography.arrays import FloatArray, IntArray


def age_draws(
    start: FloatArray,
    newborn: FloatArray,
    cohort: FloatArray,
    fertility: FloatArray,
    youngest: int,
    sexes: FloatArray,
    leaving: FloatArray,
    arriving: FloatArray,
    leaving_factor: FloatArray,
    arriving_factor: FloatArray,
    bounds: IntArray,
    groups: FloatArray,
    flows: FloatArray,
) -> None:
    """
    Age every area and draw, and write down groups and flows.

    start            (areas | 1, draws | 1, 2, ages)
    newborn          (areas | 1, draws | 1, years | 1, 2)         cohort   (..., 2, ages)
    fertility        (areas | 1, draws | 1, years | 1, mothers)   for mothers aged `youngest` and so on
    sexes            (areas | 1, draws | 1, years | 1, 2)         shares of boys and girls
    leaving, arriving                  (areas | 1, draws | 1, years | 1, 2, ages)
    leaving_factor, arriving_factor    (areas | 1, draws | 1, years | 1)
    bounds           (groups, 2)                                  ages from, to below
    groups           (areas, draws, years + 1, 2, groups)         is filled
    flows            (4, areas, draws, years)                     is filled: births, deaths, arrivals, departures
    """
    areas, draws, stands = groups.shape[0], groups.shape[1], groups.shape[2]
    ages, mothers, kinds = start.shape[3], fertility.shape[3], bounds.shape[0]
    for draw in range(draws):
        for area in range(areas):
            state = start[min(area, start.shape[0] - 1), min(draw, start.shape[1] - 1)].copy()
            after = state.copy()
            for stand in range(stands):
                for sex in range(2):
                    for kind in range(kinds):
                        people = 0.0
                        for age in range(bounds[kind, 0], bounds[kind, 1]):
                            people += state[sex, age]
                        groups[area, draw, stand, sex, kind] = people
                if stand == stands - 1:
                    break
                survive = cohort[
                    min(area, cohort.shape[0] - 1), min(draw, cohort.shape[1] - 1), min(stand, cohort.shape[2] - 1)
                ]
                begin = newborn[
                    min(area, newborn.shape[0] - 1), min(draw, newborn.shape[1] - 1), min(stand, newborn.shape[2] - 1)
                ]
                bear = fertility[
                    min(area, fertility.shape[0] - 1),
                    min(draw, fertility.shape[1] - 1),
                    min(stand, fertility.shape[2] - 1),
                ]
                share = sexes[
                    min(area, sexes.shape[0] - 1), min(draw, sexes.shape[1] - 1), min(stand, sexes.shape[2] - 1)
                ]
                leave = leaving[
                    min(area, leaving.shape[0] - 1), min(draw, leaving.shape[1] - 1), min(stand, leaving.shape[2] - 1)
                ]
                arrive = arriving[
                    min(area, arriving.shape[0] - 1),
                    min(draw, arriving.shape[1] - 1),
                    min(stand, arriving.shape[2] - 1),
                ]
                fewer = leaving_factor[
                    min(area, leaving_factor.shape[0] - 1),
                    min(draw, leaving_factor.shape[1] - 1),
                    min(stand, leaving_factor.shape[2] - 1),
                ]
                more = arriving_factor[
                    min(area, arriving_factor.shape[0] - 1),
                    min(draw, arriving_factor.shape[1] - 1),
                    min(stand, arriving_factor.shape[2] - 1),
                ]
                deaths = 0.0
                for sex in range(2):
                    for age in range(ages - 1):
                        alive = state[sex, age] * survive[sex, age]
                        deaths += state[sex, age] - alive
                        after[sex, age + 1] = alive
                    alive = state[sex, ages - 1] * survive[sex, ages - 1]
                    deaths += state[sex, ages - 1] - alive
                    after[sex, ages - 1] += alive
                births = 0.0
                for mother in range(mothers):
                    births += bear[mother] * (state[1, youngest + mother] + after[1, youngest + mother]) / 2
                for sex in range(2):
                    after[sex, 0] = births * share[sex] * begin[sex]
                came, gone, moved = 0.0, 0.0, 0.0
                for sex in range(2):
                    for age in range(ages):
                        out = leave[sex, age] * fewer * after[sex, age]
                        into = arrive[sex, age] * more
                        gone += out
                        came += into
                        state[sex, age] = into - out
                        after[sex, age] += into - out
                for mother in range(mothers):
                    moved += bear[mother] * state[1, youngest + mother] / 2
                for sex in range(2):
                    after[sex, 0] += moved * share[sex] * begin[sex]
                    deaths += (births + moved) * share[sex] * (1 - begin[sex])
                flows[0, area, draw, stand] = births + moved
                flows[1, area, draw, stand] = deaths
                flows[2, area, draw, stand] = came
                flows[3, area, draw, stand] = gone
                state, after = after, state


@cache
def compiled() -> Callable[..., None] | None:
    """`age_draws` as machine code, kept beside the source; None where numba is absent."""
    njit: Any = None
    with suppress(ImportError):
        from numba import njit
    if njit is None:
        return None
    # Sums may be taken in another order, which is what lets them use the processor's wide registers.
    ways: dict[str, Any] = {"nogil": True, "fastmath": {"reassoc", "contract"}}
    try:
        made: Callable[..., None] = njit(cache=True, **ways)(age_draws)
    except RuntimeError:  # nowhere to keep the machine code: a read-only installation without a home folder
        made = njit(**ways)(age_draws)
    return made
