"""Requests about one's own data: what may be asked, by whom, and which step follows which."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    COPY = "copy"
    CORRECT = "correct"
    ERASE = "erase"


class Asker(StrEnum):
    """Who asks: the person, or somebody who may ask for him; the next of kin of somebody who has died."""

    HIMSELF = "himself"
    GUARDIAN = "guardian"
    DELEGATE = "delegate"
    KIN = "kin"


class State(StrEnum):
    RECEIVED = "received"
    CHECKED = "checked"
    GRANTED = "granted"
    REFUSED = "refused"
    DONE = "done"
    WITHDRAWN = "withdrawn"


NEXT = {
    State.RECEIVED: {State.CHECKED, State.WITHDRAWN},
    State.CHECKED: {State.GRANTED, State.REFUSED, State.WITHDRAWN},
    State.GRANTED: {State.DONE},
}
OPEN = frozenset({State.RECEIVED, State.CHECKED, State.GRANTED})


def can_move(now: State, to: State) -> bool:
    """Whether a request in state `now` may be moved to state `to`."""
    return to in NEXT.get(now, set())


def may_ask(asker: Asker, *, dead: bool) -> bool:
    """Whether `asker` may ask: the next of kin only for somebody who has died, himself only while he lives."""
    return asker is Asker.KIN if dead else asker is not Asker.KIN
