"""From when until when somebody is in the district, as rules ask for it: one stay, whatever communities it led through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

NEVER: Final = date(1900, 1, 1)
"""A stay from this day to this day is no stay: it is known that somebody is not here."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in the district, half-open. No first day: nobody knows; no last day: it goes on."""

    true_from: date | None
    true_to: date | None = None


ELSEWHERE: Final = Stay(NEVER, NEVER)
UNKNOWN: Final = Stay(None)


def settled(birth: date, *, here: bool, elsewhere: bool, since: date | None, until: date | None) -> Stay:
    """The stay of somebody without a timeline: as his own row says, since birth where it says no day."""
    if here:
        return Stay(since or birth)
    if until is not None:
        return Stay(since or birth, until)
    return ELSEWHERE if elsewhere else UNKNOWN


def travelled(birth: date, spells: Sequence[tuple[bool, date | None, date | None]]) -> Stay:
    """
    The last stay of a timeline: spells in order, as (in the district, from, to).

    Moves from one community to another of the district do not end a stay.
    """
    found: Stay | None = None
    for here, true_from, true_to in spells:
        if not here:
            continue
        if found is not None and found.true_to is not None and found.true_to == true_from:
            found = Stay(found.true_from, true_to)
        else:
            found = Stay(true_from or birth, true_to)
    return found or ELSEWHERE
