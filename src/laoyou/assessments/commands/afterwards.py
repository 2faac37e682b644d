"""After the level: telling it, objections within the term, settling; levels of other departments."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from laoyou.assessments.commands.asking import begin
from laoyou.assessments.commands.shared import (
    LARGEST_ID,
    OF_A_SEEN_ONE,
    alive,
    day_of,
    entry_of,
    locked,
    move,
    note,
    person,
    refuse_unless,
    step,
)
from laoyou.assessments.domain.assessment import Reason, State, Verdict
from laoyou.assessments.models import Assessment, AssessmentObjection, RecognisedLevel
from laoyou.assessments.permissions import ASSIGN, DECIDE, OBJECT
from laoyou.assessments.presenters.words import title_of
from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.scope import Scope
from laoyou.people import public as people


def _open_objections(row: Assessment) -> bool:
    rows = AssessmentObjection.objects.unscoped(OF_A_SEEN_ONE)
    return rows.filter(assessment=row, replied_at__isnull=True).exists()


def _signed_on(row: Assessment) -> date:
    assert row.signed_one_at is not None and row.signed_two_at is not None
    return day_of(max(row.signed_one_at, row.signed_two_at))


@transaction.atomic
def tell(assessment_id: int, told_on: date, objection_until: date, *, by: Scope, at: datetime) -> Assessment:
    """The result was told on a day, with the last day for an objection. Raises `assessments.state`, `assessments.told_day`."""
    row = locked(assessment_id, ASSIGN, by=by)
    refuse_unless(row, State.SIGNED)
    if not _signed_on(row) <= told_on <= day_of(at) or objection_until < told_on:
        raise DomainError("assessments.told_day")
    row.told_on, row.objection_until = told_on, objection_until
    row.save(update_fields=["told_on", "objection_until"])
    step(row, "tell", by=by, at=at)
    area = person(row.resident_id, ASSIGN, by=by, at=at).area_id
    note("tell", row, area, ASSIGN, by=by, at=at, told_on=told_on.isoformat(), until=objection_until.isoformat())
    return row


@transaction.atomic
def object_to(assessment_id: int, objector: str, reason: str, *, by: Scope, at: datetime) -> AssessmentObjection:
    """
    Object to a level within the term. Raises `assessments.state`, `assessments.objection_term`, `assessments.objection_open`,
    `assessments.words_missing`.
    """
    row = locked(assessment_id, OBJECT, by=by)
    refuse_unless(row, State.SIGNED)
    if row.objection_until is None or day_of(at) > row.objection_until:
        raise DomainError("assessments.objection_term")
    if not objector.strip() or len(reason.strip()) < 4:
        raise DomainError("assessments.words_missing")
    if _open_objections(row):
        raise DomainError("assessments.objection_open")
    made = AssessmentObjection.objects.create(
        assessment=row, objector=objector.strip()[:60], reason=reason.strip()[:200], raised_at=at,
        raised_by_id=by.account_id,
    )  # fmt: skip
    step(row, "object", by=by, at=at)
    note("object", row, person(row.resident_id, OBJECT, by=by, at=at).area_id, OBJECT, by=by, at=at)
    return made


@transaction.atomic
def answer_objection(
    objection_id: int, verdict: Verdict, reply: str, *, by: Scope, at: datetime
) -> tuple[AssessmentObjection, Assessment | None]:
    """
    Answer an objection. Upheld, the assessment is settled and a new one is asked for, by other assessors; its level counts
    until the new one is signed. Raises `core.not_found`, `assessments.words_missing`, and what `asking.begin` raises.
    """
    by.require(DECIDE)
    rows = AssessmentObjection.objects.scoped(by, DECIDE).select_for_update().filter(replied_at__isnull=True)
    objection = rows.filter(pk=objection_id).first() if objection_id <= LARGEST_ID else None
    if objection is None:
        raise DomainError("core.not_found")
    if len(reply.strip()) < 4:
        raise DomainError("assessments.words_missing")
    row = locked(objection.assessment_id, DECIDE, by=by)
    one = person(row.resident_id, DECIDE, by=by, at=at)
    objection.verdict, objection.reply = verdict.value, reply.strip()[:200]
    objection.replied_at, objection.replied_by_id = at, by.account_id
    objection.save()
    again = None
    if verdict is Verdict.UPHELD:
        again = begin(
            alive(one), row.instrument, Reason.OBJECTION, objection.objector, day_of(at), permission=DECIDE, by=by,
            at=at, replaces=row,
        )  # fmt: skip
        move(row, State.SETTLED)
        row.save(update_fields=["state"])
    step(row, f"objection {verdict.value}", by=by, at=at)
    note("answer_objection", row, one.area_id, DECIDE, by=by, at=at, verdict=verdict.value)
    return objection, again


@transaction.atomic
def settle(assessment_id: int, *, by: Scope, at: datetime) -> Assessment:
    """End an assessment whose term for objections is over. Raises `assessments.state`, `assessments.not_told`, `objection_open`."""
    row = locked(assessment_id, ASSIGN, by=by)
    refuse_unless(row, State.SIGNED)
    if row.objection_until is None or day_of(at) <= row.objection_until:
        raise DomainError("assessments.not_told")
    if _open_objections(row):
        raise DomainError("assessments.objection_open")
    move(row, State.SETTLED)
    row.save(update_fields=["state"])
    step(row, "settle", by=by, at=at)
    note("settle", row, person(row.resident_id, ASSIGN, by=by, at=at).area_id, ASSIGN, by=by, at=at)
    return row


def settle_due(*, at: datetime) -> int:
    """Settle every assessment whose term for objections is over without one that waits for its answer; returns how many."""
    system = Scope.system("assessments end when the term for objections is over")
    rows = Assessment.objects.unscoped("the term of every assessment").filter(
        state=State.SIGNED.value, objection_until__lt=day_of(at)
    )
    done = 0
    for row in list(rows.order_by("pk")[:500]):
        if not _open_objections(row):
            settle(row.pk, by=system, at=at)
            done += 1
    return done


def round_of_terms() -> int:
    """What the worker does every hour."""
    return settle_due(at=clock.now())


@transaction.atomic
def recognise(
    resident_id: int,
    instrument: str,
    level: int,
    assessed_on: date,
    *,
    source: str,
    document: str,
    by: Scope,
    at: datetime,
    valid_to: date | None = None,
) -> RecognisedLevel:
    """
    Take over a level that another department found, as a fact with its source. Raises `core.not_found`, `people.already_dead`,
    `assessments.instrument_unknown`, `level_unknown`, `recognised_dates`, `recognised_twice`, `document_missing`.
    """
    one = alive(person(resident_id, DECIDE, by=by, at=at))
    entry = entry_of(instrument)
    if level not in {span.level for span in entry.level}:
        raise DomainError("assessments.level_unknown", title=title_of(entry))
    if len(source.strip()) < 2 or len(document.strip()) < 2:
        raise DomainError("assessments.document_missing")
    if not one.birth_date <= assessed_on <= day_of(at) or (valid_to is not None and valid_to <= assessed_on):
        raise DomainError("assessments.recognised_dates")
    same = RecognisedLevel.objects.unscoped("of a resident who was found within the scope")
    if same.filter(resident_id=resident_id, instrument=instrument, assessed_on=assessed_on).exists():
        raise DomainError("assessments.recognised_twice")
    made = RecognisedLevel(
        resident_id=resident_id, instrument=instrument, level=level, assessed_on=assessed_on, valid_to=valid_to,
        source=source.strip()[:60], document=document.strip()[:120], recorded_at=at, recorded_by_id=by.account_id,
    )  # fmt: skip
    if entry.fact is not None:
        made.fact_id = people.record_capability(
            resident_id, entry.fact, instrument, level, assessed_on, true_to=valid_to, source=made.source,
            evidence=made.document, by=by, at=at,
        )  # fmt: skip
    made.save()
    subject = audit.Subject("assessments.recognisedlevel", str(made.pk), one.area_id)
    audit.record(
        "assessments.recognise", subject, by=by, permission=DECIDE, at=at, chain="assessments",
        detail={"resident": resident_id, "instrument": instrument, "assessed_on": assessed_on.isoformat()},
    )  # fmt: skip
    return made
