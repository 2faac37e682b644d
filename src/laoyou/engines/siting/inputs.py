"""Checks of what a caller hands in; nothing wrong is passed on as a zero."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from laoyou.base.errors import DomainError
from laoyou.engines.siting.results import FloatArray

Minutes: TypeAlias = npt.ArrayLike | sparse.sparray | sparse.spmatrix
"""(places, sites) minutes: an array in which inf is “no route”, or a sparse matrix in which what is not stored is."""


def check_weights(weights: npt.ArrayLike) -> FloatArray:
    """(places,) finite numbers ≥ 0, at least one above 0."""
    array = np.asarray(weights, np.float64)
    if array.ndim != 1 or not array.size:
        raise DomainError("siting.weights_shape", found=array.shape)
    if not np.isfinite(array).all():
        raise DomainError("siting.weights_unknown", place=int(np.argmin(np.isfinite(array))))
    if (array < 0).any():
        place = int(np.argmax(array < 0))
        raise DomainError("siting.weights_negative", place=place, value=array[place])
    if not array.any():
        raise DomainError("siting.nothing_to_serve")
    return array


def check_minutes(minutes: Minutes, places: int) -> npt.NDArray[Any]:
    """(places, sites) floats ≥ 0 or inf, rows contiguous; single precision is kept as it comes."""
    if sparse.issparse(minutes):
        return dense(minutes, places)
    array: npt.NDArray[Any] = np.asarray(minutes)
    if array.dtype not in (np.float32, np.float64):
        array = array.astype(np.float64)
    if array.ndim != 2 or array.shape[0] != places or not array.shape[1]:
        raise DomainError("siting.minutes_shape", places=places, found=array.shape)
    array = np.ascontiguousarray(array)
    lowest = array.min()  # nan where anything is nan
    if np.isnan(lowest):
        place, site = np.unravel_index(int(np.argmax(np.isnan(array))), array.shape)
        raise DomainError("siting.minutes_unknown", place=int(place), site=int(site))
    if lowest < 0:
        place, site = np.unravel_index(int(np.argmin(array)), array.shape)
        raise DomainError("siting.minutes_negative", place=int(place), site=int(site), value=array[place, site])
    return array


def _stored(minutes: Any, places: int) -> sparse.csr_array:
    """A sparse matrix, its stored minutes checked."""
    matrix = sparse.csr_array(minutes)
    if matrix.ndim != 2 or matrix.shape[0] != places or not matrix.shape[1]:
        raise DomainError("siting.minutes_shape", places=places, found=matrix.shape)
    for wrong, code in (
        (np.isnan(matrix.data), "siting.minutes_unknown"),
        (matrix.data < 0, "siting.minutes_negative"),
    ):
        if wrong.any():
            at = int(np.argmax(wrong))
            place = int(np.searchsorted(matrix.indptr, at, side="right")) - 1
            raise DomainError(code, place=place, site=int(matrix.indices[at]), value=matrix.data[at])
    return matrix


def dense(minutes: Any, places: int) -> FloatArray:
    """A sparse matrix as an array in which inf is “no route”."""
    matrix = _stored(minutes, places)
    array = np.full(matrix.shape, np.inf)
    rows = np.repeat(np.arange(places), np.diff(matrix.indptr))
    array[rows, matrix.indices] = matrix.data
    return array


def pairs_within(minutes: Minutes, places: int, within: float) -> sparse.csr_array:
    """(places, sites) 1.0 where a site is within `within` minutes of a place; columns of a row ascending."""
    if not (np.isfinite(within) and within > 0):
        raise DomainError("siting.within", value=within)
    if sparse.issparse(minutes):
        matrix = _stored(minutes, places)
        matrix = sparse.csr_array(
            ((matrix.data <= within).astype(np.float64), matrix.indices.copy(), matrix.indptr.copy()), matrix.shape
        )
        matrix.eliminate_zeros()
        matrix.sort_indices()
        return matrix
    near = check_minutes(minutes, places) <= within
    counts = np.count_nonzero(near, axis=1)
    columns = np.flatnonzero(near) - np.repeat(np.arange(places) * near.shape[1], counts)
    indptr = np.concatenate([[0], np.cumsum(counts)])
    return sparse.csr_array((np.ones(columns.size), columns.astype(np.int32), indptr.astype(np.int32)), near.shape)


def check_count(count: int | None, has_fixed: bool, *, needed: bool = True) -> int | None:
    """The number of new sites: a whole number ≥ 0, and ≥ 1 where nothing is open yet."""
    if count is None and not needed:
        return None
    whole = isinstance(count, int | np.integer) and not isinstance(count, bool)
    if not whole or count is None or count < (0 if has_fixed else 1):
        raise DomainError("siting.count", value=count)
    return int(count)


def yuan(fen: int) -> str:
    """An amount in fen as a sentence says it: yuan, with the fen where there are some."""
    return f"{fen / 100:,.0f}" if fen % 100 == 0 else f"{fen / 100:,.2f}"


def check_budget(budget_fen: int | None) -> int | None:
    """A budget in whole fen ≥ 0, or None."""
    if budget_fen is None:
        return None
    whole = isinstance(budget_fen, int | np.integer) and not isinstance(budget_fen, bool)
    if not whole or budget_fen < 0:
        raise DomainError("siting.budget", value=budget_fen)
    return int(budget_fen)
