"""What siting answers: the sites, why each was chosen, and how good the answer provably is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

EXACT = 1e-6
"""Relative difference below which value and bound are the same: what a solver in floating point can tell apart."""


class Status(Enum):
    """How an answer stands to the best possible one."""

    OPTIMAL = "optimal"
    WITHIN_GAP = "within gap"
    STOPPED = "stopped"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that was not considered, and why: "closed", "too small" or "area unknown"."""

    index: int
    why: str


@dataclass(frozen=True, slots=True)
class CoveringSite:
    """
    One open site of a covering answer.

    covers       weight within reach of the site
    alone        weight that no other open site reaches: what would be lost without it
    beyond_fixed weight within its reach that no fixed site reaches
    gains        (k,) rows of the places that only this site reaches, heaviest first
    """

    index: int
    kind: str
    is_fixed: bool
    covers: float
    alone: float
    beyond_fixed: float
    gains: IntArray = field(compare=False)


@dataclass(frozen=True, slots=True)
class MedianSite:
    """
    One open site of a p-median answer.

    serves   weight whose nearest open site this is
    minutes  mean minutes of those it serves
    saves    weighted minutes that all would travel more without it; inf where somebody would reach no site
    gains    (k,) rows of the places that would travel further without it, largest loss first
    """

    index: int
    kind: str
    is_fixed: bool
    serves: float
    minutes: float
    saves: float
    gains: IntArray = field(compare=False)


@dataclass(frozen=True, slots=True)
class BedSite:
    """
    One open site of an allocation.

    beds       beds it has in all; `new_beds` of them are built
    serves     need that is met here
    minutes    mean minutes of those it serves
    cost_fen   opening and new beds, in fen
    saves      minutes that those it serves would at least travel more (or wait, if unserved) without it, even if all others had room
    gains      (k,) rows of the places it serves, largest flow first
    """

    index: int
    kind: str
    is_fixed: bool
    beds: int
    new_beds: int
    serves: float
    minutes: float
    cost_fen: int
    saves: float
    gains: IntArray = field(compare=False)


Site = TypeVar("Site", CoveringSite, MedianSite, BedSite)


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[Site]):
    """
    What every answer says of itself.

    value       what was to be made large (coverage) or small (everything else)
    bound       what no answer can pass, proven: value ≤ bound where large is good, value ≥ bound where small is
    gap         |bound - value| as a share of the larger of the two; inf where no bound is known
    seconds     time taken; no part of what makes two answers equal
    iterations  rounds of search, bounding steps and branch-and-bound nodes together
    sites       the open sites, fixed ones first, each with its reason
    left_out    candidates that were not considered
    """

    status: Status
    value: float
    bound: float
    gap: float
    seconds: float = field(compare=False)
    iterations: int = field(compare=False)
    sites: tuple[Site, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def open(self) -> IntArray:
        """Columns of all open sites, ascending."""
        return np.array(sorted(site.index for site in self.sites), np.int64)

    @property
    def new(self) -> IntArray:
        """Columns of the sites that this answer adds, ascending."""
        return np.array(sorted(site.index for site in self.sites if not site.is_fixed), np.int64)


@dataclass(frozen=True, kw_only=True)
class Coverage(Answer[CoveringSite]):
    """
    Who is within reach of an open site.

    covered         (places,) whether a place is within reach
    covered_weight  their weight
    total_weight    the weight of all
    out_of_reach    (k,) rows of places with weight that no candidate at hand reaches
    cost_fen        opening costs of the new sites; None where no costs were given
    """

    covered: BoolArray = field(compare=False)
    covered_weight: float
    total_weight: float
    out_of_reach: IntArray = field(compare=False)
    cost_fen: int | None = None

    @property
    def share(self) -> float:
        """Covered weight as a share of all weight."""
        return self.covered_weight / self.total_weight


@dataclass(frozen=True, kw_only=True)
class Median(Answer[MedianSite]):
    """
    Who goes where, if everybody goes to the nearest open site. `value` is weight × minutes over all places.

    nearest       (places,) column of the nearest open site
    minutes       (places,) minutes to it
    total_weight  the weight of all
    """

    nearest: IntArray = field(compare=False)
    minutes: FloatArray = field(compare=False)
    total_weight: float

    @property
    def mean_minutes(self) -> float:
        """Minutes of an average person."""
        return self.value / self.total_weight


@dataclass(frozen=True, kw_only=True)
class Allocation(Answer[BedSite]):
    """
    Beds at sites, and who goes where within their number.

    beds        (sites,) beds at each site after building
    flows       (places, sites) need of a place met at a site
    unserved    (places,) need that is met nowhere
    cost_fen    opening and building, in fen; never above the budget
    """

    beds: IntArray = field(compare=False)
    flows: sparse.csr_array = field(compare=False)
    unserved: FloatArray = field(compare=False)
    cost_fen: int

    @property
    def served(self) -> float:
        """Need that is met."""
        return float(self.flows.sum())


def gap_between(value: float, bound: float) -> float:
    """|bound - value| over the larger of the two; 0 where they agree, inf where the bound says nothing."""
    if value == bound:
        return 0.0
    if not (np.isfinite(value) and np.isfinite(bound)):
        return float("inf")
    return abs(bound - value) / max(abs(bound), abs(value))


def status_of(gap: float, wanted: float) -> Status:
    """Optimal, within the gap that was asked for, or stopped before either."""
    if gap <= EXACT:
        return Status.OPTIMAL
    return Status.WITHIN_GAP if gap <= wanted else Status.STOPPED
