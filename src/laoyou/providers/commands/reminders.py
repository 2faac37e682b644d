"""
Reminding of papers that run out: the provider's director before, its department too once it has happened.

A round looks at what has run out or soon will; each letter is told once, by its key, however often the round comes by. The terms
are those of the pack; without them nothing is sent.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from laoyou.core import clock, district, notices
from laoyou.core.clock import BEIJING
from laoyou.core.models import RoleGrant
from laoyou.core.permissions import get
from laoyou.core.scope import Scope
from laoyou.core.shell.dates import day
from laoyou.providers import words
from laoyou.providers.domain.reminding import Terms, turn
from laoyou.providers.permissions import CONFIRM_FACILITIES, KEEP_PAPERS
from laoyou.providers.queries import expiring
from laoyou.providers.queries.expiring import Paper

HOUR = 3600.0
MOST = 100_000


def terms() -> Terms:
    """The terms of the pack."""

    def days(key: str) -> int | None:
        norm = district.pack().norms.get(key)
        return int(norm.value) if norm is not None and norm.value is not None else None

    return Terms(days("providers.remind_days_before"), days("providers.remind_again_days"))


def round_of_reminders() -> int:
    """What the worker does every hour: remind where the terms of the pack ask for it."""
    known = terms()
    return remind(known, at=clock.now()) if known != Terms() else 0


def remind(known: Terms, *, at: datetime) -> int:
    """Tell everybody whom the terms call on the day of `at`; returns how many letters are due, those told before included."""
    if known.days_before is None:
        return 0
    on = at.astimezone(BEIJING).date()
    found = expiring.papers(
        Scope.system("reminding of papers that run out"), on=on, within=timedelta(days=known.days_before), most=MOST
    )
    told = 0
    for paper in found.rows:
        number = turn(known, paper.expires_on, on)
        if number is not None:
            with transaction.atomic():
                told += _tell(paper, number, on=on, at=at)
    return told


def _tell(paper: Paper, number: int, *, on: date, at: datetime) -> int:
    facility = paper.facility
    accounts = dict(_directors(facility.provider_id, at=at)) if facility.provider_id is not None else {}
    if paper.expires_on < on or not accounts:
        accounts |= dict(_officers(facility.area_id, at=at))
    url = reverse("providers:show_facility", args=[facility.pk])
    key = f"paper/{paper.what}/{paper.row.pk}/{paper.expires_on.isoformat()}/{number}"
    for account_id, language in sorted(accounts.items()):
        with translation.override(language):
            notices.tell(account_id, _words(paper, on), key=key, at=at, url=url)
    return len(accounts)


def _words(paper: Paper, on: date) -> str:
    said = {"facility": paper.facility.name, "paper": title_of(paper), "day": day(paper.expires_on)}
    if paper.expires_on < on:
        return _("“%(facility)s”的%(paper)s已于%(day)s到期，请换证或续签后登记。") % said
    return _("“%(facility)s”的%(paper)s将于%(day)s到期，请及早办理。") % said


def title_of(paper: Paper) -> str:
    """What kind of paper it is."""
    if paper.what == "contract":
        return _("运营合同")
    titles = {"licence": words.LICENCES, "insurance": words.INSURANCE_KINDS, "credential": words.CREDENTIALS}
    return str(titles[paper.what][paper.row.kind])


def _directors(provider_id: int, *, at: datetime) -> list[tuple[int, str]]:
    return _holders(KEEP_PAPERS, Q(provider_id=provider_id), at=at)


def _officers(area_id: str, *, at: datetime) -> list[tuple[int, str]]:
    """Those who confirm what providers enter there."""
    above = [area_id[:length] for length in range(1, len(area_id) + 1)]
    return _holders(CONFIRM_FACILITIES, Q(area_id__in=above), at=at)


def _holders(permission: str, over: Q, *, at: datetime) -> list[tuple[int, str]]:
    """(account, its language) of active accounts that hold a permission over something."""
    grants = RoleGrant.objects.filter(
        over,
        Q(ends_at__isnull=True) | Q(ends_at__gt=at),
        role__in=[role.value for role in get(permission).roles],
        revoked_at__isnull=True,
        account__is_active=True,
    )
    return sorted(set(grants.values_list("account_id", "account__language")))
