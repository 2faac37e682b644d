"""
Three-valued answers and the calendar of an allowance, in plain Python.

A fact that is not in a person's dictionary is unknown; a fact that is there with the value None is known to be nothing (known not to have died).
False beats unknown, unknown beats true, and an answer that is unknown names the facts that would settle it.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

Person = Mapping[str, Any]


class Answer(NamedTuple):
    """What is known of one clause: yes, no, or not known for want of named facts."""

    value: bool | None
    missing: frozenset[str] = frozenset()


YES, NO = Answer(True), Answer(False)


def said(value: bool) -> Answer:
    return YES if value else NO


def ask(person: Person, name: str, test: Callable[[Any], bool] = bool) -> Answer:
    """What a test says of one fact; unknown where the fact is missing."""
    return said(test(person[name])) if name in person else Answer(None, frozenset({name}))


def all_of(*answers: Answer) -> Answer:
    if any(answer.value is False for answer in answers):
        return NO
    missing = frozenset().union(*(answer.missing for answer in answers if answer.value is None))
    return Answer(None, missing) if missing else YES


def any_of(*answers: Answer) -> Answer:
    if any(answer.value is True for answer in answers):
        return YES
    missing = frozenset().union(*(answer.missing for answer in answers if answer.value is None))
    return Answer(None, missing) if missing else NO


def no(answer: Answer) -> Answer:
    return answer if answer.value is None else said(not answer.value)


@dataclass(frozen=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def days(self) -> int:
        return self.last.day

    def plus(self, months: int) -> Month:
        total = self.year * 12 + self.number - 1 + months
        return Month(total // 12, total % 12 + 1)

    @staticmethod
    def of(day: date) -> Month:
        return Month(day.year, day.month)


@dataclass(frozen=True)
class MonthLaw:
    """
    What a rule says of months that are not whole. No clause in hand says any of it in full: these are arguments.

    start     months between the month in which an age is reached and the first month that is due: 0 that month, 1 the next
    death     "paid": the month of death is due; "unpaid": it is not
    here      on which day of the month somebody has to be registered (or living) here: "first", "last", "any" or "whole"
    leap      the day on which those born on 29 February complete a year in a common year: (2, 28) or (3, 1)
    """

    start: int = 0
    death: str = "paid"
    here: str = "last"
    leap: tuple[int, int] = (3, 1)


def birthday(born: date, years: int, leap: tuple[int, int]) -> date:
    """The day on which somebody completes so many years."""
    year = born.year + years
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, *leap)
    return date(year, born.month, born.day)


def years_on(born: date, day: date, leap: tuple[int, int]) -> int:
    """Completed years on a day; the birthday itself counts as completed. Negative before birth."""
    years = day.year - born.year
    return years if day >= birthday(born, years, leap) else years - 1


def month_anniversary(born: date, months: int) -> date:
    """The day on which a child completes so many months; where the month is too short, its last day."""
    there = Month.of(born).plus(months)
    return date(there.year, there.number, min(born.day, there.days))


def age_for(person: Person, month: Month, law: MonthLaw, test: Callable[[int], bool]) -> Answer:
    """What a test says of the age that counts for a month: that of the last day of the month, or of an earlier month's."""
    return ask(person, "born", lambda born: test(years_on(born, month.plus(-law.start).last, law.leap)))


def alive_for(person: Person, month: Month, law: MonthLaw) -> Answer:
    """Whether death leaves the month due. A death on its first day leaves it due where the month of death is paid."""
    last_due = month.first if law.death == "paid" else month.plus(1).first
    return ask(person, "died", lambda died: died is None or died >= last_due)


def here_for(person: Person, month: Month, law: MonthLaw, basis: tuple[str, ...] = ("registered",)) -> Answer:
    """
    Whether somebody is registered (or lives) here in a month, by half-open stays [from, to).

    to = None has no end; from = None is not known: then a stay that ended too early is out of the question, any other is unknown.
    """
    return any_of(*(_by_stays(person, name, month, law.here) for name in basis))


def _by_stays(person: Person, name: str, month: Month, how: str) -> Answer:
    if name not in person:
        return Answer(None, frozenset({name}))
    ever = [(date.min if begin is None else begin, end) for begin, end in person[name]]
    sure = [(begin, end) for begin, end in person[name] if begin is not None]
    if _here(sure, month, how):
        return YES
    return Answer(None, frozenset({name})) if _here(ever, month, how) else NO


def _here(stays: list[tuple[date, date | None]], month: Month, how: str) -> bool:
    def on(day: date) -> bool:
        return any(begin <= day and (end is None or day < end) for begin, end in stays)

    if how == "first":
        return on(month.first)
    if how == "last":
        return on(month.last)
    days = [month.first + timedelta(days=n) for n in range(month.days)]
    return any(map(on, days)) if how == "any" else all(map(on, days))


@dataclass(frozen=True)
class Due:
    """
    What is due to one person (or facility) for one month.

    status    "entitled", "not_entitled" or "unknown"
    false     the clauses that are false
    missing   the facts that would settle an unknown status
    least     what is due at least, whole fen or units; None where the table has no such rate or nothing is due
    most      what would be due if every missing fact turned out well
    tier      name of the class that is certain
    open      facts whose absence leaves only the amount open
    """

    status: str
    false: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()
    least: int | None = None
    most: int | None = None
    tier: str = ""
    open: frozenset[str] = frozenset()


class Class(NamedTuple):
    """One class of a benefit: for whom, and how much; amount None is a parameter that nobody has entered."""

    name: str
    holds: Answer
    amount: int | None


def judge(clauses: Mapping[str, Answer], classes: list[Class] | None = None) -> Due:
    """
    False clause: not entitled. Else unknown clause: unknown. Else entitled.

    Where there are classes one of them has to hold, which is a clause itself; among those that hold the highest amount is due,
    and a higher one that cannot be excluded is what may be due.
    """
    clauses = dict(clauses)
    if classes is not None:
        clauses["class"] = any_of(*(each.holds for each in classes))
    false = tuple(name for name, answer in clauses.items() if answer.value is False)
    if false:
        return Due("not_entitled", false)
    missing = frozenset().union(*(answer.missing for answer in clauses.values() if answer.value is None))
    sure = [each for each in classes or [] if each.holds.value]
    perhaps = [each for each in classes or [] if each.holds.value is None]
    if missing:
        return Due("unknown", missing=missing, most=_highest([*sure, *perhaps]))
    best = max(sure, key=lambda each: -1 if each.amount is None else each.amount, default=None)
    if best is None:
        return Due("entitled")
    above = [each for each in perhaps if best.amount is None or each.amount is None or each.amount > best.amount]
    unsettled = frozenset().union(*(each.holds.missing for each in above))
    return Due("entitled", least=best.amount, most=_highest([best, *above]), tier=best.name, open=unsettled)


def _highest(classes: list[Class]) -> int | None:
    return max((each.amount for each in classes if each.amount is not None), default=None)
