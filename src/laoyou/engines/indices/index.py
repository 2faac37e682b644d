"""The index itself, its bounds where something is unknown, and what each measure takes away from a full score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

FULL = 100.0
FLOOR = 1.0
"""Points of whatever lies at or below its low goalpost: a geometric mean with a zero would tell nothing about the rest."""


@dataclass(frozen=True)
class Measures:
    """
    What is measured, and how it is scaled.

    low, high  (measures,)  goalposts: the value that gives the floor and the value that gives 100, the policy target; high < low
                            where less is better
    pillar     (measures,)  the number of the pillar, 0, 1, …; every pillar has a measure
    weights    (measures,)  weights within the pillar; equal where they are left out
    """

    low: FloatArray
    high: FloatArray
    pillar: NDArray[np.int64]
    weights: FloatArray | None = None

    def __post_init__(self) -> None:
        if not len(self.low) == len(self.high) == len(self.pillar):
            raise ValueError("goalposts and pillars must number the same")
        if not len(self.pillar):
            raise ValueError("an index needs a measure")
        if not (np.isfinite(self.low) & np.isfinite(self.high) & (self.low != self.high)).all():
            raise ValueError("goalposts must be two different finite numbers")
        if set(self.pillar.tolist()) != set(range(int(self.pillar.max()) + 1)):
            raise ValueError("pillars must be numbered 0, 1, … without a gap")
        if self.weights is not None and not (len(self.weights) == len(self.low) and (self.weights > 0).all()):
            raise ValueError("weights must be positive, one for each measure")

    @property
    def pillars(self) -> int:
        """How many pillars there are."""
        return int(self.pillar.max()) + 1

    def shares(self) -> FloatArray:
        """(measures,) the weight of each measure within its pillar; those of a pillar add up to 1."""
        raw = np.ones(len(self.low)) if self.weights is None else self.weights
        whole: FloatArray = raw / np.bincount(self.pillar, raw)[self.pillar]
        return whole


@dataclass(frozen=True)
class Index:
    """
    The index of each place.

    points         (places, measures)  scaled measures, from the floor to 100; nan = unknown
    pillars        (places, pillars)   nan where a measure of the pillar is unknown
    total          (places,)           nan where anything is unknown that matters; never above the cap of a gate that is not passed
    low, high      (places,)           bounds: everything unknown at the floor, or at 100; both the total where all is known
    contributions  (places, measures)  points that each measure takes away from 100, never positive; they add up to the total
                                       before gates, less 100; nan where anything is unknown
    gated          (places,)           what gates take away besides: total = 100 + contributions + gated
    """

    points: FloatArray
    pillars: FloatArray
    total: FloatArray
    low: FloatArray
    high: FloatArray
    contributions: FloatArray
    gated: FloatArray


def scaled(values: FloatArray, measures: Measures) -> FloatArray:
    """(places, measures) points between the floor and 100, linear between the goalposts; nan stays nan."""
    share = (values - measures.low) / (measures.high - measures.low)
    points: FloatArray = np.clip(FULL * share, FLOOR, FULL)
    return points


def _pillars(points: FloatArray, measures: Measures) -> FloatArray:
    shares = measures.shares()
    return np.stack(
        [points[:, own] @ shares[own] for own in (measures.pillar == number for number in range(measures.pillars))],
        axis=1,
    )


def _total(pillars: FloatArray) -> FloatArray:
    whole: FloatArray = np.exp(np.log(pillars).mean(axis=1))
    return whole


def evaluate(values: FloatArray, measures: Measures, *, passed: ArrayLike | None = None, cap: float = FULL) -> Index:
    """
    The index of places.

    values  (places, measures)  as measured, in any unit as long as the goalposts have the same; nan = unknown
    passed  (places,)           whether every hard gate is passed; nan = unknown; all are passed where it is left out
    cap     the most points of a place that does not pass

    Contributions are those of the logarithmic mean (Ang 2005, Energy Policy 33: 867-871, doi:10.1016/j.enpol.2003.10.010): a
    geometric mean has no remainder under it. A pillar's part is divided among its measures by what each lacks.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != len(measures.low):
        raise ValueError("values must have one column for each measure")
    if np.isinf(values).any():
        raise ValueError("values must be finite, or nan where they are unknown")
    points = scaled(values, measures)
    pillars = _pillars(points, measures)
    free = _total(pillars)
    gate = gates(passed, len(values))
    total = np.where(np.isnan(gate) & (free > cap), np.nan, np.minimum(free, most(gate, cap, unknown=1.0)))
    low, high = (
        np.minimum(_total(_pillars(np.where(np.isnan(points), edge, points), measures)), most(gate, cap, unknown=open_))
        for edge, open_ in ((FLOOR, 0.0), (FULL, 1.0))
    )
    return Index(points, pillars, total, low, high, _contributions(points, pillars, free, measures), total - free)


def gates(passed: ArrayLike | None, places: int) -> FloatArray:
    """(places,) 1 passed, 0 not, nan unknown."""
    return np.ones(places) if passed is None else np.asarray(passed, dtype=np.float64)


def most(gate: FloatArray, cap: float, *, unknown: FloatArray | float) -> FloatArray:
    """(places,) the most points of each place; a gate that is unknown counts as `unknown` says: 1 passed, 0 not."""
    bound: FloatArray = np.where(np.where(np.isnan(gate), unknown, gate) > 0, FULL, cap)
    return bound


def _contributions(points: FloatArray, pillars: FloatArray, total: FloatArray, measures: Measures) -> FloatArray:
    logs = np.log(pillars / FULL)
    whole = logs.mean(axis=1)
    # The logarithmic mean of total and 100; 100 itself where they are equal.
    mean = np.where(whole == 0, FULL, (total - FULL) / np.where(whole == 0, 1.0, whole))
    of_pillar = mean[:, None] * logs / measures.pillars
    lacks = (points - FULL) * measures.shares()
    below = (pillars - FULL)[:, measures.pillar]
    part = np.where(below == 0, 0.0, lacks / np.where(below == 0, 1.0, below))
    found: FloatArray = of_pillar[:, measures.pillar] * part
    found[np.isnan(total)] = np.nan
    return found
