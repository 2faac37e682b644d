"""Taking a snapshot, and finding out whether one is still what it was."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from laoyou import __version__
from laoyou.base.errors import DomainError
from laoyou.core import audit, district, failpoints, keyring
from laoyou.core.clock import BEIJING
from laoyou.core.keyring import Purpose
from laoyou.core.registers import registry
from laoyou.core.scope import Scope
from laoyou.snapshots import storage
from laoyou.snapshots.domain import canonical
from laoyou.snapshots.models import Snapshot
from laoyou.snapshots.queries.snapshots import SnapshotRow, row_of

if TYPE_CHECKING:
    import polars as pl

FORMAT = 1
CHAIN = "snapshots"
ROWS_A_PART = 200_000

AFTER_PART = failpoints.declare("snapshot.after_part", "one part of a table is on the disk")
BEFORE_MANIFEST = failpoints.declare("snapshot.before_manifest", "all tables are on the disk, the manifest is not")
BEFORE_RENAME = failpoints.declare("snapshot.before_rename", "the draft is whole and still has its draft name")
AFTER_RENAME = failpoints.declare("snapshot.after_rename", "the folder has its name, the database does not know it")

Progress = Callable[[str, int], None]


def take(
    *,
    by: Scope,
    at: datetime,
    on: date | None = None,
    again: bool = False,
    part: str = registry.REGISTERS,
    progress: Progress = lambda table, rows: None,
) -> SnapshotRow:
    """
    Write every registered table of `part`, as it stands on the day `on` (the day of `at` unless said), into a new snapshot.

    again     make another one where the day has one already: "2026-10-31-2"
    part      the registers that are counted, or the tables of another purpose: "2026-10-31-facts"
    progress  called with (table, rows so far)

    Nobody else's writing is seen half: all tables are read at one moment. An interrupted run leaves a draft, which the
    next one removes, or a whole folder, which the next one enters into the register.
    Raises DomainError `snapshots.exists`, `snapshots.future`, `snapshots.busy`, `snapshots.not_a_code`.
    """
    by.require("snapshots.take")
    today = at.astimezone(BEIJING).date()
    day = on or today
    if day > today:
        raise DomainError("snapshots.future", date=day.isoformat())
    pack = district.pack()
    with storage.alone():
        storage.remove_drafts()
        adopt(by=by, at=at, area=pack.manifest.area)
        name = _free_name(day, part, again=again)
        draft = storage.new_draft(name)
        with one_moment():
            tables = {
                table.name: _write_table(draft, name, table, day, progress)
                for table in registry.tables()
                if table.part == part
            }
        failpoints.hit(BEFORE_MANIFEST)
        manifest = {
            "format": FORMAT,
            "name": name,
            "part": part,
            "date": day.isoformat(),
            "taken_at": at.isoformat(),
            "program": __version__,
            "rows_form": canonical.FORM,
            "pack": {"name": pack.name, "chain": list(pack.chain), "version": pack.version},
            "pseudonyms": keyring.current().active(Purpose.INDEX).fingerprint,
            "tables": tables,
        }
        storage.write_manifest(draft, manifest)
        failpoints.hit(BEFORE_RENAME)
        storage.publish(draft, name)
        failpoints.hit(AFTER_RENAME)
        return _register(name, manifest, by=by, at=at, area=pack.manifest.area)


def adopt(*, by: Scope, at: datetime, area: str) -> list[str]:
    """Enter whole folders that the register does not know, from a run that was ended between the two; their names."""
    known = set(Snapshot.objects.values_list("name", flat=True))
    found = [name for name in storage.names() if name not in known]
    for name in found:
        _register(name, storage.manifest(name), by=by, at=at, area=area)
    return found


@transaction.atomic
def _register(name: str, manifest: dict[str, Any], *, by: Scope, at: datetime, area: str) -> SnapshotRow:
    rows = sum(table["rows"] for table in manifest["tables"].values())
    snapshot = Snapshot.objects.create(
        name=name,
        date=date.fromisoformat(manifest["date"]),
        part=manifest.get("part", registry.REGISTERS),
        taken_at=datetime.fromisoformat(manifest["taken_at"]),
        taken_by_id=by.account_id,
        manifest_hash=storage.manifest_hash(name),
        rows=rows,
    )
    audit.record(
        "snapshots.take",
        audit.Subject("snapshots.snapshot", name, area),
        by=by,
        permission="snapshots.take",
        at=at,
        chain=CHAIN,
        detail={"manifest": snapshot.manifest_hash, "rows": rows},
    )
    return row_of(snapshot)


def verify(name: str, *, by: Scope, at: datetime) -> list[str]:
    """
    Everything in which the snapshot differs from what was written; empty where nothing does.

    The manifest is compared with the register, each file with the manifest, and the rows, read again, with the hash of
    their table. The register remembers the outcome.
    """
    from laoyou.snapshots import columns

    by.require("snapshots.verify")
    snapshot = Snapshot.objects.filter(pk=name).first()
    if snapshot is None:
        raise DomainError("snapshots.unknown", name=name)
    problems: list[str] = []
    try:
        if storage.manifest_hash(name) != snapshot.manifest_hash:
            problems.append(f"{storage.MANIFEST}: SHA-256")
        manifest = storage.manifest(name)
        for table, entry in manifest["tables"].items():
            digests = bytearray()
            for part in _parts(name, table, entry):
                digests += columns.row_digests(part, entry["columns"])
            if columns.hash_of_table(table, entry["columns"], digests) != entry["hash"]:
                problems.append(f"{table}: rows")
    except DomainError as refusal:
        problems.append(str(refusal.data.get("problem", refusal)))
    with transaction.atomic():
        snapshot.state = Snapshot.State.DAMAGED if problems else Snapshot.State.COMPLETE
        snapshot.verified_at = at
        snapshot.save(update_fields=["state", "verified_at"])
        audit.record(
            "snapshots.verify",
            audit.Subject("snapshots.snapshot", name),
            by=by,
            permission="snapshots.verify",
            at=at,
            chain=CHAIN,
            detail={"problems": problems},
        )
    return problems


def _parts(name: str, table: str, entry: dict[str, Any]) -> Iterator[pl.DataFrame]:
    import polars as pl

    for number, part in enumerate(entry["parts"], start=1):
        yield pl.read_parquet(io.BytesIO(storage.read_part(name, table, number, part)))


def _free_name(day: date, part: str, *, again: bool) -> str:
    """The name for a snapshot of `day`: the day, with the part where it is not the registers; with `again` the next number."""
    first = day.isoformat() if part == registry.REGISTERS else f"{day.isoformat()}-{part}"
    taken = set(storage.names()) | set(Snapshot.objects.filter(date=day).values_list("name", flat=True))
    if first not in taken:
        return first
    if not again:
        raise DomainError("snapshots.exists", name=first, date=first)
    number = 2
    while f"{first}-{number}" in taken:
        number += 1
    return f"{first}-{number}"


@contextmanager
def one_moment() -> Iterator[None]:
    """Let every query inside see the database as it is now, whatever others commit meanwhile, without locking them out."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        # Not `atomic()`: the product begins its transactions with the write lock, and this one only reads.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write_table(draft: Path, name: str, table: registry.Table, day: date, progress: Progress) -> dict[str, Any]:
    """Write one table part by part; returns its entry in the manifest."""
    import polars as pl

    from laoyou.snapshots import columns

    written = columns.written_columns(table)
    hashers = {key: _pseudonyms(table.name, column) for key, column in table.columns.items() if column.kind == "key"}
    parts: list[dict[str, Any]] = []
    digests = bytearray()
    waiting: list[pl.DataFrame] = []

    def write() -> None:
        whole = pl.concat(waiting)
        waiting.clear()
        buffer = io.BytesIO()
        whole.write_parquet(buffer, compression="zstd", compression_level=1)
        entry = storage.write_part(draft, name, table.name, len(parts) + 1, buffer.getvalue())
        parts.append({**entry, "rows": whole.height})
        failpoints.hit(AFTER_PART)

    for batch in table.batches(day):
        keys = {key: hash_all(batch[key]) for key, hash_all in hashers.items()}
        data = columns.frame(table, batch, day, keys)
        digests += columns.row_digests(data, written)
        waiting.append(data)
        progress(table.name, len(digests) // columns.DIGEST_BYTES)
        if sum(one.height for one in waiting) >= ROWS_A_PART:
            write()
    if waiting:
        write()
    return {
        "rows": len(digests) // columns.DIGEST_BYTES,
        "hash": columns.hash_of_table(table.name, written, digests),
        "columns": dict(sorted(written.items())),
        "parts": parts,
    }


def pseudonyms(table: str) -> Callable[[Any], list[int | None]]:
    """Register keys of a table → the numbers that stand for them in snapshots."""
    return _pseudonyms(table, registry.Column("key"))


def _pseudonyms(table: str, column: registry.Column) -> Callable[[Any], list[int | None]]:
    """
    Register keys → 64-bit numbers that only this installation's key makes.

    The same row has the same number in every snapshot, so that they can be compared; without the key it leads nowhere.
    """
    mac = keyring.current().active(Purpose.INDEX).derived_mac(f"snapshot key|{column.of or table}")

    def hash_all(values: Any) -> list[int | None]:
        return [None if value is None else int.from_bytes(mac(str(value).encode())[:8], "big") for value in values]

    return hash_all


def frames(name: str, table: str) -> Iterator[pl.DataFrame]:
    """The rows of one table of a snapshot, part by part; DomainError `snapshots.unknown`, `core.no_register`."""
    tables: Mapping[str, dict[str, Any]] = storage.manifest(name)["tables"]
    if table not in tables:
        raise DomainError("core.no_register", table=table)
    yield from _parts(name, table, tables[table])
