"""
Possible duplicates: finding them, deciding about them, merging two rows into one and separating them again.

A merge deletes one row and moves everything that pointed to it. What cannot be moved because the survivor has it already is
set aside. History keeps each of it, the merge remembers where it came from, so separating puts everything back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, fields, history, privacy
from laoyou.core.fields import EncryptedText, Sealed
from laoyou.core.models import Attachment, HistoryEntry, RoleGrant
from laoyou.core.scope import Scope
from laoyou.people.commands.shared import CHAIN, note, save, stored
from laoyou.people.models import DuplicatePair, Residency, Resident, ResidentMerge
from laoyou.people.queries import duplicates

MERGE = "people.merge_residents"
WHY = "of two residents whom the command has locked within the scope"
FILLED = ("id_number", "phone", "address")
"""Sealed values that the survivor takes over where it has none of its own."""


def search(*, by: Scope, at: datetime, progress: duplicates.Progress | None = None) -> tuple[int, int]:
    """
    Look over the whole register; (pairs that are like enough, those of them that are new).

    Pairs that stand in the queue or were decided are left alone. Pairs in the queue that are alike no longer leave it.
    """
    by.require("people.find_duplicates")
    found = list(duplicates.find(progress))
    with transaction.atomic():
        known = set(DuplicatePair.objects.unscoped(WHY).values_list("first_id", "second_id"))
        new = [
            DuplicatePair(
                first_id=first, second_id=second, score=min(score, 100), reasons=",".join(reasons), found_at=at
            )
            for first, second, score, reasons in found
            if (first, second) not in known
        ]
        DuplicatePair.objects.bulk_create(new, batch_size=2000)
        alike = {(first, second) for first, second, _score, _reasons in found}
        standing = DuplicatePair.objects.unscoped(WHY).filter(state=DuplicatePair.State.OPEN)
        gone = [pk for pk, *pair in standing.values_list("pk", "first_id", "second_id") if tuple(pair) not in alike]
        for start in range(0, len(gone), 500):
            standing.filter(pk__in=gone[start : start + 500]).delete()
        audit.record(
            "people.find_duplicates", audit.Subject("people.duplicatepair", "search"), by=by,
            permission="people.find_duplicates", at=at, chain=CHAIN,
            detail={"found": len(found), "new": len(new), "gone": len(gone)},
        )  # fmt: skip
    return len(found), len(new)


@transaction.atomic
def decide_different(pair_id: int, *, reason: str, by: Scope, at: datetime) -> DuplicatePair:
    """Two people, not one: remembered, so that no search asks again. Raises `core.not_found`, `people.reason_needed`."""
    pair = _pair(pair_id, by)
    if not reason.strip():
        raise DomainError("people.reason_needed")
    pair.state, pair.note = DuplicatePair.State.DIFFERENT, reason.strip()
    pair.decided_at, pair.decided_by_id = at, by.account_id
    pair.save(update_fields=["state", "note", "decided_at", "decided_by"])
    detail = {"other": pair.second_id, "reason": reason.strip()}
    note("decide_different", pair.first, by=by, permission=MERGE, at=at, **detail)
    return pair


def _pair(pair_id: int, by: Scope) -> DuplicatePair:
    by.require(MERGE)
    pairs = DuplicatePair.objects.scoped(by, MERGE).select_for_update().select_related("first", "second")
    found: DuplicatePair | None = pairs.filter(pk=pair_id).first()
    if found is None:
        raise DomainError("core.not_found")
    return found


def _both(one_id: int, other_id: int, by: Scope) -> tuple[Resident, Resident]:
    by.require(MERGE)
    if one_id == other_id:
        raise DomainError("people.merge_with_oneself")
    rows = Resident.objects.scoped(by, MERGE).select_for_update().filter(pk__in=(one_id, other_id)).in_bulk()
    if len(rows) != 2:
        raise DomainError("core.not_found")
    return rows[one_id], rows[other_id]


@transaction.atomic
def merge(survivor_id: int, absorbed_id: int, *, reason: str, by: Scope, at: datetime) -> ResidentMerge:
    """
    Two rows are one person: `absorbed_id` goes into `survivor_id`.

    What the survivor says stands; number, phone and address are taken over where it has none. Raises `core.not_found` where
    not both lie within the scope, `people.reason_needed`, `people.merge_with_oneself`.
    """
    survivor, absorbed = _both(survivor_id, absorbed_id, by)
    if not reason.strip():
        raise DomainError("people.reason_needed")
    area = survivor.area_id or ""
    record: dict[str, Any] = {"moved": [], "set_aside": [], "grants": [], "files": []}
    for model, column in _pointing():
        _move_rows(model, column, survivor, absorbed, record, by=by, at=at, area=area)
    grants = RoleGrant.objects.filter(resident_id=absorbed.pk)
    for grant in grants:
        twice = RoleGrant.objects.filter(
            account_id=grant.account_id, role=grant.role, resident_id=survivor.pk, revoked_at__isnull=True
        )
        if grant.revoked_at is None and not twice.exists():
            RoleGrant.objects.filter(pk=grant.pk).update(resident_id=survivor.pk)
            record["grants"].append(grant.pk)
    files = Attachment.objects.unscoped(WHY).filter(subject_type="people.resident", subject_id=str(absorbed.pk))
    record["files"] = list(files.values_list("pk", flat=True))
    files.update(subject_id=str(survivor.pk))
    opened = {name: getattr(absorbed, name).open() for name in FILLED if isinstance(getattr(absorbed, name), Sealed)}
    document = absorbed.id_document
    record["resident"] = history.append_deleted(absorbed, by=by, at=at, area_id=area).pk
    name = absorbed.name
    models.QuerySet(Resident).filter(pk=absorbed.pk).delete()
    before = stored(survivor)
    for column, value in opened.items():
        if getattr(survivor, column) is None:
            fields.seal(survivor, column, value)
            if column == "id_number":
                survivor.id_document = document
    changed = save(survivor, before, by=by, at=at)
    record["filled"] = changed
    if changed:
        entries = HistoryEntry.objects.unscoped(WHY).filter(table=Resident._meta.db_table, row=str(survivor.pk))
        record["filled_entry"] = entries.order_by("-id").values_list("pk", flat=True).first()
        record["filled_as"] = {column: _fingerprint(getattr(survivor, column)) for column in changed}
    merged = ResidentMerge.objects.create(
        survivor=survivor, absorbed_id=absorbed_id, absorbed_name=name, at=at, by_id=by.account_id,
        reason=reason.strip(), record=json.dumps(record, separators=(",", ":")),
    )  # fmt: skip
    note(
        "merge_residents", survivor, by=by, permission=MERGE, at=at, absorbed=absorbed_id, merge=merged.pk,
        reason=reason.strip(), moved=len(record["moved"]), set_aside=len(record["set_aside"]),
    )  # fmt: skip
    return merged


def _fingerprint(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else repr(value)


def _pointing() -> list[tuple[type[models.Model], str]]:
    """
    Every column of any table that holds the id of a resident: foreign keys, also those without a way back, and the columns
    of rooms that must not know this one, as the registry of what is kept about people names them.
    """
    fields_of = Resident._meta.get_fields(include_hidden=True)
    keys = [one for one in fields_of if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)]
    found: list[tuple[type[models.Model], str]] = [(one.related_model, one.field.attname) for one in keys]  # type: ignore[union-attr, misc]
    for entry in privacy.entries():
        plain = entry.subject and "__" not in entry.subject and entry.model not in (privacy.person(), "core.rolegrant")
        if plain and (entry.table, entry.subject) not in found:
            found.append((entry.table, entry.subject))
    return found


SET_ASIDE: tuple[type[models.Model], ...] = (Residency, DuplicatePair)
"""What belongs to the row and not to the person: two timelines cannot be laid over each other."""


def _move_rows(
    model: type[models.Model], column: str, survivor: Resident, absorbed: Resident, record: dict[str, Any],
    *, by: Scope, at: datetime, area: str,
) -> None:  # fmt: skip
    pointing: models.QuerySet[Any] = models.QuerySet(model).filter(**{column: absorbed.pk})
    for row in pointing.order_by("pk"):
        before = history.values_of(row)
        if not isinstance(row, SET_ASIDE):
            try:
                with transaction.atomic():
                    models.QuerySet(model).filter(pk=row.pk).update(**{column: survivor.pk})
            except IntegrityError:
                pass
            else:
                history.append(
                    model, row.pk, {column: before[column]}, {column: survivor.pk}, by=by, at=at, area_id=area
                )
                record["moved"].append([model._meta.label_lower, row.pk, column])
                continue
        entry = history.append_deleted(row, by=by, at=at, area_id=area)
        models.QuerySet(model).filter(pk=row.pk).delete()
        record["set_aside"].append([model._meta.label_lower, row.pk, entry.pk])


@transaction.atomic
def unmerge(merge_id: int, *, reason: str, by: Scope, at: datetime) -> Resident:
    """
    The merge was a mistake: the row that was absorbed comes back, with everything that came from it.

    What was recorded for the survivor since stays with it. Raises `core.not_found`, `people.reason_needed`,
    `people.merge_undone`, `people.merge_erased` where the person was erased, `people.merge_not_last` where the survivor absorbed somebody else afterwards.
    """
    by.require(MERGE)
    merged = ResidentMerge.objects.scoped(by, MERGE).select_for_update().filter(pk=merge_id).first()
    if merged is None:
        raise DomainError("core.not_found")
    if not reason.strip():
        raise DomainError("people.reason_needed")
    if merged.undone_at is not None:
        raise DomainError("people.merge_undone")
    later = ResidentMerge.objects.unscoped(WHY).filter(
        survivor_id=merged.survivor_id, pk__gt=merged.pk, undone_at__isnull=True
    )
    if later.exists():
        raise DomainError("people.merge_not_last")
    if not merged.record:
        raise DomainError("people.merge_erased")
    survivor = Resident.objects.unscoped(WHY).select_for_update().get(pk=merged.survivor_id)
    record = json.loads(merged.record)
    _take_off(survivor, record, by=by, at=at)
    absorbed = _again(Resident, merged.absorbed_id, record["resident"])
    for label, pk, entry in reversed(record["set_aside"]):
        _again(_model(label), pk, entry)
    for label, pk, column in reversed(record["moved"]):
        rows: models.QuerySet[Any] = models.QuerySet(_model(label)).filter(pk=pk, **{column: survivor.pk})
        if rows.update(**{column: absorbed.pk}):
            history.append(
                _model(label), pk, {column: survivor.pk}, {column: absorbed.pk}, by=by, at=at,
                area_id=absorbed.area_id or "",
            )  # fmt: skip
    RoleGrant.objects.filter(pk__in=record["grants"], resident_id=survivor.pk).update(resident_id=absorbed.pk)
    Attachment.objects.unscoped(WHY).filter(pk__in=record["files"]).update(subject_id=str(absorbed.pk))
    merged.undone_at, merged.undone_by_id, merged.undo_reason = at, by.account_id, reason.strip()
    merged.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    note(
        "unmerge_residents", survivor, by=by, permission=MERGE, at=at, absorbed=absorbed.pk, merge=merged.pk,
        reason=reason.strip(),
    )  # fmt: skip
    return absorbed


def _model(label: str) -> type[models.Model]:
    from django.apps import apps

    return apps.get_model(label)


def _take_off(survivor: Resident, record: dict[str, Any], *, by: Scope, at: datetime) -> None:
    """Give back what the survivor took over, where nobody has changed it since."""
    if not record["filled"]:
        return
    before = stored(survivor)
    earlier = history.values_before(Resident, record["filled_entry"])
    for column in record["filled"]:
        if _fingerprint(before[column]) == record["filled_as"][column]:
            setattr(survivor, column, earlier[column])
    save(survivor, before, by=by, at=at)


def _again(model: type[models.Model], pk: int, entry: int) -> Any:
    """A deleted row as history kept it, under its own number; blind indexes are made anew under the present key."""
    values = history.values_before(model, entry)
    generated = {one.attname for one in model._meta.concrete_fields if one.generated}
    row = model(**{name: value for name, value in values.items() if name not in generated})
    for one in _sealed(model):
        value = getattr(row, one.attname)
        if one.index and isinstance(value, Sealed):
            fields.seal(row, one.attname, value.open())
            setattr(row, one.attname, value)
    row.save(force_insert=True)
    return row


def _sealed(model: type[models.Model]) -> Iterable[EncryptedText]:
    return [one for one in model._meta.concrete_fields if isinstance(one, EncryptedText)]
