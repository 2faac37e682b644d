"""How much a service counts that is so many minutes away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from laoyou.engines.access import _kernels
from laoyou.engines.access.arrays import FloatArray, floats


@dataclass(frozen=True)
class Decay:
    """
    The weight of a travel time: `Decay.steps`, `Decay.gaussian`, or `Decay.all_or_nothing`.

    kind     which formula; `_kernels.STEPS` or `_kernels.GAUSSIAN`
    edges    minutes up to which a step holds, ascending
    weights  the weight of each step, or the width of the Gaussian, minutes
    """

    kind: int
    edges: FloatArray
    weights: FloatArray

    @property
    def limit(self) -> float:
        """Minutes beyond which nothing counts."""
        return float(self.edges[-1])

    @classmethod
    def steps(cls, steps: Sequence[tuple[float, float]]) -> Decay:
        """
        (minutes, weight) pairs: up to and including so many minutes it counts so much.

        `Decay.steps([(10, 1.0), (20, 0.68), (30, 0.22)])` is that of Luo & Qi (2009), Health & Place 15: 1100-1107.
        """
        edges, weights = floats([step[0] for step in steps]), floats([step[1] for step in steps])
        if not len(edges) or (np.diff(edges) <= 0).any() or edges[0] <= 0 or (weights < 0).any():
            raise ValueError("steps need ascending minutes above 0, and weights of at least 0")
        return cls(_kernels.STEPS, edges, weights)

    @classmethod
    def gaussian(cls, limit: float, width: float) -> Decay:
        """exp(-t² / 2 width²) up to `limit` minutes, 1 at no distance; nothing beyond."""
        if limit <= 0 or width <= 0:
            raise ValueError("limit and width are minutes above 0")
        return cls(_kernels.GAUSSIAN, floats([limit]), floats([width]))

    @classmethod
    def all_or_nothing(cls, limit: float) -> Decay:
        """1 up to `limit` minutes, nothing beyond: with it `fca` is the 2SFCA of Luo & Wang (2003)."""
        return cls.steps([(limit, 1.0)])

    def __call__(self, minutes: ArrayLike) -> FloatArray:
        """Weights of travel times, of any shape."""
        times = floats(minutes)
        if self.kind == _kernels.GAUSSIAN:
            return floats(np.where(times <= self.limit, np.exp(-(times**2) / (2 * self.weights[0] ** 2)), 0.0))
        padded = np.append(self.weights, 0.0)
        return floats(padded[np.searchsorted(self.edges, times, side="left")])
