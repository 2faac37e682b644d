"""
What other rooms may use of snapshots.

A register room, in its `apps.ready()`:

    snapshots.register_table("beds", {"id": "key", "area": "area", …}, batches, measures=QuerySetMeasures(…))

A room above: `count_by_town(count)` for a live number, `rows_behind` for the rows it was counted from, `take` for a
snapshot, and `measure_by_town` for the same number from a snapshot.
"""

from __future__ import annotations

from laoyou.snapshots.commands.snapshots import take, verify
from laoyou.snapshots.live import BirthDate, ColumnRule, QuerySetMeasures, RelatedCodes
from laoyou.snapshots.queries.measures import LiveCount, RowsBehind, count_by_town, rows_behind
from laoyou.snapshots.queries.snapshots import SnapshotRow, all_snapshots, latest, manifest, measure_by_town
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
    "SnapshotRow",
    "all_snapshots",
    "count_by_town",
    "latest",
    "manifest",
    "measure_by_town",
    "register_table",
    "rows_behind",
    "tables",
    "take",
    "verify",
]
