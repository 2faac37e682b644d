"""
What other rooms may use of snapshots.

`count_by_town(count)` gives a live number, `rows_behind` the rows it was counted from, `take` a snapshot, and
`measure_by_town` the same number from a snapshot. Register rooms register their tables with `laoyou.core.registers`.
"""

from __future__ import annotations

from laoyou.snapshots.commands.snapshots import frames, pseudonyms, take, verify
from laoyou.snapshots.domain.canonical import FORM as ROWS_FORM
from laoyou.snapshots.queries.hashes import hash_of_rows, row_digests
from laoyou.snapshots.queries.measures import (
    LiveCount,
    RowsBehind,
    can_count,
    count_by_town,
    may_see_rows,
    rows_behind,
    rows_page,
)
from laoyou.snapshots.queries.snapshots import (
    SnapshotRow,
    all_snapshots,
    latest,
    manifest,
    manifest_hash,
    measure_by_town,
)

__all__ = [
    "ROWS_FORM",
    "LiveCount",
    "RowsBehind",
    "SnapshotRow",
    "all_snapshots",
    "can_count",
    "count_by_town",
    "frames",
    "hash_of_rows",
    "latest",
    "manifest",
    "manifest_hash",
    "may_see_rows",
    "measure_by_town",
    "pseudonyms",
    "row_digests",
    "rows_behind",
    "rows_page",
    "take",
    "verify",
]
