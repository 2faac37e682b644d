"""A made-up mortality with the usual shape (an infant peak, then growing with age), for tests that need no place."""

from __future__ import annotations

import numpy as np

from laoyou.engines.demography.arrays import FloatArray

AGES = np.array([0, 1, *range(5, 101, 5)], dtype=float)


def gompertz(ages: FloatArray = AGES, *, level: float = 2e-5, growth: float = 0.1) -> FloatArray:
    """Death rates of groups with these first ages."""
    middle = ages + np.append(np.diff(ages) / 2, 2.0)
    rates = level * np.exp(growth * middle) + 2e-4
    rates[0] = 0.006
    return rates


def both_sexes() -> FloatArray:
    """(2, groups): male, female."""
    return np.stack([gompertz(level=2.4e-5), gompertz(level=1.3e-5)])
