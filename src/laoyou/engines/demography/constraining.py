"""Tables made to agree with totals that are known better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from laoyou.base.errors import DomainError
from laoyou.engines.demography.arrays import FloatArray, counts, place


def rake(
    seed: ArrayLike,
    margins: Sequence[tuple[Sequence[int], ArrayLike]],
    *,
    tolerance: float = 1e-9,
    rounds: int = 10_000,
) -> FloatArray:
    """
    The table nearest to `seed` that has the given margins (iterative proportional fitting, raking).

    seed      (...)     table of any number of axes, not negative
    margins   (axes, totals) pairs: the totals over all other axes, of the shape of `axes` in their order. For a table
              (towns, sexes, ages): `[((0,), town_totals), ((1, 2), age_sex_totals)]`
    tolerance largest relative difference that is left

    What is zero in the seed stays zero. DomainError `demography.totals_disagree` where the margins have different sums,
    `demography.not_reached` where zeros of the seed keep the margins from being met.

    Source: Deming & Stephan (1940), Annals of Mathematical Statistics 11: 427-444, doi:10.1214/aoms/1177731829.
    """
    table = counts("seed", seed).copy()
    wanted: list[tuple[tuple[int, ...], FloatArray]] = []
    for axes, totals in margins:
        kept = tuple(axis % table.ndim for axis in axes)
        wanted.append((kept, counts("margins", totals, shape=tuple(table.shape[axis] for axis in kept))))
    sums = [float(totals.sum()) for _, totals in wanted]
    for total in sums[1:]:
        if abs(total - sums[0]) > 1e-9 * max(abs(sums[0]), 1.0):
            raise DomainError("demography.totals_disagree", rows=f"{sums[0]:,.6g}", columns=f"{total:,.6g}")
    gap = np.inf
    for _ in range(rounds):
        for kept, totals in wanted:
            table *= _spread(_ratio(totals, _margin(table, kept)), kept, table.ndim)
        gap = max(
            float(np.max(np.abs(_margin(table, kept) - totals) / np.maximum(totals, 1.0))) for kept, totals in wanted
        )
        if gap <= tolerance:
            return table
    raise DomainError("demography.not_reached", rounds=rounds, gap=f"{gap:.3g}")


def _margin(table: FloatArray, kept: tuple[int, ...]) -> FloatArray:
    """Sums over all axes but `kept`, in the order of `kept`."""
    others = tuple(axis for axis in range(table.ndim) if axis not in kept)
    left = sorted(kept)
    return np.asarray(np.transpose(table.sum(axis=others), [left.index(axis) for axis in kept]))


def _spread(ratio: FloatArray, kept: tuple[int, ...], axes: int) -> FloatArray:
    """A margin's ratios in a shape that multiplies the table."""
    ordered = np.transpose(ratio, np.argsort(kept))
    shape = [1] * axes
    for axis in kept:
        shape[axis] = ratio.shape[kept.index(axis)]
    return np.reshape(ordered, shape)


def _ratio(wanted: FloatArray, have: FloatArray) -> FloatArray:
    return np.divide(wanted, have, out=np.zeros_like(wanted), where=have > 0)


def constrain_to_totals(people: ArrayLike, totals: ArrayLike, *, axes: int = 2) -> FloatArray:
    """
    People scaled so that each area (each year, each draw) has its known total.

    people   (..., sexes, ages)   or with another number of last axes that are summed
    totals   (...)                people in all
    axes     how many last axes one total covers
    """
    have = counts("people", people)
    wanted = counts("totals", totals)
    inner = tuple(range(-axes, 0))
    sums = have.sum(axis=inner)
    wanted = np.broadcast_to(wanted, sums.shape)
    stuck = (sums == 0) & (wanted > 0)
    if stuck.any():
        raise DomainError("demography.not_reached", rounds=0, gap=place(np.argwhere(np.atleast_1d(stuck))[0]))
    return have * np.reshape(_ratio(np.array(wanted), sums), sums.shape + (1,) * axes)
