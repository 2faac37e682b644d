"""People by five-year groups to people by single year of age, nobody lost on the way."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, age_starts, counts
from laoyou.engines.demography.lifetables import graduate_rates, life_table


def graduate_population(
    people: ArrayLike,
    age_from: ArrayLike,
    *,
    to_age: int = 100,
    mx: ArrayLike | None = None,
    mx_age_from: ArrayLike | None = None,
) -> FloatArray:
    """
    People by single year of age; every group keeps its sum exactly, and nobody becomes negative.

    people       (..., groups)      counts
    age_from     (groups,)          first ages; the last group is open
    to_age       first age of the open group of the result
    mx           (..., rate groups) death rates by which an open group that begins before `to_age` is spread
    mx_age_from  (rate groups,)     their first ages

    Returns (..., to_age + 1): single years, the last open. Closed groups follow a monotone cubic curve through the cumulated
    people. The open group is spread as a stationary population would be (years lived of the life table), so `mx` is needed
    where the group begins before `to_age`.

    Source: Fritsch & Butland (1984), SIAM J. Sci. Stat. Comput. 5: 300-304, doi:10.1137/0905021 (monotone curve).
    """
    starts = age_starts("age_from", age_from)
    have = counts("people", people)
    if have.shape[-1:] != (len(starts),):
        raise DomainError("demography.shape", what="people", found=str(have.shape), expected=f"(..., {len(starts)})")
    opening = int(starts[-1])
    if opening > to_age:
        raise DomainError("demography.ages", what="age_from")
    cumulated = np.concatenate([np.zeros((*have.shape[:-1], 1)), np.cumsum(have[..., :-1], axis=-1)], axis=-1)
    at_ages = PchipInterpolator(starts, cumulated, axis=-1)(np.arange(opening + 1))
    single = np.zeros((*have.shape[:-1], to_age + 1))
    single[..., :opening] = np.maximum(np.diff(at_ages, axis=-1), 0)
    # The curve passes through the sums up to rounding; the rounding is taken back group by group.
    cuts = starts[:-1].astype(np.int64)
    group = np.searchsorted(starts[:-1], np.arange(opening), side="right") - 1
    found = np.add.reduceat(single[..., :opening], cuts, axis=-1)
    ratio = np.divide(have[..., :-1], found, out=np.zeros_like(found), where=found > 0)
    single[..., :opening] *= np.take(ratio, group, axis=-1)
    if opening == to_age:
        single[..., -1] = have[..., -1]
        return single
    if mx is None or mx_age_from is None:
        raise DomainError("demography.missing", what="mx", where="?")
    lived = life_table(graduate_rates(mx, mx_age_from, to_age=to_age), np.arange(to_age + 1)).person_years
    shape = lived[..., opening:]
    single[..., opening:] = have[..., -1:] * shape / shape.sum(-1, keepdims=True)
    return single


def group_ages(people: ArrayLike, age_from: ArrayLike) -> FloatArray:
    """
    People by single year of age summed into groups.

    people    (..., ages)   single years from 0, the last open
    age_from  (groups,)     first ages; last open, within the single years
    """
    starts = age_starts("age_from", age_from)
    have = counts("people", people)
    if starts[-1] > have.shape[-1] - 1:
        raise DomainError("demography.age_not_covered", age=f"{starts[-1]:g}", **{"from": "0"})
    return np.asarray(np.add.reduceat(have, starts.astype(np.int64), axis=-1))
