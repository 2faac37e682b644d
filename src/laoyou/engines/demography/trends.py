"""The plainest forecast, shown beside every other: a straight line through the totals."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, counts, finite, place


def linear_totals(years: ArrayLike, totals: ArrayLike, target_years: ArrayLike) -> FloatArray:
    """
    Totals on the least-squares line through the past, moved so that it passes through the last total.

    years          (times,)          at least two, rising
    totals         (..., times)      counts
    target_years   (targets,)        all after the last year

    Returns (..., targets). With two years it is the line through both. DomainError `demography.years` for a target that is not
    after the last year, `demography.trend_below_zero` where the line leaves the possible.
    """
    past = finite("years", years, shape=(None,))
    have = counts("totals", totals)
    ahead = finite("target_years", target_years, shape=(None,))
    if len(past) < 2 or (np.diff(past) <= 0).any():
        raise DomainError("demography.too_few", what="years", found=len(past), needed=2)
    if have.shape[-1:] != past.shape:
        raise DomainError("demography.shape", what="totals", found=str(have.shape), expected=f"(..., {len(past)})")
    if not (ahead > past[-1]).all():
        raise DomainError("demography.years", target=f"{ahead.min():g}", base=f"{past[-1]:g}")
    centred = past - past.mean()
    slope = (have * centred).sum(-1) / (centred**2).sum()
    line = have[..., -1, None] + slope[..., None] * (ahead - past[-1])
    if (line < 0).any():
        raise DomainError("demography.trend_below_zero", where=place(np.argwhere(line < 0)[0]))
    return np.asarray(line)
