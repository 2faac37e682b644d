"""Live numbers: what the registers say now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache

from laoyou.core import clock
from laoyou.core.registers import RegisterRow, registry
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import Count


@dataclass(frozen=True)
class LiveCount:
    """
    A number counted from the live register.

    by_town      area id of nine digits (shorter where a row is not placed more closely) → number
    counted_at   when; a little earlier than now where the register is large and its counts are kept for some minutes
    """

    by_town: Mapping[str, int]
    counted_at: datetime

    def within(self, area: str) -> int:
        """The number for `area` and all below it; for "" everything."""
        return sum(number for town, number in self.by_town.items() if town.startswith(area))


@dataclass(frozen=True)
class RowsBehind:
    """
    The rows that were counted.

    url         the room's own list of exactly these rows; None where it has none
    rows        how many they are
    permission  who may see them
    """

    url: str | None
    rows: int
    permission: str


def count_by_town(count: Count, *, on: date) -> LiveCount:
    """The number that `count` makes of the rows on the register on the day `on`, by town."""
    table = registry.table(count.table)
    measures = registry.measures_of(count.table)
    now = clock.now()
    if not table.keep_seconds:
        return LiveCount(dict(measures.by_town(count, on=on)), now)
    key = "measure-" + hashlib.sha256(f"{count.model_dump_json(by_alias=True)}|{on}".encode()).hexdigest()
    kept: LiveCount | None = cache.get(key)
    if kept is None:
        kept = LiveCount(dict(measures.by_town(count, on=on)), now)
        cache.set(key, kept, table.keep_seconds)
    return kept


def may_see_rows(count: Count, *, area: str, by: Scope) -> bool:
    """Whether `by` may see every row counted within `area`."""
    return by.covers_area(registry.measures_of(count.table).permission, area)


def rows_page(count: Count, *, area: str, on: date, by: Scope, after: int = 0, size: int = 50) -> list[RegisterRow]:
    """Some of the rows counted within `area` that `by` may see, by their number, after the row numbered `after`."""
    return registry.measures_of(count.table).page(count, area=area, on=on, by=by, after=after, size=size)


def can_count(count: Count) -> bool:
    """Whether a register of this program holds what `count` counts."""
    return any(table.name == count.table and table.measures is not None for table in registry.tables())


def rows_behind(count: Count, *, area: str, on: date) -> RowsBehind:
    """The page that lists the rows counted within `area`, and their number."""
    measures = registry.measures_of(count.table)
    return RowsBehind(
        measures.rows_url(count, area=area, on=on),
        measures.rows_count(count, area=area, on=on),
        measures.permission,
    )
