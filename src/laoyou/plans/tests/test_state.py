"""How an indicator stands, from figures alone."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.plans.domain.state import Goal, Reading, Reason, Start, State, expected_on, is_floor, judge

END = date(2026, 1, 1)
DURING = date(2023, 6, 30)
AFTER = date(2026, 10, 31)


def reading(value: str, day: date = DURING) -> Reading:
    return Reading(Decimal(value), day)


def goal(operator: str, value: str, upper: str | None = None) -> Goal:
    return Goal(operator, Decimal(value), 2025, Decimal(upper) if upper else None)  # type: ignore[arg-type]


def start(value: str, operator: str = "=") -> Start:
    return Start(Decimal(value), 2020, operator)  # type: ignore[arg-type]


def state(*readings: Reading, on: date = DURING, **given: object) -> State:
    arguments: dict[str, object] = {"goal": goal(">=", "60"), "start": start("40"), "period_end": END} | given
    return judge(readings, on=on, **arguments).state  # type: ignore[arg-type]


def test_a_value_that_does_what_is_asked_is_reached():
    assert state(reading("60")) is State.REACHED


def test_a_value_on_the_line_from_baseline_to_target_is_on_course():
    half_way = date(2020, 12, 31) + (date(2025, 12, 31) - date(2020, 12, 31)) / 2
    line = expected_on(half_way, start=start("40"), goal=goal(">=", "60"))
    assert abs(line - 50) < Decimal("0.02")
    assert state(Reading(line, half_way), on=half_way) is State.ON_COURSE
    assert state(Reading(line - Decimal("0.000001"), half_way), on=half_way) is State.BEHIND


def test_a_value_worse_than_the_baseline_is_below_its_own_baseline():
    assert state(reading("39.9")) is State.BELOW_BASELINE
    assert state(reading("12"), goal=goal("<=", "5"), start=start("10")) is State.BELOW_BASELINE


def test_a_baseline_that_is_a_bound_is_not_held_by_the_bound_itself():
    assert state(reading("95"), goal=goal(">", "96"), start=start("95", ">")) is State.BELOW_BASELINE
    assert state(reading("95"), goal=goal(">", "96"), start=start("95", "=")) is not State.BELOW_BASELINE


def test_a_floor_below_the_baseline_is_reached_and_the_fall_is_still_said():
    floor, before = goal(">=", "95"), start("100")
    verdict = judge([reading("97")], goal=floor, start=before, period_end=END, on=DURING)
    assert is_floor(before, floor)
    assert (verdict.state, verdict.below_baseline) == (State.REACHED, True)


def test_no_value_is_no_data_and_not_zero():
    assert state() is State.NO_DATA
    assert state(on=AFTER) is State.ENDED_NOT_EVALUATED


def test_a_value_from_the_future_is_not_known_yet():
    assert state(reading("70", AFTER)) is State.NO_DATA


@given(value=st.decimals(0, 200, places=2), on=st.sampled_from([DURING, AFTER]))
def test_nothing_is_reached_or_exceeded_while_the_definition_is_in_doubt(value: Decimal, on: date):
    verdict = judge(
        [Reading(value, DURING)], goal=goal(">=", "60"), start=start("40"), period_end=END, on=on, in_doubt=True
    )
    assert verdict.state in (State.IN_DOUBT, State.ENDED_NOT_EVALUATED)
    assert Reason.DEFINITION in verdict.reasons


def test_a_value_from_a_register_that_misses_many_people_is_not_judged():
    verdict = judge(
        [reading("70")], goal=goal(">=", "60"), start=start("40"), period_end=END, on=DURING, register_incomplete=True
    )
    assert (verdict.state, verdict.reasons) == (State.IN_DOUBT, (Reason.REGISTER_INCOMPLETE,))


def test_a_target_that_lost_its_digits_is_in_doubt():
    assert state(reading("70"), goal=None) is State.IN_DOUBT


def test_a_target_in_words_is_not_evaluated_by_a_machine():
    assert state(reading("70"), goal=None, target_in_words=True, on=AFTER) is State.ENDED_NOT_EVALUATED


def test_an_ended_period_is_judged_by_the_last_value_of_its_last_year():
    inside, later = reading("59", date(2025, 12, 31)), reading("61", AFTER)
    verdict = judge([later, inside], goal=goal(">=", "60"), start=start("40"), period_end=END, on=AFTER)
    assert (verdict.state, verdict.late, verdict.reading) == (State.ENDED_NOT_REACHED, False, inside)


def test_where_the_last_year_has_no_value_a_later_one_judges_and_is_said_to_be_late():
    verdict = judge(
        [reading("50"), reading("61", AFTER)], goal=goal(">=", "60"), start=start("40"), period_end=END, on=AFTER
    )
    assert (verdict.state, verdict.late) == (State.ENDED_REACHED, True)


def test_a_value_from_the_middle_of_the_period_judges_no_end():
    assert state(reading("70"), on=AFTER) is State.ENDED_NOT_EVALUATED


def test_a_range_is_reached_between_its_edges_and_missed_on_both_sides():
    between = goal("range", "3", "5")
    assert state(reading("4"), goal=between, start=start("1")) is State.REACHED
    assert state(reading("5.1"), goal=between, start=start("1")) is not State.REACHED


def test_without_a_baseline_there_is_no_line_and_the_verdict_says_so():
    verdict = judge([reading("50")], goal=goal(">=", "60"), start=None, period_end=END, on=DURING)
    assert (verdict.state, verdict.reasons) == (State.BEHIND, (Reason.NO_BASELINE,))


@given(
    operator=st.sampled_from([">=", "<=", "=", ">", "<"]),
    target=st.decimals(0, 100, places=1),
    value=st.decimals(0, 100, places=1),
)
def test_reached_is_said_exactly_when_the_target_is_met(operator: str, target: Decimal, value: Decimal):
    aim = Goal(operator, target, 2025)  # type: ignore[arg-type]
    met = {
        ">=": value >= target,
        "<=": value <= target,
        "=": value == target,
        ">": value > target,
        "<": value < target,
    }[operator]
    assert (state(Reading(value, DURING), goal=aim) is State.REACHED) == met


def test_every_state_has_its_place_in_the_order_of_attention():
    assert sorted(State, key=lambda one: one.attention) == list(State)


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2020, 12, 31), date(2025, 12, 31), date(2030, 1, 1)])
def test_the_line_begins_at_the_baseline_and_ends_at_the_target(day: date):
    expected = expected_on(day, start=start("40"), goal=goal(">=", "60"))
    assert expected == (40 if day.year <= 2020 else 60)
