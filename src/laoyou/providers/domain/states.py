"""The states of providers, facilities, filings and credentials, and what may follow what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class FiledState(StrEnum):
    """Whether a facility's filing (备案) is in order. A filing is no licence: nobody refuses it, it is made or missing."""

    FILED = "filed"
    NOT_FILED = "not_filed"
    NOT_REQUIRED = "not_required"
    WITHDRAWN = "withdrawn"


NEXT_FILED: dict[FiledState, frozenset[FiledState]] = {
    FiledState.NOT_FILED: frozenset({FiledState.FILED, FiledState.NOT_REQUIRED}),
    FiledState.NOT_REQUIRED: frozenset({FiledState.FILED}),
    FiledState.FILED: frozenset({FiledState.WITHDRAWN}),
    FiledState.WITHDRAWN: frozenset({FiledState.FILED}),
}


def can_file(now: FiledState, to: FiledState) -> bool:
    """Whether a facility whose filing is in state `now` may be moved to `to`; staying where it is counts as moving."""
    return now is to or to in NEXT_FILED[now]


class BedState(StrEnum):
    """Whether a bed is in service."""

    OPEN = "open"
    CLOSED = "closed"
    TAKEN_OUT = "taken_out"


NEXT_BED_STATES: dict[BedState, frozenset[BedState]] = {
    BedState.OPEN: frozenset({BedState.CLOSED, BedState.TAKEN_OUT}),
    BedState.CLOSED: frozenset({BedState.OPEN, BedState.TAKEN_OUT}),
    BedState.TAKEN_OUT: frozenset({BedState.OPEN}),
}
"""A bed that was taken out by mistake is put back; under which readings it counts is then said anew."""


def can_put(now: BedState, to: BedState) -> bool:
    """Whether a bed in state `now` may be put into `to`."""
    return to in NEXT_BED_STATES[now]


class CredentialState(StrEnum):
    """How a credential stands on a day."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


EXPIRES_SOON = timedelta(days=90)
"""Three months before the end a director is reminded, which is how long a renewal takes at most."""


def credential_state(expires_on: date | None, today: date) -> CredentialState:
    """
    How a credential stands on `today`.

    It is good through its last day: `expires_on` is the last day on which it holds, and None never ends.
    """
    if expires_on is None or expires_on - today > EXPIRES_SOON:
        return CredentialState.VALID
    return CredentialState.EXPIRED if expires_on < today else CredentialState.EXPIRING


@dataclass(frozen=True, slots=True)
class Bar:
    """A time during which a provider may not open anything new: [from, to), without end where `to` is None."""

    barred_from: date
    barred_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.barred_from <= day and (self.barred_to is None or day < self.barred_to)


def is_barred(bars: tuple[Bar, ...], day: date) -> bool:
    """Whether any of `bars` holds on `day`."""
    return any(bar.holds_on(day) for bar in bars)
