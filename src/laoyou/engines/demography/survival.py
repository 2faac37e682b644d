"""How many of a census would be alive some years later if nobody moved: the plausibility of a stated population."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, counts
from laoyou.engines.demography.graduation import graduate_population
from laoyou.engines.demography.lifetables import graduate_rates, survival_ratios

OPEN_AGE = 100


@dataclass(frozen=True)
class Survivors:
    """
    People of a census who are alive `years` later, if nobody moved in or out.

    years    years after the census
    people   (sexes, 101)   by single year of age, the last 100 and over; NaN below the age of `years`, where nobody was
                            born yet at the census: unknown, not zero
    """

    years: float
    people: FloatArray

    def count(self, age_from: int, age_below: int | None = None) -> float:
        """
        People aged `age_from` to below `age_below` (without it, no limit), both sexes.

        DomainError `demography.age_not_covered` where they include people born after the census.
        """
        chosen = self.people[:, age_from:age_below]
        if age_from < 0 or not chosen.size or np.isnan(chosen).any():
            first = int(np.ceil(self.years))
            raise DomainError("demography.age_not_covered", age=age_from, **{"from": first})
        return float(chosen.sum())


def cohort_survival(
    people: ArrayLike, age_from: ArrayLike, mx: ArrayLike, mx_age_from: ArrayLike, *, years: float
) -> Survivors:
    """
    Who of a census is alive `years` later, by mortality alone.

    people       (sexes, groups)                  census counts
    age_from     (groups,)                        first ages of the groups; last open
    mx           (sexes, rate groups)             death rates per person-year, held for the whole time, or
                 (steps, sexes, rate groups)      one set for each year after the census, at least ceil(years) of them
    mx_age_from  (rate groups,)                   first ages of the rates
    years        time since the census, 0 or more; part of a year moves that part of each age

    Moves are left out on purpose: what a plan states beyond this must have moved in, or is a mistake.
    """
    if not years >= 0:
        raise DomainError("demography.years", target=f"{years:g}", base=0)
    rates = counts("mx", mx)
    if rates.ndim == 2:
        rates = rates[None]
    whole = int(np.ceil(years))
    if rates.ndim != 3 or (rates.shape[0] > 1 and rates.shape[0] < whole):
        raise DomainError("demography.horizon", what="mx", found=rates.shape[0], needed=whole)
    single = graduate_population(people, age_from, to_age=OPEN_AGE, mx=rates[0], mx_age_from=mx_age_from)
    if single.ndim != 2 or single.shape[0] != rates.shape[1]:
        raise DomainError("demography.shape", what="people", found=str(single.shape), expected=f"({rates.shape[1]}, *)")
    _, survive = survival_ratios(graduate_rates(rates, mx_age_from, to_age=OPEN_AGE))
    left = years
    for step in range(whole):
        part = min(left, 1.0)
        single = _advance(single, survive[min(step, len(survive) - 1)], part)
        left -= part
    return Survivors(float(years), single)


def _advance(single: FloatArray, ratio: FloatArray, part: float) -> FloatArray:
    """The survivors `part` of a year later, when that part of each age has had its birthday; age 0 is unknown then."""
    alive = single * ratio**part
    stayed, moved = (1 - part) * alive, part * alive
    stayed[:, -1] = 0
    moved[:, -1] = alive[:, -1]
    older = stayed
    older[:, 1:] += moved[:, :-1]
    older[:, -1] += moved[:, -1]
    older[:, 0] = np.nan
    return older
