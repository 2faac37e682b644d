"""The days that decide: birthdays, 29 February, the ends of months, the day of death, the day of a move."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from laoyou.base.month import Month, age_in_months
from laoyou.engines.rules import Benefit, Book, Clause, Fact, Law, compile_plain, prepare, status_of
from laoyou.engines.rules.law import latest_birth

FACTS = (
    Fact("birth_date", "person", "date"), Fact("death_date", "person", "open_date"), Fact("since", "person", "date"),
    Fact("until", "person", "open_date"),
)  # fmt: skip


def given(when: str, law: Law, month: Month, **facts: Any) -> bool:
    benefit = Benefit("it", "person", Month(2000, 1), (Clause("c", when),), law.name, money=False)
    program = prepare(Book(facts=FACTS, laws=(law,), benefits=(benefit,)), month)
    return status_of(compile_plain(program)(facts)[0] or 0) == "entitled"


def months(when: str, law: Law, around: date, **facts: Any) -> tuple[bool, bool, bool]:
    """Whether it is given in the month before, of, and after a day."""
    here = Month.of(around)
    return tuple(given(when, law, here.plus(step), **facts) for step in (-1, 0, 1))  # type: ignore[return-value]


@pytest.mark.parametrize("day", [1, 15, 31])
def test_the_month_of_a_birthday_counts_or_the_next_one_does(day: int) -> None:
    facts = {"birth_date": date(1936, 3, day)}
    on = date(2026, 3, day)
    assert months("age(birth_date) >= 90", Law("l", age_from="same_month"), on, **facts) == (False, True, True)
    assert months("age(birth_date) >= 90", Law("l", age_from="next_month"), on, **facts) == (False, False, True)
    assert months("age(birth_date) > 89", Law("l", age_from="same_month"), on, **facts) == (False, True, True)
    assert months("90 <= age(birth_date)", Law("l", age_from="same_month"), on, **facts) == (False, True, True)


@pytest.mark.parametrize("day", [1, 15, 31])
def test_a_child_grows_out_with_the_month_or_before_it(day: int) -> None:
    facts = {"birth_date": date(2023, 3, day)}
    on = date(2026, 3, day)
    for when in ("age(birth_date) < 3", "age_months(birth_date) < 36", "age(birth_date) <= 2"):
        assert months(when, Law("l", age_until="through_month"), on, **facts) == (True, True, False)
        assert months(when, Law("l", age_until="stops_in_month"), on, **facts) == (True, False, False)


def test_29_february_is_reached_on_the_28th_or_on_1_march() -> None:
    facts = {"birth_date": date(1936, 2, 29)}
    february = date(2026, 2, 28)
    assert months("age(birth_date) >= 90", Law("l", short_month="last_day"), february, **facts) == (False, True, True)
    assert months("age(birth_date) >= 90", Law("l", short_month="next_first_day"), february, **facts) == (
        False,
        False,
        True,
    )
    leap = date(2028, 2, 29)
    for law in (Law("l", short_month="last_day"), Law("l", short_month="next_first_day")):
        assert months("age(birth_date) >= 92", law, leap, **facts) == (False, True, True)


@pytest.mark.parametrize("day", [1, 2, 31])
def test_the_month_of_death_is_owed_or_not(day: int) -> None:
    died = date(2026, 3, day)
    assert months("alive(death_date)", Law("l", death="through_month"), died, death_date=died) == (True, True, False)
    assert months("alive(death_date)", Law("l", death="stops_in_month"), died, death_date=died) == (True, False, False)
    assert given("alive(death_date)", Law("l"), Month(2026, 3))


def test_a_move_in_the_middle_belongs_to_one_place_or_to_both() -> None:
    moved = date(2026, 3, 10)
    for residence, new, old in (
        ("first_day", (False, False, True), (True, True, False)),
        ("last_day", (False, True, True), (True, False, False)),
        ("any_day", (False, True, True), (True, True, False)),
    ):
        law = Law("l", residence=residence)  # type: ignore[arg-type]
        assert months("holds(since, until)", law, moved, since=moved, until=None) == new
        assert months("holds(since, until)", law, moved, since=date(2000, 1, 1), until=moved) == old


def test_a_move_on_the_first_day_leaves_no_month_twice_and_none_out() -> None:
    moved = date(2026, 3, 1)
    for residence in ("first_day", "last_day"):
        law = Law("l", residence=residence)  # type: ignore[arg-type]
        new = months("holds(since, until)", law, moved, since=moved, until=None)
        old = months("holds(since, until)", law, moved, since=date(2000, 1, 1), until=moved)
        assert [one + other for one, other in zip(new, old, strict=True)] == [1, 1, 1]


@pytest.mark.parametrize("count", [0, 1, 11, 36, 12 * 80])
def test_the_last_birth_date_of_an_age_is_the_last_one(count: int) -> None:
    """Against counting the months of every birth date around it."""
    for number in range(0, 1500, 7):
        on = date(2024, 1, 1) + timedelta(number)
        found = latest_birth(count, on, "next_first_day")
        assert age_in_months(found, on) >= count
        assert age_in_months(found + timedelta(1), on) < count
