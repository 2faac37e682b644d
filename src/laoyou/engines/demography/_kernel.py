"""The inner loops of `project` in machine code: one person-cell after the other, nothing stored.

They compute what `projection._age` computes, for groups and flows alone; a test holds both to the same numbers. Importing this module loads
numba, which takes half a second and 50 MB, so `projection` does it only where many draws are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

import numpy as np

from laoyou.engines.demography.arrays import FloatArray, IntArray

Function = TypeVar("Function", bound=Callable[..., Any])

njit: Any = None
with suppress(ImportError):
    from numba import njit

HAS_COMPILER = njit is not None


def compiled(function: Function) -> Function:
    """
    Compile a function and keep the machine code beside the source; without numba it stays as it is.

    Sums may be taken in another order, which is what lets them use the processor's wide registers.
    """
    if njit is None:
        return function
    ways: dict[str, Any] = {"nogil": True, "fastmath": {"reassoc", "contract"}}
    try:
        return cast("Function", njit(cache=True, **ways)(function))
    except RuntimeError:  # nowhere to keep the machine code: a read-only installation without a home folder
        return cast("Function", njit(**ways)(function))


@compiled
def _of(values: FloatArray, area: int, draw: int, year: int) -> Any:
    """The part of (areas | 1, draws | 1, years | 1, ...) that belongs to one of each."""
    return values[min(area, values.shape[0] - 1), min(draw, values.shape[1] - 1), min(year, values.shape[2] - 1)]


@compiled
def _count(state: FloatArray, bounds: IntArray, counted: FloatArray) -> None:
    """People of each sex within the ages of each group."""
    for sex in range(state.shape[0]):
        for kind in range(bounds.shape[0]):
            people = 0.0
            for age in range(bounds[kind, 0], bounds[kind, 1]):
                people += state[sex, age]
            counted[sex, kind] = people


@compiled
def _survive(state: FloatArray, share: FloatArray, after: FloatArray) -> float:
    """Who of `state` is alive a year later, one year older, into `after`; returns the deaths. Age 0 is left alone."""
    deaths, last = 0.0, state.shape[1] - 1
    for sex in range(state.shape[0]):
        for age in range(last):
            alive = state[sex, age] * share[sex, age]
            deaths += state[sex, age] - alive
            after[sex, age + 1] = alive
        alive = state[sex, last] * share[sex, last]
        deaths += state[sex, last] - alive
        after[sex, last] += alive
    return deaths


@compiled
def _move(
    after: FloatArray, leave: FloatArray, fewer: float, arrive: FloatArray, more: float, net: FloatArray
) -> tuple[float, float]:
    """Departures and arrivals put into `after`, their difference into `net`; returns how many came and how many went."""
    came, gone = 0.0, 0.0
    for sex in range(after.shape[0]):
        for age in range(after.shape[1]):
            out = leave[sex, age] * fewer * after[sex, age]
            into = arrive[sex, age] * more
            gone += out
            came += into
            net[sex, age] = into - out
            after[sex, age] += into - out
    return came, gone


@compiled
def _borne(women: FloatArray, rates: FloatArray, youngest: int) -> float:
    """Half a year's births of women by age."""
    births = 0.0
    for mother in range(rates.shape[0]):
        births += rates[mother] * women[youngest + mother]
    return births / 2


@compiled
def _newborn(
    after: FloatArray, births: float, share: FloatArray, begin: FloatArray, leave: FloatArray, fewer: float
) -> tuple[float, float]:
    """Put those of a year's births who live and stay to age 0; returns how many died and how many left."""
    buried, gone = 0.0, 0.0
    for sex in range(after.shape[0]):
        babies = births * share[sex] * begin[sex]
        out = leave[sex, 0] * fewer * babies
        after[sex, 0] += babies - out
        buried += births * share[sex] * (1 - begin[sex])
        gone += out
    return buried, gone


@compiled
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

    start            (areas | 1, draws | 1, 1, 2, ages)
    newborn          (areas | 1, draws | 1, years | 1, 2)         cohort   (..., 2, ages)
    fertility        (areas | 1, draws | 1, years | 1, mothers)   for mothers aged `youngest` and so on
    sexes            (areas | 1, draws | 1, years | 1, 2)         shares of boys and girls
    leaving, arriving                  (areas | 1, draws | 1, years | 1, 2, ages)
    leaving_factor, arriving_factor    (areas | 1, draws | 1, years | 1)
    bounds           (groups, 2)                                  ages from, to below
    groups           (areas, draws, years + 1, 2, groups)         is filled
    flows            (4, areas, draws, years)                     is filled: births, deaths, arrivals, departures
    """
    for draw in range(groups.shape[1]):
        for area in range(groups.shape[0]):
            state = _of(start, area, draw, 0).copy()
            after, net = np.zeros_like(state), np.zeros_like(state)
            _count(state, bounds, groups[area, draw, 0])
            for year in range(flows.shape[3]):
                begin, bear = _of(newborn, area, draw, year), _of(fertility, area, draw, year)
                share = _of(sexes, area, draw, year)
                deaths = _survive(state, _of(cohort, area, draw, year), after)
                births = _borne(state[1], bear, youngest) + _borne(after[1], bear, youngest)
                after[:, 0] = 0.0
                leave, fewer = _of(leaving, area, draw, year), _of(leaving_factor, area, draw, year)
                came, gone = _move(
                    after, leave, fewer, _of(arriving, area, draw, year), _of(arriving_factor, area, draw, year), net
                )
                births += _borne(net[1], bear, youngest)
                buried, left = _newborn(after, births, share, begin, leave, fewer)
                flows[0, area, draw, year] = births
                flows[1, area, draw, year] = deaths + buried
                flows[2, area, draw, year] = came
                flows[3, area, draw, year] = gone + left
                state, after = after, state
                _count(state, bounds, groups[area, draw, year + 1])
