"""Which snapshots there are, and numbers from one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.core.registers import REGISTERS
from laoyou.packs.models.measure import Count
from laoyou.snapshots import storage
from laoyou.snapshots.models import Snapshot


@dataclass(frozen=True)
class SnapshotRow:
    """A snapshot as other rooms see it."""

    name: str
    date: date
    taken_at: datetime
    manifest_hash: str
    rows: int
    damaged: bool
    part: str = REGISTERS


def row_of(snapshot: Snapshot) -> SnapshotRow:
    """The row for other rooms."""
    return SnapshotRow(
        snapshot.name,
        snapshot.date,
        snapshot.taken_at,
        snapshot.manifest_hash,
        snapshot.rows,
        snapshot.state == Snapshot.State.DAMAGED,
        snapshot.part,
    )


def all_snapshots(*, part: str = REGISTERS) -> list[SnapshotRow]:
    """Every snapshot of a part, the newest first; of every part with `part=""`."""
    rows = Snapshot.objects.order_by("-date", "-taken_at")
    return [row_of(snapshot) for snapshot in (rows.filter(part=part) if part else rows)]


def latest() -> SnapshotRow | None:
    """The newest snapshot of the registers that is not known to be damaged."""
    sound = Snapshot.objects.exclude(state=Snapshot.State.DAMAGED).filter(part=REGISTERS)
    found = sound.order_by("-date", "-taken_at").first()
    return row_of(found) if found else None


def measure_by_town(name: str, counts: Mapping[str, Count], *, digits: int = 9) -> dict[str, dict[str, int]]:
    """
    What each of `counts` makes of the rows of snapshot `name`, by town, or by the first `digits` of the area's id. Each table is read once.

    Loads Polars, so it is for jobs and the command line.
    """
    from laoyou.snapshots import columns
    from laoyou.snapshots.commands.snapshots import frames

    found: dict[str, dict[str, int]] = {}
    for table in sorted({count.table for count in counts.values()}):
        own = {key: count for key, count in counts.items() if count.table == table}
        found.update(columns.measured_by_town(own, frames(name, table), digits=digits))
    return found


def counts_of_day(on: date, counts: Mapping[str, Count]) -> dict[str, dict[str, int]] | None:
    """What each of `counts` made of the registers on a past day, by community; None where no sound snapshot is of that day."""
    rows = Snapshot.objects.exclude(state=Snapshot.State.DAMAGED).filter(date=on, part=REGISTERS).order_by("-taken_at")
    found = rows.first()
    return measure_by_town(found.name, counts, digits=12) if found is not None else None


def manifest(name: str) -> dict[str, object]:
    """The manifest of a snapshot; DomainError `snapshots.unknown` where there is none."""
    return storage.manifest(name)


def manifest_hash(name: str) -> str:
    """SHA-256 of the manifest of a snapshot, which names all its rows; DomainError `snapshots.unknown` where there is none."""
    return storage.manifest_hash(name)
