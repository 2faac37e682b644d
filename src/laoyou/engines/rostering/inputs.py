"""What is asked of a day before anything is computed: refused in words, never guessed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from laoyou.base.errors import DomainError
from laoyou.engines.rostering.model import Carer, Costs, Visit

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]


def travel(minutes: ArrayLike) -> FloatArray:
    """The travel minutes as one square matrix without holes."""
    found = np.ascontiguousarray(minutes, dtype=np.float64)
    if found.ndim != 2 or found.shape[0] != found.shape[1]:
        raise DomainError("rostering.minutes_shape", found="×".join(map(str, found.shape)) or "0")
    for code, wrong in (("rostering.minutes_unknown", np.isnan(found)), ("rostering.minutes_negative", found < 0)):
        if wrong.any():
            row, column = (int(number) for number in np.argwhere(wrong)[0])
            raise DomainError(code, row=row, column=column, value=float(found[row, column]))
    return found


def require_day(visits: Sequence[Visit], carers: Sequence[Carer], places: int) -> None:
    """Refuse the first visit or carer that means nothing, by its id."""
    _require_ids([visit.id for visit in visits])
    _require_ids([carer.id for carer in carers])
    for visit in visits:
        _require_visit(visit)
        _require_place(visit.id, visit.place, places)
    for carer in carers:
        _require_carer(carer)
        _require_place(carer.id, carer.start_place, places)
        _require_place(carer.id, carer.end_place, places)


def require_costs(costs: Costs) -> None:
    for one in fields(costs):
        value = getattr(costs, one.name)
        if not 0 <= value < math.inf:
            raise DomainError("rostering.costs", name=one.name, value=value)


def _require_ids(ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise DomainError("rostering.twice", id=one)
        seen.add(one)


def _require_place(owner: str, place: int, places: int) -> None:
    if not 0 <= place < places:
        raise DomainError("rostering.no_place", id=owner, place=place, places=places)


def _require_visit(visit: Visit) -> None:
    for part in range(visit.parts):
        minutes, _ = visit.needs(part)
        if not 0 < minutes < math.inf:
            raise DomainError("rostering.visit_minutes", id=visit.id, value=minutes)
    first, last = visit.window
    if not (-math.inf < first <= last):
        raise DomainError("rostering.window", id=visit.id, first=first, last=last)
    if visit.second is not None:
        first, last = visit.second.gap
        if not (-math.inf < first <= last):
            raise DomainError("rostering.gap", id=visit.id, first=first, last=last)
    if not 0 < visit.priority < math.inf:
        raise DomainError("rostering.priority", id=visit.id, value=visit.priority)


def _require_carer(carer: Carer) -> None:
    first, last = carer.shift
    if not (-math.inf < first <= last):
        raise DomainError("rostering.shift", id=carer.id, first=first, last=last)
    if not carer.work_minutes >= 0:
        raise DomainError("rostering.work_minutes", id=carer.id, value=carer.work_minutes)
    lunch = carer.lunch
    if lunch is not None and not (lunch.minutes >= 0 and lunch.earliest <= lunch.latest):
        raise DomainError(
            "rostering.lunch", id=carer.id, minutes=lunch.minutes, first=lunch.earliest, last=lunch.latest
        )
