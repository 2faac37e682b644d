"""How much of a target is done, and which grade that is."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.plans.domain.fulfilment import Fulfilment, band_of, digits_that_tell, fulfilment
from laoyou.plans.domain.state import Goal, Reading, Start, judge

STARTS = [Decimal(0), Decimal("0.8"), Decimal("0.9"), Decimal(1)]
ENDED, RUNNING = date(2026, 1, 1), date(2030, 1, 1)


def done(
    value: str, operator: str, target: str, *, start: str | None = None, end: date = ENDED, upper: str | None = None
) -> Fulfilment | None:
    """What is done of a target for the year before `end`, by a value of the last day of 2025."""
    goal = Goal(operator, Decimal(target), end.year - 1, Decimal(upper) if upper else None)  # type: ignore[arg-type]
    began = Start(Decimal(start), 2020) if start else None
    on = date(2025, 12, 31)
    verdict = judge(
        [Reading(Decimal(value), on)], goal=goal, start=began, period_end=end, on=on if end > ENDED else ENDED
    )
    return fulfilment(verdict, goal, began)


@pytest.mark.parametrize(
    ("value", "operator", "target", "rate"),
    [
        ("45", ">=", "60", "0.75"),
        ("60", ">=", "60", "1"),
        ("90", ">=", "60", "1.5"),
        ("10", "<=", "8", "0.8"),
        ("0", "<=", "8", "1"),
        ("90", "=", "100", "0.9"),
        ("125", "=", "100", "0.8"),
    ],
)
def test_an_ended_period_is_measured_by_its_target(value: str, operator: str, target: str, rate: str) -> None:
    """Where less is better, the target is a share of the value."""
    found = done(value, operator, target)
    assert found is not None
    assert found.rate == Decimal(rate)


@pytest.mark.parametrize(("value", "rate"), [("4", "0.8"), ("5", "1"), ("7", "1"), ("10", "0.8")])
def test_within_a_range_everything_is_done_and_outside_the_nearer_edge_counts(value: str, rate: str) -> None:
    found = done(value, "range", "5", upper="8")
    assert found is not None
    assert found.rate == Decimal(rate)


def test_while_the_period_lasts_the_line_is_the_measure() -> None:
    """At the end of 2025, of a way from 40 in 2020 to 60 in 2029: about 51.1 is asked, not 60."""
    behind, ahead = (done(value, ">=", "60", start="40", end=RUNNING) for value in ("48", "55"))
    assert behind is not None
    assert ahead is not None
    assert float(behind.asked) == pytest.approx(51.11, abs=0.01)
    assert behind.rate < 1 < ahead.rate
    assert done("48", ">=", "60", end=RUNNING) is None  # without a baseline there is no line


def test_what_is_not_judged_has_no_rate() -> None:
    goal = Goal(">=", Decimal(60), 2025)
    day = date(2026, 6, 30)
    for doubt, readings in ((True, [Reading(Decimal(70), day)]), (False, [])):
        verdict = judge(readings, goal=goal, start=None, period_end=ENDED, on=day, in_doubt=doubt)
        assert fulfilment(verdict, goal, None) is None
    assert done("1", ">=", "0") is None  # no share can be formed of nothing


def test_the_best_grade_asks_that_the_target_is_met_and_not_merely_touched() -> None:
    touched, passed = done("60", ">", "60"), done("60.1", ">", "60")
    assert touched is not None
    assert passed is not None
    assert (band_of(touched, STARTS), band_of(passed, STARTS)) == (2, 3)


@given(st.decimals(min_value=0, max_value=2, places=8))
def test_a_printed_rate_never_says_another_grade_than_the_exact_one(rate: Decimal) -> None:
    digits = digits_that_tell(rate, STARTS)
    printed = round(rate * 100, digits) / 100
    met = rate >= 1
    exact, rounded = (band_of(Fulfilment(one, Decimal(1), met), STARTS) for one in (rate, printed))
    assert exact == rounded or digits == 6
