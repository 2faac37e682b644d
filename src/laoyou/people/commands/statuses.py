"""Facts about a resident: adding, ending and correcting them. A fact is never rewritten: a correction takes its place."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.people.commands.shared import UPDATE_STATUSES, day_of, locked, note
from laoyou.people.domain.words import EXCLUSIVE, Status
from laoyou.people.models import Resident, StatusFact

WHY = "of a resident within the scope"


@transaction.atomic
def add(
    resident_id: int,
    kind: str,
    true_from: date,
    *,
    source: str,
    by: Scope,
    at: datetime,
    true_to: date | None = None,
    evidence: str = "",
    example: bool = False,
) -> StatusFact:
    """
    Somebody has had a status since `true_from` (until `true_to`, which is the first day without it).

    Raises `people.status_unknown`, `people.status_dates`, `people.status_open` where it is on the register without an
    end, `people.status_conflict` with a status that excludes it, `people.source_missing`.
    """
    resident = locked(resident_id, by=by, permission=UPDATE_STATUSES)
    fact = _new(resident, kind, true_from, true_to, source, evidence, by, at, example)
    note("add_status", resident, by=by, permission=UPDATE_STATUSES, at=at, kind=kind, true_from=true_from.isoformat())
    return fact


@transaction.atomic
def end(fact_id: int, true_to: date, *, by: Scope, at: datetime, source: str = "", evidence: str = "") -> StatusFact:
    """
    A status ended: `true_to` is the first day without it. The fact without an end stays, as superseded.

    Returns the fact that takes its place. Raises `people.status_closed`, `people.status_dates`.
    """
    fact, resident = _standing(fact_id, by)
    if fact.true_to is not None:
        raise DomainError("people.status_closed")
    if not fact.true_from < true_to:
        raise DomainError("people.status_dates")
    ended = _again(fact, true_to, source or fact.source, evidence or fact.evidence, by=by, at=at)
    note("end_status", resident, by=by, permission=UPDATE_STATUSES, at=at, kind=fact.kind, true_to=true_to.isoformat())
    return ended


def end_all(resident: Resident, on: date, *, by: Scope, at: datetime) -> int:
    """End what goes on on the day `on`, because somebody died; returns how many. A part of another command."""
    going_on = StatusFact.objects.unscoped(WHY).filter(
        resident=resident, true_to__isnull=True, superseded_at__isnull=True, true_from__lt=on
    )
    facts = list(going_on)
    for fact in facts:
        _again(fact, on, fact.source, fact.evidence, by=by, at=at)
    return len(facts)


def go_on_again(resident: Resident, on: date, learnt: datetime | None, *, by: Scope, at: datetime) -> int:
    """Let go on what ended with a death on the day `on` that was recorded at `learnt`. A part of another command."""
    ended = StatusFact.objects.unscoped(WHY).filter(
        resident=resident, true_to=on, known_since=learnt, superseded_at__isnull=True
    )
    facts = list(ended)
    for fact in facts:
        _again(fact, None, fact.source, fact.evidence, by=by, at=at)
    return len(facts)


def _again(
    fact: StatusFact, true_to: date | None, source: str, evidence: str, *, by: Scope, at: datetime
) -> StatusFact:
    """The same fact with another end; the one before is superseded."""
    fact.superseded_at = at
    fact.save(update_fields=["superseded_at"])
    return StatusFact.objects.create(
        resident_id=fact.resident_id,
        kind=fact.kind,
        true_from=fact.true_from,
        true_to=true_to,
        known_since=at,
        source=source,
        evidence=evidence,
        recorded_by_id=by.account_id,
        example=fact.example,
    )


@transaction.atomic
def correct(
    fact_id: int, *, true_from: date, true_to: date | None, source: str, by: Scope, at: datetime, evidence: str = ""
) -> StatusFact:
    """
    What the register said of a status was wrong: the old fact stays, as superseded now, and a new one takes its place.

    Raises as `add`; `people.status_closed` for a fact that was superseded before.
    """
    fact, resident = _standing(fact_id, by)
    fact.superseded_at = at
    fact.save(update_fields=["superseded_at"])
    new = _new(resident, fact.kind, true_from, true_to, source, evidence, by, at, fact.example)
    note("correct_status", resident, by=by, permission=UPDATE_STATUSES, at=at, kind=fact.kind, replaced=fact.pk)
    return new


def _standing(fact_id: int, by: Scope) -> tuple[StatusFact, Resident]:
    by.require(UPDATE_STATUSES)
    fact = StatusFact.objects.scoped(by, UPDATE_STATUSES).filter(pk=fact_id).first()
    if fact is None:
        raise DomainError("core.not_found")
    if fact.superseded_at is not None:
        raise DomainError("people.status_closed")
    return fact, locked(fact.resident_id, by=by, permission=UPDATE_STATUSES)


def _new(
    resident: Resident,
    kind: str,
    true_from: date,
    true_to: date | None,
    source: str,
    evidence: str,
    by: Scope,
    at: datetime,
    example: bool,
) -> StatusFact:
    if kind not in set(Status):
        raise DomainError("people.status_unknown", kind=kind)
    if not source.strip():
        raise DomainError("people.source_missing")
    if not resident.birth_date <= true_from <= day_of(at) or (true_to is not None and true_to <= true_from):
        raise DomainError("people.status_dates")
    standing = StatusFact.objects.unscoped(WHY).filter(resident=resident, superseded_at__isnull=True)
    meanwhile = [fact for fact in standing if _overlap(fact, true_from, true_to)]
    words = dict(StatusFact.Kind.choices)
    for fact in meanwhile:
        if fact.kind == kind:
            raise DomainError("people.status_open", kind=str(words[kind]))
        if frozenset({Status(fact.kind), Status(kind)}) in EXCLUSIVE:
            raise DomainError("people.status_conflict", kind=str(words[kind]), other=str(words[fact.kind]))
    return StatusFact.objects.create(
        resident=resident,
        kind=kind,
        true_from=true_from,
        true_to=true_to,
        known_since=at,
        source=source,
        evidence=evidence,
        recorded_by_id=by.account_id,
        example=example,
    )


def _overlap(fact: StatusFact, true_from: date, true_to: date | None) -> bool:
    return (fact.true_to is None or true_from < fact.true_to) and (true_to is None or fact.true_from < true_to)
