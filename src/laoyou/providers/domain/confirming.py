"""What a provider enters is looked at by its town or department before it counts."""

from __future__ import annotations

from enum import StrEnum


class Confirmation(StrEnum):
    """How far the office has come with what a provider entered."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


def can_decide(now: Confirmation, entered_by: int | None, by: int | None) -> bool:
    """Whether account `by` may decide on something in state `now` that `entered_by` entered: never on his own."""
    return now is Confirmation.WAITING and (by is None or by != entered_by)
