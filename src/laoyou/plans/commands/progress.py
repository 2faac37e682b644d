"""Reporting progress, confirming it, sending it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import attachments
from laoyou.core.scope import Scope
from laoyou.plans import permissions
from laoyou.plans.commands import acting
from laoyou.plans.domain.ledger import Act
from laoyou.plans.models import AimReading, LedgerAct, LedgerAim, ProgressReport
from laoyou.plans.queries.holding import EVIDENCE

MOST_FILES = 10


@transaction.atomic
def report(
    item_id: int,
    *,
    words: str,
    by: Scope,
    at: datetime,
    key: str,
    completes: bool = False,
    percent: int | None = None,
    aims: Mapping[int, Decimal] | None = None,
    files: Sequence[tuple[str, bytes]] = (),
    example: bool = False,
) -> LedgerAct:
    """
    Report progress for the responsible unit; with `completes`, that the item is done. Evidence goes along as (name, content).

    The same key twice is one report. Refused: `plans.not_your_item` to other hands, `plans.report_empty`,
    `plans.evidence_missing` for a completion without a file, `plans.not_now`.
    """
    held = acting.hold(item_id, by=by, permission=permissions.REPORT, at=at)
    if known := acting.done_already(held, key, by=by, permission=permissions.REPORT):
        return known
    party = held.require_reporter()
    act = Act.REPORT_COMPLETION if completes else Act.REPORT
    follows = held.require_state(act)
    words = acting.require_words(words, "plans.report_empty")
    if percent is not None and not 0 <= percent <= 100:
        raise DomainError("plans.percent_outside")
    if completes and not files:
        raise DomainError("plans.evidence_missing")
    if len(files) > MOST_FILES:
        raise DomainError("plans.too_many_files", most=MOST_FILES)
    row = ProgressReport.objects.create(
        item=held.item,
        words=words,
        percent=100 if completes else percent,
        completes=completes,
        unit_id=party.unit,
        town_id=party.town,
        reported_at=at,
        reported_by_id=by.account_id,
        example=example,
    )
    known_aims = LedgerAim.objects.scoped(by, permissions.REPORT).filter(item=held.item).in_bulk()
    for aim_id, value in (aims or {}).items():
        if aim_id not in known_aims:
            raise DomainError("core.not_found")
        AimReading.objects.create(report=row, aim_id=aim_id, value=value)
    for name, data in files:
        attachments.store(data, name, row_subject(row, held.item.area_id), by=by, permission=permissions.REPORT, at=at)
    return acting.write(
        held, act, follows, by=by, permission=permissions.REPORT, at=at, key=key, party=party, words=words, report=row
    )


def row_subject(report: ProgressReport, area_id: str) -> acting.audit.Subject:
    """What the evidence of a report belongs to."""
    return acting.audit.Subject(EVIDENCE, str(report.pk), area_id)


@transaction.atomic
def confirm(item_id: int, *, by: Scope, at: datetime, key: str, words: str = "") -> LedgerAct:
    """
    Confirm the report that waits, for a unit that leads; a completion that is confirmed can be closed.

    Refused: `plans.own_report` to the unit and the person that reported, `plans.not_the_lead`, `plans.nothing_waits`.
    """
    return _decide(item_id, Act.CONFIRM, ProgressReport.State.CONFIRMED, acting.cut_words(words), by, at, key)


@transaction.atomic
def send_back(item_id: int, *, words: str, by: Scope, at: datetime, key: str) -> LedgerAct:
    """Send the report that waits back for correction, with what is missing. Refused as `confirm`, and without words."""
    words = acting.require_words(words, "plans.reason_missing")
    return _decide(item_id, Act.SEND_BACK, ProgressReport.State.RETURNED, words, by, at, key)


def _decide(
    item_id: int, act: Act, becomes: ProgressReport.State, words: str, by: Scope, at: datetime, key: str
) -> LedgerAct:
    held = acting.hold(item_id, by=by, permission=permissions.CONFIRM, at=at)
    if known := acting.done_already(held, key, by=by, permission=permissions.CONFIRM):
        return known
    row = held.require_confirmer()
    follows = held.require_state(act)
    row.state, row.decided_at, row.decided_by_id, row.decided_words = becomes, at, by.account_id, words
    row.save(update_fields=["state", "decided_at", "decided_by", "decided_words"])
    return acting.write(
        held, act, follows, by=by, permission=permissions.CONFIRM, at=at, key=key, words=words, report=row
    )
