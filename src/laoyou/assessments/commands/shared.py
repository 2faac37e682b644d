"""What the commands of this room share: finding an assessment within the scope and locked, steps, notes, the instrument."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from laoyou.assessments.domain.assessment import State, can_move
from laoyou.assessments.models import Assessment, AssessmentAnswers, AssessmentStep
from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.scope import Scope
from laoyou.packs.public import InstrumentEntry
from laoyou.people import public as people

CHAIN = "assessments"
OF_A_SEEN_ONE = "of an assessment that was found within the scope"
LARGEST_ID = 2**63 - 1


def day_of(at: datetime) -> date:
    """The day in China on which something is done."""
    return at.astimezone(clock.BEIJING).date()


def entry_of(instrument: str) -> InstrumentEntry:
    """The instrument of the pack; DomainError `assessments.instrument_unknown`."""
    found = district.pack().instruments.get(instrument)
    if found is None:
        raise DomainError("assessments.instrument_unknown", instrument=instrument)
    return found


def person(resident_id: int, permission: str, *, by: Scope, at: datetime) -> people.Person:
    """A resident over whom `permission` is held; DomainError `core.not_found`."""
    by.require(permission)
    found = people.people_named([resident_id], by, permission, on=day_of(at)) if resident_id <= LARGEST_ID else {}
    if resident_id not in found:
        raise DomainError("core.not_found")
    return found[resident_id]


def alive(one: people.Person) -> people.Person:
    """The person, who must be alive: DomainError `people.already_dead`."""
    if one.death_date is not None:
        raise DomainError("people.already_dead", death_date=one.death_date.isoformat())
    return one


def locked(assessment_id: int, permission: str, *, by: Scope) -> Assessment:
    """An assessment within the scope, locked until the transaction ends; DomainError `core.not_found`."""
    by.require(permission)
    rows = Assessment.objects.scoped(by, permission).select_for_update()
    found = rows.filter(pk=assessment_id).first() if assessment_id <= LARGEST_ID else None
    if found is None:
        raise DomainError("core.not_found")
    return found


def refuse_unless(assessment: Assessment, *states: State) -> None:
    """DomainError `assessments.state` where the assessment is in none of `states`."""
    if State(assessment.state) not in states:
        raise DomainError("assessments.state", state=str(Assessment.State(assessment.state).label))


def move(assessment: Assessment, to: State) -> None:
    """Set the state; DomainError `assessments.state` where it cannot come after the present one."""
    if not can_move(State(assessment.state), to):
        raise DomainError("assessments.state", state=str(Assessment.State(assessment.state).label))
    assessment.state = to.value


def step(assessment: Assessment, kind: str, *, by: Scope, at: datetime, words: str = "") -> None:
    """Append one step in the state that the assessment now has."""
    AssessmentStep.objects.create(
        assessment=assessment, state=assessment.state, at=at, by_id=by.account_id, kind=kind, note=words.strip()[:200]
    )


def note(
    action: str,
    assessment: Assessment,
    area_id: str,
    permission: str,
    *,
    by: Scope,
    at: datetime,
    **detail: Any,
) -> None:
    """The audit entry of a command about an assessment."""
    subject = audit.Subject("assessments.assessment", str(assessment.pk), area_id)
    said: Mapping[str, Any] = {"resident": assessment.resident_id, **detail}
    audit.record(f"assessments.{action}", subject, by=by, permission=permission, at=at, chain=CHAIN, detail=said)


def answers_that_count(assessment: Assessment) -> AssessmentAnswers | None:
    """The answers from which the level is made; None before anybody has visited."""
    rows = AssessmentAnswers.objects.unscoped(OF_A_SEEN_ONE).filter(assessment=assessment, superseded_at__isnull=True)
    return rows.first()
