"""Mortality to come: the model of Lee and Carter, for one or many populations at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, counts
from laoyou.engines.demography.lifetables import life_table

Adjustment = Literal["none", "deaths", "expectation"]
JumpOff = Literal["actual", "fitted"]
LEAST_RATE = 1e-9
"""A rate of zero has no logarithm; it counts as one death in a thousand million person-years."""


@dataclass(frozen=True)
class LeeCarter:
    """
    ln m(age, time) = level(age) + response(age) * index(time), and how the index goes on.

    level      (..., ages)    mean of the log rates
    response   (..., ages)    how each age answers to the index; sums to 1
    index      (..., times)   level of mortality; sums to 0 before an adjustment
    last       (..., ages)    the last observed rates
    drift      (...)          change of the index in one step of time
    spread     (...)          standard deviation of one step around the drift
    explained  (...)          share of the variance that the one term explains
    """

    level: FloatArray
    response: FloatArray
    index: FloatArray
    last: FloatArray
    drift: FloatArray
    spread: FloatArray
    explained: FloatArray

    def rates(self, index: ArrayLike) -> FloatArray:
        """Death rates (..., times, ages) at the given values of the index (..., times)."""
        values = np.asarray(index, dtype=np.float64)
        return np.asarray(np.exp(self.level[..., None, :] + values[..., None] * self.response[..., None, :]))

    def forecast(self, steps: ArrayLike, *, jump_off: JumpOff = "actual") -> FloatArray:
        """
        Death rates (..., steps, ages) after so many steps of time (0.5 is half a step), the index moving by its drift.

        jump_off   `actual` begins with the last observed rates, `fitted` with the model's; the first leaves no jump, and the
                   second no noise of a single year
        """
        ahead = np.asarray(steps, dtype=np.float64)
        return self._from_jump_off(self.drift[..., None] * ahead, jump_off)

    def sample(
        self, steps: int, *, draws: int, seed: int, jump_off: JumpOff = "actual", drift_error: bool = True
    ) -> FloatArray:
        """
        Death rates (..., draws, steps, ages) on random walks of the index with drift.

        drift_error   whether the drift itself is uncertain, with the standard error of a mean of so many steps

        Several populations answer to the same shocks: their mortality does not diverge by chance.
        """
        random = np.random.default_rng(seed)
        shocks = random.standard_normal((draws, steps))
        ahead = np.arange(1, steps + 1)
        walk = self.spread[..., None, None] * np.cumsum(shocks, axis=-1)
        if drift_error:
            known = max(self.index.shape[-1] - 1, 1)
            walk = walk + (self.spread[..., None] / np.sqrt(known) * random.standard_normal(draws))[..., None] * ahead
        moved = self.drift[..., None, None] * ahead + walk
        flat = LeeCarter(
            *(array[..., None, :] for array in (self.level, self.response, self.index, self.last)),
            *(number[..., None] for number in (self.drift, self.spread, self.explained)),
        )
        return flat._from_jump_off(moved, jump_off)

    def _from_jump_off(self, moved: FloatArray, jump_off: JumpOff) -> FloatArray:
        if jump_off == "fitted":
            return self.rates(self.index[..., -1:] + moved)
        if jump_off != "actual":
            raise DomainError("demography.choice", what="jump_off", found=jump_off, choices="actual, fitted")
        return np.asarray(self.last[..., None, :] * np.exp(moved[..., None] * self.response[..., None, :]))


def lee_carter(
    mx: ArrayLike,
    *,
    adjust: Adjustment = "none",
    population: ArrayLike | None = None,
    age_from: ArrayLike | None = None,
) -> LeeCarter:
    """
    Fit ln m(age, time) = level(age) + response(age) * index(time) by singular value decomposition.

    mx          (..., ages, times)   death rates at equally spaced times, at least three
    adjust      second stage: the index moved at each time until the model gives the observed `deaths` (Lee & Carter; needs
                population (..., ages, times)) or the observed `expectation` of life at birth (Lee & Miller; needs age_from)

    Ages whose rates never change answer with 0. The drift is (last - first) / steps, the maximum-likelihood estimate.

    Sources: Lee & Carter (1992), JASA 87: 659-671, doi:10.1080/01621459.1992.10475265; Lee & Miller (2001), Demography
    38: 537-549, doi:10.1353/dem.2001.0036.
    """
    rates = counts("mx", mx)
    if rates.ndim < 2 or rates.shape[-1] < 3:
        raise DomainError("demography.too_few", what="mx", found=rates.shape[-1] if rates.ndim > 1 else 0, needed=3)
    logs = np.log(np.maximum(rates, LEAST_RATE))
    level = logs.mean(-1)
    left, size, right = np.linalg.svd(logs - level[..., None], full_matrices=False)
    response, index = left[..., 0], size[..., 0, None] * right[..., 0, :]
    total = response.sum(-1)
    # Where ages answer in opposite directions the sum can vanish; the sum of sizes never does.
    scale = np.where(np.abs(total) > 1e-3, total, np.abs(response).sum(-1))
    response, index = response / scale[..., None], index * scale[..., None]
    power = (size**2).sum(-1)
    explained = np.divide(size[..., 0] ** 2, power, out=np.ones_like(power), where=power > 0)
    if adjust == "deaths":
        people = counts("population", [] if population is None else population, shape=rates.shape)
        index = _match_deaths(level, response, index, people, (people * rates).sum(-2))
    elif adjust == "expectation":
        if age_from is None:
            raise DomainError("demography.missing", what="age_from", where="?")
        index = _match_expectation(level, response, index, rates, age_from)
    elif adjust != "none":
        raise DomainError("demography.choice", what="adjust", found=adjust, choices="none, deaths, expectation")
    moves = np.diff(index, axis=-1)
    drift = moves.mean(-1)
    spread = np.sqrt(((moves - drift[..., None]) ** 2).sum(-1) / (moves.shape[-1] - 1))
    return LeeCarter(level, response, index, np.maximum(rates[..., -1], LEAST_RATE), drift, spread, explained)


def _match_deaths(
    level: FloatArray, response: FloatArray, index: FloatArray, people: FloatArray, deaths: FloatArray
) -> FloatArray:
    """The index at which the model's deaths are the observed ones, by Newton's method."""
    for _ in range(60):
        model = people * np.exp(level[..., None] + response[..., None] * index[..., None, :])
        slope = (response[..., None] * model).sum(-2)
        step = np.divide(model.sum(-2) - deaths, slope, out=np.zeros_like(slope), where=np.abs(slope) > 1e-12)
        step = np.clip(step, -5 * (1 + np.abs(index)), 5 * (1 + np.abs(index)))
        index = index - step
        if np.abs(step).max() < 1e-11 * (1 + np.abs(index).max()):
            break
    return index


def _match_expectation(
    level: FloatArray, response: FloatArray, index: FloatArray, rates: FloatArray, age_from: ArrayLike
) -> FloatArray:
    """The index at which the model's expectation of life is the observed one, by bisection: it falls as the index grows."""
    wanted = life_table(np.swapaxes(rates, -1, -2), age_from).ex[..., 0]
    reach = 4 * (1 + np.abs(index).max(-1, keepdims=True))
    low, high = index - reach, index + reach
    direction = np.sign(response.sum(-1))[..., None]
    for _ in range(60):
        middle = (low + high) / 2
        model = np.exp(level[..., None, :] + middle[..., None] * response[..., None, :])
        too_healthy = (life_table(model, age_from).ex[..., 0] - wanted) * direction > 0
        low, high = np.where(too_healthy, middle, low), np.where(too_healthy, high, middle)
    return np.asarray((low + high) / 2)
