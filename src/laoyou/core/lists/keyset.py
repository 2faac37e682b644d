"""
Paging by key: a page begins after the last row of the one before, so that page one thousand costs what page one costs
and no row is skipped or shown twice when others are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db.models import F, Model, Q, QuerySet

from laoyou.core.lists.query import CAP, Count, Cursor, ListQuery, ListResult


@dataclass(frozen=True)
class Order:
    """One field of a sort order. Unknown values come last, whichever way it is sorted."""

    field: str
    descending: bool = False
    nullable: bool = False

    def reversed(self) -> Order:
        return Order(self.field, not self.descending, self.nullable)


def from_queryset(queryset: QuerySet[Any], query: ListQuery, order: Sequence[Order]) -> ListResult:
    """
    The page of `queryset` that `query` asks for, sorted by `order`, which must end with a unique field.

    Three queries at most: the rows, and a count that stops at `CAP`. A cursor whose values do not fit the fields is
    treated as none: the list starts at its head.
    """
    cursor = query.cursor
    if cursor is not None and len(cursor.values) != len(order):
        cursor = None
    try:
        rows = _page(queryset, order, cursor, query.size)
    except (ValueError, TypeError, FieldError, ValidationError):
        cursor = None
        rows = _page(queryset, order, cursor, query.size)
    more = len(rows) > query.size
    rows = rows[: query.size]
    backward = cursor is not None and cursor.backward
    if backward:
        rows.reverse()
    first = Cursor(_values(rows[0], order), backward=True) if rows else None
    last = Cursor(_values(rows[-1], order)) if rows else None
    return ListResult(
        rows=rows,
        count=count_of(queryset),
        next=last if (backward or more) else None,
        previous=first if (cursor is not None if not backward else more) else None,
    )


def count_of(queryset: QuerySet[Any]) -> Count:
    """How many rows `queryset` has, counting no further than `CAP`."""
    counted = queryset.order_by().values("pk")[: CAP + 1].count()
    return Count(min(counted, CAP), counted > CAP)


def walk(queryset: QuerySet[Any], order: Sequence[Order], *, size: int = 2000) -> Iterator[Any]:
    """Every row of `queryset` in `order`, read in pages by key so that no connection holds a million rows open."""
    cursor: Cursor | None = None
    while True:
        rows = _page(queryset, order, cursor, size)
        yield from rows[:size]
        if len(rows) <= size:
            return
        cursor = Cursor(_values(rows[size - 1], order))


def from_sequence(rows: Sequence[Any], query: ListQuery, *, key: Callable[[Any], Any] | None = None) -> ListResult:
    """A page of rows that are in memory already, such as the towns of a district; the cursor is the place in the list."""
    ordered = sorted(rows, key=key, reverse=bool(query.sort and query.sort.descending)) if key else list(rows)
    start = 0
    if query.cursor is not None and query.cursor.values and isinstance(query.cursor.values[0], int):
        start = max(0, min(query.cursor.values[0], len(ordered)))
    return ListResult(
        rows=ordered[start : start + query.size],
        count=Count(min(len(ordered), CAP), len(ordered) > CAP),
        next=Cursor((start + query.size,)) if start + query.size < len(ordered) else None,
        previous=Cursor((max(0, start - query.size),), backward=True) if start > 0 else None,
    )


def _page(queryset: QuerySet[Any], order: Sequence[Order], cursor: Cursor | None, size: int) -> list[Any]:
    backward = cursor is not None and cursor.backward
    if cursor is not None:
        queryset = queryset.filter(_beyond(order, cursor))
    terms = []
    for part in order:
        expression = F(part.field)
        descending = part.descending is not backward
        nulls = {}
        if part.nullable:
            nulls = {"nulls_first": True} if backward else {"nulls_last": True}
        terms.append(expression.desc(**nulls) if descending else expression.asc(**nulls))
    # Evaluated here, so that a cursor of the wrong types is found while it can still be dropped.
    return list(queryset.order_by(*terms)[: size + 1])


def _beyond(order: Sequence[Order], cursor: Cursor) -> Q:
    """
    The rows after the cursor (before it, where it is backward): (a > x) or (a = x and b > y) or …

    The first field is bounded once more by itself, a ≥ x, which changes nothing but lets the database use its index.
    """
    beyond = Q(pk__in=[])
    same = Q()
    for part, value in zip(order, cursor.values, strict=True):
        beyond |= same & _after(part, value, backward=cursor.backward)
        same &= Q(**{f"{part.field}__isnull": True}) if value is None else Q(**{part.field: value})
    first, value = order[0], cursor.values[0]
    if value is not None and not first.nullable:
        comparison = "lte" if first.descending is not cursor.backward else "gte"
        beyond &= Q(**{f"{first.field}__{comparison}": value})
    return beyond


def _after(part: Order, value: Any, *, backward: bool) -> Q:
    if value is None:
        # Unknown values come last: nothing lies behind them, everything known before them.
        return Q(**{f"{part.field}__isnull": False}) if backward else Q(pk__in=[])
    after = Q(**{f"{part.field}__{'lt' if part.descending is not backward else 'gt'}": value})
    if part.nullable and not backward:
        after |= Q(**{f"{part.field}__isnull": True})
    return after


def _values(row: Any, order: Sequence[Order]) -> tuple[Any, ...]:
    return tuple(_value(row, part.field) for part in order)


def _value(row: Any, path: str) -> Any:
    if isinstance(row, dict):
        return row[path]
    value = row
    for step in path.split("__"):
        value = getattr(value, step)
        if value is None:
            return None
    return value


def unique_field(model: type[Model]) -> str:
    """The name of the field that ends every order of `model`."""
    try:
        return model._meta.get_field("id").name
    except FieldDoesNotExist:
        return "pk"
