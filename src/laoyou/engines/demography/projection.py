"""Cohort-component projection of many areas and many draws at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, IntArray, aligned, counts, place, take, year_of
from laoyou.engines.demography.lifetables import survival_ratios
from laoyou.engines.demography.migration import Migration, Moves, raise_and_lower

SEXES = ("male", "female")
"""The order of every axis of sexes."""
Keep = Literal["groups", "people", "components"]
BLOCK = 64
"""Areas times draws that are aged together: their state stays in the processor's cache."""
ROUNDS = 60
"""Most steps in which the factor on moves is found; each shrinks its error by the share of newborn among those who leave."""
MANY = 500
"""Areas times draws from which machine code is worth its loading, where numba is installed."""
DEFAULT_GROUPS: Mapping[str, tuple[int, int | None]] = {
    "all": (0, None),
    "0-2": (0, 3),
    "0-4": (0, 5),
    "60+": (60, None),
    "65+": (65, None),
    "80+": (80, None),
}
"""What is counted where nothing else is asked for: ages from, to below."""


@dataclass(frozen=True)
class Components:
    """
    What moved each cohort in each year, by the age it has at the year's end; (areas, draws, years, sexes, ages).

    births   the newborn, in age 0 only      deaths    of the cohort during the year, the newborn's in age 0
    arrivals, departures                     of those alive at the year's end
    """

    births: FloatArray
    deaths: FloatArray
    arrivals: FloatArray
    departures: FloatArray


@dataclass(frozen=True)
class Projection:
    """
    A projection; populations stand at the beginning of the years, so there is one more of them than of flows.

    years        (years + 1,)                               base year first
    names        (groups,)                                  names of the age groups
    groups       (areas, draws, years + 1, sexes, groups)   people in them
    births, deaths, arrivals, departures   (areas, draws, years)   in the year that begins at `years[i]`
    people       (areas, draws, years + 1, sexes, ages)     by single year of age; None unless kept
    components   what moved each cohort; None unless kept
    """

    years: FloatArray
    names: tuple[str, ...]
    groups: FloatArray
    births: FloatArray
    deaths: FloatArray
    arrivals: FloatArray
    departures: FloatArray
    people: FloatArray | None = None
    components: Components | None = None

    def group(self, name: str) -> FloatArray:
        """People of a group, both sexes: (areas, draws, years + 1)."""
        if name not in self.names:
            raise DomainError("demography.choice", what="group", found=name, choices=", ".join(self.names))
        return np.asarray(self.groups[..., self.names.index(name)].sum(-1))

    @property
    def net_migration(self) -> FloatArray:
        """Arrivals less departures: (areas, draws, years)."""
        return np.asarray(self.arrivals - self.departures)


def project(
    people: ArrayLike,
    *,
    base_year: int,
    target_year: int,
    mx: ArrayLike,
    fertility: ArrayLike,
    boys_per_girl: ArrayLike,
    migration: Migration | None = None,
    totals: ArrayLike | None = None,
    groups: Mapping[str, tuple[int, int | None]] | None = None,
    keep: Keep = "groups",
) -> Projection:
    """
    Age every area's people year by year: deaths, births, moves.

    people         (areas, sexes, ages) or (areas, draws, sexes, ages)   male first; single years of age, the last open
    mx             (sexes, ages), (years, sexes, ages) or (areas | 1, draws | 1, years | 1, sexes, ages)
                   deaths per person-year; give one set for each year, or mortality stands still and elders come out too few
    fertility      (ages,), (years, ages) or (areas | 1, draws | 1, years | 1, ages)   births per woman and year
    boys_per_girl  number, (years,) or (areas | 1, draws | 1, years | 1)
    migration      leaving and arriving by age and sex; without it nobody moves
    totals         (areas, years)   population at each year's end that is known better: arrivals are raised and departures
                   lowered (or the reverse) until it is met, in every draw; needs `migration`
    groups         name -> (age from, age below), whole years; DEFAULT_GROUPS where nothing is given
    keep           `groups` only, or all `people` by age, or their `components` too

    Births fall to the mean of the women at the beginning and at the end of the year. Whoever arrives is counted among those
    alive at the year's end and begins to die the year after. For every cohort, sex, area and draw: end = beginning + births -
    deaths + arrivals - departures.

    Bad input is refused, never taken for zero: DomainError `demography.*`.

    Sources: Preston, Heuveline & Guillot (2001), Demography, chapter 6; Wilson (2022), Demographic Research 46: 919-956,
    doi:10.4054/DemRes.2022.46.32 (bi-regional model with synthetic migration, held to totals).
    """
    if target_year <= base_year:
        raise DomainError("demography.years", target=target_year, base=base_year)
    if keep not in ("groups", "people", "components"):
        raise DomainError("demography.choice", what="keep", found=keep, choices="groups, people, components")
    inputs = _inputs(people, target_year - base_year, mx, fertility, boys_per_girl, migration, totals)
    chosen = DEFAULT_GROUPS if groups is None else groups
    ledger = _Ledger(inputs, _members(chosen, inputs.ages), keep)
    machine = None
    if inputs.goal is None and keep == "groups" and inputs.areas * inputs.draws >= MANY:
        machine = _machine_code()
    for areas, draws in _blocks(inputs.areas, inputs.draws):
        part = inputs.of(areas, draws)
        if machine is None:
            _run(part, ledger, areas, draws)
        else:
            _run_compiled(machine, part, ledger, areas, draws, _bounds(chosen, inputs.ages))
    return ledger.projection(base_year, tuple(chosen))


@dataclass(frozen=True)
class _Inputs:
    """Everything with its axes in place: (areas | 1, draws | 1, years | 1, …)."""

    areas: int
    draws: int
    steps: int
    ages: int
    start: FloatArray
    mx: FloatArray
    fertility: FloatArray
    fertile: slice
    sex_shares: FloatArray
    moves: Moves | None
    goal: FloatArray | None

    def of(self, areas: slice, draws: slice) -> _Inputs:
        """The part that belongs to these areas and draws."""
        return _Inputs(
            areas.stop - areas.start,
            draws.stop - draws.start,
            self.steps,
            self.ages,
            take(self.start, areas, draws),
            take(self.mx, areas, draws),
            take(self.fertility, areas, draws),
            self.fertile,
            take(self.sex_shares, areas, draws),
            self.moves.of(areas, draws) if self.moves else None,
            take(self.goal, areas, draws) if self.goal is not None else None,
        )


def _inputs(
    people: ArrayLike,
    steps: int,
    mx: ArrayLike,
    fertility: ArrayLike,
    boys_per_girl: ArrayLike,
    migration: Migration | None,
    totals: ArrayLike | None,
) -> _Inputs:
    start = counts("people", people)
    if start.ndim == 3:
        start = start[:, None]
    if start.ndim != 4 or start.shape[2] != len(SEXES) or start.shape[3] < 3 or not start.shape[0]:
        found = str(np.shape(people))
        raise DomainError("demography.shape", what="people", found=found, expected="(areas, 2, ages)")
    if not start.any():
        raise DomainError("demography.empty", what="people")
    areas, ages = start.shape[0], start.shape[-1]
    rates, births = counts("mx", mx), counts("fertility", fertility)
    draws = max(
        start.shape[1],
        rates.shape[1] if rates.ndim == 5 else 1,
        births.shape[1] if births.ndim == 4 else 1,
        migration.draws if migration else 1,
    )
    if start.shape[1] not in (1, draws):
        raise DomainError("demography.shape", what="people", found=str(start.shape), expected=f"(*, {draws}, 2, *)")
    lengths = (areas, draws, steps)
    births = aligned("fertility", births, {1: (3,), 2: (2, 3), 4: (0, 1, 2, 3)}, (*lengths, ages))
    bearing = np.flatnonzero(births.any(axis=(0, 1, 2)))
    fertile = slice(int(bearing[0]), int(bearing[-1]) + 1) if len(bearing) else slice(0, 0)
    boys = aligned("boys_per_girl", counts("boys_per_girl", boys_per_girl), {0: (), 1: (2,), 3: (0, 1, 2)}, lengths)
    goal = None
    if totals is not None:
        if migration is None:
            raise DomainError("demography.missing", what="migration", where="?")
        goal = aligned("totals", counts("totals", totals), {2: (0, 2), 3: (0, 1, 2)}, lengths)
    return _Inputs(
        areas,
        draws,
        steps,
        ages,
        start,
        aligned("mx", rates, {2: (3, 4), 3: (2, 3, 4), 5: (0, 1, 2, 3, 4)}, (*lengths, len(SEXES), ages)),
        births[..., fertile],
        fertile,
        np.stack([boys / (1 + boys), 1 / (1 + boys)], axis=-1),
        migration.checked(areas, draws, steps, ages) if migration else None,
        goal,
    )


def _members(groups: Mapping[str, tuple[int, int | None]], ages: int) -> FloatArray:
    """(ages, groups + 1): 1 where the age belongs to the group; the last column is everybody."""
    members = np.zeros((ages, len(groups) + 1))
    members[:, -1] = 1
    for column, (first, below) in enumerate(groups.values()):
        if not 0 <= first < ages or (below is not None and not first < below < ages):
            raise DomainError("demography.age_not_covered", age=first if below is None else below, **{"from": 0})
        members[first:below, column] = 1
    return members


def _blocks(areas: int, draws: int) -> Iterator[tuple[slice, slice]]:
    """Slices of areas and draws, about BLOCK cells each, draws outermost: what areas share is computed once for each."""
    deep = min(draws, BLOCK)
    wide = max(1, BLOCK // deep)
    for draw in range(0, draws, deep):
        for area in range(0, areas, wide):
            yield slice(area, min(area + wide, areas)), slice(draw, min(draw + deep, draws))


class _Ledger:
    """What is written down of a projection while it runs."""

    def __init__(self, inputs: _Inputs, members: FloatArray, keep: Keep) -> None:
        cells = (inputs.areas, inputs.draws)
        self.members = members
        self.groups = np.empty((*cells, inputs.steps + 1, len(SEXES), members.shape[1] - 1))
        self.flows = np.zeros((4, *cells, inputs.steps))
        by_age = (len(SEXES), inputs.ages)
        self.people = np.empty((*cells, inputs.steps + 1, *by_age)) if keep != "groups" else None
        self.components = np.zeros((4, *cells, inputs.steps, *by_age)) if keep == "components" else None
        # Survival is shared by all areas of a block of draws where their rates are the same.
        self.survival: tuple[slice, tuple[FloatArray, FloatArray]] | None = None

    def surviving(self, part: _Inputs, draws: slice) -> tuple[FloatArray, FloatArray]:
        """Survival of the newborn and of the cohorts of a block."""
        if self.survival is None or self.survival[0] != draws or part.mx.shape[0] > 1:
            self.survival = draws, _survival(part.mx)
        return self.survival[1]

    def stand(self, areas: slice, draws: slice, year: int, state: FloatArray) -> FloatArray:
        """Write down who is there at the beginning of a year; returns how many in all, (areas, draws)."""
        counted = state @ self.members
        self.groups[areas, draws, year] = counted[..., :-1]
        if self.people is not None:
            self.people[areas, draws, year] = state
        return np.asarray(counted[..., -1].sum(-1))

    def flow(self, areas: slice, draws: slice, year: int, change: _Change, grown: FloatArray) -> None:
        """Write down what moved people in a year in which they became `grown` more."""
        for row, total in enumerate(change.totals(grown)):
            self.flows[row, areas, draws, year] = total
        if self.components is not None:
            for row, cells in enumerate(change.cells()):
                self.components[row, areas, draws, year] = cells

    def projection(self, base_year: int, names: tuple[str, ...]) -> Projection:
        return Projection(
            base_year + np.arange(self.groups.shape[2], dtype=np.float64),
            names,
            self.groups,
            self.flows[0],
            self.flows[1],
            self.flows[2],
            self.flows[3],
            self.people,
            None if self.components is None else Components(*self.components),
        )


@dataclass
class _Change:
    """
    What one year does to one block; cohorts by age at the year's end, (areas, draws, sexes, ages).

    before   who was there, by age at the beginning     after    who is there at the end
    cohort   share of `before` alive at the end
    births, buried   the year's newborn and those of them who die in it, (areas, draws, sexes)
    gone, came       None where nobody moves
    """

    before: FloatArray
    after: FloatArray
    cohort: FloatArray
    births: FloatArray
    buried: FloatArray
    gone: FloatArray | None = None
    came: FloatArray | None = None

    def totals(self, change: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray | float, FloatArray | float]:
        """Births, deaths, arrivals, departures (areas, draws) of a year in which the population changed by `change`."""
        births = self.births.sum(-1)
        arrived = self.came.sum((-1, -2)) if self.came is not None else 0.0
        departed = self.gone.sum((-1, -2)) if self.gone is not None else 0.0
        return births, births + arrived - departed - change, arrived, departed

    def cells(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """The same by sex and age; deaths are counted cell by cell, not as what is left over."""
        nothing = np.zeros_like(self.after)
        births = nothing.copy()
        births[..., 0] = self.births
        deaths = one_year_older(self.before * (1 - self.cohort))
        deaths[..., 0] = self.buried
        return births, deaths, nothing if self.came is None else self.came, nothing if self.gone is None else self.gone


def one_year_older(people: FloatArray) -> FloatArray:
    """(..., ages) moved up by one age, the last two together; nobody in the first."""
    older = np.empty_like(people)
    older[..., 0] = 0
    older[..., 1:] = people[..., :-1]
    older[..., -1] += people[..., -1]
    return older


def _run(part: _Inputs, ledger: _Ledger, areas: slice, draws: slice) -> None:
    """Age one block from the base year to the target year."""
    newborn, cohort = ledger.surviving(part, draws)
    state = np.array(np.broadcast_to(part.start, (part.areas, part.draws, *part.start.shape[2:])))
    total = ledger.stand(areas, draws, 0, state)
    for year in range(part.steps):
        change = _age(part, state, year_of(newborn, year), year_of(cohort, year), year)
        # Shares and arrivals cannot take anybody below nobody; only a total that is to be met can.
        if part.goal is not None and change.after.min() < 0:
            where = np.argwhere(change.after < 0)[0]
            first = np.array([areas.start, draws.start, 0, 0])
            value = f"{change.after[tuple(where)]:.3g}"
            raise DomainError("demography.emptied", where=place(where + first), value=value)
        state = change.after
        total, before = ledger.stand(areas, draws, year + 1, state), total
        ledger.flow(areas, draws, year, change, total - before)


def _machine_code() -> Callable[..., None] | None:
    """The inner loops in machine code; None where numba is not installed, since as plain Python they are slower than arrays."""
    kernel = import_module("laoyou.engines.demography._kernel")
    return kernel.age_draws if kernel.HAS_COMPILER else None


def _run_compiled(
    machine: Callable[..., None], part: _Inputs, ledger: _Ledger, areas: slice, draws: slice, bounds: IntArray
) -> None:
    """As `_run`, in machine code; for groups and flows without totals to be met."""
    newborn, cohort = ledger.surviving(part, draws)
    nobody, once = np.zeros((1, 1, 1, len(SEXES), part.ages)), np.ones((1, 1, 1))
    moves = part.moves or Moves(nobody, nobody, once, once)
    groups = np.empty((part.areas, part.draws, *ledger.groups.shape[2:]))
    flows = np.empty((4, part.areas, part.draws, part.steps))
    machine(
        *(np.ascontiguousarray(values) for values in (part.start[:, :, None], newborn, cohort, part.fertility)),
        part.fertile.start,
        *(
            np.ascontiguousarray(values)
            for values in (
                part.sex_shares,
                moves.leaving,
                moves.arriving,
                moves.leaving_factor,
                moves.arriving_factor,
            )
        ),
        bounds,
        groups,
        flows,
    )
    ledger.groups[areas, draws] = groups
    ledger.flows[:, areas, draws] = flows


def _bounds(groups: Mapping[str, tuple[int, int | None]], ages: int) -> IntArray:
    """(groups, 2): ages from, to below."""
    return np.array([(first, ages if below is None else below) for first, below in groups.values()]).reshape(-1, 2)


def _survival(mx: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Survival of the newborn (…, sexes) and of each age (…, sexes, ages), each sex with its own infant pattern."""
    newborn = np.empty(mx.shape[:-1])
    cohort = np.empty(mx.shape)
    newborn[..., 0], cohort[..., 0, :] = survival_ratios(mx[..., 0, :], sex="male")
    newborn[..., 1], cohort[..., 1, :] = survival_ratios(mx[..., 1, :], sex="female")
    return newborn, cohort


def _age(part: _Inputs, state: FloatArray, newborn: FloatArray, cohort: FloatArray, year: int) -> _Change:
    """One year of one block: deaths, then births of those who stay, then moves and the births that moves bring."""
    after = one_year_older(state * cohort)
    rates = year_of(part.fertility, year)
    sexes = year_of(part.sex_shares, year)
    women = state[..., 1, part.fertile] + after[..., 1, part.fertile]
    births = np.einsum("...a,...a->...", women, rates)[..., None] / 2 * sexes
    if part.moves is None:
        after[..., 0] = births * newborn
        return _Change(state, after, cohort, births, births * (1 - newborn))
    # Age 0 is still empty here: the newborn leave when it is known how many there are.
    gone, came = part.moves.flows(after, year)
    leave = part.moves.leaving_of(year)
    more = np.einsum("...a,...a->...", came[..., 1, part.fertile], rates)[..., None] / 2 * sexes
    fewer = np.einsum("...a,...a->...", gone[..., 1, part.fertile], rates)[..., None] / 2 * sexes
    if part.goal is not None:
        goal = year_of(part.goal, year)
        factor = np.ones(after.shape[:2])
        for _ in range(ROUNDS):
            # Moves change the births, and births the moves of the newborn: both are counted when the factor is chosen.
            babies = (births + more * factor[..., None] - fewer / factor[..., None]) * newborn
            rising = came.sum((-1, -2)) + (more * newborn).sum(-1)
            falling = gone.sum((-1, -2)) + (fewer * newborn + leave * babies).sum(-1)
            closed = after.sum((-1, -2)) + (births * newborn).sum(-1)
            before, factor = factor, _factor_to(goal, closed, rising, falling)
            if np.abs(factor - before).max() < 1e-14 * factor.max():
                break
        came, gone = came * factor[..., None, None], gone / factor[..., None, None]
        more, fewer, leave = more * factor[..., None], fewer / factor[..., None], leave / factor[..., None]
    births = births + more - fewer
    after[..., 0] = births * newborn
    gone[..., 0] = leave * after[..., 0]
    after += came
    after -= gone
    return _Change(state, after, cohort, births, births * (1 - newborn), gone, came)


def _factor_to(goal: FloatArray, closed: FloatArray, rising: FloatArray, falling: FloatArray) -> FloatArray:
    """The factor on arrivals, and its inverse on departures, with which a year ends at `goal`; (areas, draws)."""
    net = goal - closed
    factor = raise_and_lower(rising, falling, net)
    made = rising * factor - np.divide(falling, factor, out=np.full_like(closed, np.inf), where=factor > 0)
    missed = ~(np.abs(made - net) <= 1e-9 * np.maximum(goal, closed))
    if missed.any():
        where = np.argwhere(missed)[0]
        raise DomainError(
            "demography.total_out_of_reach", where=place(where), total=f"{float((closed + net)[tuple(where)]):,.6g}"
        )
    return factor


def accounting_gap(projection: Projection) -> float:
    """
    The largest difference between a cell of the people and beginning + births - deaths + arrivals - departures.

    Needs a projection that kept its components; relative to the largest cell, so that 1e-9 means the same for a village and a
    nation.
    """
    people, parts = projection.people, projection.components
    if people is None or parts is None:
        raise DomainError("demography.missing", what="components", where="?")
    older = one_year_older(people[:, :, :-1])
    expected = older + parts.births - parts.deaths + parts.arrivals - parts.departures
    return float(np.abs(people[:, :, 1:] - expected).max() / max(people.max(), 1.0))
