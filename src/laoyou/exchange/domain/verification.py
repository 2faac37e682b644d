"""How a verification goes: its states, what can be answered, what becomes of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Where a request stands."""

    DRAFTED = "drafted"
    SENT = "sent"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


NEXT: dict[State, frozenset[State]] = {
    State.DRAFTED: frozenset({State.SENT, State.WITHDRAWN}),
    State.SENT: frozenset({State.ANSWERED, State.DELETED}),
    State.ANSWERED: frozenset({State.ANSWERED, State.DELETED}),
    State.WITHDRAWN: frozenset({State.DELETED}),
    State.DELETED: frozenset(),
}


def can_move(now: State, to: State) -> bool:
    """Whether a request in state `now` may be moved to `to`."""
    return to in NEXT[now]


class Field(StrEnum):
    """What the other department is given to know somebody by."""

    NAME = "name"
    ID_NUMBER = "id_number"
    BIRTH_DATE = "birth_date"


class Holds(StrEnum):
    """What the other department says."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What became of somebody's answer in the register."""

    WAITING = "waiting"
    RECEIVED = "received"
    ADDED = "added"
    AGREES = "agrees"
    CONFLICT = "conflict"
    NOT_KNOWN = "not_known"
    REFUSED = "refused"
    SETTLED = "settled"


class Verdict(StrEnum):
    """How an objection ended."""

    UPHELD = "upheld"
    REJECTED = "rejected"


MOST_PEOPLE = 5_000
MOST_DAYS = 366
"""An answer is used and deleted within a year; a longer need is asked again."""


@dataclass(frozen=True)
class Answer:
    """What was answered about one person; `true_from` is the first day on which it holds, `true_to` the first without it."""

    holds: Holds
    true_from: date | None = None
    true_to: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """A status as the register has it on the day that is asked about."""

    kind: str
    true_from: date
    true_to: date | None


def compare(kind: str, answer: Answer, standing: tuple[Standing, ...], excluded: frozenset[str]) -> Outcome:
    """
    What to do with `answer` beside what the register says; `ADDED` where a fact is missing and nothing speaks against it.

    standing  the person's facts on the day asked about
    excluded  kinds that nobody can have beside `kind`
    """
    if answer.holds is Holds.UNKNOWN:
        return Outcome.NOT_KNOWN
    own = [one for one in standing if one.kind == kind]
    if answer.holds is Holds.NO:
        return Outcome.CONFLICT if own else Outcome.AGREES
    if own:
        other_days = (answer.true_from is not None and answer.true_from != own[0].true_from) or (
            answer.true_to is not None and answer.true_to != own[0].true_to
        )
        return Outcome.CONFLICT if other_days else Outcome.AGREES
    return Outcome.CONFLICT if any(one.kind in excluded for one in standing) else Outcome.ADDED
