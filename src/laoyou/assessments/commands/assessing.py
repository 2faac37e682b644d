"""What assessors do: send what was answered, once, and sign. The second signature makes the level."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from laoyou.assessments.commands.shared import (
    OF_A_SEEN_ONE,
    alive,
    answers_that_count,
    day_of,
    entry_of,
    locked,
    move,
    note,
    person,
    refuse_unless,
    step,
)
from laoyou.assessments.domain.assessment import State, due_on, trace_of, valid_to
from laoyou.assessments.models import Assessment, AssessmentAnswers
from laoyou.assessments.permissions import ASSESS
from laoyou.assessments.presenters.words import title_of
from laoyou.base.errors import DomainError
from laoyou.core import district, fields
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.core.shell.words import together
from laoyou.engines import assessing
from laoyou.packs import public as packs
from laoyou.packs.public import InstrumentEntry
from laoyou.people import public as people
from laoyou.providers import public as providers

WHY = "the key of a form, known again only by the account that sent it"
LONGEST = timedelta(days=60)
"""For how long a form may lie on a phone."""
SOURCE = "能力评估"
MOST_NAMES = 5


@dataclass(frozen=True)
class Form:
    """
    What was answered at a visit, whole or in part.

    answers        item → points
    circumstances  code → whether it holds; absent where nobody has said
    elapsed        from filling in to sending, by the phone's own clock: right even where the clock is wrong
    clock_off      by how much that clock was ahead of ours
    """

    key: str
    assessment_id: int
    said_at: datetime
    elapsed: timedelta
    clock_off: timedelta
    answers: Mapping[str, int]
    circumstances: Mapping[str, bool] = field(default_factory=dict)
    remark: str = ""


def take_in(form: Form, *, by: Scope, at: datetime) -> tuple[AssessmentAnswers, bool]:
    """
    The answers behind a form, and whether they are new; the same form again changes nothing.

    Of two forms the one that was filled in last counts, whenever it arrives; it takes signatures away. Raises `core.not_found`,
    `assessments.not_yours`, `assessments.state`, `answers_key`, `answers_time`, `answers_unknown`, `answers_against`.
    """
    by.require(ASSESS)
    known = _known(form, by)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            return _write(form, by=by, at=at), True
    except IntegrityError:  # the same form came twice at once: the other one was first
        known = _known(form, by)
        if known is None:
            raise
        return known, False


def _known(form: Form, by: Scope) -> AssessmentAnswers | None:
    if not 8 <= len(form.key) <= 40:
        raise DomainError("assessments.answers_key")
    found: AssessmentAnswers | None = AssessmentAnswers.objects.unscoped(WHY).filter(key=form.key).first()
    if found is not None and (found.recorded_by_id, found.assessment_id) != (by.account_id, form.assessment_id):
        raise DomainError("assessments.answers_key")
    return found


def _own(assessment_id: int, by: Scope) -> Assessment:
    """An assessment that was given to whoever acts; nobody else assesses, whatever he may see."""
    row = locked(assessment_id, ASSESS, by=by)
    if by.account_id is None or by.account_id not in (row.assessor_one_id, row.assessor_two_id):
        raise DomainError("assessments.not_yours")
    return row


def _write(form: Form, *, by: Scope, at: datetime) -> AssessmentAnswers:
    row = _own(form.assessment_id, by)
    refuse_unless(row, State.ASSIGNED, State.VISITED)
    found = alive(person(row.resident_id, ASSESS, by=by, at=at))
    entry = entry_of(row.instrument)
    outcome_of(entry, form.answers, form.circumstances)
    given_at = at - form.elapsed
    if not timedelta() <= form.elapsed <= LONGEST or day_of(given_at) < row.asked_on:
        raise DomainError("assessments.answers_time", days=LONGEST.days)
    before = answers_that_count(row)
    counts = before is None or before.given_at <= given_at
    if before is not None and counts:
        before.superseded_at = at
        before.save(update_fields=["superseded_at"])
    made = AssessmentAnswers(
        pk=reserve(AssessmentAnswers, 1)[0], assessment=row, key=form.key, given_at=given_at, said_at=form.said_at,
        clock_off_seconds=round(form.clock_off.total_seconds()), received_at=at, recorded_by_id=by.account_id,
        superseded_at=None if counts else at,
    )  # fmt: skip
    said = {
        "answers": dict(form.answers),
        "circumstances": dict(form.circumstances),
        "remark": form.remark.strip()[:200],
    }
    fields.seal(made, "answers", json.dumps(said, ensure_ascii=False, sort_keys=True))
    made.save(force_insert=True)
    if counts:
        signed = row.signed_one_at is not None or row.signed_two_at is not None
        move(row, State.VISITED)
        row.visited_on = day_of(given_at)
        row.signed_one_at = row.signed_two_at = None
        row.save()
        step(row, "answers again" if signed else "answers", by=by, at=at)
    else:
        step(row, "answers late", by=by, at=at)
    note("take_answers", row, found.area_id, ASSESS, by=by, at=at, answers=made.pk, counts=counts)
    return made


def outcome_of(
    entry: InstrumentEntry, answers: Mapping[str, int], circumstances: Mapping[str, bool]
) -> assessing.Outcome:
    """What answers come to by the instrument; DomainError for answers that it does not know."""
    try:
        return assessing.grade(packs.instrument(entry), answers, circumstances)
    except assessing.AssessmentError as wrong:
        fault = wrong.faults[0]
        titles = _titles(entry)
        name = str(fault.data["name"])
        if fault.code == "circumstance_against_answer":
            item = str(fault.data["item"])
            raise DomainError(
                "assessments.answers_against", title=titles.get(name, name), item=titles.get(item, item)
            ) from wrong
        raise DomainError("assessments.answers_unknown", name=titles.get(name, name)) from wrong


def _titles(entry: InstrumentEntry) -> dict[str, str]:
    """Code → title of every question and circumstance, in the language of whoever acts."""
    titles = {item.code: title_of(item) for dimension in entry.dimension for item in dimension.item}
    return titles | {one.code: title_of(one) for one in entry.circumstance}


def said_in(answers: AssessmentAnswers) -> dict[str, Any]:
    """What stands in answers: `answers`, `circumstances`, `remark`."""
    found: dict[str, Any] = json.loads(fields.opened(answers.answers) or "{}")
    return {"answers": {}, "circumstances": {}, "remark": "", **found}


@transaction.atomic
def sign(assessment_id: int, answers_id: int, *, by: Scope, at: datetime) -> Assessment:
    """
    One of the two assessors signs the answers `answers_id`; the second signature makes the level and the fact of the resident.

    Raises `assessments.not_yours`, `state`, `answers_changed` where other answers count by now, `already_signed`,
    `answers_missing`, `level_open`, `certificate_expired`, `people.already_dead`.
    """
    row = _own(assessment_id, by)
    refuse_unless(row, State.VISITED)
    found = alive(person(row.resident_id, ASSESS, by=by, at=at))
    answers = answers_that_count(row)
    if answers is None or answers.pk != answers_id:
        raise DomainError("assessments.answers_changed")
    first = by.account_id == row.assessor_one_id
    if (row.signed_one_at if first else row.signed_two_at) is not None:
        raise DomainError("assessments.already_signed")
    entry = entry_of(row.instrument)
    outcome = _whole(entry, answers)
    _certificate_holds(row)
    if first:
        row.signed_one_at = at
    else:
        row.signed_two_at = at
    if row.signed_one_at is not None and row.signed_two_at is not None:
        _make_level(row, entry, outcome, by=by, at=at)
    row.save()
    step(row, "sign", by=by, at=at)
    note("sign", row, found.area_id, ASSESS, by=by, at=at, answers=answers.pk, fact=row.fact_id)
    return row


def _whole(entry: InstrumentEntry, answers: AssessmentAnswers) -> assessing.Outcome:
    """The outcome of answers that leave nothing open."""
    said = said_in(answers)
    outcome = outcome_of(entry, said["answers"], said["circumstances"])
    if outcome.missing:
        titles = _titles(entry)
        names = together(titles.get(code, code) for code in outcome.missing[:MOST_NAMES])
        raise DomainError("assessments.answers_missing", number=len(outcome.missing), names=names)
    if outcome.level is None:
        raise DomainError("assessments.level_open")
    return outcome


def _certificate_holds(row: Assessment) -> None:
    if row.credential_id is None or row.visited_on is None:
        return
    held = providers.certificate(row.credential_id)
    if held is None or not held.holds(row.visited_on):
        number = "" if held is None else held.number
        raise DomainError("assessments.certificate_expired", number=number, day=row.visited_on.isoformat())


def _make_level(
    row: Assessment, entry: InstrumentEntry, outcome: assessing.Outcome, *, by: Scope, at: datetime
) -> None:
    assert row.visited_on is not None and outcome.level is not None
    version = district.pack().version
    row.level, row.pack_version = outcome.level, version
    fields.seal(row, "trace", json.dumps(trace_of(entry, outcome, version), ensure_ascii=False, sort_keys=True))
    row.due_on, row.valid_to = due_on(entry, row.visited_on), valid_to(entry, row.visited_on)
    move(row, State.SIGNED)
    if entry.fact is not None:
        row.fact_id = people.record_capability(
            row.resident_id, entry.fact, entry.id, outcome.level, row.visited_on, true_to=row.valid_to, source=SOURCE,
            evidence=f"评估报告{number_of(row)}", by=by, at=at,
        )  # fmt: skip
    # The next one is due after this one; what was due before is done.
    earlier = Assessment.objects.unscoped(OF_A_SEEN_ONE).filter(resident_id=row.resident_id, instrument=row.instrument)
    earlier.exclude(pk=row.pk).filter(due_on__isnull=False).update(due_on=None)


def number_of(row: Assessment) -> str:
    """The number of the report: the year of the visit and the number of the assessment."""
    return f"{row.visited_on.year if row.visited_on else row.asked_on.year}-{row.pk:06d}"
