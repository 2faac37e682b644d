"""What somebody may be allowed to do for a resident."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Power(StrEnum):
    """One thing that a delegate may do."""

    SEE_RECORD = "see_record"
    SEE_BENEFITS = "see_benefits"
    RECEIVE_NOTICES = "receive_notices"
    APPLY = "apply"


def in_force(valid_from: date, valid_to: date, *, withdrawn: bool, on: date) -> bool:
    """Whether a delegation holds on a day."""
    return not withdrawn and valid_from <= on < valid_to
