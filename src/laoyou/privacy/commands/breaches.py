"""Breaches: recorded with account and time, told, closed. Who was affected is not entered but computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core.models import Account
from laoyou.core.scope import Scope
from laoyou.privacy.commands.shared import day_of, locked, note, own_area
from laoyou.privacy.models import Breach
from laoyou.privacy.permissions import BREACH


@dataclass(frozen=True)
class Happened:
    """What happened: through which account, from when until when (half-open), and what was done about it."""

    what: str
    username: str
    began_at: datetime
    ended_at: datetime
    found_at: datetime
    harm: str
    measures: str
    advice: str = ""


@transaction.atomic
def record(said: Happened, *, by: Scope, at: datetime) -> Breach:
    """Record a breach. Raises `privacy.breach_account`, `privacy.breach_times`."""
    area_id = own_area(BREACH, by=by)
    account = Account.objects.filter(username=said.username.strip()).first()
    if account is None:
        raise DomainError("privacy.breach_account", name=said.username.strip())
    if not said.began_at < said.ended_at <= at or said.found_at > at:
        raise DomainError("privacy.breach_times")
    breach = Breach.objects.create(
        area_id=area_id,
        what=said.what.strip(),
        account=account,
        began_at=said.began_at,
        ended_at=said.ended_at,
        found_at=said.found_at,
        harm=said.harm.strip(),
        measures=said.measures.strip(),
        advice=said.advice.strip(),
        recorded_at=at,
        recorded_by_id=by.account_id,
    )
    note("record_breach", breach, BREACH, by=by, at=at, detail={"account": account.pk})
    return breach


@transaction.atomic
def close(
    breach_id: int, *, authority_told_on: date | None, people_told_on: date | None, not_told_because: str,
    by: Scope, at: datetime,
) -> Breach:  # fmt: skip
    """
    Close a breach when the authority was told, and those affected were told or there is a reason not to.

    Raises `privacy.breach_untold`, `privacy.breach_closed`, `privacy.breach_times`, `core.not_found`.
    """
    breach: Breach = locked(Breach, breach_id, BREACH, by=by)
    if breach.closed_at is not None:
        raise DomainError("privacy.breach_closed")
    if authority_told_on is None or (people_told_on is None and len(not_told_because.strip()) < 4):
        raise DomainError("privacy.breach_untold")
    if max(authority_told_on, people_told_on or authority_told_on) > day_of(at):
        raise DomainError("privacy.breach_times")
    breach.authority_told_on, breach.people_told_on = authority_told_on, people_told_on
    breach.not_told_because = not_told_because.strip()
    breach.closed_at, breach.closed_by_id = at, by.account_id
    breach.save(update_fields=["authority_told_on", "people_told_on", "not_told_because", "closed_at", "closed_by"])
    note("close_breach", breach, BREACH, by=by, at=at, detail={"people_told": people_told_on is not None})
    return breach
