"""
The bulk path: many rows of one table, with the checks, the sealing and the audit entry of the single command.

What a command does row by row happens here batch by batch: `prepare` turns a piece of work into columns, `check` looks
at them with the command's own rules, sealed columns are encrypted and indexed, all of that in processes of their own;
this process only writes. The rows go in through one prepared statement (SQLite) or one COPY (PostgreSQL), in the
caller's transaction, and leave one audit entry with the hash of their content. A creation has no history to keep.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import connections, models, router, transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, crypto, keyring
from laoyou.core.fields import EncryptedText
from laoyou.core.keyring import Keyring
from laoyou.core.scope import Scope

J = TypeVar("J")
Model = type[models.Model]
Columns = Mapping[str, Sequence[Any]]
"""Column attribute ('area_id') → one value a row. Sealed columns in clear; they and their indexes are made here."""

PROCESSES = 2


@dataclass(frozen=True)
class Refused:
    """A row that the checks refuse: its place in the batch, the column, and why."""

    row: int
    column: str
    error: DomainError


@dataclass(frozen=True)
class Loaded:
    """What a load wrote: rows, and the hash of their content in order (of sealed columns only the blind index goes in)."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Plan(Generic[J]):
    """
    How the rows of one table are made.

    prepare   piece of work → columns; runs in a process of its own, so it must not touch the database
    columns   the names of the columns that `prepare` gives, in the order in which they are written
    check     columns → the rows it refuses; the rules of the command, over whole columns
    """

    model: Model
    columns: tuple[str, ...]
    prepare: Callable[[J], Columns]
    check: Callable[[Columns], Iterable[Refused]] | None = None


@dataclass(frozen=True)
class _Batch:
    rows: list[tuple[Any, ...]]
    digest: bytes
    refused: list[tuple[int, str, str, dict[str, Any]]]


def load(
    plan: Plan[J],
    work: Sequence[J],
    *,
    action: str,
    by: Scope,
    permission: str,
    at: datetime,
    chain: str,
    area_id: str = "",
    processes: int = PROCESSES,
    progress: Callable[[int], None] | None = None,
) -> Loaded:
    """
    Write the rows of all of `work`, in order, inside the caller's transaction.

    processes   how many others prepare the rows; 0, or a system without fork, prepares them here
    progress    called with the number of rows of each batch that was written

    Raises DomainError `core.bulk_refused` at the first batch with a refused row (nothing of the load stays once the
    transaction is rolled back), `core.not_permitted`, TransactionManagementError outside a transaction.
    """
    by.require(permission)
    connection = connections[router.db_for_write(plan.model)]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a bulk load belongs into a transaction")
    total = 0
    digest = hashlib.sha256()

    def rows() -> Iterator[tuple[Any, ...]]:
        nonlocal total
        for batch in _prepared(plan, work, processes):
            if batch.refused:
                row, column, code, data = batch.refused[0]
                reason = DomainError(code, **data).sentence()
                raise DomainError(
                    "core.bulk_refused", row=total + row + 1, column=column, reason=reason, count=len(batch.refused)
                )
            digest.update(batch.digest)
            total += len(batch.rows)
            yield from batch.rows
            if progress is not None:
                progress(len(batch.rows))

    _write(connection, plan.model, _database_columns(plan), rows())
    audit.record(
        action,
        audit.Subject(plan.model._meta.label_lower, f"batch {digest.hexdigest()[:16]}", area_id),
        by=by,
        permission=permission,
        at=at,
        chain=chain,
        detail={"rows": total, "content_sha256": digest.hexdigest()},
    )
    return Loaded(total, digest.hexdigest())


def insert(plan: Plan[J], piece: J) -> Loaded:
    """
    Write one piece of work inside the caller's transaction, without an audit entry: the caller leaves one for all it writes.

    The rows bring their keys (`row_ids.reserve`). Raises DomainError `core.bulk_refused` where the plan's check refuses a row.
    """
    connection = connections[router.db_for_write(plan.model)]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a bulk load belongs into a transaction")
    batch = _make(plan, keyring.current() if _sealed(plan) else None, piece)
    if batch.refused:
        row, column, code, data = batch.refused[0]
        reason = DomainError(code, **data).sentence()
        raise DomainError("core.bulk_refused", row=row + 1, column=column, reason=reason, count=len(batch.refused))
    if batch.rows:
        _write(connection, plan.model, _database_columns(plan), iter(batch.rows), move_sequence=False)
    return Loaded(len(batch.rows), batch.digest.hex())


def update(model: Model, ids: Sequence[int], columns: Columns) -> None:
    """
    Set columns of rows that the caller has locked and keeps the history of. Sealed columns are given in clear, or as they lie
    in the database (`Sealed`, bytes), bound to the same rows.
    """
    if not ids:
        return
    connection = connections[router.db_for_write(model)]
    names, values = [], []
    for name, column in columns.items():
        field = model._meta.get_field(name)
        names.append(str(field.column))  # type: ignore[union-attr]
        if isinstance(field, EncryptedText) and not any(isinstance(one, bytes) for one in column):
            table, stored_in = field.place
            values.append(crypto.encrypt_many(column, table, stored_in, ids))
            if field.index:
                names.append(str(model._meta.get_field(field.index).column))  # type: ignore[union-attr]
                values.append(crypto.blind_index_many(column, table, stored_in))
        else:
            values.append([field.get_db_prep_save(one, connection) for one in column])  # type: ignore[union-attr]
    quote = connection.ops.quote_name
    key = str(model._meta.pk.column)  # type: ignore[union-attr]
    sets = ", ".join(f"{quote(name)} = %s" for name in names)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key)} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*values, ids, strict=True)))


_inherited: tuple[Plan[Any], Keyring] | None = None


def _prepared(plan: Plan[J], work: Sequence[J], processes: int) -> Iterator[_Batch]:
    """The batches of `work` in order, made in other processes where the system can fork."""
    global _inherited
    keys = keyring.current() if _sealed(plan) else None
    if processes < 1 or len(work) < 2 or sys.platform != "linux":
        for piece in work:
            yield _make(plan, keys, piece)
        return
    # Forked children inherit the plan with all its arrays; nothing but the finished rows is copied between processes.
    _inherited = (plan, keys)  # type: ignore[assignment]
    pool = multiprocessing.get_context("fork").Pool(processes)
    try:
        yield from _window(pool, work, ahead=processes + 2)
        pool.close()
    except BaseException:
        pool.terminate()
        raise
    finally:
        pool.join()
        _inherited = None


def _window(pool: Any, work: Sequence[J], *, ahead: int) -> Iterator[_Batch]:
    """Results in order with at most `ahead` batches under way, so that a slow writer does not fill the memory."""
    waiting = [pool.apply_async(_make_inherited, (piece,)) for piece in work[:ahead]]
    for number in range(len(work)):
        result = waiting.pop(0).get()
        if number + ahead < len(work):
            waiting.append(pool.apply_async(_make_inherited, (work[number + ahead],)))
        yield result


def _make_inherited(piece: Any) -> _Batch:
    if _inherited is None:
        raise RuntimeError("the process was not forked by a bulk load")
    return _make(*_inherited, piece)


def _make(plan: Plan[J], keys: Keyring | None, piece: J) -> _Batch:
    columns = plan.prepare(piece)
    refused = (
        [(one.row, one.column, one.error.code, one.error.data) for one in plan.check(columns)] if plan.check else []
    )
    if refused:
        return _Batch([], b"", refused)
    table = plan.model._meta.db_table
    ids = columns.get("id", ())
    digest = hashlib.sha256()
    values: list[Sequence[Any]] = []
    for name in plan.columns:
        field = plan.model._meta.get_field(name)
        column = columns[name]
        if isinstance(field, EncryptedText):
            stored_in = str(field.column)
            values.append(crypto.encrypt_many(column, table, stored_in, ids, keys=keys))
            if field.index:
                index = crypto.blind_index_many(column, table, stored_in, keys=keys)
                digest.update(b"".join(one or b"-" for one in index))
                values.append(index)
        else:
            values.append(column)
            digest.update("\x1f".join(map(str, column)).encode())
    return _Batch(list(zip(*values, strict=True)), digest.digest(), [])


def _sealed(plan: Plan[Any]) -> list[EncryptedText]:
    fields = (plan.model._meta.get_field(name) for name in plan.columns)
    return [field for field in fields if isinstance(field, EncryptedText)]


def _database_columns(plan: Plan[Any]) -> list[str]:
    names = []
    for name in plan.columns:
        field = plan.model._meta.get_field(name)
        names.append(str(field.column))  # type: ignore[union-attr]
        if isinstance(field, EncryptedText) and field.index:
            names.append(str(plan.model._meta.get_field(field.index).column))  # type: ignore[union-attr]
    return names


def _write(
    connection: Any, model: Model, columns: list[str], rows: Iterator[tuple[Any, ...]], *, move_sequence: bool = True
) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.connection.cursor() as cursor:
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            # Keys that were drawn from the sequence have moved it already; setting it back could give one out twice.
            if move_sequence and model._meta.pk.get_internal_type() in ("BigAutoField", "AutoField"):  # type: ignore[union-attr]
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest((SELECT max(id) FROM {table}), 1))",  # noqa: S608
                    [table],
                )
    else:
        places = ", ".join("?" * len(columns))
        connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608


@contextmanager
def rebuilt_afterwards(tables: Iterable[Model]) -> Iterator[None]:
    """
    Drop the indexes (and on PostgreSQL the foreign keys) of empty `tables`, and make them again after the block.

    One sort over all rows at the end costs a third of keeping every index in order while rows come in. Everything
    happens in the caller's transaction, so that an interruption leaves the indexes as they were.
    """
    models_ = list(tables)
    connection = connections[router.db_for_write(models_[0])]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("indexes are rebuilt inside one transaction with the rows")
    with connection.cursor() as cursor:
        again = [statement for model in models_ for statement in _drop(connection.vendor, cursor, model._meta.db_table)]
    yield
    with connection.cursor() as cursor:
        for statement in again:
            cursor.execute(statement)


def _drop(vendor: str, cursor: Any, table: str) -> list[str]:
    """Drop what can be made again; returns the statements that make it."""
    if vendor != "postgresql":
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [table]
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        return [sql for _, sql in found]
    again = []
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
        [f'"{table}"'],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        again.append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
        [table, f'"{table}"'],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in indexes] + again
