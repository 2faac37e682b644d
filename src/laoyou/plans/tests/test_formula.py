"""Indicators are computed exactly and rounded once, for print."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from laoyou.plans.domain.formula import compute, digits_that_tell, is_incomplete, rounded
from laoyou.plans.domain.state import Goal


def test_a_share_is_its_numerator_over_its_denominator_times_the_scale():
    assert compute(3, Decimal(8), has_denominator=True, scale=Decimal(100)).value == Decimal("37.5")


def test_nothing_over_nothing_is_no_value():
    assert compute(0, Decimal(0), has_denominator=True, scale=Decimal(100)).value is None
    assert compute(5, None, has_denominator=True, scale=Decimal(100)).value is None


def test_a_count_without_a_denominator_is_itself():
    assert compute(5, None, has_denominator=False, scale=Decimal(1)).value == 5


def test_a_register_with_four_in_five_of_the_people_counts_as_complete():
    assert not is_incomplete(80, Decimal(100))
    assert is_incomplete(79, Decimal(100))
    assert not is_incomplete(None, Decimal(100))
    assert not is_incomplete(79, None)


def test_halves_are_rounded_up_as_statistics_print_them():
    assert rounded(Decimal("1.225"), 2) == Decimal("1.23")


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_the_value_times_the_denominator_gives_the_numerator_back(numerator: int, denominator: int):
    value = compute(numerator, Decimal(denominator), has_denominator=True, scale=Decimal(1)).value
    assert value is not None
    assert abs(value * denominator - numerator) < Decimal("0.00001")


@given(st.decimals(0, 120, places=3))
def test_the_printed_value_never_contradicts_the_word_beside_it(value: Decimal):
    goal = Goal(">=", Decimal(60), 2025)
    digits = digits_that_tell(value, goal, 1)
    assert goal.met_by(rounded(value, digits)) is goal.met_by(value)
