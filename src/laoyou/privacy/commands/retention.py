"""Letting go of what has been kept long enough: drafted by one, confirmed by another, deleted with the confirmation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, privacy
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.privacy import Due
from laoyou.core.scope import Grant, Scope
from laoyou.privacy.commands.shared import day_of, locked, note, own_area
from laoyou.privacy.models import RetentionLine, RetentionRound
from laoyou.privacy.permissions import RETAIN
from laoyou.privacy.queries import clauses

MOST = 5_000
"""Rows of one table that go in one round; what is beyond comes with the next one."""
OF_A_SEEN_ONE = "lines of a round that was found within the scope"


def over(area_id: str, by: Scope) -> Scope:
    """The scope of a round: its area alone, whatever else those who draft and confirm it may see."""
    return Scope(by.account_id, (Grant(Role.DEPARTMENT_OFFICER, GrantKind.AREA, area_id),))


def due_over(area_id: str, *, by: Scope, at: datetime) -> list[Due]:
    """What is due today over an area of the reader."""
    by.require(RETAIN)
    return privacy.due(day_of(at), over(area_id, by), RETAIN, most=MOST)


@transaction.atomic
def draft(*, by: Scope, at: datetime) -> RetentionRound:
    """Put down what is due over the reader's area. Raises `privacy.round_nothing`, `privacy.round_open`."""
    area_id = own_area(RETAIN, by=by)
    if RetentionRound.objects.scoped(by, RETAIN).filter(area_id=area_id, state=RetentionRound.State.DRAFTED).exists():
        raise DomainError("privacy.round_open")
    found = due_over(area_id, by=by, at=at)
    if not found:
        raise DomainError("privacy.round_nothing")
    one = RetentionRound.objects.create(
        area_id=area_id,
        on=day_of(at),
        state=RetentionRound.State.DRAFTED,
        due=sum(len(line.ids) for line in found),
        drafted_at=at,
        drafted_by_id=by.account_id,
    )
    for line in found:
        digest, count = audit.ids_hash(line.ids)
        clause = clauses.of_entry(line.entry)
        RetentionLine.objects.create(
            round=one,
            table=line.entry.model,
            months=line.months,
            clause=clause.words[:200] if clause else "",
            before=line.before,
            due=count,
            ids_sha256=digest,
        )
    note("draft_round", one, RETAIN, by=by, at=at, detail={"due": one.due, "on": one.on.isoformat()})
    return one


@transaction.atomic
def confirm(round_id: int, *, by: Scope, at: datetime) -> RetentionRound:
    """
    Confirm what another one drafted, and delete it. Exactly what was shown goes, or nothing.

    Raises `privacy.round_own`, `privacy.round_state`, `privacy.round_changed`, `core.not_found`.
    """
    one: RetentionRound = locked(RetentionRound, round_id, RETAIN, by=by)
    _by_another(one, by)
    if one.state != RetentionRound.State.DRAFTED:
        raise DomainError("privacy.round_state")
    area = over(one.area_id, by)
    work: list[tuple[RetentionLine, Any, tuple[Any, ...]]] = []
    for line in RetentionLine.objects.unscoped(OF_A_SEEN_ONE).filter(round=one):
        entry = privacy.entry_of(line.table)
        ids = privacy.due_ids(entry, line.before, area, RETAIN, most=MOST) if entry is not None else ()
        if entry is None or audit.ids_hash(ids) != (line.ids_sha256, line.due):
            raise DomainError("privacy.round_changed")
        work.append((line, entry, ids))
    work.sort(key=lambda done: privacy.last_people_first_pointing(done[1]))
    tables = {}
    for line, entry, ids in work:
        line.gone, line.kept = privacy.let_go(entry, ids, at=at)
        line.save(update_fields=["gone", "kept"])
        one.gone, one.kept = one.gone + line.gone, one.kept + line.kept
        tables[line.table] = {"gone": line.gone, "kept": line.kept, "ids_sha256": line.ids_sha256}
    one.state, one.ended_at, one.ended_by_id = RetentionRound.State.DONE, at, by.account_id
    one.save(update_fields=["state", "gone", "kept", "ended_at", "ended_by"])
    note("confirm_round", one, RETAIN, by=by, at=at, detail={"gone": one.gone, "kept": one.kept, "tables": tables})
    return one


def _by_another(one: RetentionRound, by: Scope) -> None:
    if one.drafted_by_id is not None and one.drafted_by_id == by.account_id:
        raise DomainError("privacy.round_own")


@transaction.atomic
def withdraw(round_id: int, *, by: Scope, at: datetime) -> RetentionRound:
    """Take a draft back. Raises `privacy.round_state`, `core.not_found`."""
    one: RetentionRound = locked(RetentionRound, round_id, RETAIN, by=by)
    if one.state != RetentionRound.State.DRAFTED:
        raise DomainError("privacy.round_state")
    one.state, one.ended_at, one.ended_by_id = RetentionRound.State.WITHDRAWN, at, by.account_id
    one.save(update_fields=["state", "ended_at", "ended_by"])
    note("withdraw_round", one, RETAIN, by=by, at=at, detail={})
    return one
