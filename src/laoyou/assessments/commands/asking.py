"""Asking for an assessment, giving it to two assessors, taking it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from laoyou.assessments.commands.shared import (
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
from laoyou.assessments.domain.assessment import ELDER_YEARS, MEDICAL, OPEN, Reason, State, in_use
from laoyou.assessments.models import Assessment
from laoyou.assessments.permissions import ASK, ASSESS, ASSIGN
from laoyou.assessments.presenters.words import title_of
from laoyou.base.errors import DomainError
from laoyou.core import notices
from laoyou.core.models import Account
from laoyou.core.scope import Scope, scope_of
from laoyou.people import public as people
from laoyou.providers import public as providers


@transaction.atomic
def ask(
    resident_id: int, instrument: str, reason: Reason, asked_by: str, on: date, *, by: Scope, at: datetime
) -> Assessment:
    """
    Somebody asks that a resident be assessed. Raises `core.not_found`, `people.already_dead`, `assessments.instrument_unknown`,
    `assessments.not_an_elder`, `assessments.already_open`, `assessments.asked_day`, `assessments.words_missing`.
    """
    one = alive(person(resident_id, ASK, by=by, at=at))
    if reason is Reason.OBJECTION:  # only an objection that was upheld makes one
        raise DomainError("assessments.state", state=str(Assessment.Reason(reason).label))
    return begin(one, instrument, reason, asked_by, on, permission=ASK, by=by, at=at)


def begin(
    one: people.Person,
    instrument: str,
    reason: Reason,
    asked_by: str,
    on: date,
    *,
    permission: str,
    by: Scope,
    at: datetime,
    replaces: Assessment | None = None,
) -> Assessment:
    """A new assessment of somebody whom the command has found; a part of other commands."""
    entry = entry_of(instrument)
    if not in_use(entry):
        raise DomainError("assessments.instrument_unknown", instrument=instrument)
    if entry.for_ == "elder" and people.years_old(one.birth_date, on) < ELDER_YEARS:
        raise DomainError("assessments.not_an_elder", title=title_of(entry), years=ELDER_YEARS)
    if not asked_by.strip():
        raise DomainError("assessments.words_missing")
    if on > day_of(at):
        raise DomainError("assessments.asked_day", day=on.isoformat())
    standing = Assessment.objects.unscoped(OF_A_SEEN_ONE).filter(resident_id=one.id, instrument=instrument)
    if standing.filter(state__in=[state.value for state in OPEN]).exists():
        raise DomainError("assessments.already_open", title=title_of(entry))
    made = Assessment.objects.create(
        resident_id=one.id, instrument=instrument, reason=reason.value, state=State.ASKED.value, asked_on=on,
        asked_by=asked_by.strip()[:60], replaces=replaces,
    )  # fmt: skip
    step(made, "ask", by=by, at=at)
    note("ask", made, one.area_id, permission, by=by, at=at, instrument=instrument, reason=reason.value)
    return made


@transaction.atomic
def assign(
    assessment_id: int,
    one_id: int,
    two_id: int,
    *,
    by: Scope,
    at: datetime,
    medical: int = 0,
    certificate_number: str = "",
    planned_on: date | None = None,
) -> Assessment:
    """
    Give an assessment to two assessors; `medical` (1, 2) says which of them holds the certificate. Both are told.

    What was answered and signed before counts on only while the same two stay. Raises `assessments.state`, `same_assessor`,
    `assessor_unknown`, `assessor_again`, `certificate_missing`, `certificate_unknown`, `planned_past`.
    """
    row = locked(assessment_id, ASSIGN, by=by)
    refuse_unless(row, State.ASKED, State.ASSIGNED, State.VISITED)
    found = alive(person(row.resident_id, ASSIGN, by=by, at=at))
    entry = entry_of(row.instrument)
    if one_id == two_id:
        raise DomainError("assessments.same_assessor")
    if planned_on is not None and planned_on < day_of(at):
        raise DomainError("assessments.planned_past")
    for account_id in (one_id, two_id):
        _assessor(account_id, row, at)
    credential_id = None
    if entry.terms.medical:
        if medical not in (1, 2) or not certificate_number.strip():
            raise DomainError("assessments.certificate_missing")
        credential_id = _certificate(certificate_number, on=planned_on or day_of(at))
    others = (row.assessor_one_id, row.assessor_two_id) != (one_id, two_id)
    if others:
        row.signed_one_at = row.signed_two_at = None
    row.assessor_one_id, row.assessor_two_id = one_id, two_id
    row.medical, row.credential_id = (medical, credential_id) if credential_id is not None else (0, None)
    row.planned_on = planned_on
    if State(row.state) is State.ASKED:
        move(row, State.ASSIGNED)
    row.save()
    step(row, "assign", by=by, at=at)
    note("assign", row, found.area_id, ASSIGN, by=by, at=at, assessors=[one_id, two_id], credential=credential_id)
    for account in Account.objects.filter(pk__in=(one_id, two_id)):
        with translation.override(account.language):
            text = _("有一次能力评估派给了您。")
        url = reverse("assessments:show_assessment", args=[row.pk])
        notices.tell(account.pk, text, key=f"assessment:{row.pk}:{one_id}:{two_id}", at=at, url=url)
    return row


def _assessor(account_id: int, row: Assessment, at: datetime) -> Account:
    """An account that may assess the resident now."""
    account = Account.objects.filter(pk=account_id).first()
    scope = scope_of(account, at=at)
    if account is None or not Assessment.objects.scoped(scope, ASSESS).filter(pk=row.pk).exists():
        raise DomainError("assessments.assessor_unknown", name=account.display_name if account else str(account_id))
    before = row.replaces
    if before is not None and account_id in (before.assessor_one_id, before.assessor_two_id):
        raise DomainError("assessments.assessor_again", name=account.display_name)
    return account


def _certificate(number: str, *, on: date) -> int:
    """The medical certificate with this number that is in force on the day `on`."""
    for one in providers.certificates_numbered(number):
        if one.kind in MEDICAL and one.holds(on):
            return one.id
    raise DomainError("assessments.certificate_unknown", number=number.strip())


@transaction.atomic
def withdraw(assessment_id: int, *, reason: str, by: Scope, at: datetime) -> Assessment:
    """Take an assessment back before it is signed. Raises `assessments.state`, `assessments.words_missing`."""
    row = locked(assessment_id, ASSIGN, by=by)
    if not reason.strip():
        raise DomainError("assessments.words_missing")
    refuse_unless(row, *OPEN)
    move(row, State.WITHDRAWN)
    row.signed_one_at = row.signed_two_at = None
    row.save()
    step(row, "withdraw", by=by, at=at, words=reason)
    area = person(row.resident_id, ASSIGN, by=by, at=at).area_id
    note("withdraw", row, area, ASSIGN, by=by, at=at)
    return row
