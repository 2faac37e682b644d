"""Elders in special difficulty: what is known of each ground, what follows, and which step may come next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from laoyou.people.domain.words import Status


class State(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    NEEDS_INFORMATION = "needs_information"
    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not_recognised"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.APPLIED, State.NEEDS_INFORMATION, State.RECOGNISED})
NEXT: Mapping[State, frozenset[State]] = {
    State.APPLIED: frozenset({State.NEEDS_INFORMATION, State.RECOGNISED, State.NOT_RECOGNISED, State.WITHDRAWN}),
    State.NEEDS_INFORMATION: frozenset(
        {State.NEEDS_INFORMATION, State.RECOGNISED, State.NOT_RECOGNISED, State.WITHDRAWN}
    ),
    State.RECOGNISED: frozenset({State.RECOGNISED, State.ENDED}),
}


class Answer(StrEnum):
    """What is known of one ground."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def verdict(is_elder: bool, answers: Mapping[str, Answer]) -> tuple[State, tuple[str, ...]]:
    """
    What follows from the grounds, and the grounds that are not known where they matter.

    One ground that holds is enough; without one, every ground must be known not to hold. Silence is not "no".
    """
    if not is_elder:
        return State.NOT_RECOGNISED, ()
    if any(answer is Answer.YES for answer in answers.values()):
        return State.RECOGNISED, ()
    missing = tuple(ground for ground, answer in answers.items() if answer is Answer.UNKNOWN)
    return (State.NEEDS_INFORMATION, missing) if missing else (State.NOT_RECOGNISED, ())


def can_move(now: State, to: State) -> bool:
    """Whether an application in state `now` may be moved to state `to`."""
    return to in NEXT.get(now, frozenset())


WORDS: Mapping[str, Status] = {
    "独居": Status.LIVES_ALONE,
    "空巢": Status.EMPTY_NEST,
    "留守": Status.LEFT_BEHIND,
    "失能": Status.DISABLED_ELDER,
    "重残": Status.SEVERE_DISABILITY,
    "计划生育特殊家庭": Status.SPECIAL_FAMILY_PLANNING_FAMILY,
}
"""Words by which a definition names its grounds, and the statuses of the register that they mean."""


def grounds_of(definition: str) -> tuple[Status, ...]:
    """The grounds that a definition names; one that it does not name is none of them."""
    return tuple(status for word, status in WORDS.items() if word in definition)
