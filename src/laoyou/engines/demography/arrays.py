"""Arrays that were looked at before anything is computed with them: shape, missing cells, negative cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from laoyou.base.errors import DomainError
from laoyou.engines.demography import errors as errors

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def place(index: Sequence[int] | NDArray[np.int64]) -> str:
    """A cell's position for a sentence, counted from 1."""
    return "（" + "，".join(str(int(step) + 1) for step in index) + "）"


def counts(what: str, values: ArrayLike, *, shape: tuple[int | None, ...] | None = None) -> FloatArray:
    """
    `values` as float64, refused where a cell is missing (NaN, infinite) or negative, or the shape is another.

    shape   lengths of the axes; None stands for any length

    DomainError `demography.shape`, `demography.missing`, `demography.negative`.
    """
    array = finite(what, values, shape=shape)
    if array.size and array.min() < 0:
        where = np.argwhere(array < 0)[0]
        raise DomainError("demography.negative", what=what, where=place(where), value=f"{array[tuple(where)]:g}")
    return array


def finite(what: str, values: ArrayLike, *, shape: tuple[int | None, ...] | None = None) -> FloatArray:
    """`values` as float64 of the wanted shape with no missing cell; cells may be negative."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:  # None or text in a cell
        raise DomainError("demography.missing", what=what, where="?") from error
    if shape is not None and (
        array.ndim != len(shape)
        or any(want is not None and want != have for want, have in zip(shape, array.shape, strict=True))
    ):
        expected = "(" + ", ".join("*" if want is None else str(want) for want in shape) + ")"
        raise DomainError("demography.shape", what=what, found=str(array.shape), expected=expected)
    if not np.isfinite(array).all():
        where = np.argwhere(~np.isfinite(array))[0]
        raise DomainError("demography.missing", what=what, where=place(where))
    return array


def shares(what: str, values: ArrayLike, *, shape: tuple[int | None, ...] | None = None) -> FloatArray:
    """As `counts`, and refused where a cell is above 1: `demography.rate_above_one`."""
    array = counts(what, values, shape=shape)
    if array.size and array.max() > 1:
        where = np.argwhere(array > 1)[0]
        raise DomainError("demography.rate_above_one", what=what, where=place(where), value=f"{array[tuple(where)]:g}")
    return array


def age_starts(what: str, values: ArrayLike) -> FloatArray:
    """First ages of groups, from 0 upwards; the last group is open. DomainError `demography.ages`."""
    starts = finite(what, values, shape=(None,))
    if len(starts) < 2 or starts[0] != 0 or (np.diff(starts) <= 0).any() or (starts % 1 != 0).any():
        raise DomainError("demography.ages", what=what)
    return starts


def widths(starts: FloatArray) -> FloatArray:
    """Years of each age group; infinite for the last."""
    return np.append(np.diff(starts), np.inf)


def aligned(what: str, values: FloatArray, layouts: dict[int, tuple[int, ...]], lengths: tuple[int, ...]) -> FloatArray:
    """
    `values` with all axes of `lengths`, absent ones of length 1.

    layouts   number of axes given -> which axes of the full layout they are
    lengths   length of each axis of the full layout; an axis may also have length 1 (the same for all)

    DomainError `demography.shape`, or `demography.horizon` where only the axis of years (the third) is too short.
    """
    expected = "(" + ", ".join(str(length) for length in lengths) + ")"
    if values.ndim not in layouts:
        raise DomainError("demography.shape", what=what, found=str(values.shape), expected=expected)
    shape = [1] * len(lengths)
    for axis, length in zip(layouts[values.ndim], values.shape, strict=True):
        shape[axis] = length
    for axis, (have, want) in enumerate(zip(shape, lengths, strict=True)):
        if axis == YEARS and 1 < have < want:
            raise DomainError("demography.horizon", what=what, found=have, needed=want)
        if have not in (1, want) and not (axis == YEARS and have > want):
            raise DomainError("demography.shape", what=what, found=str(values.shape), expected=expected)
    return values.reshape(shape)


YEARS = 2
"""Which axis of (areas, draws, years, …) the years are."""


def take(values: FloatArray, areas: slice, draws: slice) -> FloatArray:
    """The part of (areas | 1, draws | 1, ...) that belongs to these areas and draws."""
    return values[areas if values.shape[0] > 1 else slice(None), draws if values.shape[1] > 1 else slice(None)]


def year_of(values: FloatArray, year: int) -> FloatArray:
    """The part of (areas, draws, years | 1, ...) that belongs to one year."""
    return values[:, :, year if values.shape[YEARS] > 1 else 0]
