"""Forecasts as they could have been made in a past year, from what was known then, beside simpler ones."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from laoyou.base.errors import DomainError
from laoyou.engines import demography
from laoyou.engines.demography.arrays import FloatArray
from tools.validation.wpp import GROUPS, PERIODS, POPULATION_YEARS, RATE_AGES, World

MEASURES = {"total": (0, None), "60+": (60, None), "80+": (80, None), "0-4": (0, 5)}
HORIZONS = (5, 10)
AGES = 101
OLDEST_MOVER = 75


@dataclass(frozen=True)
class Settings:
    """
    How a forecast is made; chosen on windows that ended by 2010, see `tools/validation/demography.py`.

    memory      five-year periods of mortality that Lee-Carter is fitted to
    momentum    share of the last change of fertility that repeats itself in each next period
    turnover    share of a country's people that leave in a year where as many come
    retained    share of the last net moves that goes on
    """

    memory: int = 6
    momentum: float = 0.5
    turnover: float = 0.005
    retained: float = 0.5


FROZEN = "frozen"
LAOYOU = "laoyou"
LINEAR = "linear"
METHODS = (LAOYOU, FROZEN, LINEAR)


def actual(world: World, year: int) -> FloatArray:
    """(countries, horizons, measures): what came, in thousands."""
    return np.stack([_measured(world, year + ahead) for ahead in HORIZONS], axis=1)


def _measured(world: World, year: int) -> FloatArray:
    people = world.people[..., POPULATION_YEARS.index(year)].sum(1)
    starts = np.array(GROUPS)
    return np.stack(
        [people[:, (starts >= low) & (starts < (high or np.inf))].sum(1) for low, high in MEASURES.values()],
        axis=1,
    )


def linear(world: World, year: int) -> FloatArray:
    """(countries, horizons, measures): each measure on a line through the last three counts; NaN where it falls below zero."""
    past = [year - 10, year - 5, year]
    totals = np.stack([_measured(world, at) for at in past], axis=-1)
    found = np.full((*totals.shape[:2], len(HORIZONS)), np.nan)
    for country, measure in np.ndindex(found.shape[:2]):
        with suppress(DomainError):
            found[country, measure] = demography.linear_totals(
                past, totals[country, measure], [year + ahead for ahead in HORIZONS]
            )
    return np.moveaxis(found, -1, 1)


def cohort_component(world: World, year: int, settings: Settings | None) -> FloatArray:
    """
    (countries, horizons, measures) by `project`, from what was known in `year`; without settings every rate stands still.

    The net moves of the last five years, as two censuses and the rates between leave them over, go on in part in both: what
    differs is mortality and fertility alone.
    """
    chosen = settings or Settings()
    now = POPULATION_YEARS.index(year)
    last = PERIODS.index(year - 5)
    before, people = (
        demography.graduate_population(world.people[..., at], GROUPS, to_age=AGES - 1) for at in (now - 1, now)
    )
    rates = np.swapaxes(world.mx[..., : last + 1], -1, -2)
    ahead = len(HORIZONS)
    if settings is None:
        coming = np.repeat(rates[:, :, -1:], ahead, axis=2)
        children = np.repeat(world.total[:, last, None], ahead, axis=1)
    else:
        fitted = demography.lee_carter(world.mx[..., max(0, last + 1 - chosen.memory) : last + 1])
        coming = fitted.forecast(np.arange(1, ahead + 1))
        step = world.total[:, last] - world.total[:, last - 1]
        repeated = np.cumsum(chosen.momentum ** np.arange(1, ahead + 1))
        children = np.maximum(world.total[:, last, None] + step[:, None] * repeated, 0.8)
    both = np.concatenate([rates[:, :, -1:], coming], axis=2)
    single = _single_rates(both)
    migration = _moves(world, before, people, single[:, 0], last, chosen)
    found = demography.project(
        people,
        base_year=year,
        target_year=year + HORIZONS[-1],
        mx=np.repeat(single[:, 1:], 5, axis=1)[:, None],
        fertility=np.repeat(_births(children, world.pattern[..., last]), 5, axis=1)[:, None],
        boys_per_girl=world.boys[:, None, last, None],
        migration=migration,
        groups=MEASURES,
    )
    return np.stack([found.groups[:, 0, step].sum(1) for step in HORIZONS], axis=1)


def _single_rates(rates: FloatArray) -> FloatArray:
    """(countries, sexes, periods, rate ages) -> (countries, periods, sexes, ages)."""
    male = demography.graduate_rates(rates[:, 0], RATE_AGES, to_age=AGES - 1, sex="male")
    female = demography.graduate_rates(rates[:, 1], RATE_AGES, to_age=AGES - 1, sex="female")
    return np.stack([male, female], axis=2)


def _births(children: FloatArray, pattern: FloatArray) -> FloatArray:
    """(countries, periods), (countries, 7) -> (countries, periods, ages)."""
    return demography.fertility_schedule(children, pattern[:, None], np.arange(15, 50, 5), ages=AGES)


def _moves(
    world: World, before: FloatArray, people: FloatArray, mx: FloatArray, last: int, settings: Settings
) -> demography.Migration:
    """Moves as the last five years leave them over."""
    fertility = _births(world.total[:, last : last + 1], world.pattern[..., last])
    closed = demography.project(
        before,
        base_year=0,
        target_year=5,
        mx=mx[:, None, None],
        fertility=fertility[:, :, None],
        boys_per_girl=world.boys[:, None, last, None],
        groups={"total": (0, None)},
        keep="components",
    )
    assert closed.people is not None
    net = people - closed.people[:, 0, -1]
    # What is left over of the oldest is an error of mortality or of their ages, not a move.
    net[..., OLDEST_MOVER:] = 0
    return demography.synthetic_migration(people, net, turnover=settings.turnover, years=5, retained=settings.retained)


def forecasts(world: World, year: int, settings: Settings) -> dict[str, FloatArray]:
    """Method -> (countries, horizons, measures)."""
    return {
        LAOYOU: cohort_component(world, year, settings),
        FROZEN: cohort_component(world, year, None),
        LINEAR: linear(world, year),
    }
