"""The arrays that this engine takes and gives, and the checks that they share."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from laoyou.base.errors import DomainError

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int32]
LongArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]

OUTSIDE = -1
"""The node of a point that is not on the network, and the site of a node that no site reaches."""


def floats(values: ArrayLike) -> FloatArray:
    """A contiguous array of 64-bit floats; the same one where it is one already."""
    return np.ascontiguousarray(values, dtype=np.float64)


def ints(values: ArrayLike) -> IntArray:
    """A contiguous array of 32-bit integers; the same one where it is one already."""
    return np.ascontiguousarray(values, dtype=np.int32)


def counts(values: ArrayLike, what: str, length: int) -> FloatArray:
    """
    `values` as floats, one for each of `length`: people, places, beds.

    Raises DomainError `access.negative_people` or `.negative_supply` where one is below zero or is no number: an unknown count is left
    out by the caller, never guessed here. ValueError where there are more or fewer than `length`.
    """
    found = floats(values)
    if found.shape != (length,):
        raise ValueError(f"{what}: expected {length} values, got an array of shape {found.shape}")
    bad = ~(np.isfinite(found) & (found >= 0))
    if bad.any():
        row = int(np.argmax(bad))
        if what not in {"people", "supply"}:
            raise ValueError(f"{what}: {found[row]} in row {row}, expected numbers of at least 0")
        # Rows are told to people, who count from 1.
        raise DomainError(f"access.negative_{what}", row=row + 1, value=str(found[row]), rows=int(bad.sum()))
    return found


def grouped(pointers: IntArray, groups: int) -> tuple[IntArray, IntArray]:
    """
    Which rows point to each group: (start (groups + 1,), rows), rows ascending within a group. Rows that point outside are left out.
    """
    inside = np.flatnonzero(pointers >= 0).astype(np.int32)
    order = np.argsort(pointers[inside], kind="stable")
    start = np.zeros(groups + 1, np.int32)
    np.cumsum(np.bincount(pointers[inside], minlength=groups), out=start[1:])
    return start, inside[order]


def freeze(*arrays: NDArray[Any]) -> None:
    """Let nobody write into the arrays."""
    for array in arrays:
        array.flags.writeable = False
