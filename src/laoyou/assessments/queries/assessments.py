"""Assessments within a scope: one, those of a resident, those that were given to an assessor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from laoyou.assessments.domain.assessment import State
from laoyou.assessments.models import (
    Assessment,
    AssessmentAnswers,
    AssessmentObjection,
    AssessmentStep,
    RecognisedLevel,
)
from laoyou.assessments.permissions import ASSESS, LIST, SHOW
from laoyou.base.errors import DomainError
from laoyou.core.models import Account
from laoyou.core.scope import Scope, scope_of
from laoyou.people import public as people

LARGEST_ID = 2**63 - 1
SOON = timedelta(days=60)
"""How long before its day a re-assessment is called due soon."""
MOST = 200


def one(assessment_id: int, scope: Scope, permission: str = SHOW) -> Assessment:
    """An assessment within the scope; DomainError `core.not_found`."""
    scope.require(permission)
    rows = Assessment.objects.scoped(scope, permission).select_related("assessor_one", "assessor_two", "replaces")
    found = rows.filter(pk=assessment_id).first() if assessment_id <= LARGEST_ID else None
    if found is None:
        raise DomainError("core.not_found")
    return found


def listed(
    scope: Scope, *, states: Sequence[str] = (), due: str = "", mine: bool = False, search: str = "", on: date
) -> QuerySet[Assessment]:
    """
    The assessments that `scope` may list.

    due     "overdue", or "soon": due within `SOON` or before
    mine    only those that were given to whoever asks
    search  a name, as the register of people searches it
    """
    rows = Assessment.objects.scoped(scope, LIST)
    if states:
        rows = rows.filter(state__in=list(states))
    if due:
        rows = rows.filter(due_on__lte=on + SOON if due == "soon" else on)
    if mine:
        rows = rows.filter(Q(assessor_one_id=scope.account_id) | Q(assessor_two_id=scope.account_id))
    if search:
        rows = rows.filter(resident_id__in=people.find_ids(scope, search, on=on))
    return rows


def of_resident(resident_id: int, scope: Scope) -> list[Assessment]:
    """The assessments of one resident that `scope` may see, newest first."""
    rows = Assessment.objects.scoped(scope, SHOW).filter(resident_id=resident_id)
    return list(rows.order_by("-pk")[:MOST])


def recognised(resident_id: int, scope: Scope) -> list[RecognisedLevel]:
    """The levels of other departments of one resident, newest first."""
    rows = RecognisedLevel.objects.scoped(scope, SHOW).filter(resident_id=resident_id)
    return list(rows.order_by("-assessed_on", "-pk")[:MOST])


def steps(row: Assessment, scope: Scope) -> list[AssessmentStep]:
    """The steps of an assessment, newest first."""
    rows = AssessmentStep.objects.scoped(scope, SHOW).filter(assessment=row).select_related("by")
    return list(rows.order_by("-pk"))


def answers(row: Assessment, scope: Scope) -> list[AssessmentAnswers]:
    """All answers to an assessment, those that count first."""
    rows = AssessmentAnswers.objects.scoped(scope, SHOW).filter(assessment=row).select_related("recorded_by")
    return sorted(rows.order_by("-pk"), key=lambda one: one.superseded_at is not None)


def objections(row: Assessment, scope: Scope) -> list[AssessmentObjection]:
    """The objections to an assessment, newest first."""
    rows = AssessmentObjection.objects.scoped(scope, SHOW).filter(assessment=row)
    return list(rows.order_by("-pk"))


def objection(objection_id: int, scope: Scope, permission: str) -> AssessmentObjection:
    """An objection that waits for its answer; DomainError `core.not_found`."""
    scope.require(permission)
    rows = AssessmentObjection.objects.scoped(scope, permission).filter(replied_at__isnull=True)
    found = rows.select_related("assessment").filter(pk=objection_id).first() if objection_id <= LARGEST_ID else None
    if found is None:
        raise DomainError("core.not_found")
    return found


def assessors_for(row: Assessment, *, at: datetime) -> list[Account]:
    """The accounts that may assess the resident now, by name."""
    rows = Account.objects.filter(is_active=True, grants__role="assessor", grants__revoked_at__isnull=True).distinct()
    return [
        one
        for one in rows.order_by("display_name", "pk")[:MOST]
        if Assessment.objects.scoped(scope_of(one, at=at), ASSESS).filter(pk=row.pk).exists()
    ]


def given_to(scope: Scope) -> list[Assessment]:
    """What was given to whoever asks and is still to be answered or signed, in the order of the planned days."""
    rows = Assessment.objects.scoped(scope, ASSESS).filter(state__in=[State.ASSIGNED.value, State.VISITED.value])
    rows = rows.filter(Q(assessor_one_id=scope.account_id) | Q(assessor_two_id=scope.account_id))
    return sorted(rows.order_by("pk")[:MOST], key=lambda one: (one.planned_on or one.asked_on, one.pk))
