"""
What a measure means, one row at a time.

This is the plain reading of a pack's `where`: slow, short, and the judge of the two fast ones (SQL over the registers,
columns over a snapshot), which tests compare with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from laoyou.base.month import Month
from laoyou.packs.models.measure import Comparison, Condition, Count

Cell = int | bool | str | date | Collection[str] | None


def holds(condition: Condition, value: Cell) -> bool:
    """Whether one cell passes one condition. What is not known passes nothing but `empty = true`."""
    if not isinstance(condition, Comparison):
        return value in condition if isinstance(condition, tuple) else value is not None and value == condition
    if condition.empty is not None and (value is None) is not condition.empty:
        return False
    if condition.model_fields_set == {"empty"}:
        return True
    if value is None:
        return False
    tests: list[bool] = []
    if isinstance(value, int):
        tests += [condition.ge is None or value >= condition.ge, condition.lt is None or value < condition.lt]
    if condition.is_in is not None:
        tests.append(value in condition.is_in)
    if condition.is_not is not None:
        tests.append(value != condition.is_not)
    if isinstance(value, Collection) and not isinstance(value, str):
        held = set(value)
        tests += [
            held.issuperset(condition.has_all or ()),
            condition.has_any is None or bool(held & set(condition.has_any)),
            not held & set(condition.has_none or ()),
        ]
    return all(tests)


def counted(count: Count, rows: Iterable[Mapping[str, Cell]]) -> int:
    """What `count` makes of `rows`: how many pass, or the sum of a column over those; unknown adds nothing."""
    passing = (row for row in rows if all(holds(condition, row[name]) for name, condition in count.where.items()))
    if count.sum is None:
        return sum(1 for _ in passing)
    return sum(int(cell) for row in passing if isinstance(cell := row[count.sum], int))


def last_birth_date(age_months: int, on: date) -> date:
    """
    The latest birth date of somebody who has completed `age_months` months on the day `on`.

    So `age_months >= m` is `birth_date <= last_birth_date(m, on)`, in step with `laoyou.base.month.age_in_months`.
    """
    month = Month.of(on).plus(-age_months)
    length = (month.end - month.first_day).days
    return month.first_day.replace(day=min(on.day, length))
