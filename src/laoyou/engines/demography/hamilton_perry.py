"""Projections from two censuses alone: cohort change as Hamilton and Perry measure it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, counts
from laoyou.engines.demography.constraining import constrain_to_totals

Method = Literal["ratio", "difference", "mixed"]
MOTHERS = (15, 45)
"""Ages, from and to below, whose women the youngest are compared with."""


@dataclass(frozen=True)
class CohortChange:
    """
    How cohorts changed between two censuses, by the age group they have reached.

    step          age groups that a cohort moves up in one step of time
    ratio         (areas, sexes, groups)   after / before; NaN for the youngest `step` groups
    difference    (areas, sexes, groups)   after - before; NaN likewise
    child_ratio   (areas, sexes, step)     the youngest groups over the women aged 15-44 at the second census
    growing       (areas,)                 whether the area's total grew
    """

    step: int
    ratio: FloatArray
    difference: FloatArray
    child_ratio: FloatArray
    growing: FloatArray


def cohort_change(before: ArrayLike, after: ArrayLike, *, step: int, width: int, smooth: float = 0.0) -> CohortChange:
    """
    Cohort-change ratios and differences between two censuses.

    before, after   (areas, sexes, groups)   male first; groups of equal width from age 0, the last open
    step            groups between the censuses: 2 for ten years of five-year groups
    width           years of a group
    smooth          people of a cell at which its own ratio weighs as much as the one of all areas together; 0 for none. A cell
                    of 20 people says little about itself

    A cohort that was empty before has the ratio of all areas; DomainError where that is unknown too.
    """
    first = counts("before", before)
    if first.ndim != 3 or first.shape[1] != 2:
        raise DomainError("demography.shape", what="before", found=str(first.shape), expected="(areas, 2, groups)")
    second = counts("after", after, shape=first.shape)
    if step < 1 or step >= first.shape[2] - 1:
        raise DomainError("demography.years", target=step, base=0)
    if (first.sum((1, 2)) == 0).any() or (second.sum((1, 2)) == 0).any():
        raise DomainError("demography.empty", what="before")
    start, reached = moved_up(first, step)[..., step:], second[..., step:]
    ratio = _borrowed(reached, start, smooth)
    mothers = slice(MOTHERS[0] // width, MOTHERS[1] // width)
    women = np.broadcast_to(second[:, 1, mothers].sum(-1)[:, None, None], (*second.shape[:2], step))
    padding = np.full((*first.shape[:2], step), np.nan)
    return CohortChange(
        step,
        np.concatenate([padding, ratio], axis=-1),
        np.concatenate([padding, reached - start], axis=-1),
        _borrowed(second[..., :step], np.array(women), smooth),
        second.sum((1, 2)) > first.sum((1, 2)),
    )


def moved_up(people: FloatArray, step: int) -> FloatArray:
    """(..., groups) by the group reached `step` groups later; the open group takes in all that reach it."""
    older = np.zeros_like(people)
    older[..., step:] = people[..., :-step]
    older[..., -1] += people[..., -step:].sum(-1)
    return older


def _borrowed(over: FloatArray, under: FloatArray, smooth: float) -> FloatArray:
    """over / under, drawn to the ratio of all areas where the cell is small, and equal to it where the cell is empty."""
    all_under = np.broadcast_to(under.sum(0), under.shape)
    all_over = np.broadcast_to(over.sum(0), over.shape)
    if (all_under == 0).any():
        raise DomainError("demography.empty", what="before")
    common = all_over / all_under
    own = np.divide(over, under, out=np.array(common), where=under > 0)
    weight = under / (under + smooth) if smooth > 0 else (under > 0).astype(np.float64)
    return np.asarray(weight * own + (1 - weight) * common)


def hamilton_perry(
    people: ArrayLike,
    change: CohortChange,
    *,
    steps: int,
    width: int,
    method: Method = "mixed",
    totals: ArrayLike | None = None,
) -> FloatArray:
    """
    People by age group after so many steps of time, by the change of cohorts between two censuses.

    people   (areas, sexes, groups)   base population, the second census as a rule
    change   `cohort_change` of the same areas
    steps    how many steps ahead, at least one
    width    years of a group
    method   `ratio` multiplies each cohort, `difference` adds to it, `mixed` adds where the area grew and multiplies where it
             shrank: ratios of fast growing places explode. A difference never takes a cohort below nobody: there the ratio is used
    totals   (areas, steps)   populations that are known better; every age is scaled to them

    Returns (areas, steps, sexes, groups).

    Sources: Hamilton & Perry (1962), Social Forces 41: 163-170, doi:10.2307/2573607; Hauer (2019), Scientific Data 6: 190005,
    doi:10.1038/sdata.2019.5 (differences for growing places); Swanson, Schlottmann & Schmidt (2010), Population Research and
    Policy Review 29: 47-63, doi:10.1007/s11113-009-9144-7 (child ratios, constraints).
    """
    if steps < 1:
        raise DomainError("demography.years", target=steps, base=0)
    if method not in ("ratio", "difference", "mixed"):
        raise DomainError("demography.choice", what="method", found=method, choices="ratio, difference, mixed")
    state = counts("people", people, shape=change.ratio.shape)
    wanted = None if totals is None else counts("totals", totals, shape=(state.shape[0], steps))
    add = {"ratio": np.zeros_like(change.growing), "difference": np.ones_like(change.growing)}.get(
        method, change.growing
    ).astype(bool)[:, None, None]
    mothers = slice(MOTHERS[0] // width, MOTHERS[1] // width)
    result = np.empty((state.shape[0], steps, *state.shape[1:]))
    for turn in range(steps):
        start = moved_up(state, change.step)
        multiplied, added = start * change.ratio, start + change.difference
        older = np.where(add & (added >= 0), added, multiplied)
        older[..., : change.step] = change.child_ratio * older[:, 1, mothers].sum(-1)[:, None, None]
        state = older if wanted is None else constrain_to_totals(older, wanted[:, turn])
        result[:, turn] = state
    return result
