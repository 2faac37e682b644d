"""Taking an import back: row by row, but not where something newer stands on it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction

from laoyou.core import audit, bulk, clock, failpoints, fields, history, jobs
from laoyou.core.imports import points, tables
from laoyou.core.imports.running import State, pack, result_url, scope_behind, unpack
from laoyou.core.imports.tables import ImportTable
from laoyou.core.models import HistoryEntry, ImportBatch, ImportRow, ImportRun
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope

WHY = "of a run that was found within the scope"
UNDO = "undo"
"""Outcome of a row that was left as the import wrote it."""

Model = type[models.Model]


@dataclass
class _Taken:
    """One row of a batch: as the batch recorded it, and why it stays where it does."""

    line: int
    key: int
    new: bool
    history: int | None
    seen: int | None
    children: list[tuple[str, int]] = field(default_factory=list)
    refused: str = ""
    by_what: str = ""

    def refuse(self, code: str, what: str = "") -> None:
        if not self.refused:
            self.refused, self.by_what = code, what


def undo(job: jobs.Run) -> str:
    """The job `imports.undo`: take back batch after batch, the newest first."""
    run = ImportRun.objects.unscoped("the job of this run").get(pk=job.arguments["run"])
    if run.state != State.UNDOING:
        return result_url(run)
    table, by = tables.get(run.table), scope_behind(run)
    by.require(table.permission)
    failpoints.hit(points.UNDO_OPENED)
    batches = ImportBatch.objects.unscoped(WHY).filter(run=run, undone_at=None)
    waiting = list(batches.order_by("-number").values_list("pk", flat=True))
    total = sum(run.written.get(name, 0) for name in ("new", "changed"))
    done = 0
    for pk in waiting:
        with transaction.atomic():
            batch = ImportBatch.objects.unscoped(WHY).select_for_update().get(pk=pk)
            done += _undo_batch(run, table, batch, by)
            job.advance(done, max(total, done), cursor=f"undone {batch.number}")
        failpoints.hit(points.UNDO_COMMITTED)
    failpoints.hit(points.UNDO_ALL)
    with transaction.atomic():
        run.refresh_from_db()
        run.state, run.undone_at = State.UNDONE, clock.now()
        run.save(update_fields=["state", "undone_at"])
    return result_url(run)


def _undo_batch(run: ImportRun, table: ImportTable, batch: ImportBatch, by: Scope) -> int:
    at = clock.now()
    model: Any = apps.get_model(table.model)
    taken = [
        _Taken(line, key, bool(new), entry, seen, [(label, child) for label, child in children])
        for line, key, new, entry, seen, children in unpack(bytes(batch.rows))
    ]
    rows = {
        row.pk: row
        for row in model.objects.scoped(by, table.permission).select_for_update().filter(pk__in=[t.key for t in taken])
    }
    for one in taken:
        if one.key not in rows:
            one.refuse("core.import_undo_gone")
    _refuse_changed(model, taken)
    _refuse_used(model, taken)
    kept = [one for one in taken if one.refused]
    back = [one for one in taken if not one.refused]
    _restore(model, [one for one in back if not one.new], rows, by, at)
    failpoints.hit(points.UNDO_RESTORED)
    _delete(model, back, rows, by, at)
    table.restored([one.key for one in back], batch.written_at)
    failpoints.hit(points.UNDO_DELETED)
    _note_kept(run, kept)
    _mark_undone(run, batch, back, kept, at)
    digest, _ = audit.ids_hash(one.key for one in back)
    audit.record(
        "core.undo_import", run, by=by, permission=table.permission, at=at, chain=table.chain,
        detail={"table": table.name, "batch": batch.number, "rows": len(back), "kept": len(kept), "ids_sha256": digest},
    )  # fmt: skip
    return len(taken)


def _refuse_changed(model: Model, taken: Sequence[_Taken]) -> None:
    """What was changed after the import stays: its history has gone on."""
    newest = history.newest_of(model, [one.key for one in taken])
    for one in taken:
        if newest.get(one.key) != one.seen:
            one.refuse("core.import_undo_changed")
    by_model: dict[str, list[_Taken]] = defaultdict(list)
    for one in taken:
        for label, _ in one.children:
            by_model[label].append(one)
    for label, owners in by_model.items():
        child_model = apps.get_model(label)
        keys = [key for one in owners for name, key in one.children if name == label]
        touched = set(history.newest_of(child_model, keys))
        for one in owners:
            if any(name == label and key in touched for name, key in one.children):
                one.refuse("core.import_undo_changed", label)


def _references(model: Model) -> list[Any]:
    return [one for one in model._meta.related_objects if one.one_to_many or one.one_to_one]


def _refuse_used(model: Model, taken: Sequence[_Taken]) -> None:
    """A new row stays where anything stands on it that the import did not write."""
    new = {one.key: one for one in taken if one.new and not one.refused}
    if not new:
        return
    own = {(label, key) for one in taken for label, key in one.children}
    for relation in _references(model):
        related: Any = relation.related_model
        label, column = related._meta.label_lower, relation.field.attname
        rows = related._base_manager.filter(**{f"{column}__in": list(new)})
        for pk, key in rows.values_list("pk", column):
            if (label, pk) not in own:
                new[key].refuse("core.import_undo_used", label)
    for key in tables.held(model._meta.label_lower, list(new)) & new.keys():
        new[key].refuse("core.import_undo_used", "")


def _restore(model: Model, taken: Sequence[_Taken], rows: dict[int, Any], by: Scope, at: Any) -> None:
    """Give changed rows the values that they had before the import; that is a change too, and is kept as one."""
    ids = [one.history for one in taken if one.history is not None]
    entries = {
        entry.pk: entry for entry in HistoryEntry.objects.unscoped("entries that the import wrote").filter(pk__in=ids)
    }
    groups: dict[tuple[str, ...], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    changes = []
    for one in taken:
        if one.history is None:
            continue
        before = history.before_of(model, entries[one.history])
        row = rows[one.key]
        now = {name: getattr(row, name) for name in before}
        changes.append((one.key, now, before))
        groups[tuple(sorted(before))].append((one.key, before))
    for key, now, before in changes:
        history.append(model, key, now, before, by=by, at=at, area_id=_area_of(rows[key]))
    for names, group in groups.items():
        bulk.update(model, [key for key, _ in group], {name: [values[name] for _, values in group] for name in names})


def _area_of(row: Any) -> str:
    return getattr(row, "area_id", "") or ""


def _delete(model: Model, taken: Sequence[_Taken], rows: dict[int, Any], by: Scope, at: Any) -> None:
    """Delete new rows and what was written with them; the history keeps all of it."""
    children: dict[str, list[int]] = defaultdict(list)
    for one in taken:
        for label, key in one.children:
            children[label].append(key)
    upon = {relation.related_model._meta.label_lower for relation in _references(model)}
    for label in sorted(children, key=lambda name: name not in upon):
        if label in upon:
            _delete_rows(apps.get_model(label), children[label], by, at)
    gone = [rows[one.key] for one in taken if one.new]
    history.append_deleted_many(gone, by=by, at=at, area_of=_area_of)
    model._base_manager.filter(pk__in=[row.pk for row in gone]).delete()
    for label, keys in children.items():
        if label not in upon:
            _delete_unless_used(apps.get_model(label), keys, by, at)


def _delete_rows(model: Any, keys: list[int], by: Scope, at: Any) -> None:
    rows = list(model._base_manager.filter(pk__in=keys))
    history.append_deleted_many(rows, by=by, at=at, area_of=_area_of)
    model._base_manager.filter(pk__in=keys).delete()


def _delete_unless_used(model: Any, keys: list[int], by: Scope, at: Any) -> None:
    """Rows that were written beside, such as a household: they go when nobody stands on them any more."""
    used: set[int] = set()
    for relation in _references(model):
        related: Any = relation.related_model
        column = relation.field.attname
        used |= set(related._base_manager.filter(**{f"{column}__in": keys}).values_list(column, flat=True))
    _delete_rows(model, [key for key in keys if key not in used], by, at)


def _note_kept(run: ImportRun, kept: Sequence[_Taken]) -> None:
    """Keep, for the page, which rows were not taken back, and why."""
    lines = ImportRow.objects.unscoped(WHY).filter(run=run)
    known = {row.line: row for row in lines.filter(line__in=[one.line for one in kept])}
    for one in kept:
        row = known.get(one.line)
        if row is None:
            row = ImportRow(pk=reserve(ImportRow, 1)[0], run=run, line=one.line)
            fields.seal(row, "detail", json.dumps({"undo": one.by_what}))
        else:
            said = json.loads(fields.opened(row.detail))
            fields.seal(row, "detail", json.dumps({**said, "undo": one.by_what}, ensure_ascii=False))
        row.outcome, row.code, row.key, row.applied = UNDO, one.refused, one.key, True
        row.save()


def _mark_undone(run: ImportRun, batch: ImportBatch, back: Sequence[_Taken], kept: Sequence[_Taken], at: Any) -> None:
    lines = [one.line for one in back]
    for start in range(0, len(lines), 900):
        rows = ImportRow.objects.unscoped(WHY).filter(run=run, line__in=lines[start : start + 900])
        rows.update(applied=False)
    if kept:
        batch.rows = pack([[one.line, one.key, int(one.new), one.history, one.seen, one.children] for one in kept])
        batch.new, batch.changed = sum(1 for one in kept if one.new), sum(1 for one in kept if not one.new)
        batch.save(update_fields=["rows", "new", "changed"])
    else:
        batch.undone_at = at
        batch.save(update_fields=["undone_at"])
    current = ImportRun.objects.unscoped(WHY).select_for_update().get(pk=run.pk)
    written = current.written
    written["undone"] = written.get("undone", 0) + len(back)
    written["new"] = written.get("new", 0) - sum(1 for one in back if one.new)
    written["changed"] = written.get("changed", 0) - sum(1 for one in back if not one.new)
    run.written = written
    run.save(update_fields=["written"])


jobs.register("imports.undo", undo)
