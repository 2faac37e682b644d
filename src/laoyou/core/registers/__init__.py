"""
Registers: how a room lets its tables be counted and photographed without being known.

A register room, in its `apps.ready()`:

    registers.register_table("beds", {"id": "key", "area": "area", …}, batches, measures=QuerySetMeasures(…))

`snapshots` writes what the batches give, `plans` counts by the measures; both name a table of the vocabulary in
`laoyou.packs.models.measure`, and neither imports the room.
"""

from laoyou.core.registers.live import BirthDate, ColumnRule, QuerySetMeasures, RelatedCodes
from laoyou.core.registers.registry import (
    REGISTERS,
    Batch,
    Column,
    Kind,
    Measures,
    RegisterRow,
    Table,
    measures_of,
    register_table,
    table,
    tables,
)

__all__ = [
    "REGISTERS",
    "Batch",
    "BirthDate",
    "Column",
    "ColumnRule",
    "Kind",
    "Measures",
    "QuerySetMeasures",
    "RegisterRow",
    "RelatedCodes",
    "Table",
    "measures_of",
    "register_table",
    "table",
    "tables",
]
