"""The sites one may choose from: fixed, closed, too small, of a kind, with what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from laoyou.base.errors import DomainError
from laoyou.engines.siting.results import BoolArray, FloatArray, IntArray, LeftOut


@dataclass(frozen=True)
class Candidates:
    """
    What is known of the sites beside how far they are; every array is (sites,), and None says nothing of any site.

    fixed        already open and must stay; never left out, and no part of the number or the cost of new sites
    closed       must not be chosen
    kinds        a word for each, for example "idle premises" or "new land"; comes back with each chosen site
    area_m2      usable area in square metres; nan = unknown
    minimum_m2   smallest area that may be chosen: one number, or one for each kind (a kind that is not named has none).
                 A site below it, or of unknown area, is left out, and the answer says so
    opening_fen  what it costs to open the site, in whole fen
    """

    fixed: npt.ArrayLike | None = None
    closed: npt.ArrayLike | None = None
    kinds: Sequence[str] | None = None
    area_m2: npt.ArrayLike | None = None
    minimum_m2: float | Mapping[str, float] = 0.0
    opening_fen: npt.ArrayLike | None = None


@dataclass(frozen=True)
class Sites:
    """Checked candidates. `usable` are fixed or may be chosen; `new` may be chosen."""

    fixed: BoolArray
    usable: BoolArray
    kinds: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    opening_fen: IntArray | None

    @property
    def new(self) -> BoolArray:
        return self.usable & ~self.fixed


def flags(values: npt.ArrayLike | None, name: str, count: int) -> BoolArray:
    """(count,) booleans; all False for None. A list of column numbers is refused: its length gives it away."""
    if values is None:
        return np.zeros(count, np.bool_)
    array = np.asarray(values)
    if array.shape != (count,) or array.dtype != np.bool_:
        if array.shape == (count,) and np.isin(array, (0, 1)).all():
            return array.astype(np.bool_)
        raise DomainError("siting.candidates_shape", name=name, expected=count, found=array.size)
    return array


def whole_numbers(values: npt.ArrayLike, name: str, count: int) -> IntArray:
    """(count,) whole numbers ≥ 0; one number stands for all."""
    array = np.asarray(values)
    if array.ndim == 0:
        array = np.full(count, array)
    if array.shape != (count,):
        raise DomainError("siting.candidates_shape", name=name, expected=count, found=array.size)
    try:
        numbers = array.astype(np.float64)
    except (TypeError, ValueError):
        raise DomainError("siting.candidates_value", site=0, name=name, value=array.flat[0]) from None
    wrong = ~(np.isfinite(numbers) & (numbers >= 0) & (numbers == np.floor(numbers)) & (numbers < 2**53))
    if wrong.any():
        site = int(np.argmax(wrong))
        raise DomainError("siting.candidates_value", site=site, name=name, value=array[site])
    return numbers.astype(np.int64)


def check_candidates(candidates: Candidates | None, count: int) -> Sites:
    """Candidates for `count` sites, checked; DomainError where they contradict themselves or none is left."""
    candidates = candidates or Candidates()
    fixed = flags(candidates.fixed, "fixed", count)
    closed = flags(candidates.closed, "closed", count)
    if (fixed & closed).any():
        raise DomainError("siting.fixed_and_closed", site=int(np.argmax(fixed & closed)))
    kinds = tuple(candidates.kinds) if candidates.kinds is not None else ("",) * count
    if len(kinds) != count:
        raise DomainError("siting.candidates_shape", name="kinds", expected=count, found=len(kinds))
    small, unknown = _by_area(candidates, kinds, count)
    small, unknown = small & ~closed & ~fixed, unknown & ~closed & ~fixed
    usable = ~(closed | small | unknown)
    if not usable.any():
        raise DomainError(
            "siting.no_candidates", closed=int(closed.sum()), small=int(small.sum()), unknown=int(unknown.sum())
        )
    why = [(closed, "closed"), (small, "too small"), (unknown, "area unknown")]
    left_out = [LeftOut(int(site), word) for mask, word in why for site in np.flatnonzero(mask)]
    costs = candidates.opening_fen
    return Sites(
        fixed,
        usable,
        kinds,
        tuple(sorted(left_out, key=lambda item: item.index)),
        None if costs is None else whole_numbers(costs, "opening_fen", count),
    )


def _by_area(candidates: Candidates, kinds: tuple[str, ...], count: int) -> tuple[BoolArray, BoolArray]:
    """Which sites are below the smallest area for their kind, and which have one to keep but no area known."""
    smallest = candidates.minimum_m2
    if isinstance(smallest, Mapping):
        least: FloatArray = np.array([float(smallest.get(kind, 0.0)) for kind in kinds])
    else:
        least = np.full(count, float(smallest))
    if not (least >= 0).all():
        raise DomainError("siting.candidates_value", site=int(np.argmin(least >= 0)), name="minimum_m2", value=smallest)
    if candidates.area_m2 is None:
        return np.zeros(count, np.bool_), least > 0
    area = np.asarray(candidates.area_m2, np.float64)
    if area.shape != (count,):
        raise DomainError("siting.candidates_shape", name="area_m2", expected=count, found=area.size)
    if (area < 0).any():
        site = int(np.argmax(area < 0))
        raise DomainError("siting.candidates_value", site=site, name="area_m2", value=area[site])
    return area < least, np.isnan(area) & (least > 0)
