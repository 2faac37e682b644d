"""Moves: who leaves and who arrives by age, and how to set them up where no moves were ever counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import (
    FloatArray,
    aligned,
    counts,
    finite,
    place,
    shares,
    take,
    year_of,
)


@dataclass(frozen=True)
class Migration:
    """
    Leaving as a risk of those who live there, arriving as people: neither can empty an area.

    leaving            (sexes, ages), (areas, sexes, ages) or (areas | 1, draws | 1, years | 1, sexes, ages)
                       share of those alive at a year's end, by their age then, who have left during it
    arriving           the same shapes; people alive at a year's end who have come during it
    leaving_factor     number, (draws, years) or (areas | 1, draws | 1, years | 1): times the share; draws go here
    arriving_factor    the same, times the people
    """

    leaving: ArrayLike
    arriving: ArrayLike
    leaving_factor: ArrayLike = field(default=1.0)
    arriving_factor: ArrayLike = field(default=1.0)

    def checked(self, areas: int, draws: int, steps: int, ages: int) -> Moves:
        """The same with every axis in place; DomainError `demography.*` where something cannot be."""
        lengths = (areas, draws, steps, 2, ages)
        layouts = {2: (3, 4), 3: (0, 3, 4), 5: (0, 1, 2, 3, 4)}
        factors = {0: (), 2: (1, 2), 3: (0, 1, 2)}
        moves = Moves(
            aligned("leaving", shares("leaving", self.leaving), layouts, lengths),
            aligned("arriving", counts("arriving", self.arriving), layouts, lengths),
            aligned("leaving_factor", counts("leaving_factor", self.leaving_factor), factors, lengths[:3]),
            aligned("arriving_factor", counts("arriving_factor", self.arriving_factor), factors, lengths[:3]),
        )
        highest = moves.leaving.max(axis=(3, 4)) * moves.leaving_factor
        if highest.max() > 1:
            where = np.argwhere(highest > 1)[0]
            value = f"{highest.max():.3g}"
            raise DomainError("demography.rate_above_one", what="leaving_factor", where=place(where), value=value)
        return moves

    @property
    def draws(self) -> int:
        """How many draws the arrays speak of; 1 where they are the same for all."""
        found = 1
        for values, axes in (
            (self.leaving, {5: 1}),
            (self.arriving, {5: 1}),
            (self.leaving_factor, {2: 0, 3: 1}),
            (self.arriving_factor, {2: 0, 3: 1}),
        ):
            array = np.asarray(values)
            if array.ndim in axes:
                found = max(found, array.shape[axes[array.ndim]])
        return found


@dataclass(frozen=True)
class Moves:
    """A `Migration` with all axes in place: (areas | 1, draws | 1, years | 1[, sexes, ages])."""

    leaving: FloatArray
    arriving: FloatArray
    leaving_factor: FloatArray
    arriving_factor: FloatArray

    def of(self, areas: slice, draws: slice) -> Moves:
        """The part that belongs to these areas and draws."""
        return Moves(
            take(self.leaving, areas, draws),
            take(self.arriving, areas, draws),
            take(self.leaving_factor, areas, draws),
            take(self.arriving_factor, areas, draws),
        )

    def leaving_of(self, year: int) -> FloatArray:
        """Share of the newborn who leave in a year, (areas | 1, draws | 1, sexes)."""
        return np.asarray(year_of(self.leaving, year)[..., 0] * year_of(self.leaving_factor, year)[..., None])

    def flows(self, alive: FloatArray, year: int) -> tuple[FloatArray, FloatArray]:
        """Who leaves and who arrives in a year; `alive` (areas, draws, sexes, ages) stand at its end before moves."""
        leave = year_of(self.leaving, year) * year_of(self.leaving_factor, year)[..., None, None]
        arrive = year_of(self.arriving, year) * year_of(self.arriving_factor, year)[..., None, None]
        return leave * alive, np.broadcast_to(arrive, alive.shape)


def migration_schedule(ages: int = 101, *, retirement: bool = False) -> FloatArray:
    """
    The usual age pattern of moving, summing to 1: high for small children, lowest at school, highest in the twenties.

    ages         length; single years from 0
    retirement   whether a second peak around 63 is added

    Returns (ages,). Only the shape is borrowed; how many move is the user's to say.

    Source: Rogers & Castro (1981), Model migration schedules, IIASA RR-81-30: the standard parameters of the full model.
    """
    age = np.arange(ages, dtype=np.float64)
    shape = 0.02 * np.exp(-0.10 * age) + 0.003
    shape += 0.06 * np.exp(-0.10 * (age - 20) - np.exp(-0.40 * (age - 20)))
    if retirement:
        shape += 0.0002 * np.exp(-0.7 * (age - 63) - np.exp(-0.6 * (age - 63)))
    return np.asarray(shape / shape.sum())


def residual_migration(
    before: ArrayLike, after: ArrayLike, *, newborn: ArrayLike, cohort: ArrayLike, births: ArrayLike, years: int
) -> FloatArray:
    """
    Net moves of each cohort between two censuses: those counted less those who should have been.

    before, after   (..., sexes, ages)           the two censuses by single year of age
    newborn, cohort (..., sexes), (..., sexes, ages) or (years, ...)   survival of a year (`survival_ratios`)
    births          (..., years, sexes)          in each year between
    years           whole years between

    Returns (..., sexes, ages) by age at the second census, over the whole time. Errors of either census are in it too.
    """
    first, second = counts("before", before), counts("after", after)
    if years < 1:
        raise DomainError("demography.years", target=years, base=0)
    if first.shape != second.shape:
        raise DomainError("demography.shape", what="after", found=str(second.shape), expected=str(first.shape))
    babies = counts("births", births)
    infant, survive = shares("newborn", newborn), shares("cohort", cohort)
    alive = first
    for year in range(years):
        ratio = survive[year] if survive.ndim > first.ndim else survive
        start = infant[year] if survive.ndim > first.ndim else infant
        older = np.zeros_like(alive)
        kept = alive * ratio
        older[..., 1:] = kept[..., :-1]
        older[..., -1] += kept[..., -1]
        older[..., 0] = babies[..., year, :] * start
        alive = older
    return np.asarray(second - alive)


def synthetic_migration(
    people: ArrayLike,
    net: ArrayLike,
    *,
    turnover: float,
    years: int = 1,
    schedule: ArrayLike | None = None,
    retained: float = 1.0,
) -> Migration:
    """
    Leaving and arriving by age for areas where no moves were counted, from what a census comparison leaves as net moves.

    people     (areas, sexes, ages)   who lived there, by the age at which `net` is given
    net        (areas, sexes, ages)   net moves over `years` years (`residual_migration`), by age at their end
    turnover   share of the people who leave in a year where as many come: how lively moving is; to be said, not guessed
    years      length of the time over which `net` came together
    schedule   (ages,)                pattern of moving by age (`migration_schedule` where nothing is given)
    retained   share of the net moves that goes on, 0 to 1; past net moves seldom last

    As many arrivals as departures are set up by the schedule; then at each age arrivals are raised by a factor and departures
    lowered by the same until their difference is the net moves of a year. Neither becomes negative, an area that is left
    keeps its arrivals, and an area that empties is left by fewer and fewer.

    Source: Wilson (2022), Demographic Research 46: 919-956, doi:10.4054/DemRes.2022.46.32.
    """
    here = counts("people", people)
    if here.ndim != 3:
        raise DomainError("demography.shape", what="people", found=str(here.shape), expected="(*, *, *)")
    wanted = finite("net", net, shape=here.shape) * retained / years
    pattern = migration_schedule(here.shape[-1]) if schedule is None else counts("schedule", schedule)
    if not 0 < turnover < 1:
        raise DomainError("demography.rate_above_one", what="turnover", where="1", value=turnover)
    # Scaled so that in each area `turnover` of all people leave before the net moves are put in.
    movers = (here * pattern).sum(axis=(1, 2), keepdims=True)
    level = np.divide(
        turnover * here.sum(axis=(1, 2), keepdims=True), movers, out=np.zeros_like(movers), where=movers > 0
    )
    gross = np.minimum(pattern * level, 0.5) * here
    arriving, departing = _balanced(gross, wanted)
    leaving = np.divide(departing, here, out=np.zeros_like(here), where=here > 0)
    if leaving.max() > 1:
        where = np.argwhere(leaving > 1)[0]
        raise DomainError("demography.rate_above_one", what="leaving", where=place(where), value=f"{leaving.max():.3g}")
    return Migration(leaving, arriving)


def _balanced(gross: FloatArray, net: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Arrivals gross * f and departures gross / f whose difference is `net`; without gross moves, net ones alone."""
    factor = raise_and_lower(gross, gross, net)
    arriving = np.where(gross > 0, gross * factor, np.maximum(net, 0))
    departing = np.where(gross > 0, np.divide(gross, factor, out=np.zeros_like(gross), where=factor > 0), 0.0)
    return arriving, departing


def raise_and_lower(arriving: FloatArray, departing: FloatArray, net: FloatArray) -> FloatArray:
    """
    The factor f with arriving * f - departing / f = net; 1 where nobody moves.

    Where nobody arrives and the net is negative f is departing / -net, so that leaving alone makes it.
    """
    root = np.sqrt(net**2 + 4 * arriving * departing)
    # Two forms of the same root: each loses its digits where the other keeps them.
    rising = np.divide(net + root, 2 * arriving, out=np.ones_like(root), where=arriving > 0)
    falling = np.divide(2 * departing, root - net, out=np.ones_like(root), where=root - net > 0)
    return np.where((net < 0) & (departing > 0), falling, rising)
