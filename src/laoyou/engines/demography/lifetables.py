"""Life tables: from death rates or from counts, abridged and by single year of age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, age_starts, counts, widths

Infant = Literal["male", "female", "both"]


@dataclass(frozen=True)
class LifeTable:
    """
    A life table; the last axis of every array is age, the axes before it are whatever the rates had.

    age_from    (ages,)         first age of each group; the last group is open
    mx          (..., ages)     central death rate, deaths per person-year
    ax          (..., ages)     years lived in the group by those who die in it
    qx          (..., ages)     probability of dying in the group; 1 in the last
    lx          (..., ages)     survivors to the first age, of one birth
    dx          (..., ages)     deaths in the group, of one birth
    person_years (..., ages)    years lived in the group, of one birth (Lx)
    ex          (..., ages)     expectation of life at the first age, years
    """

    age_from: FloatArray
    mx: FloatArray
    ax: FloatArray
    qx: FloatArray
    lx: FloatArray
    dx: FloatArray
    person_years: FloatArray
    ex: FloatArray

    def expectation(self, age: float = 0) -> FloatArray:
        """Expectation of life at an age that begins a group, years; shape (...)."""
        found = np.flatnonzero(self.age_from == age)
        if not len(found):
            raise DomainError("demography.age_not_covered", age=age, **{"from": f"{self.age_from[0]:g}"})
        return np.asarray(self.ex[..., found[0]])


def infant_ax(m0: FloatArray, sex: Infant) -> FloatArray:
    """
    Years lived in the first year by those who die in it, from the infant death rate.

    Source: Andreev & Kingkade (2015), Demographic Research 33: 363-390, doi:10.4054/DemRes.2015.33.13, table 3-2;
    `both` is the mean of the sexes.
    """
    male = np.select([m0 < 0.0230, m0 < 0.08307], [0.14929 - 1.99545 * m0, 0.02832 + 3.26021 * m0], 0.29915)
    female = np.select([m0 < 0.01724, m0 < 0.06891], [0.14903 - 2.05527 * m0, 0.04667 + 3.88089 * m0], 0.31411)
    return {"male": male, "female": female, "both": (male + female) / 2}[sex]


def young_child_ax(m0: FloatArray, sex: Infant) -> FloatArray:
    """
    Years lived between 1 and 5 by those who die there, from the infant death rate.

    Source: Coale & Demeny (1983) as printed in Preston, Heuveline & Guillot (2001), Demography, table 3.3.
    """
    male = np.where(m0 >= 0.107, 1.352, 1.651 - 2.816 * m0)
    female = np.where(m0 >= 0.107, 1.361, 1.522 - 1.518 * m0)
    return {"male": male, "female": female, "both": (male + female) / 2}[sex]


def life_table(mx: ArrayLike, age_from: ArrayLike, *, sex: Infant = "both", ax: ArrayLike | None = None) -> LifeTable:
    """
    The life table that follows from central death rates; the open group lives 1/mx years on average.

    mx        (..., ages)   deaths per person-year; the last above 0
    age_from  (ages,)       first age of each group, from 0; last open
    sex       whose infant pattern is taken where `ax` is not given
    ax        (..., ages)   years lived in each group by those who die in it; the last is not read

    Without `ax`: infants after Andreev & Kingkade, ages 1-4 after Coale & Demeny, single years as under a constant force,
    other groups as under a constant force plus Greville's correction for its growth with age. Half of the group would
    not do: from a rate of 0.4 on, more than everybody would die in five years.

    Source: Greville (1943), Record of the American Institute of Actuaries 32: 29-43, as used by the United Nations.
    Source: Preston, Heuveline & Guillot (2001), Demography: Measuring and Modeling Population Processes, chapter 3.
    """
    starts = age_starts("age_from", age_from)
    rates = counts("mx", mx)
    if rates.shape[-1:] != (len(starts),):
        raise DomainError("demography.shape", what="mx", found=str(rates.shape), expected=f"(..., {len(starts)})")
    if not (rates[..., -1] > 0).all():
        raise DomainError("demography.empty", what="mx")
    spans = widths(starts)
    years = _years_of_the_dying(rates, starts, sex) if ax is None else np.array(np.broadcast_to(ax, rates.shape), float)
    years[..., -1] = 1 / rates[..., -1]
    closed = slice(0, -1)
    qx = np.ones_like(rates)
    width = spans[closed]
    qx[..., closed] = width * rates[..., closed] / (1 + (width - years[..., closed]) * rates[..., closed])
    everybody = qx[..., closed] >= 1
    qx[..., closed] = np.where(everybody, 1.0, qx[..., closed])
    np.divide(1, rates[..., closed], out=years[..., closed], where=everybody)
    lx = np.ones_like(rates)
    np.cumprod(1 - qx[..., closed], axis=-1, out=lx[..., 1:])
    dx = lx * qx
    person_years = np.empty_like(rates)
    person_years[..., closed] = width * lx[..., 1:] + years[..., closed] * dx[..., closed]
    person_years[..., -1] = lx[..., -1] * years[..., -1]
    above = np.cumsum(person_years[..., ::-1], axis=-1)[..., ::-1]
    ex = np.divide(above, lx, out=np.zeros_like(above), where=lx > 0)
    return LifeTable(starts, rates, years, qx, lx, dx, person_years, ex)


def _years_of_the_dying(rates: FloatArray, starts: FloatArray, sex: Infant) -> FloatArray:
    """ax of closed groups from rates alone; the last cell is not filled."""
    spans = np.diff(starts)
    closed = rates[..., :-1]
    risk = spans * closed
    # n/2 - n (nm)/12 is what remains of the formula where the risk is too small to divide by.
    exact = 1 / np.where(risk > 1e-4, closed, 1.0) - spans / np.expm1(np.where(risk > 1e-4, risk, 1.0))
    years = np.full_like(rates, np.nan)
    years[..., :-1] = np.where(risk > 1e-4, exact, spans / 2 - spans * risk / 12)
    grouped = np.flatnonzero((spans > 1) & (starts[:-1] >= 15))
    if len(grouped):
        log_rates = np.log(np.maximum(closed, 1e-12))
        middles = starts[:-1] + spans / 2
        low, high = grouped - 1, np.minimum(grouped + 1, len(spans) - 1)
        growth = (log_rates[..., high] - log_rates[..., low]) / (middles[high] - middles[low])
        # Greville's term holds for small risks; the bell is how it fades where the force grows like Gompertz's (computed
        # by quadrature for rates from 0.01 to 1.7 and a growth of 0.1; 0.02 of the term away at most).
        fading = np.exp(-(risk[..., grouped] ** 2) / 10)
        years[..., grouped] += spans[grouped] ** 2 / 12 * np.clip(growth, -0.2, 0.2) * fading
    if spans[0] == 1:
        years[..., 0] = infant_ax(rates[..., 0], sex)
        if len(spans) > 1 and spans[1] == 4:
            years[..., 1] = young_child_ax(rates[..., 0], sex)
    return years


def life_table_from_deaths(
    deaths: ArrayLike, population: ArrayLike, age_from: ArrayLike, *, sex: Infant = "both", years: float = 1.0
) -> LifeTable:
    """
    The life table of the deaths of some years among the people at their middle.

    deaths, population   (..., ages)   counts; nobody may die where nobody lives
    years                length of the period in which the deaths were counted
    """
    died = counts("deaths", deaths)
    people = counts("population", population, shape=died.shape)
    if ((people == 0) & (died > 0)).any() or not (people[..., -1] > 0).all() or years <= 0:
        raise DomainError("demography.empty", what="population")
    return life_table(np.divide(died, people * years, out=np.zeros_like(died), where=people > 0), age_from, sex=sex)


def extend_rates(
    mx: ArrayLike, age_from: ArrayLike, *, to_age: int = 100, fit_from: float = 65
) -> tuple[FloatArray, FloatArray]:
    """
    Rates of an early open group (85+, say) replaced by groups of five years up to `to_age`, after Kannisto.

    mx          (..., ages)
    age_from    (ages,)
    to_age      first age of the new open group
    fit_from    first age from which the logit of the rate is fitted with a straight line in age

    Returns (rates (..., more ages), age_from (more ages,)). The closed groups stay as they are; the open group's own rate is
    not used, because it says how old its people are as much as how they die.

    Source: Thatcher, Kannisto & Vaupel (1998), The Force of Mortality at Ages 80 to 120, Odense.
    """
    starts = age_starts("age_from", age_from)
    rates = counts("mx", mx)
    if starts[-1] >= to_age:
        return rates, starts
    used = np.flatnonzero((starts >= fit_from) & (np.arange(len(starts)) < len(starts) - 1))
    if len(used) < 3:
        raise DomainError("demography.too_few", what="mx", found=len(used), needed=3)
    middle = starts[used] + np.diff(starts)[used] / 2
    force = np.clip(rates[..., used], 1e-9, 1 - 1e-9)
    logit = np.log(force / (1 - force))
    centred = middle - middle.mean()
    slope = (logit * centred).sum(-1) / (centred**2).sum()
    level = logit.mean(-1)
    new = np.arange(starts[-1], to_age + 1, 5)
    # The open group at 100 dies at about the force of age 102, where the mean of its people stands.
    at = np.where(new < to_age, new + 2.5, new + 2.0) - middle.mean()
    grown = 1 / (1 + np.exp(-(level[..., None] + np.maximum(slope, 0)[..., None] * at)))
    return np.concatenate([rates[..., :-1], grown], axis=-1), np.concatenate([starts[:-1], new])


def graduate_rates(mx: ArrayLike, age_from: ArrayLike, *, to_age: int = 100, sex: Infant = "both") -> FloatArray:
    """
    Death rates by single year of age whose life table passes through the abridged one at every group's first age.

    mx        (..., groups)   deaths per person-year of abridged groups (0, 1-4, 5-9 …)
    age_from  (groups,)       first ages; the last, open one becomes the open group at `to_age` if it begins there,
                              otherwise it is extended after Kannisto

    Returns (..., to_age + 1): single years, the last open. A monotone curve through the logarithms of the rates gives the
    shape; each group is then scaled until as many survive it as in the abridged table.
    """
    rates, starts = extend_rates(mx, age_from, to_age=to_age)
    if starts[-1] != to_age:
        raise DomainError("demography.ages", what="age_from")
    table = life_table(rates, starts, sex=sex)
    spans = np.diff(starts)
    # A group that nobody survives has no finite force: leave one in a thousand million.
    target = -np.log(np.maximum(1 - table.qx[..., :-1], 1e-9))
    middles = np.where(spans == 1, starts[:-1] + 0.5, starts[:-1] + spans / 2)
    log_force = np.log(np.maximum(target / spans, 1e-12))
    ages = np.arange(to_age) + 0.5
    curve = PchipInterpolator(middles, log_force, axis=-1)(np.clip(ages, middles[0], middles[-1]))
    beyond = np.maximum(ages - middles[-1], 0)
    curve = curve + beyond * ((log_force[..., -1] - log_force[..., -2]) / (middles[-1] - middles[-2]))[..., None]
    force = np.exp(curve)
    group = np.searchsorted(starts, np.arange(to_age), side="right") - 1
    sums = np.add.reduceat(force, starts[:-1].astype(np.int64), axis=-1)
    force *= np.take(target / sums, group, axis=-1)
    single = np.empty((*rates.shape[:-1], to_age + 1))
    single[..., :-1] = _rates_of_force(force, sex)
    single[..., -1] = rates[..., -1]
    return single


def _rates_of_force(force: FloatArray, sex: Infant) -> FloatArray:
    """Central rates of single years with which `life_table` gives back the survival exp(-force)."""
    rates = force.copy()
    infant = -np.expm1(-force[..., 0])
    m0 = infant.copy()
    for _ in range(30):  # a0 depends on m0; the step contracts by (1 - a0) q0, far below one half
        m0 = infant / (1 - (1 - infant_ax(m0, sex)) * infant)
    rates[..., 0] = m0
    return rates


def abridge_rates(mx: ArrayLike, age_from: ArrayLike, *, sex: Infant = "both") -> FloatArray:
    """
    Rates of groups from rates by single year of age: deaths of the life table over its years lived.

    mx        (..., ages)   single years from 0, the last open
    age_from  (groups,)     first ages of the groups wanted; last open, not beyond the single years
    """
    starts = age_starts("age_from", age_from)
    single = counts("mx", mx)
    table = life_table(single, np.arange(single.shape[-1]), sex=sex)
    if starts[-1] > single.shape[-1] - 1:
        raise DomainError("demography.age_not_covered", age=f"{starts[-1]:g}", **{"from": "0"})
    cuts = starts.astype(np.int64)
    deaths = np.add.reduceat(table.dx, cuts, axis=-1)
    return np.asarray(deaths / np.add.reduceat(table.person_years, cuts, axis=-1))


def survival_ratios(mx: ArrayLike, *, sex: Infant = "both") -> tuple[FloatArray, FloatArray]:
    """
    How many of a cohort are alive a year later, from death rates by single year of age.

    mx   (..., ages)   single years from 0; the last is open

    Returns (newborn (...), cohort (..., ages)): newborn is the share of a year's births alive at its end (L0 / l0);
    cohort[x] the share of those aged x at the beginning who are alive at the end, aged x + 1 (Lx+1 / Lx). The last two
    go into the open group together: those aged ω - 1 and those aged ω and over share the ratio Tω / Tω-1.
    """
    rates = counts("mx", mx)
    if rates.shape[-1] < 3 or not (rates[..., -1] > 0).all():
        raise DomainError("demography.empty", what="mx")
    # Years lived in each closed age by one who begins it, (1 - exp(-m)) / m; no cumulated survivors are needed.
    lived = np.exp(-rates[..., :-1])
    cohort = np.empty_like(rates)
    cohort[..., :-1] = lived
    small = rates[..., :-1] < 1e-8
    np.subtract(1.0, lived, out=lived)
    np.divide(lived, rates[..., :-1], out=lived, where=~small)
    lived[small] = 1.0
    m0 = rates[..., 0]
    a0 = infant_ax(m0, sex)
    q0 = np.minimum(m0 / (1 + (1 - a0) * m0), 1.0)
    lived[..., 0] = 1 - (1 - a0) * q0
    cohort[..., 0] = 1 - q0
    beyond = 1 / rates[..., -1]
    last = cohort[..., -2] * beyond / (lived[..., -1] + cohort[..., -2] * beyond)
    cohort[..., :-2] *= lived[..., 1:] / lived[..., :-1]
    cohort[..., -2] = cohort[..., -1] = last
    return lived[..., 0].copy(), np.minimum(cohort, 1.0, out=cohort)
