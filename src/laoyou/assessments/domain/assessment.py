"""How an assessment goes: its states, why it is asked for, by which days it is due again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from laoyou.base.month import Month
from laoyou.engines import assessing
from laoyou.packs.public import InstrumentEntry


class State(StrEnum):
    """Where an assessment stands."""

    ASKED = "asked"
    ASSIGNED = "assigned"
    VISITED = "visited"
    SIGNED = "signed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


NEXT: Mapping[State, frozenset[State]] = {
    State.ASKED: frozenset({State.ASSIGNED, State.WITHDRAWN}),
    State.ASSIGNED: frozenset({State.ASSIGNED, State.VISITED, State.WITHDRAWN}),
    State.VISITED: frozenset({State.ASSIGNED, State.VISITED, State.SIGNED, State.WITHDRAWN}),
    State.SIGNED: frozenset({State.SETTLED}),
}
OPEN = frozenset({State.ASKED, State.ASSIGNED, State.VISITED})
"""Nobody has a level from it yet."""


def can_move(now: State, to: State) -> bool:
    """Whether an assessment in state `now` may be moved to state `to`."""
    return to in NEXT.get(now, frozenset())


class Reason(StrEnum):
    """Why somebody is assessed."""

    FIRST = "first"
    DUE = "due"
    CHANGE = "change"
    OBJECTION = "objection"


class Verdict(StrEnum):
    """How an objection ended."""

    UPHELD = "upheld"
    REJECTED = "rejected"


ASSESSORS = 2
ELDER_YEARS = 60
MEDICAL = frozenset({"doctor_licence", "nurse_licence", "rehabilitation_therapist"})
"""Certificates of a medical profession."""


def in_use(entry: InstrumentEntry) -> bool:
    """Whether somebody may be assessed by it today: not one of old files, and by two people, as this room knows it."""
    return not entry.historical and entry.terms.assessors == ASSESSORS


def months_after(day: date, months: int) -> date:
    """The same day `months` later, the last one of a shorter month."""
    month = Month.of(day).plus(months)
    length = (month.end - month.first_day).days
    return month.first_day.replace(day=min(day.day, length))


def due_on(entry: InstrumentEntry, visited_on: date) -> date | None:
    """When the next assessment is due; None where the instrument gives no term."""
    months = entry.terms.months or entry.terms.valid_months
    return None if months is None else months_after(visited_on, months)


def valid_to(entry: InstrumentEntry, visited_on: date) -> date | None:
    """The first day on which the level counts no longer; None where it counts until the next one."""
    return None if entry.terms.valid_months is None else months_after(visited_on, entry.terms.valid_months)


def trace_of(entry: InstrumentEntry, outcome: assessing.Outcome, pack_version: str) -> dict[str, Any]:
    """How a level came about, as it is kept with it."""
    return {
        "instrument": entry.id,
        "pack_version": pack_version,
        "method": entry.method,
        "points": dict(outcome.points),
        "classes": dict(outcome.classes),
        "total": outcome.total,
        "first": outcome.first,
        "level": outcome.level,
        "raised_by": list(outcome.raised_by),
    }
