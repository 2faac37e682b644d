"""How many people live within so many minutes, and how unevenly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from laoyou.engines.access import _kernels, _plain
from laoyou.engines.access._compile import HAS_COMPILER
from laoyou.engines.access.arrays import FloatArray, counts, floats, ints


@dataclass(frozen=True)
class Coverage:
    """
    People by group, area and travel time.

    within   (t,)                   minutes, ascending
    inside   (groups, areas, t)     people at most so many minutes away; cumulative
    beyond   (groups, areas)        people whose home is on the network and farther than the longest of `within`
    unknown  (groups, areas)        people whose home is not on the network: neither inside nor outside
    """

    within: FloatArray
    inside: FloatArray
    beyond: FloatArray
    unknown: FloatArray

    @property
    def people(self) -> FloatArray:
        """(groups, areas) everybody."""
        return floats(self.inside[..., -1] + self.beyond + self.unknown)

    @property
    def share(self) -> FloatArray:
        """(groups, areas, t) share of those whose distance is known; nan where it is of nobody."""
        known = (self.inside[..., -1] + self.beyond)[..., None]
        return floats(np.divide(self.inside, known, out=np.full_like(self.inside, np.nan), where=known > 0))

    def total(self) -> Coverage:
        """The same for all areas together: arrays with one area."""
        return Coverage(
            self.within,
            self.inside.sum(axis=1, keepdims=True),
            self.beyond.sum(axis=1, keepdims=True),
            self.unknown.sum(axis=1, keepdims=True),
        )


def coverage(
    minutes: ArrayLike,
    people: ArrayLike,
    within: ArrayLike = (5.0, 10.0, 15.0, 30.0),
    *,
    area: ArrayLike | None = None,
    areas: int | None = None,
) -> Coverage:
    """
    How many people live within so many minutes of a site.

    minutes  (homes,)          travel time from each home, as `Nearest.at` gives it; inf: out of reach, nan: unknown
    people   (homes,) or (groups, homes)
    within   (t,)              minutes; exactly so many count as inside
    area     (homes,)          number of the area in which each home lies, from 0; all in one where it is not given

    Raises DomainError `access.negative_people` for a number of people below zero.
    """
    times = floats(minutes)
    persons = np.atleast_2d(floats(people))
    for group in persons:
        counts(group, "people", len(times))
    limits = np.unique(floats(within))
    place = np.zeros(len(times), np.int32) if area is None else ints(area)
    number = areas if areas is not None else int(place.max(initial=0)) + 1
    if len(place) != len(times) or place.min(initial=0) < 0 or place.max(initial=0) >= number:
        raise ValueError("area: one number from 0 for each home")
    table = np.zeros((len(persons), number, len(limits) + 2))
    tabulate = _kernels.tabulate if HAS_COMPILER else _plain.tabulate
    tabulate(times, limits, place, number, persons, table)
    return Coverage(limits, np.cumsum(table[..., :-2], axis=2), table[..., -2], table[..., -1])


def gini(values: ArrayLike, people: ArrayLike | None = None) -> float:
    """
    Gini coefficient of `values` (n,), each had by so many `people` (n,): 0 where all have the same, towards 1 where few have all.

    Values that are nan are left out with their people; values must not be negative. nan where nobody is left, 0 where nobody has any.
    The coefficient is that of the people, not of the homes.

    Source: Lerman & Yitzhaki (1989), Journal of Econometrics 42: 43-47, for weighted data.
    """
    amounts = floats(values)
    weights = np.ones_like(amounts) if people is None else counts(people, "people", len(amounts))
    known = np.isfinite(amounts) & (weights > 0)
    amounts, weights = counts(amounts[known], "values", int(known.sum())), weights[known]
    if not len(amounts):
        return float("nan")
    order = np.argsort(amounts, kind="stable")
    amounts, weights = amounts[order], weights[order]
    whole = float((amounts * weights).sum())
    if whole == 0:
        return 0.0
    # Twice the area under the Lorenz curve, by trapezia.
    held = np.cumsum(amounts * weights)
    below = np.concatenate([[0.0], held[:-1]])
    return float(1.0 - (weights * (held + below)).sum() / (weights.sum() * whole))


@dataclass(frozen=True)
class Gaps:
    """
    What each area has, beside what it should have; all (areas,).

    people   whose value is known
    unknown  whose home is not on the network
    mean     the mean over people; nan where there is nobody
    lowest   that of the people who have least: the 10th percentile
    below    people who have less than the standard
    missing  what would bring them all up to it, in the unit of the value times people
    gini     unevenness within the area
    """

    people: FloatArray
    unknown: FloatArray
    mean: FloatArray
    lowest: FloatArray
    below: FloatArray
    missing: FloatArray
    gini: FloatArray


def gaps_by_area(
    values: ArrayLike, people: ArrayLike, area: ArrayLike, *, standard: float, areas: int | None = None
) -> Gaps:
    """
    Compare what people can count on with a standard, by area.

    values    (homes,)  for each home, such as `Access.score`; nan: unknown
    people    (homes,)
    area      (homes,)  number of the area, from 0
    standard  what everybody should have, in the unit of `values`
    """
    amounts, place = floats(values), ints(area)
    persons = counts(people, "people", len(amounts))
    number = areas if areas is not None else int(place.max(initial=0)) + 1
    known = np.isfinite(amounts)
    short = np.where(known & (amounts < standard), persons, 0.0)
    lack = np.where(known, np.maximum(standard - np.where(known, amounts, 0.0), 0.0) * persons, 0.0)

    def by_area(what: FloatArray) -> FloatArray:
        return floats(np.bincount(place, what, minlength=number))

    counted = by_area(np.where(known, persons, 0.0))
    held = by_area(np.where(known, amounts * persons, 0.0))
    mean = np.divide(held, counted, out=np.full(number, np.nan), where=counted > 0)
    lowest, uneven = np.full(number, np.nan), np.full(number, np.nan)
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(number + 1))
    for one in range(number):
        rows = order[bounds[one] : bounds[one + 1]]
        lowest[one] = weighted_quantile(amounts[rows], persons[rows], 0.1)
        uneven[one] = gini(amounts[rows], persons[rows])
    return Gaps(counted, by_area(np.where(known, 0.0, persons)), mean, lowest, by_area(short), by_area(lack), uneven)


def weighted_quantile(values: ArrayLike, people: ArrayLike, share: float) -> float:
    """The least value that at least `share` of the people do not exceed; nan where nobody's is known."""
    amounts, weights = floats(values), floats(people)
    known = ~np.isnan(amounts) & (weights > 0)
    amounts, weights = amounts[known], weights[known]
    if not len(amounts):
        return float("nan")
    order = np.argsort(amounts, kind="stable")
    reached = np.cumsum(weights[order])
    return float(amounts[order][np.searchsorted(reached, share * reached[-1] * (1 - 1e-12))])
