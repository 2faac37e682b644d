"""Months, ages and money have no rounding and no surprises."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.base.errors import DomainError, declare
from laoyou.base.money import format_yuan, parse_yuan
from laoyou.base.month import Month, age_in_months, age_in_years


def test_a_month_is_the_half_open_interval_of_its_days():
    month = Month.parse("2024-12")
    assert (month.first_day, month.end, str(month.plus(-12))) == (date(2024, 12, 1), date(2025, 1, 1), "2023-12")
    assert Month.of(date(2026, 10, 31)).minus(month) == 22


@pytest.mark.parametrize("text", ["2024-13", "2024-00", "2024-1", "0000-01", "24-01", "2024-01-01"])
def test_what_is_no_month_is_refused(text: str):
    with pytest.raises(DomainError, match="不是月份"):
        Month.parse(text)


@given(st.integers(1, 9998), st.integers(1, 12), st.integers(-11, 11))
def test_going_forth_and_back_ends_where_it_began(year: int, month: int, step: int):
    start = Month(year + 1 if year == 1 else year, month)
    assert start.plus(step).plus(-step) == start
    assert start.plus(step).minus(start) == step


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        (date(2023, 10, 31), date(2026, 10, 31), 36),
        (date(2023, 11, 1), date(2026, 10, 31), 35),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2026, 11, 1), date(2026, 10, 31), -1),
    ],
)
def test_a_month_of_life_is_completed_on_its_day(born: date, on: date, months: int):
    assert age_in_months(born, on) == months


def test_sixty_years_are_completed_on_the_birthday():
    assert age_in_years(date(1966, 10, 31), date(2026, 10, 31)) == 60
    assert age_in_years(date(1966, 11, 1), date(2026, 10, 31)) == 59


@given(st.integers(-(10**14), 10**14))
def test_money_written_is_money_read(fen: int):
    assert parse_yuan(format_yuan(fen)) == fen


@pytest.mark.parametrize("text", ["", "1.005", "12,34", "一百", "1e3", "NaN"])
def test_what_is_no_amount_is_refused(text: str):
    with pytest.raises(DomainError, match="不是金额"):
        parse_yuan(text)


def test_a_sentence_is_translated_before_its_places_are_filled():
    error = DomainError("base.yuan", text="x")
    assert error.sentence(lambda template: "“%(text)s” is no amount") == "“x” is no amount"
    assert error.code == "base.yuan"


def test_an_error_code_has_one_sentence():
    with pytest.raises(ValueError, match="two sentences"):
        declare({"base.yuan": "另一句"})
