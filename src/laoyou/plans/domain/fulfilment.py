"""
How much of a target is done, and which grade that is: from bands that a pack defines.

The rate of completion (完成率) compares a value with what is asked by then: while the period lasts with the straight line from the
baseline to the target, afterwards with the target. What cannot be judged has no rate and no grade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from laoyou.plans.domain.state import Goal, Start, State, Verdict, expected_on

JUDGED: Final = frozenset(
    {
        State.REACHED,
        State.ENDED_REACHED,
        State.ON_COURSE,
        State.BEHIND,
        State.BELOW_BASELINE,
        State.ENDED_NOT_REACHED,
    }
)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """
    How much is done of what is asked.

    rate   1 where the value is just what is asked
    asked  the target, or what the straight line asks on the day of the value; of a range its nearer edge
    met    whether that is reached: at a rate of 1, `>` is not
    """

    rate: Decimal
    asked: Decimal
    met: bool


def fulfilment(verdict: Verdict, goal: Goal | None, start: Start | None) -> Fulfilment | None:
    """The rate of completion; None where nothing was judged, or where a rate says nothing: nothing but positive numbers is compared."""
    if goal is None or verdict.reading is None or verdict.state not in JUDGED:
        return None
    if verdict.state not in (State.ON_COURSE, State.BEHIND, State.BELOW_BASELINE):
        return _rate(verdict.reading.value, goal)
    if start is None:
        return None
    line = expected_on(verdict.reading.as_of, start=start, goal=goal)
    operator = goal.operator
    if operator in ("=", "range"):  # on the way there it is enough to be ahead of the line
        operator = ">=" if start.value <= goal.value else "<="
    return _rate(verdict.reading.value, replace(goal, operator=operator, value=line, upper=None))


def _rate(value: Decimal, goal: Goal) -> Fulfilment | None:
    met = goal.met_by(value)
    edge = goal.value
    if goal.operator == "range" and goal.upper is not None:
        edge = min(max(value, goal.value), goal.upper)
    if edge <= 0 or value < 0:
        return None
    if goal.operator in ("<=", "<") or (goal.operator in ("=", "range") and value > edge):
        return Fulfilment(edge / value if value else Decimal(1), edge, met)
    return Fulfilment(value / edge, edge, met)


def digits_that_tell(rate: Decimal, starts: Sequence[Decimal]) -> int:
    """Decimals of a rate in per cent with which rounding does not carry it over the edge of a band; 1, where that is enough."""
    for digits in range(1, 6):
        rounded = round(rate * 100, digits) / 100
        if all((rounded >= least) == (rate >= least) for least in starts):
            return digits
    return 6


def band_of(done: Fulfilment, starts: Sequence[Decimal]) -> int:
    """
    The number of the band in which a rate lies; `starts` rise from 0.

    Bands from 1 on ask that the target is met, not merely touched. Rates are compared as they are, never rounded.
    """
    fitting = [number for number, least in enumerate(starts) if done.rate >= least and (done.met or least < 1)]
    return fitting[-1]
