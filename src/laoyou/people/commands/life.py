"""Traces of life: recorded, and taken back where they were somebody else's."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.people.commands.shared import UPDATE, alive, day_of, locked, note
from laoyou.people.models import LifeTrace

WHY = "of a resident whom the command has locked within the scope"


@transaction.atomic
def record_trace(resident_id: int, on: date, kind: str, *, source: str, by: Scope, at: datetime) -> LifeTrace:
    """
    Something shows that a resident was alive on the day `on`; told twice it is one trace.

    Raises `people.status_dates`, `people.source_missing`, `people.already_dead`.
    """
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    if not source.strip():
        raise DomainError("people.source_missing")
    if not resident.birth_date <= on <= day_of(at):
        raise DomainError("people.status_dates")
    trace, added = LifeTrace.objects.unscoped(WHY).get_or_create(
        resident=resident, seen_on=on, kind=LifeTrace.Kind(kind).value, source=source.strip(), taken_back_at=None,
        defaults={"recorded_at": at, "recorded_by_id": by.account_id},
    )  # fmt: skip
    if added:
        note("record_life_trace", resident, by=by, permission=UPDATE, at=at, on=on.isoformat(), kind=kind)
    return trace


@transaction.atomic
def take_back_trace(trace_id: int, *, reason: str, by: Scope, at: datetime) -> LifeTrace:
    """The trace was not his. Raises `core.not_found`, `people.reason_needed`."""
    by.require(UPDATE)
    trace = LifeTrace.objects.scoped(by, UPDATE).select_for_update().filter(pk=trace_id, taken_back_at=None).first()
    if trace is None:
        raise DomainError("core.not_found")
    if not reason.strip():
        raise DomainError("people.reason_needed")
    trace.taken_back_at = at
    trace.save(update_fields=["taken_back_at"])
    resident = locked(trace.resident_id, by=by, permission=UPDATE)
    note("take_back_life_trace", resident, by=by, permission=UPDATE, at=at, trace=trace_id, reason=reason.strip())
    return trace
