"""
How an item of the ledger moves from reading to closing, and whose hands may move it.

A unit that answers for an item reports, the unit that leads it confirms or returns, the planner closes (销号) and reopens.
Nobody confirms his own report, and no unit that of itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where an item stands. A delay that was asked for does not change it."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    REPORTED = "reported"
    COMPLETION_REPORTED = "completion_reported"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


class Act(StrEnum):
    """What somebody may do with an item."""

    REPORT = "report"
    REPORT_COMPLETION = "report_completion"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    ASK_DELAY = "ask_delay"
    GRANT_DELAY = "grant_delay"
    REFUSE_DELAY = "refuse_delay"
    CLOSE = "close"
    REOPEN = "reopen"
    DECIDE = "decide"


OPEN_STATES: Final = frozenset({State.PLANNED, State.UNDER_WAY, State.REPORTED, State.COMPLETION_REPORTED})
WAITING_STATES: Final = frozenset({State.REPORTED, State.COMPLETION_REPORTED})
DONE_STATES: Final = frozenset({State.CONFIRMED, State.CLOSED})

_AFTER: Final[dict[Act, dict[State, State]]] = {
    Act.REPORT: {State.PLANNED: State.REPORTED, State.UNDER_WAY: State.REPORTED},
    Act.REPORT_COMPLETION: {
        State.PLANNED: State.COMPLETION_REPORTED,
        State.UNDER_WAY: State.COMPLETION_REPORTED,
    },
    Act.CONFIRM: {State.REPORTED: State.UNDER_WAY, State.COMPLETION_REPORTED: State.CONFIRMED},
    Act.SEND_BACK: {State.REPORTED: State.UNDER_WAY, State.COMPLETION_REPORTED: State.UNDER_WAY},
    Act.ASK_DELAY: {state: state for state in OPEN_STATES},
    Act.GRANT_DELAY: {state: state for state in OPEN_STATES},
    Act.REFUSE_DELAY: {state: state for state in OPEN_STATES},
    Act.CLOSE: {State.CONFIRMED: State.CLOSED},
    Act.REOPEN: {State.CONFIRMED: State.UNDER_WAY, State.CLOSED: State.UNDER_WAY},
    Act.DECIDE: {state: state for state in State},
}


def after(state: State, act: Act) -> State | None:
    """The state that follows when `act` is done in `state`; None where it cannot be done then."""
    return _AFTER[act].get(state)


class Part(StrEnum):
    """How a unit takes part in an item."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORTING = "supporting"


@dataclass(frozen=True)
class Party:
    """Somebody who takes part: a unit, by the one that does its work today, or a town."""

    part: Part
    unit: str | None = None
    town: str | None = None


@dataclass(frozen=True)
class Actor:
    """
    Whoever stands before the ledger.

    unit     the unit of his account, as it is today
    officer  whether he holds a department's role over the area of the item
    towns    the areas for which he answers as a town's officer
    leads    whether he plans for the area of the item: he closes, reopens and decides
    """

    account: int | None
    unit: str | None = None
    officer: bool = False
    towns: tuple[str, ...] = ()
    leads: bool = False

    def acts_for(self, party: Party) -> bool:
        """Whether he acts for `party`."""
        if party.town is not None:
            return any(party.town.startswith(town) for town in self.towns)
        return self.officer and party.unit is not None and party.unit == self.unit

    def is_of(self, unit: str | None) -> bool:
        """Whether he belongs to `unit` and may speak for it about a report: as its officer, or as the planner there."""
        return unit is not None and unit == self.unit and (self.officer or self.leads)


@dataclass(frozen=True)
class Reporter:
    """Who made the report that waits: the account, and for whom it was made."""

    account: int | None
    unit: str | None = None
    town: str | None = None


def reporting_parties(parties: Iterable[Party]) -> list[Party]:
    """Who reports: the responsible units; where the document names none, those that lead."""
    parties = list(parties)
    responsible = [one for one in parties if one.part is Part.RESPONSIBLE]
    return responsible or [one for one in parties if one.part is Part.LEAD]


def reports_for(actor: Actor, parties: Iterable[Party]) -> Party | None:
    """For which party the actor may report progress and ask for a delay; None where his hands are the wrong ones."""
    return next((one for one in reporting_parties(parties) if actor.acts_for(one)), None)


def may_confirm(actor: Actor, parties: Iterable[Party], reporter: Reporter) -> bool:
    """
    Whether the actor may confirm or send back the report of `reporter`.

    A unit that leads does, but neither the unit nor the person that reported. Where nobody else leads, the planner does.
    """
    if actor.account is None or actor.account == reporter.account:
        return False
    if reporter.unit is not None and actor.unit == reporter.unit:
        return False
    leading = [one for one in parties if one.part is Part.LEAD and one.unit is not None and one.unit != reporter.unit]
    if leading:
        return any(actor.is_of(one.unit) for one in leading)
    return actor.leads


def may_keep(actor: Actor, parties: Iterable[Party]) -> bool:
    """Whether the actor may note money, capacity and milestones: the planner, and whoever leads the item or answers for it."""
    return actor.leads or any(actor.acts_for(one) for one in parties if one.part is not Part.SUPPORTING)


def possible(
    actor: Actor, state: State, parties: Iterable[Party], reporter: Reporter | None, *, delay_asked: bool
) -> frozenset[Act]:
    """Everything that the actor may do with an item now: what its page offers, and what commands let pass."""
    parties = list(parties)
    right: set[Act] = set()
    if reports_for(actor, parties) is not None:
        right |= {Act.REPORT, Act.REPORT_COMPLETION}
        if not delay_asked:
            right.add(Act.ASK_DELAY)
    if reporter is not None and may_confirm(actor, parties, reporter):
        right |= {Act.CONFIRM, Act.SEND_BACK}
    if actor.leads:
        right |= {Act.CLOSE, Act.REOPEN, Act.DECIDE}
        if delay_asked:
            right |= {Act.GRANT_DELAY, Act.REFUSE_DELAY}
    return frozenset(act for act in right if after(state, act) is not None)


class Standing(StrEnum):
    """What a list shows: the state, and the clock beside it."""

    LATE = "late"
    DUE_SOON = "due_soon"
    WAITING = "waiting"
    UNDER_WAY = "going"
    PLANNED = "not_begun"
    CONFIRMED = "done"
    CLOSED = "closed"


def is_late(state: State, due: date | None, on: date) -> bool:
    """Whether the last day has passed and nobody has confirmed that the item is done."""
    return state in OPEN_STATES and due is not None and due < on


def standing(state: State, due: date | None, on: date, *, soon_days: int | None) -> Standing:
    """How an item stands on the day `on`; without `soon_days` nothing is due soon."""
    if state is State.CLOSED:
        return Standing.CLOSED
    if state is State.CONFIRMED:
        return Standing.CONFIRMED
    if is_late(state, due, on):
        return Standing.LATE
    if state in WAITING_STATES:
        return Standing.WAITING
    if due is not None and soon_days is not None and due <= on + timedelta(days=soon_days):
        return Standing.DUE_SOON
    return Standing.PLANNED if state is State.PLANNED else Standing.UNDER_WAY
