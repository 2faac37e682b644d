"""What entitlements keeps beside the register of people, for the snapshots that rules are applied to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from laoyou.core import registers
from laoyou.core.registers import Column, Kind
from laoyou.entitlements.models import CompleteList, KnownFact

FACTS: Final = "facts"
"""The part of snapshots that rules are applied to."""
BATCH: Final = 50_000
WHY: Final = "facts of everybody, for rules that are applied to all"

STATEMENT_COLUMNS: Final[dict[str, Column | Kind]] = {
    "key": Column("key", of="residents"),
    "fact": "code",
    "value": "code",
    "true_from": "date",
    "true_to": "date",
}
LIST_COLUMNS: Final[dict[str, Column | Kind]] = {
    "id": "integer",
    "fact": "code",
    "absent": "code",
    "area": "area",
    "as_of": "date",
    "true_from": "date",
    "true_to": "date",
}


def batches_of_statements(on: date) -> Iterator[Mapping[str, Sequence[object]]]:
    """Every statement that stands."""
    rows = KnownFact.objects.unscoped(WHY).filter(superseded_at__isnull=True)
    last = 0
    while True:
        part = list(
            rows.filter(id__gt=last)
            .order_by("id")
            .values_list("id", "resident_id", "fact", "value", "true_from", "true_to")[:BATCH]
        )
        if not part:
            return
        last = part[-1][0]
        yield dict(zip(STATEMENT_COLUMNS, list(zip(*part, strict=True))[1:], strict=True))


def batches_of_lists(on: date) -> Iterator[Mapping[str, Sequence[object]]]:
    """Every complete list that was not withdrawn."""
    rows = CompleteList.objects.unscoped(WHY).filter(withdrawn_at__isnull=True).order_by("id")
    part = list(rows.values_list("id", "fact", "absent", "area_id", "as_of", "true_from", "true_to"))
    if part:
        yield dict(zip(LIST_COLUMNS, zip(*part, strict=True), strict=True))


def register() -> None:
    """Offer both tables to snapshots of facts."""
    registers.register_table("known_facts", STATEMENT_COLUMNS, batches_of_statements, part=FACTS)
    registers.register_table("complete_lists", LIST_COLUMNS, batches_of_lists, part=FACTS)
