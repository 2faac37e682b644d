"""On which days somebody is reminded of a paper that runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Terms:
    """
    days_before  reminded from so many days before the last day; None: nobody is
    again_days   and again after so many days each; None: once
    """

    days_before: int | None = None
    again_days: int | None = None


def turn(terms: Terms, expires_on: date, on: date) -> int | None:
    """
    Which reminder is due on a day: 0 the first, 1, 2 … those after it, None before the time has come.

    It goes on after the last day: what has run out matters most.
    """
    if terms.days_before is None:
        return None
    since = (on - expires_on).days + terms.days_before
    if since < 0:
        return None
    return since // terms.again_days if terms.again_days else 0
