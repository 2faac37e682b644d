"""How far the index would move under other choices that are as defensible: weights, goalposts, scaling."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from laoyou.engines.indices.index import FLOOR, FULL, FloatArray, Measures, _pillars, _total, scaled


@dataclass(frozen=True)
class Spread:
    """
    What is varied, and how far.

    weights    each weight is multiplied by a number between 1 - weights and 1 + weights
    goalposts  the low goalpost moves by up to this share of the distance between the two; the high one is policy and stays
    scaling    in half of the draws points are the curve that asks more of the first steps (square root) instead of the line
    """

    weights: float = 0.25
    goalposts: float = 0.1
    scaling: bool = True

    def __post_init__(self) -> None:
        if not (0 <= self.weights < 1 and 0 <= self.goalposts < 1):
            raise ValueError("spreads are shares between 0 and 1")


@dataclass(frozen=True)
class Stability:
    """
    Where the total lies in the middle `share` of all draws.

    low, high  (places,)  bounds of the total, unknown measures drawn anywhere between floor and 100
    median     (places,)
    """

    low: FloatArray
    median: FloatArray
    high: FloatArray


def stability(
    values: FloatArray,
    measures: Measures,
    *,
    draws: int,
    seed: int,
    spread: Spread | None = None,
    share: float = 0.9,
    passed: NDArray[np.bool_] | None = None,
    cap: float = FULL,
) -> Stability:
    """The total of each place under `draws` random choices; the same seed gives the same answer."""
    if draws < 1:
        raise ValueError("at least one draw")
    chosen = spread or Spread()
    values = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    count = len(measures.low)
    base = np.ones(count) if measures.weights is None else measures.weights
    most = np.full(len(values), FULL) if passed is None else np.where(passed, FULL, cap)
    totals = np.empty((draws, len(values)))
    for number in range(draws):
        weights = base * random.uniform(1 - chosen.weights, 1 + chosen.weights, count)
        moved = (measures.high - measures.low) * random.uniform(-chosen.goalposts, chosen.goalposts, count)
        points = scaled(values, replace(measures, low=measures.low + moved))
        if chosen.scaling and random.random() < 0.5:
            points = np.maximum(np.sqrt(points / FULL) * FULL, FLOOR)
        points = np.where(np.isnan(points), random.uniform(FLOOR, FULL, points.shape), points)
        totals[number] = np.minimum(_total(_pillars(points, replace(measures, weights=weights))), most)
    edge = (1 - share) / 2
    low, median, high = np.quantile(totals, [edge, 0.5, 1 - edge], axis=0)
    return Stability(low, median, high)


def grades(total: FloatArray, thresholds: FloatArray) -> NDArray[np.int64]:
    """(places,) the band of each total: how many of the rising `thresholds` it reaches; -1 where it is unknown."""
    if (np.diff(thresholds) <= 0).any():
        raise ValueError("thresholds must rise")
    bands: NDArray[np.int64] = np.where(np.isnan(total), -1, np.searchsorted(thresholds, total, side="right"))
    return bands
