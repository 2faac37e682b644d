"""Live numbers: what the registers say now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache

from laoyou.core import clock
from laoyou.packs.models.measure import Count
from laoyou.snapshots import registry


@dataclass(frozen=True)
class LiveCount:
    """
    A number counted from the live register.

    by_town      area id of nine digits (shorter, or "", where a row is not placed more closely) → number
    counted_at   when; a little earlier than now where the register is large and its counts are kept for some minutes
    """

    by_town: Mapping[str, int]
    counted_at: datetime

    def within(self, area: str) -> int:
        """The number for `area` and all below it; for "" everything."""
        return sum(number for town, number in self.by_town.items() if town.startswith(area))


@dataclass(frozen=True)
class RowsBehind:
    """The list of the rows that were counted: its address, and how many rows it holds."""

    url: str | None
    rows: int


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


def rows_behind(count: Count, *, area: str, on: date) -> RowsBehind:
    """The page that lists the rows counted within `area`, and their number."""
    measures = registry.measures_of(count.table)
    return RowsBehind(measures.rows_url(count, area=area, on=on), measures.rows_count(count, area=area, on=on))
