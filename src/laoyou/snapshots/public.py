"""
What other rooms may use of snapshots.

A register room, in its `apps.ready()`:

    snapshots.register_table("beds", {"id": "key", "area": "area", …}, batches, measures=QuerySetMeasures(…))

A room above: `count_by_town(measure)` for a live number, `rows_url` for the rows behind it, `take` for a snapshot, and
`measure_by_town` for the same number from a snapshot.
"""

from __future__ import annotations

from laoyou.snapshots.live import BirthDate, ColumnRule, QuerySetMeasures, RelatedCodes
from laoyou.snapshots.queries.measures import LiveCount, RowsBehind, count_by_town, rows_behind
from laoyou.snapshots.registry import Batch, Column, Kind, Measures, register_table, tables

__all__ = [
    "Batch",
    "BirthDate",
    "Column",
    "ColumnRule",
    "Kind",
    "LiveCount",
    "Measures",
    "QuerySetMeasures",
    "RelatedCodes",
    "RowsBehind",
    "count_by_town",
    "register_table",
    "rows_behind",
    "tables",
]
