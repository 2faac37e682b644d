"""
Changing a key: what was written under the old one is written again under the new one, a batch at a time.

A rotation is a row. Each batch is one transaction that also notes how far it came, so that a kill loses at most one batch
and the same command goes on from there. Reading works all the while, because a key file keeps its old keys.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connections, models, router, transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, conditions, crypto, failpoints, keyring
from laoyou.core.audit import Subject
from laoyou.core.fields import EncryptedText, sealed_fields
from laoyou.core.keyring import Key, Keyring, Purpose
from laoyou.core.models import HistoryEntry, KeyRotation, KeyRotationStep
from laoyou.core.scope import Scope

BATCH = 2_000

AFTER_KEY = failpoints.declare("rotation.after_key", "the key file has the new key, the database does not know it")
AFTER_BATCH = failpoints.declare("rotation.after_batch", "one batch is written under the new key and noted")
BEFORE_END = failpoints.declare("rotation.before_end", "everything is written again, the rotation is still open")


@dataclass(frozen=True)
class Step:
    """One place in which values lie under a key: `renew` writes a batch of its rows again."""

    place: str
    renew: Callable[[str, int], tuple[str, int]]
    """(last row done or '', at most how many) → (last row of this batch or '' at the end, rows read)"""


def start(purpose: Purpose, *, by: Scope, at: datetime) -> KeyRotation:
    """
    Make a new key of `purpose` and open its rotation; where one is open already, that one is returned.

    The key file is written first: a kill in between leaves a key that nothing uses, and the next start takes it up.
    """
    open_one = KeyRotation.objects.filter(purpose=purpose.value, finished_at__isnull=True).first()
    if open_one is not None:
        return open_one
    ring = keyring.current()
    recorded = KeyRotation.objects.filter(purpose=purpose.value, key_id=ring.active(purpose).id).exists()
    if recorded or ring.active(purpose).id == 1:
        ring = ring.with_new(purpose, at=at)
        ring.save(keyring.default_path(), replace_existing=True)
    failpoints.hit(AFTER_KEY)
    with transaction.atomic():
        conditions.record_keys(ring)
        rotation = KeyRotation.objects.create(
            purpose=purpose.value, key_id=ring.active(purpose).id, started_at=at, finished_at=None
        )
        _note("core.start_key_rotation", rotation, by=by, at=at)
    return rotation


def go_on(rotation: KeyRotation, *, by: Scope, at: datetime, report: Callable[[str, int], None] | None = None) -> int:
    """
    Write again what is not yet under the new key, until the rotation is finished; returns the rows read this time.

    report  called after each batch with the place and how many of its rows are done
    """
    ring = keyring.current()
    rows = 0
    for step in steps(Purpose(rotation.purpose), ring):
        noted, _ = KeyRotationStep.objects.get_or_create(rotation=rotation, place=step.place)
        while not noted.done:
            with transaction.atomic():
                last, read = step.renew(noted.last_row, BATCH)
                noted.last_row, noted.rows, noted.done = last or noted.last_row, noted.rows + read, not last
                noted.save(update_fields=["last_row", "rows", "done"])
            failpoints.hit(AFTER_BATCH)
            rows += read
            if report:
                report(step.place, noted.rows)
    failpoints.hit(BEFORE_END)
    with transaction.atomic():
        rotation.finished_at = at
        rotation.save(update_fields=["finished_at"])
        _note("core.finish_key_rotation", rotation, by=by, at=at)
    return rows


def unfinished() -> KeyRotation:
    """The rotation that a kill left open. DomainError `core.no_rotation` where there is none."""
    found = KeyRotation.objects.filter(finished_at__isnull=True).order_by("pk").first()
    if found is None:
        raise DomainError("core.no_rotation")
    return found


def _note(action: str, rotation: KeyRotation, *, by: Scope, at: datetime) -> None:
    audit.record(
        action,
        Subject("core.keyrotation", str(rotation.pk)),
        by=by,
        permission="core.manage_accounts",
        at=at,
        chain="system",
        detail={"purpose": rotation.purpose, "key": rotation.key_id},
    )


def steps(purpose: Purpose, ring: Keyring) -> Iterator[Step]:
    """Every place that lies under keys of `purpose`: sealed columns of all rooms and history, or blind indexes."""
    if purpose is Purpose.FIELD:
        for model in _models():
            for field in sealed_fields(model):
                yield Step(".".join(field.place), _sealed_column(model, field, ring))
        yield Step("history", _history(ring))
    elif purpose is Purpose.INDEX:
        for model in _models():
            for field in sealed_fields(model):
                if field.index:
                    yield Step(f"{field.place[0]}.{field.index}", _blind_index(model, field, ring))
    # Audit entries and witnesses keep the key they were written under: rewriting them is what they exist to show.


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


def _batch(model: type[models.Model], columns: list[str], last: str, limit: int) -> list[tuple[Any, ...]]:
    """The next rows after `last`, by primary key: (pk, columns…)."""
    rows = model._base_manager.order_by("pk")
    if last:
        rows = rows.filter(pk__gt=last)
    return list(rows.values_list("pk", *columns)[:limit])


def _update(model: type[models.Model], column: str, changes: list[tuple[Any, Any, Any]]) -> None:
    """Write (new value, pk, old value); a row that somebody changed since it was read is left as it is."""
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    table, pk = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    statement = f"UPDATE {table} SET {quote(column)} = %s WHERE {pk} = %s AND {quote(column)} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, changes)


def _sealed_column(
    model: type[models.Model], field: EncryptedText, ring: Keyring
) -> Callable[[str, int], tuple[str, int]]:
    table, column = field.place
    active = ring.active(Purpose.FIELD).id

    def renew(last: str, limit: int) -> tuple[str, int]:
        rows = _batch(model, [field.attname], last, limit)
        changes = []
        for pk, sealed in rows:
            if sealed is not None and crypto.key_number(sealed) != active:
                data = crypto.decrypt_bytes(sealed, table, column, pk, keys=ring)
                changes.append((crypto.encrypt_bytes(data, table, column, pk, keys=ring), pk, bytes(sealed)))
        _update(model, column, changes)
        return (str(rows[-1][0]) if rows else ""), len(rows)

    return renew


def _blind_index(
    model: type[models.Model], field: EncryptedText, ring: Keyring
) -> Callable[[str, int], tuple[str, int]]:
    table, column = field.place
    named = next(other for other in model._meta.concrete_fields if other.name == field.index)

    def renew(last: str, limit: int) -> tuple[str, int]:
        rows = _batch(model, [field.attname, field.index], last, limit)
        kept = [row for row in rows if row[1] is not None and row[2] is not None]
        pks = [pk for pk, _, _ in kept]
        values = crypto.decrypt_many([sealed for _, sealed, _ in kept], table, column, pks, keys=ring)
        fresh = crypto.blind_index_many(values, table, column, keys=ring)
        changes = [(new, row[0], bytes(row[2])) for new, row in zip(fresh, kept, strict=True) if new]
        _update(model, str(named.column), changes)
        return (str(rows[-1][0]) if rows else ""), len(rows)

    return renew


def _history(ring: Keyring) -> Callable[[str, int], tuple[str, int]]:
    """History keeps sealed values of any table: they are opened for the row they were sealed for, and sealed again."""
    fields = {
        (model._meta.db_table, field.attname): field.place for model in _models() for field in sealed_fields(model)
    }
    active = ring.active(Purpose.FIELD)

    def renew(last: str, limit: int) -> tuple[str, int]:
        entries = HistoryEntry.objects.unscoped("key rotation").order_by("pk")
        if last:
            entries = entries.filter(pk__gt=last)
        page = list(entries[:limit])
        changes = []
        for entry in page:
            text = _renewed_entry(entry, fields, active, ring)
            if text != entry.before:
                changes.append((text, entry.pk, entry.before))
        _update(HistoryEntry, "before", changes)
        return (str(page[-1].pk) if page else ""), len(page)

    return renew


def _renewed_entry(
    entry: HistoryEntry, fields: dict[tuple[str, str], tuple[str, str]], active: Key, ring: Keyring
) -> str:
    before = json.loads(entry.before)
    touched = False
    for name, value in before.items():
        place = fields.get((entry.table, name))
        if place is None or not isinstance(value, dict):
            continue
        sealed = base64.b64decode(value["b"])
        if crypto.key_number(sealed) != active.id:
            data = crypto.decrypt_bytes(sealed, *place, entry.row, keys=ring)
            value["b"] = base64.b64encode(crypto.encrypt_bytes(data, *place, entry.row, keys=ring)).decode()
            touched = True
    return json.dumps(before, ensure_ascii=False, separators=(",", ":")) if touched else entry.before
