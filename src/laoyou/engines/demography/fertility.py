"""Births to women by age: from a total and a pattern to rates by single year of age."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, counts, finite


def fertility_schedule(
    total: ArrayLike, pattern: ArrayLike, age_from: ArrayLike, *, age_below: float = 50, ages: int = 101
) -> FloatArray:
    """
    Births per woman and year by single year of age, summing to the total fertility.

    total      (...)           children per woman
    pattern    (..., groups)   share of each age group in the total, in any unit (per cent, shares)
    age_from   (groups,)       first ages of the groups, 15, 20 … 45
    age_below  age at which the last group ends
    ages       length of the result's last axis

    Returns (..., ages): zero outside the groups. Within them the cumulated shares follow a monotone curve, so no rate is
    negative and each group keeps its share exactly.
    """
    starts = finite("age_from", age_from, shape=(None,))
    shares = counts("pattern", pattern)
    children = counts("total", total)
    if shares.shape[-1:] != (len(starts),):
        raise DomainError("demography.shape", what="pattern", found=str(shares.shape), expected=f"(..., {len(starts)})")
    edges = np.append(starts, age_below)
    if (np.diff(edges) <= 0).any() or edges[0] < 0 or edges[-1] >= ages or (edges % 1 != 0).any():
        raise DomainError("demography.ages", what="age_from")
    whole = shares.sum(-1, keepdims=True)
    if not (whole > 0).all():
        raise DomainError("demography.empty", what="pattern")
    cumulated = np.concatenate([np.zeros((*shares.shape[:-1], 1)), np.cumsum(shares / whole, axis=-1)], axis=-1)
    first, last = int(edges[0]), int(edges[-1])
    curve = PchipInterpolator(edges, cumulated, axis=-1)(np.arange(first, last + 1))
    single = np.zeros((*np.broadcast_shapes(shares.shape[:-1], children.shape), ages))
    single[..., first:last] = children[..., None] * np.maximum(np.diff(curve, axis=-1), 0)
    return single


def mean_age_at_birth(fertility: ArrayLike) -> FloatArray:
    """Mean age of mothers under the rates (..., ages) by single year of age, years."""
    rates = counts("fertility", fertility)
    total = rates.sum(-1)
    if not (total > 0).all():
        raise DomainError("demography.empty", what="fertility")
    return np.asarray((rates * (np.arange(rates.shape[-1]) + 0.5)).sum(-1) / total)
