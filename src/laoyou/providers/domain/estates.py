"""Facilities that are due with a housing estate: planned, built, accepted and handed over together with it (四同步)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

STEPS = ("planned_on", "built_on", "accepted_on", "handed_over_on", "in_use_on")
"""Planned, built, accepted, handed over, in use: in this order, none without the one before."""


class DutyState(StrEnum):
    """How far a facility that is due has come."""

    DUE = "due"
    PLANNED = "planned"
    BUILT = "built"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"
    IN_USE = "in_use"
    MISUSED = "misused"


STATE_AFTER = {
    "planned_on": DutyState.PLANNED,
    "built_on": DutyState.BUILT,
    "accepted_on": DutyState.ACCEPTED,
    "handed_over_on": DutyState.HANDED_OVER,
    "in_use_on": DutyState.IN_USE,
}


def duty_state(steps: Mapping[str, date | None], used_as: str) -> DutyState:
    """How far it has come: the last step that was taken; used for something else, whatever was handed over."""
    if used_as:
        return DutyState.MISUSED
    state = DutyState.DUE
    for step in STEPS:
        if steps.get(step) is None:
            break
        state = STATE_AFTER[step]
    return state


def in_order(steps: Mapping[str, date | None]) -> bool:
    """Whether no step is dated before, or without, the one before it."""
    last: date | None = None
    ended = False
    for step in STEPS:
        day = steps.get(step)
        if day is None:
            ended = True
            continue
        if ended or (last is not None and day < last):
            return False
        last = day
    return True
