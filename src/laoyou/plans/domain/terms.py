"""When the ledger reminds and whom it tells next: numbers of days, which a pack gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

REMIND: Final = "ledger.remind_days_before"
AGAIN: Final = "ledger.remind_again_days"
ESCALATE: Final = "ledger.escalate_days_after"
CONFIRM_WITHIN: Final = "ledger.confirm_within_days"


@dataclass(frozen=True)
class Terms:
    """
    Days; None where no pack says so, and then nothing of that kind is sent.

    remind    before the deadline, whoever is responsible is reminded
    again     after a reminder, until the next one
    escalate  after the deadline, the planner is told
    confirm   after a report, the leading unit is reminded to confirm it
    """

    remind: int | None = None
    again: int | None = None
    escalate: int | None = None
    confirm: int | None = None


class Call(StrEnum):
    """Whom a letter of the ledger calls."""

    REMIND = "remind"
    ESCALATE = "escalate"
    CONFIRM = "confirm"


def calls(terms: Terms, *, due: date | None, waiting_since: date | None, on: date) -> list[tuple[Call, int]]:
    """
    Who is to be told about an open item on the day `on`: (call, its turn), so that each turn is told once.

    due            the deadline; None has none
    waiting_since  the day of the report that waits for confirmation, None where none waits
    """
    found: list[tuple[Call, int]] = []
    if waiting_since is not None:
        if terms.confirm is not None and (on - waiting_since).days >= terms.confirm:
            found.append((Call.CONFIRM, _turn((on - waiting_since).days - terms.confirm, terms.again)))
    elif due is not None and terms.remind is not None and (due - on).days <= terms.remind:
        found.append((Call.REMIND, _turn((on - due).days + terms.remind, terms.again)))
    if due is not None and terms.escalate is not None and (on - due).days >= terms.escalate:
        found.append((Call.ESCALATE, _turn((on - due).days - terms.escalate, terms.again)))
    return found


def _turn(days: int, again: int | None) -> int:
    return days // again if again else 0
