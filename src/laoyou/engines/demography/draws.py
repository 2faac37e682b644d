"""Random paths for what nobody knows: seeds in, the same draws out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, counts


def random_paths(
    seed: int, *, draws: int, years: int, spread: ArrayLike, persistence: float = 1.0, areas: int | None = None
) -> FloatArray:
    """
    Paths of deviations from a central course, zero on average.

    spread        number or (years,)   standard deviation of the deviation in each year (for a random walk: of one year's step)
    persistence   1: a random walk, each year adds its step; below 1: an autoregression around zero whose spread is `spread`
                  from the first year on; 0: independent years
    areas         where given, each area has paths of its own

    Returns (draws, years) or (areas, draws, years).
    """
    width = np.broadcast_to(counts("spread", spread), (years,))
    if not 0 <= persistence <= 1:
        raise DomainError("demography.rate_above_one", what="persistence", where="1", value=persistence)
    shape = (draws, years) if areas is None else (areas, draws, years)
    shocks = np.random.default_rng(seed).standard_normal(shape)
    if persistence == 1:
        return np.asarray(np.cumsum(shocks * width, axis=-1))
    path = shocks.copy()
    for year in range(1, years):
        path[..., year] = persistence * path[..., year - 1] + np.sqrt(1 - persistence**2) * shocks[..., year]
    return np.asarray(path * width)


def spread_of_band(lower: ArrayLike, upper: ArrayLike, *, level: float = 0.8) -> FloatArray:
    """The standard deviation of a normal band from `lower` to `upper` that covers `level`: an 80 % band of the UN, say."""
    low, high = counts("lower", lower), counts("upper", upper)
    if low.shape != high.shape or (high < low).any():
        raise DomainError("demography.shape", what="upper", found=str(high.shape), expected=str(low.shape))
    quantiles = {0.5: 0.6744897501960817, 0.8: 1.2815515655446004, 0.9: 1.6448536269514722, 0.95: 1.959963984540054}
    if level not in quantiles:
        raise DomainError("demography.choice", what="level", found=level, choices="0.5, 0.8, 0.9, 0.95")
    return (high - low) / (2 * quantiles[level])
