"""Counting live rows: a pack's `where` as a condition of the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count as CountRows
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Substr

from laoyou.core.domain.measure import last_birth_date
from laoyou.core.registers.registry import RegisterRow
from laoyou.core.scope import Scope, ScopedModel, within
from laoyou.packs.models.measure import REGISTER_TABLES, Comparison, Condition, Count

TOWN_DIGITS = 9
REASON = "a measure counts whole areas; who may see the number is asked where it is shown"


@dataclass(frozen=True)
class BirthDate:
    """`age_months` kept as a birth date: `field` is its path."""

    field: str

    def q(self, condition: Condition, on: date) -> Q:
        if not isinstance(condition, Comparison):
            months = condition if isinstance(condition, tuple) else (condition,)
            either = Q(pk__in=[])
            for month in months:
                either |= self._from(int(month), on) & ~self._from(int(month) + 1, on)
            return either
        found = Q(**{f"{self.field}__isnull": False})
        if condition.ge is not None:
            found &= self._from(condition.ge, on)
        if condition.lt is not None:
            found &= Q(**{f"{self.field}__gt": last_birth_date(condition.lt, on)})
        if condition.is_not is not None:
            found &= ~(self._from(int(condition.is_not), on) & ~self._from(int(condition.is_not) + 1, on))
        return found

    def _from(self, months: int, on: date) -> Q:
        return Q(**{f"{self.field}__lte": last_birth_date(months, on)})


@dataclass(frozen=True)
class RelatedCodes:
    """
    A set of codes kept as rows of another table.

    rows   `rows(on)`: the rows that hold on a day
    link   the path from those rows to the counted row's primary key
    code   the field with the code
    """

    rows: Callable[[date], QuerySet[Any]]
    link: str
    code: str

    def q(self, condition: Condition, on: date) -> Q:
        if not isinstance(condition, Comparison):
            raise TypeError("a set of codes is tested by has_all, has_any, has_none")
        found = Q()
        for code in condition.has_all or ():
            found &= self._having(on, (code,))
        if condition.has_any is not None:
            found &= self._having(on, condition.has_any)
        if condition.has_none is not None:
            found &= ~self._having(on, condition.has_none)
        return found

    def _having(self, on: date, codes: tuple[str, ...]) -> Q:
        # Not a correlated EXISTS: the few rows with a code lead the query, and not the million without one.
        return Q(pk__in=self.rows(on).filter(**{f"{self.code}__in": codes}).values(self.link))


ColumnRule = str | Q | BirthDate | RelatedCodes | Callable[[Condition, date], Q]
"""
How a column of the vocabulary is found in the database: a field path, one of the above, or a function.

A `Q` is for a column that is only summed, in a register where each row is one unit of it: one row a bed, and `actual`
tells whether the bed is there. The sum is then the number of rows for which it holds, so number and rows are the same.
"""


def condition(count: Count, columns: Mapping[str, ColumnRule], on: date) -> Q:
    """The rows that `count` counts on the day `on`, as one condition."""
    found = Q()
    for name, test in count.where.items():
        rule = columns[name]
        if isinstance(rule, str):
            found &= _simple(rule, test)
        elif isinstance(rule, BirthDate | RelatedCodes):
            found &= rule.q(test, on)
        elif isinstance(rule, Q):
            raise TypeError(f"column {name!r} is only summed and cannot be a condition")
        else:
            found &= rule(test, on)
    return found


def _simple(field: str, test: Condition) -> Q:
    if isinstance(test, tuple):
        return Q(**{f"{field}__in": test})
    if not isinstance(test, Comparison):
        return Q(**{field: test})
    found = Q()
    if test.empty is not None:
        found &= Q(**{f"{field}__isnull": test.empty})
    if test.ge is not None:
        found &= Q(**{f"{field}__gte": test.ge})
    if test.lt is not None:
        found &= Q(**{f"{field}__lt": test.lt})
    if test.is_in is not None:
        found &= Q(**{f"{field}__in": test.is_in})
    if test.is_not is not None:
        # What is not known is not "other than x": a row without a value passes no test but `empty`.
        found &= Q(**{f"{field}__isnull": False}) & ~Q(**{field: test.is_not})
    return found


@dataclass(frozen=True)
class QuerySetMeasures:
    """
    `Measures` of a room with Django models.

    table       its name in the vocabulary
    model       a scoped model; one of its rows is one row of the table
    present     `present(on)`: which rows are on the register on a day
    columns     vocabulary column → where it stands
    permission  asked of whoever wants to see the rows
    label       a row → what it is called
    towns       area column → the column with its first nine digits, where the table has one
    url         `url(count, area, on)`: the room's own list of exactly the counted rows, or None
    row_url     a row → its own page
    """

    table: str
    model: type[ScopedModel]
    present: Callable[[date], Q]
    columns: Mapping[str, ColumnRule]
    permission: str
    label: Callable[[Any], str]
    towns: Mapping[str, str] = field(default_factory=dict)
    url: Callable[[Count, str, date], str | None] = lambda count, area, on: None
    row_url: Callable[[Any], str | None] = lambda row: None

    def _area(self, count: Count) -> str:
        rule = self.columns[count.area_by or REGISTER_TABLES[self.table].area]
        if not isinstance(rule, str):
            raise TypeError(f"the area column of {self.table} must be a field path")
        return rule

    def _condition(self, count: Count, on: date) -> Q:
        """The rows behind the number, over all areas."""
        unit = self.columns[count.sum] if count.sum else None
        counted = self.present(on) & condition(count, self.columns, on)
        return counted & unit if isinstance(unit, Q) else counted

    def _all(self, count: Count, on: date) -> QuerySet[Any]:
        return self.model.objects.unscoped(REASON).filter(self._condition(count, on)).order_by()

    def by_town(self, count: Count, *, on: date) -> Mapping[str, int]:
        """The number by the first nine digits of the area; rows without an area are in no number."""
        area = self._area(count)
        summed = self.columns[count.sum] if count.sum else None
        number: Any = Sum(summed) if isinstance(summed, str) else CountRows("pk")
        town: Any = F(self.towns[area]) if area in self.towns else Substr(area, 1, TOWN_DIGITS)
        placed = self._all(count, on).filter(**{f"{self.towns.get(area, area)}__isnull": False})
        groups = placed.values(measured_town=town).annotate(measured=number)
        return {group["measured_town"]: int(group["measured"] or 0) for group in groups}

    def rows_url(self, count: Count, *, area: str, on: date) -> str | None:
        return self.url(count, area, on)

    def rows_count(self, count: Count, *, area: str, on: date) -> int:
        return int(self._all(count, on).filter(within(self._area(count), (area,))).count())

    def page(self, count: Count, *, area: str, on: date, by: Scope, after: int, size: int) -> list[RegisterRow]:
        area_field = self._area(count)
        rows = self.model.objects.scoped(by, self.permission).filter(
            self._condition(count, on), within(area_field, (area,)), pk__gt=after
        )
        names = area_field.split("__")
        return [
            RegisterRow(row.pk, self.label(row), str(_follow(row, names) or ""), self.row_url(row))
            for row in rows.order_by("pk")[:size]
        ]


def _follow(row: Any, names: list[str]) -> Any:
    for name in names:
        row = getattr(row, name)
    return row
