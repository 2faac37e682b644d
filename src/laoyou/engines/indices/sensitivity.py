"""How far the index would move under other choices that are as defensible: weights, goalposts, scaling."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from laoyou.engines.indices.index import FLOOR, FULL, FloatArray, Measures, _pillars, _total, gates, most, scaled


@dataclass(frozen=True)
class Spread:
    """
    What is varied, and how far.

    weights    each weight is multiplied by a number between 1 - weights and 1 + weights
    goalposts  the low goalpost moves by up to this share of the distance between the two; the high one is policy and stays
    curve      between the goalposts points may follow a power between 1 / curve and curve instead of the line: the first steps count
               more or less than the last ones, neither way favoured; both ends stay where they are
    """

    weights: float = 0.25
    goalposts: float = 0.1
    curve: float = 1.5

    def __post_init__(self) -> None:
        if not (0 <= self.weights < 1 and 0 <= self.goalposts < 1):
            raise ValueError("spreads are shares between 0 and 1")
        if self.curve < 1:
            raise ValueError("a curve is a power of 1 or more")


@dataclass(frozen=True)
class Stability:
    """
    Where the total lies in the middle `share` of all draws.

    low, high  (places,)  bounds of the total, unknown measures drawn anywhere between floor and 100
    median     (places,)
    bands      (places, thresholds + 1)  the share of all draws in each band; empty without thresholds
    """

    low: FloatArray
    median: FloatArray
    high: FloatArray
    bands: FloatArray


def stability(
    values: FloatArray,
    measures: Measures,
    *,
    draws: int,
    seed: int,
    spread: Spread | None = None,
    share: float = 0.9,
    passed: ArrayLike | None = None,
    cap: float = FULL,
    thresholds: FloatArray | None = None,
) -> Stability:
    """
    The total of each place under `draws` random choices; the same seed gives the same answer.

    thresholds  rising points at which a band begins: then `bands` says how often a place is in which; a gate that is unknown is
                passed in half of the draws
    """
    if draws < 1:
        raise ValueError("at least one draw")
    chosen = spread or Spread()
    values = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    count = len(measures.low)
    base = np.ones(count) if measures.weights is None else measures.weights
    gate = gates(passed, len(values))
    unsure = bool(np.isnan(gate).any())
    totals = np.empty((draws, len(values)))
    for number in range(draws):
        weights = base * random.uniform(1 - chosen.weights, 1 + chosen.weights, count)
        moved = (measures.high - measures.low) * random.uniform(-chosen.goalposts, chosen.goalposts, count)
        points = scaled(values, replace(measures, low=measures.low + moved))
        power = chosen.curve ** random.uniform(-1, 1)
        points = FLOOR + (FULL - FLOOR) * ((points - FLOOR) / (FULL - FLOOR)) ** power
        points = np.where(np.isnan(points), random.uniform(FLOOR, FULL, points.shape), points)
        opened = random.integers(0, 2, len(values)).astype(np.float64) if unsure else 1.0
        free = _total(_pillars(points, replace(measures, weights=weights)))
        totals[number] = np.minimum(free, most(gate, cap, unknown=opened))
    edge = (1 - share) / 2
    low, median, high = np.quantile(totals, [edge, 0.5, 1 - edge], axis=0)
    return Stability(low, median, high, _bands(totals, thresholds))


def _bands(totals: FloatArray, thresholds: FloatArray | None) -> FloatArray:
    if thresholds is None:
        return np.empty((totals.shape[1], 0))
    bands = grades(totals, thresholds)
    return np.stack([(bands == band).mean(axis=0) for band in range(len(thresholds) + 1)], axis=1)


def grades(total: FloatArray, thresholds: FloatArray) -> NDArray[np.int64]:
    """The band of each total, in the shape of `total`: how many of the rising `thresholds` it reaches; -1 where it is unknown."""
    if (np.diff(thresholds) <= 0).any():
        raise ValueError("thresholds must rise")
    bands: NDArray[np.int64] = np.where(np.isnan(total), -1, np.searchsorted(thresholds, total, side="right"))
    return bands
