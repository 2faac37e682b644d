"""
What rows were before: one appended row for each change, written by commands and bulk paths through this module.

An entry holds only the fields that changed, with the values they had; sealed values stay sealed, as they are bound to
the same row. A row is known as of a moment by undoing, from its present state backwards, what happened after it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connections, models, router, transaction

from laoyou.base.errors import DomainError
from laoyou.core.fields import EncryptedText, Sealed
from laoyou.core.models import HistoryEntry
from laoyou.core.scope import Scope, ScopedModel

Values = Mapping[str, Any]
Model = type[models.Model]
BATCH = 5_000


def values_of(instance: models.Model) -> dict[str, Any]:
    """The stored values of `instance`, by column attribute ('area_id', not 'area'): the `before` or `after` of a change."""
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}


def changed(before: Values, after: Values) -> dict[str, Any]:
    """The fields of `after` whose value differs from `before`, with their values of before."""
    return {name: before[name] for name, value in after.items() if name in before and before[name] != value}


def append(
    model: Model, pk: object, before: Values, after: Values, *, by: Scope, at: datetime, area_id: str = ""
) -> HistoryEntry | None:
    """
    Append what one row was before its change; None, and nothing written, where nothing changed.

    before, after  field → value, all of the row or only what the command touches
    """
    _require_transaction()
    old = changed(before, after)
    if not old:
        return None
    entry = _entry(model, pk, HistoryEntry.Kind.CHANGE, old, by, at, area_id)
    entry.save(force_insert=True)
    return entry


def append_deleted(instance: models.Model, *, by: Scope, at: datetime, area_id: str = "") -> HistoryEntry:
    """Append all of a row that is about to be deleted."""
    _require_transaction()
    kind = HistoryEntry.Kind.DELETE
    entry = _entry(type(instance), instance.pk, kind, values_of(instance), by, at, area_id)
    entry.save(force_insert=True)
    return entry


def append_many(
    model: Model,
    changes: Iterable[tuple[object, Values, Values]],
    *,
    by: Scope,
    at: datetime,
    area_id: str = "",
) -> int:
    """`append` for many rows of one model, as (pk, before, after); returns how many had changed."""
    _require_transaction()
    written = 0
    entries = (
        _entry(model, pk, HistoryEntry.Kind.CHANGE, old, by, at, area_id)
        for pk, before, after in changes
        if (old := changed(before, after))
    )
    while batch := list(islice(entries, BATCH)):
        HistoryEntry.objects.bulk_create(batch)
        written += len(batch)
    return written


def before_of(model: Model, entry: HistoryEntry) -> dict[str, Any]:
    """The values that the changed fields had before `entry`, sealed ones still sealed."""
    return _decoded(model, entry.row, entry.before)


def newest_of(model: Model, pks: Iterable[object]) -> dict[int, int]:
    """Row → its newest entry, for the rows among `pks` that were ever changed; keys are numbers."""
    entries = HistoryEntry.objects.unscoped("ids of entries about rows that the caller holds").filter(
        table=model._meta.db_table
    )
    found: dict[int, int] = {}
    texts = [str(pk) for pk in pks]
    for start in range(0, len(texts), 900):
        part = entries.filter(row__in=texts[start : start + 900]).values_list("row")
        found.update({int(row): entry for row, entry in part.annotate(newest=models.Max("id")).order_by()})
    return found


def append_deleted_many(
    rows: Iterable[models.Model], *, by: Scope, at: datetime, area_of: Callable[[models.Model], str]
) -> None:
    """`append_deleted` for many rows."""
    _require_transaction()
    kind = HistoryEntry.Kind.DELETE
    entries = (_entry(type(row), row.pk, kind, values_of(row), by, at, area_of(row)) for row in rows)
    while batch := list(islice(entries, BATCH)):
        HistoryEntry.objects.bulk_create(batch)


def as_known(model: Model, pk: object, when: datetime, *, scope: Scope, permission: str) -> dict[str, Any] | None:
    """
    The row as this database held it at `when`: field → value; None where it was not there.

    A change made exactly at `when` counts as known. A model whose rows begin at some time says so with a field
    `created_at`. Raises DomainError `core.not_found` where the row lies outside the scope.
    """
    entries = list(
        HistoryEntry.objects.unscoped("the row itself is checked")
        .filter(table=model._meta.db_table, row=str(pk))
        # ids and not times: the order in which changes were made survives a clock that was set back
        .order_by("id")
    )
    row = model._base_manager.filter(pk=pk).first()
    _require_visible(model, row, entries, scope, permission)
    state: dict[str, Any] | None = values_of(row) if row else None
    # An entry with an earlier time than the one before it was made no earlier than that one.
    latest, undone = datetime.min.replace(tzinfo=UTC), []
    for entry in entries:
        latest = max(latest, entry.at)
        if latest > when:
            undone.append(entry)
    for entry in reversed(undone):
        old = _decoded(model, pk, entry.before)
        state = dict(old) if entry.kind == HistoryEntry.Kind.DELETE else {**(state or {}), **old}
    if state is None:
        return None
    created_at = state.get("created_at")
    return None if isinstance(created_at, datetime) and created_at > when else state


def values_before(model: Model, entry_id: int) -> dict[str, Any]:
    """What one entry kept: all of a deleted row, or what the changed fields were. For commands, which checked the scope."""
    entry = HistoryEntry.objects.unscoped("the command that puts it back has checked the scope").get(
        pk=entry_id, table=model._meta.db_table
    )
    return _decoded(model, model._meta.pk.to_python(entry.row), entry.before)  # type: ignore[union-attr]


def touched_since(model: Model, when: datetime) -> dict[Any, dict[str, Any] | None]:
    """
    Every row of `model` that was changed or deleted after `when`, as this database held it then: pk → field → value.

    For queries over whole tables, which check the scope themselves: all other rows are still what they were. None for a row
    of which nothing is known. A change made exactly at `when` counts as known.
    """
    entries = HistoryEntry.objects.unscoped("the query that undoes these changes looks within a scope")
    later = list(
        entries.filter(table=model._meta.db_table, at__gt=when).order_by("-id").values_list("row", "kind", "before")
    )
    number = model._meta.pk.to_python  # type: ignore[union-attr]
    states: dict[Any, dict[str, Any] | None] = {number(row): None for row, _kind, _before in later}
    pks = list(states)
    for start in range(0, len(pks), BATCH):
        present: models.QuerySet[Any] = models.QuerySet(model).filter(pk__in=pks[start : start + BATCH])
        for row in present:
            states[row.pk] = values_of(row)
    for key, kind, before in later:
        old = _decoded(model, number(key), before)
        now = states[number(key)]
        if kind == HistoryEntry.Kind.DELETE:
            states[number(key)] = dict(old)
        elif now is not None:
            states[number(key)] = {**now, **old}
    return states


def _require_visible(
    model: Model, row: models.Model | None, entries: list[HistoryEntry], scope: Scope, permission: str
) -> None:
    if scope.is_system:
        return
    scope.require(permission)
    if row is not None and issubclass(model, ScopedModel):
        visible = model.objects.scoped(scope, permission).filter(pk=row.pk).exists()
    elif entries:
        visible = scope.covers_area(permission, entries[-1].area_id)
    else:
        visible = not issubclass(model, ScopedModel)
    if not visible:
        raise DomainError("core.not_found")


def _require_transaction() -> None:
    if not connections[router.db_for_write(HistoryEntry)].in_atomic_block:
        raise transaction.TransactionManagementError("history belongs into the transaction of its change")


def _entry(model: Model, pk: object, kind: str, old: Values, by: Scope, at: datetime, area_id: str) -> HistoryEntry:
    text = json.dumps({name: _encoded(value) for name, value in old.items()}, ensure_ascii=False, separators=(",", ":"))
    return HistoryEntry(
        table=model._meta.db_table, row=str(pk), kind=kind, at=at, by_id=by.account_id, area_id=area_id, before=text
    )


def _encoded(value: Any) -> Any:
    """A stored value as JSON; what JSON cannot say is an object with one letter."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (bytes, memoryview)):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, (list, dict)):
        return {"j": value}
    raise TypeError(f"history cannot keep a {type(value).__name__}")


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "b": base64.b64decode,
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "j": lambda value: value,
}


def _decoded(model: Model, pk: object, text: str) -> dict[str, Any]:
    sealed = {field.attname: field for field in model._meta.concrete_fields if isinstance(field, EncryptedText)}
    values = {}
    for name, value in json.loads(text).items():
        if isinstance(value, dict):
            ((letter, said),) = value.items()
            value = _DECODERS[letter](said)
        values[name] = Sealed(value, sealed[name], pk) if name in sealed and value is not None else value
    return values
