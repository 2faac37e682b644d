"""
What other rooms may use of snapshots.

`count_by_town(count)` gives a live number, `rows_behind` the rows it was counted from, `take` a snapshot, and
`measure_by_town` the same number from a snapshot. Register rooms register their tables with `laoyou.core.registers`.
"""

from __future__ import annotations

from laoyou.snapshots.commands.snapshots import take, verify
from laoyou.snapshots.queries.measures import (
    LiveCount,
    RowsBehind,
    can_count,
    count_by_town,
    may_see_rows,
    rows_behind,
    rows_page,
)
from laoyou.snapshots.queries.snapshots import SnapshotRow, all_snapshots, latest, manifest, measure_by_town

__all__ = [
    "LiveCount",
    "RowsBehind",
    "SnapshotRow",
    "all_snapshots",
    "can_count",
    "count_by_town",
    "latest",
    "manifest",
    "may_see_rows",
    "measure_by_town",
    "rows_behind",
    "rows_page",
    "take",
    "verify",
]
