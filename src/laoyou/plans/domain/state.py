"""
How an indicator stands: pure decisions from baseline, target, value and the day.

Three rules that keep a word from saying more than the figures do:

- Values are compared as they are, never as they are rounded for print.
- Where the definition is in doubt, nothing is called reached or missed: the doubt is the state.
- When the period of a plan has ended, the last value from its final year judges it. Where none was recorded, the latest
  value after the end does, and the verdict says so (`late`): a later reading, not the outcome on the last day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

Operator = Literal[">=", "<=", "=", ">", "<", "range"]


class State(StrEnum):
    """The word for how an indicator stands, in the order in which it needs attention."""

    BELOW_BASELINE = "below_baseline"
    BEHIND = "behind"
    ENDED_NOT_REACHED = "ended_not_reached"
    IN_DOUBT = "in_doubt"
    ENDED_NOT_EVALUATED = "ended_not_evaluated"
    NO_DATA = "no_data"
    ON_COURSE = "on_course"
    ENDED_REACHED = "ended_reached"
    REACHED = "reached"

    @property
    def attention(self) -> int:
        """0 for what needs attention first."""
        return tuple(State).index(self)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be so: `value` by `operator`, for a range up to `upper`; on the last day of `year`."""

    operator: Operator
    value: Decimal
    year: int
    upper: Decimal | None = None

    def met_by(self, value: Decimal) -> bool:
        """Whether `value` does what is asked."""
        match self.operator:
            case ">=":
                return value >= self.value
            case ">":
                return value > self.value
            case "<=":
                return value <= self.value
            case "<":
                return value < self.value
            case "=":
                return value == self.value
            case "range":
                return self.value <= value <= (self.upper if self.upper is not None else self.value)

    def shortfall(self, value: Decimal) -> Decimal:
        """How far `value` is from what is asked, never negative; 0 too where only equality separates > from >=."""
        match self.operator:
            case ">=" | ">":
                return max(self.value - value, Decimal(0))
            case "<=" | "<":
                return max(value - self.value, Decimal(0))
            case "=":
                return abs(value - self.value)
            case "range":
                upper = self.upper if self.upper is not None else self.value
                return max(self.value - value, value - upper, Decimal(0))


@dataclass(frozen=True, slots=True)
class Start:
    """Where the plan starts from: a number, or a bound (“over 95”), on the last day of `year`."""

    value: Decimal
    year: int
    operator: Operator = "="


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of the indicator and the day for which it holds."""

    value: Decimal
    as_of: date


class Reason(StrEnum):
    """Why a verdict could not say more."""

    DEFINITION = "definition"
    TARGET_UNREADABLE = "target_unreadable"
    TARGET_IN_WORDS = "target_in_words"
    NO_READING = "no_reading"
    NO_BASELINE = "no_baseline"
    REGISTER_INCOMPLETE = "register_incomplete"


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    How an indicator stands.

    reading         the value that was judged, where there is one
    expected        what the straight line from baseline to target asks on the day of the reading
    late            the period has ended and the reading is from after its end
    below_baseline  the value is worse than the baseline, whatever the state says besides
    reasons         why it could not be judged, or not further
    """

    state: State
    reading: Reading | None = None
    expected: Decimal | None = None
    late: bool = False
    below_baseline: bool = False
    reasons: tuple[Reason, ...] = ()


YEAR_END: Final = (12, 31)


def judge(
    readings: Iterable[Reading],
    *,
    goal: Goal | None,
    start: Start | None,
    period_end: date,
    on: date,
    in_doubt: bool = False,
    register_incomplete: bool = False,
    target_in_words: bool = False,
) -> Verdict:
    """
    The verdict on the day `on`.

    readings         every value known, in any order; later ones than `on` are left out
    goal             None where the target cannot be read as a number (`target_in_words`: it never was one)
    period_end       the first day after the plan's period
    in_doubt         the definition of the indicator, or of its value, is in doubt
    register_incomplete  the register misses many of those whom official statistics count, so the value is too small
    """
    known = sorted((reading for reading in readings if reading.as_of <= on), key=lambda reading: reading.as_of)
    ended = on >= period_end
    reading, late = _decisive(known, period_end) if ended else (known[-1] if known else None, False)
    worse = reading is not None and start is not None and _worse(reading.value, start, goal)
    reasons: list[Reason] = []
    if goal is None:
        reasons.append(Reason.TARGET_IN_WORDS if target_in_words else Reason.TARGET_UNREADABLE)
    if reading is None:
        reasons.append(Reason.NO_READING)
    if in_doubt:
        reasons.append(Reason.DEFINITION)
    if register_incomplete:
        reasons.append(Reason.REGISTER_INCOMPLETE)
    if reading is None or (goal is None and target_in_words):
        state = State.ENDED_NOT_EVALUATED if ended else State.NO_DATA
        return Verdict(state, reading, None, late, worse, tuple(reasons))
    if in_doubt or register_incomplete or goal is None:
        return Verdict(State.IN_DOUBT, reading, None, late, worse, tuple(reasons))
    if ended:
        state = State.ENDED_REACHED if goal.met_by(reading.value) else State.ENDED_NOT_REACHED
        return Verdict(state, reading, None, late, worse)
    if goal.met_by(reading.value):
        return Verdict(State.REACHED, reading, None, False, worse)
    if worse:
        return Verdict(State.BELOW_BASELINE, reading, None, False, True)
    if start is None:
        # Without a beginning there is no line: not reached is all that can be said.
        return Verdict(State.BEHIND, reading, None, False, False, (Reason.NO_BASELINE,))
    expected = expected_on(reading.as_of, start=start, goal=goal)
    on_course = goal.shortfall(reading.value) <= goal.shortfall(expected)
    return Verdict(State.ON_COURSE if on_course else State.BEHIND, reading, expected)


def _decisive(known: list[Reading], period_end: date) -> tuple[Reading | None, bool]:
    """The reading that judges an ended period: the last one in its final year, else the latest one after it."""
    year_before = period_end.replace(year=period_end.year - 1)
    within = [reading for reading in known if year_before <= reading.as_of < period_end]
    if within:
        return within[-1], False
    after = [reading for reading in known if reading.as_of >= period_end]
    return (after[-1], True) if after else (None, False)


def expected_on(day: date, *, start: Start, goal: Goal) -> Decimal:
    """
    What the straight line from the baseline to the target asks on `day`, as a share of the days between.

    Before the baseline the baseline, after the target the target. The target of a range is its nearer edge.
    """
    begin, end = date(start.year, *YEAR_END), date(goal.year, *YEAR_END)
    if end <= begin or day >= end:
        share = Decimal(1)
    else:
        share = max(Decimal((day - begin).days) / Decimal((end - begin).days), Decimal(0))
    aim = goal.value
    if goal.operator == "range" and goal.upper is not None:
        aim = min(max(start.value, goal.value), goal.upper)
    return start.value + (aim - start.value) * share


def _worse(value: Decimal, start: Start, goal: Goal | None) -> bool:
    """Whether `value` lies on the wrong side of the baseline. Without a target nobody says which side that is."""
    if goal is None:
        return False
    if goal.operator in (">=", ">"):
        return value <= start.value if start.operator == ">" else value < start.value
    if goal.operator in ("<=", "<"):
        return value >= start.value if start.operator == "<" else value > start.value
    return goal.shortfall(value) > goal.shortfall(start.value)


def is_floor(start: Start | None, goal: Goal | None) -> bool:
    """Whether the target asks for less than the plan started with, so that it is a floor and no ambition."""
    if start is None or goal is None:
        return False
    if goal.operator in (">=", ">"):
        return goal.value < start.value
    if goal.operator in ("<=", "<"):
        return goal.value > start.value
    return False
