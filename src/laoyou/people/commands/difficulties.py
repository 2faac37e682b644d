"""Elders in special difficulty: applied for, assessed by the town by the definition of the pack, looked at again and again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock, district, notices
from laoyou.core.models import RoleGrant
from laoyou.core.permissions import get
from laoyou.core.scope import Scope
from laoyou.packs.models.norm import Norm
from laoyou.people.commands.shared import UPDATE, UPDATE_STATUSES, alive, day_of, locked, note
from laoyou.people.domain.ages import years_old
from laoyou.people.domain.difficulty import OPEN, Answer, State, can_move, grounds_of, verdict
from laoyou.people.domain.words import Status
from laoyou.people.models import Resident, SpecialDifficulty, SpecialDifficultyStep, StatusFact

NORM = "elder.visits.monthly_rate"
"""The norm of the pack whose definition says who is in special difficulty."""
ELDER = 60
HOUR = 3600.0
WHY = "of a resident whom the command has locked within the scope"


def norm() -> Norm:
    """The norm with the definition; DomainError `people.no_definition` where the pack has none."""
    found = district.pack().norms.get(NORM)
    if found is None or found.definition is None or not found.definition.text:
        raise DomainError("people.no_definition")
    return found


def grounds() -> tuple[Status, ...]:
    """The grounds that the pack's definition names."""
    definition = norm().definition
    return grounds_of(definition.text or "" if definition else "")


def known(resident: Resident, on: date) -> dict[str, Answer]:
    """What the register knows of each ground on a day; what it does not know stays unknown, and is no "no"."""
    facts = StatusFact.objects.unscoped(WHY).filter(resident=resident, superseded_at=None, true_from__lte=on)
    held = {fact.kind for fact in facts if fact.true_to is None or fact.true_to > on}
    return {ground.value: Answer.YES if ground.value in held else Answer.UNKNOWN for ground in grounds()}


@transaction.atomic
def apply(resident_id: int, applied_by: str, on: date, *, by: Scope, at: datetime) -> SpecialDifficulty:
    """
    Somebody asks that a resident be recognised. Raises `people.difficulty_open`, `people.name_missing`,
    `people.status_dates`, `people.no_definition`, `people.already_dead`.
    """
    resident = alive(locked(resident_id, by=by, permission=UPDATE))
    used = norm()
    if not applied_by.strip():
        raise DomainError("people.name_missing")
    if not resident.birth_date <= on <= day_of(at):
        raise DomainError("people.status_dates")
    rows = SpecialDifficulty.objects.unscoped(WHY).filter(resident=resident, state__in=[one.value for one in OPEN])
    if rows.exists():
        raise DomainError("people.difficulty_open")
    application = SpecialDifficulty.objects.create(
        resident=resident, norm=used.key, clause=f"{used.document} {used.clause}", applied_on=on,
        applied_by=applied_by.strip(), state=State.APPLIED.value,
    )  # fmt: skip
    _step(application, State.APPLIED, on, by, at)
    note("apply_difficulty", resident, by=by, permission=UPDATE, at=at, application=application.pk)
    return application


@transaction.atomic
def assess(
    application_id: int,
    answers: Mapping[str, str],
    on: date,
    *,
    by: Scope,
    at: datetime,
    next_check_on: date | None = None,
    remark: str = "",
) -> SpecialDifficulty:
    """
    The town found `answers` (ground → yes, no, unknown) on the day `on`; the state follows from them.

    next_check_on  asked where the elder is recognised. Raises `people.difficulty_closed`, `people.next_check_needed`,
                   `people.difficulty_answers`, `people.status_dates`.
    """
    application, resident = _open(application_id, by)
    alive(resident)
    if not application.applied_on <= on <= day_of(at):
        raise DomainError("people.status_dates")
    said = {ground.value: Answer(answers.get(ground.value, Answer.UNKNOWN)) for ground in grounds()}
    state, _missing = verdict(years_old(resident.birth_date, on) >= ELDER, said)
    now = State(application.state)
    if now is State.RECOGNISED and state is State.NOT_RECOGNISED:
        state = State.ENDED
    if not can_move(now, state):  # recognised, and looked at again without an answer: it stays until one is known
        raise DomainError("people.difficulty_answers")
    if state is State.RECOGNISED and (next_check_on is None or next_check_on <= on):
        raise DomainError("people.next_check_needed")
    application.state = state.value
    application.next_check_on = next_check_on if state is State.RECOGNISED else None
    application.save(update_fields=["state", "next_check_on"])
    _step(application, state, on, by, at, answers=said, words=remark)
    note("assess_difficulty", resident, by=by, permission=UPDATE_STATUSES, at=at, state=state.value)
    return application


@transaction.atomic
def close(application_id: int, *, reason: str, by: Scope, at: datetime) -> SpecialDifficulty:
    """An application is taken back, or a recognition ends. Raises `people.difficulty_closed`, `people.reason_needed`."""
    application, resident = _open(application_id, by)
    if not reason.strip():
        raise DomainError("people.reason_needed")
    state = State.ENDED if application.state == State.RECOGNISED else State.WITHDRAWN
    application.state, application.next_check_on = state.value, None
    application.save(update_fields=["state", "next_check_on"])
    _step(application, state, day_of(at), by, at, words=reason.strip())
    note("close_difficulty", resident, by=by, permission=UPDATE_STATUSES, at=at, reason=reason.strip())
    return application


def _open(application_id: int, by: Scope) -> tuple[SpecialDifficulty, Resident]:
    by.require(UPDATE_STATUSES)
    rows = SpecialDifficulty.objects.scoped(by, UPDATE_STATUSES).select_for_update()
    application = rows.filter(pk=application_id).first()
    if application is None:
        raise DomainError("core.not_found")
    if State(application.state) not in OPEN:
        raise DomainError("people.difficulty_closed")
    return application, locked(application.resident_id, by=by, permission=UPDATE_STATUSES)


def _step(
    application: SpecialDifficulty, state: State, on: date, by: Scope, at: datetime, *,
    answers: Mapping[str, Answer] | None = None, words: str = "",
) -> None:  # fmt: skip
    SpecialDifficultyStep.objects.create(
        application=application, state=state.value, on=on, at=at, by_id=by.account_id, note=words.strip()[:200],
        answers=json.dumps({ground: answer.value for ground, answer in (answers or {}).items()}) if answers else "",
    )  # fmt: skip


def round_of_checks() -> int:
    """What the worker does every hour: tell the towns whose elders are to be looked at again."""
    return tell_due(at=clock.now())


def tell_due(*, at: datetime) -> int:
    """One notice for each town and day on which something falls due, to those who assess there; returns how many."""
    today = day_of(at)
    due = SpecialDifficulty.objects.unscoped("told to those who assess in the area, as a number").filter(
        state=State.RECOGNISED.value, next_check_on__lte=today
    )
    towns: dict[str, list[date]] = {}
    for area, day in due.values_list("resident__residence_area_id", "next_check_on"):
        if area is not None and day is not None:
            towns.setdefault(area[:9], []).append(day)
    told = 0
    roles = [role.value for role in get(UPDATE_STATUSES).roles]
    for town, days in towns.items():
        grants = RoleGrant.objects.filter(role__in=roles, area_id=town, revoked_at=None).select_related("account")
        for grant in grants:
            if grant.ends_at is not None and grant.ends_at <= at:
                continue
            with translation.override(grant.account.language):
                text = _("有%(n)s位特殊困难老年人到了复核日期。") % {"n": len(days)}
            key = f"difficulty:{town}:{max(days).isoformat()}:{len(days)}"
            notices.tell(grant.account_id, text, key=key, at=at, url=reverse("people:list_difficulties") + "?due=1")
            told += 1
    return told
