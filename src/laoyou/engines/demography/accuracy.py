"""How far forecasts were off, and the bands that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, counts, finite


@dataclass(frozen=True)
class Accuracy:
    """
    Errors of forecasts against what came, over the first axis (the cases); shares, 0.05 is five per cent.

    cases        how many were compared
    mean         (...)   mean absolute error relative to the actual value (MAPE)
    median       (...)   median of the same
    ninetieth    (...)   nine of ten cases err by less
    bias         (...)   mean signed error: above 0, the forecasts were too high
    """

    cases: int
    mean: FloatArray
    median: FloatArray
    ninetieth: FloatArray
    bias: FloatArray


def relative_errors(forecast: ArrayLike, actual: ArrayLike) -> FloatArray:
    """(forecast - actual) / actual; DomainError `demography.empty` where nothing was there to compare with."""
    came = counts("actual", actual)
    said = counts("forecast", forecast, shape=came.shape)
    if not (came > 0).all():
        raise DomainError("demography.empty", what="actual")
    return np.asarray((said - came) / came)


def accuracy(forecast: ArrayLike, actual: ArrayLike) -> Accuracy:
    """Errors over the first axis: `forecast` and `actual` have the shape (cases, ...)."""
    errors = relative_errors(forecast, actual)
    if not len(errors):
        raise DomainError("demography.too_few", what="forecast", found=0, needed=1)
    size = np.abs(errors)
    return Accuracy(
        len(errors),
        np.asarray(size.mean(0)),
        np.asarray(np.median(size, axis=0)),
        np.asarray(np.quantile(size, 0.9, axis=0)),
        np.asarray(errors.mean(0)),
    )


def coverage(lower: ArrayLike, upper: ArrayLike, actual: ArrayLike) -> FloatArray:
    """Share of the cases (first axis) in which the actual value lay within the band, ends included."""
    came = finite("actual", actual)
    low, high = finite("lower", lower, shape=came.shape), finite("upper", upper, shape=came.shape)
    return np.asarray(((low <= came) & (came <= high)).mean(0))


@dataclass(frozen=True)
class Bands:
    """
    What past errors say about a forecast: the actual value divided by the forecast lay between these.

    level      share of past cases between the ends
    horizons   (horizons,)        years ahead that were measured, rising
    lower      (horizons, ...)    ratio actual / forecast at the lower end
    upper      (horizons, ...)
    cases      past cases behind each horizon
    """

    level: float
    horizons: FloatArray
    lower: FloatArray
    upper: FloatArray
    cases: int

    def around(self, forecast: ArrayLike, years_ahead: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """
        The band around forecasts (..., years) made `years_ahead` (years,) years ahead, for what was measured as one number.

        Between measured horizons, and from nothing at 0 years, the logarithm of the ratio grows in a straight line; beyond the
        last one it grows as the square root of time does.
        """
        values = counts("forecast", forecast)
        ahead = counts("years_ahead", years_ahead, shape=(None,))
        if self.lower.ndim != 1:
            raise DomainError("demography.shape", what="bands", found=str(self.lower.shape), expected="(*,)")
        far = np.sqrt(np.maximum(ahead / self.horizons[-1], 1.0))
        known = np.append(0.0, self.horizons)
        ends = []
        for ratio in (self.lower, self.upper):
            logs = np.append(0.0, np.log(ratio))
            ends.append(np.asarray(values * np.exp(np.interp(ahead, known, logs) * far)))
        return ends[0], ends[1]

    def of(self, *index: int) -> Bands:
        """The bands of one of several measured things (an age group, say)."""
        at: tuple[slice | int, ...] = (slice(None), *index)
        return Bands(self.level, self.horizons, np.asarray(self.lower[at]), np.asarray(self.upper[at]), self.cases)


def error_bands(
    forecast: ArrayLike, actual: ArrayLike, horizons: ArrayLike, *, level: float = 0.8, centred: bool = False
) -> Bands:
    """
    Empirical bands from forecasts of the past: between which ratios of actual to forecast the middle `level` lay.

    forecast, actual   (cases, horizons, ...)   made and come true before the forecasts the bands are put around
    horizons           (horizons,)              years ahead, rising
    level              share to lie within
    centred            whether the bands spread around the forecast itself, symmetric in the logarithm, instead of around its
                       past bias

    At least twenty cases: ends of a band are quantiles. A band is only honest about forecasts that were made later.

    Source: Smith & Sincich (1988), Demography 25: 461-474, doi:10.2307/2061544.
    """
    came = counts("actual", actual)
    said = counts("forecast", forecast, shape=came.shape)
    ahead = finite("horizons", horizons, shape=(came.shape[1] if came.ndim > 1 else None,))
    if not 0 < level < 1:
        raise DomainError("demography.choice", what="level", found=level, choices="0 < level < 1")
    if len(came) < 20:
        raise DomainError("demography.too_few", what="forecast", found=len(came), needed=20)
    if not (came > 0).all() or not (said > 0).all():
        raise DomainError("demography.empty", what="actual")
    if (np.diff(ahead) <= 0).any() or ahead[0] <= 0:
        raise DomainError("demography.years", target=f"{ahead[0]:g}", base=0)
    logs = np.log(came / said)
    if centred:
        half = np.quantile(np.abs(logs), level, axis=0)
        return Bands(level, ahead, np.exp(-half), np.exp(half), len(came))
    tail = (1 - level) / 2
    low, high = np.quantile(logs, [tail, 1 - tail], axis=0)
    return Bands(level, ahead, np.exp(low), np.exp(high), len(came))


def draw_bands(draws: ArrayLike, *, level: float = 0.8, axis: int = 1) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Lower end, median and upper end over the axis of draws (axis 1 of a projection's groups)."""
    values = finite("draws", draws)
    if values.shape[axis] < 20:
        raise DomainError("demography.too_few", what="draws", found=values.shape[axis], needed=20)
    tail = (1 - level) / 2
    low, middle, high = np.quantile(values, [tail, 0.5, 1 - tail], axis=axis)
    return low, middle, high
