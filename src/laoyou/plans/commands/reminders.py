"""
Reminding those who answer for an item, the unit that has to confirm, and, when it is late, the planner.

A round looks at the open items; each letter is told once, by its key, however often the round comes by. The terms are
those of the pack; without them nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from laoyou.core import clock, notices
from laoyou.core.clock import BEIJING
from laoyou.core.models import RoleGrant
from laoyou.core.permissions import get
from laoyou.core.scope import Scope
from laoyou.core.shell.dates import day
from laoyou.plans import permissions
from laoyou.plans.domain.ledger import OPEN_STATES, Part, Party, reporting_parties
from laoyou.plans.domain.terms import Call, Terms, calls
from laoyou.plans.models import LedgerItem, LedgerParty, ProgressReport
from laoyou.plans.queries.ledger import terms
from laoyou.plans.queries.units import predecessors, successors

HOUR = 3600.0


def round_of_reminders() -> int:
    """What the worker does every hour: remind where the terms of the pack ask for it."""
    known = terms()
    return remind(known, at=clock.now()) if known != Terms() else 0


def remind(known: Terms, *, at: datetime) -> int:
    """Tell everybody whom the terms call on the day of `at`; returns how many letters are due, those told before included."""
    on = at.astimezone(BEIJING).date()
    system = Scope.system("reminding of the ledger")
    told = 0
    states = [one.value for one in OPEN_STATES]
    items = LedgerItem.objects.scoped(system, permissions.SEE_LEDGER).filter(state__in=states).order_by("pk")
    for item in items:
        waiting = _waiting_since(item, system)
        for call, turn in calls(known, due=item.due, waiting_since=waiting, on=on):
            with transaction.atomic():
                told += _tell(item, call, turn, system, on=on, at=at)
    return told


def _waiting_since(item: LedgerItem, by: Scope) -> date | None:
    rows = ProgressReport.objects.scoped(by, permissions.SEE_LEDGER).filter(item=item, state="waiting")
    moment = rows.values_list("reported_at", flat=True).first()
    return None if moment is None else moment.astimezone(BEIJING).date()


def _tell(item: LedgerItem, call: Call, turn: int, by: Scope, *, on: date, at: datetime) -> int:
    now = successors(on)
    rows = LedgerParty.objects.scoped(by, permissions.SEE_LEDGER).filter(item=item)
    parties = [Party(Part(row.part), now.get(row.unit_id, row.unit_id), row.town_id) for row in rows]
    accounts = _accounts(item, call, parties, on=on, at=at)
    url = reverse("plans:show_item", args=[item.pk])
    since = item.due.isoformat() if item.due else ""
    for account_id, language in accounts:
        with translation.override(language):
            text = _words(item, call, on)
        notices.tell(account_id, text, key=f"ledger/{call.value}/{item.pk}/{since}/{turn}", at=at, url=url)
    return len(accounts)


def _words(item: LedgerItem, call: Call, on: date) -> str:
    name = (item.name_en or item.name) if (translation.get_language() or "").startswith("en") else item.name
    if call is Call.CONFIRM:
        return _("“%(item)s”有一份报送等待确认。") % {"item": name}
    if call is Call.ESCALATE:
        return _("“%(item)s”已于%(day)s到期，仍未办完，请统筹督办。") % {"item": name, "day": day(item.due)}
    if item.due is not None and item.due < on:
        return _("“%(item)s”已于%(day)s到期，请报送进展或申请延期。") % {"item": name, "day": day(item.due)}
    return _("“%(item)s”将于%(day)s到期，请报送进展。") % {"item": name, "day": day(item.due)}


def _accounts(
    item: LedgerItem, call: Call, parties: Iterable[Party], *, on: date, at: datetime
) -> list[tuple[int, str]]:
    """(account, its language) of everybody whom a call is for, by role and unit, over the area of the item."""
    parties = list(parties)
    if call is Call.ESCALATE:
        return _holders(permissions.LEAD, item.area_id, at=at)
    wanted = reporting_parties(parties) if call is Call.REMIND else [one for one in parties if one.part is Part.LEAD]
    found: dict[int, str] = {}
    for party in wanted:
        if party.town is not None:
            found |= dict(_holders(permissions.REPORT_FOR_TOWN, party.town, at=at))
        elif party.unit is not None:
            units = predecessors(party.unit, on)
            found |= dict(_holders(permissions.REPORT_FOR_UNIT, item.area_id, at=at, units=units))
    if not found and call is Call.CONFIRM:
        return _holders(permissions.LEAD, item.area_id, at=at)
    return sorted(found.items())


def _holders(permission: str, area_id: str, *, at: datetime, units: set[str] | None = None) -> list[tuple[int, str]]:
    """Active accounts that hold a permission over an area (of certain units alone, where they are given)."""
    above = [area_id[:length] for length in range(1, len(area_id) + 1)]
    grants = RoleGrant.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at),
        role__in=[role.value for role in get(permission).roles],
        area_id__in=above,
        revoked_at__isnull=True,
        account__is_active=True,
    )
    if units is not None:
        grants = grants.filter(account__unit_id__in=units)
    return sorted(set(grants.values_list("account_id", "account__language")))
