"""What the planner does with an item: delays, closing, reopening, decisions of meetings."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core.clock import BEIJING
from laoyou.core.scope import Scope
from laoyou.plans import permissions
from laoyou.plans.commands import acting
from laoyou.plans.domain.ledger import Act
from laoyou.plans.models import DelayRequest, LedgerAct, MeetingDecision


@transaction.atomic
def ask_delay(item_id: int, *, until: date, reason: str, by: Scope, at: datetime, key: str) -> LedgerAct:
    """
    Ask for a later deadline, for the responsible unit, with the reason.

    Refused: `plans.not_your_item`, `plans.reason_missing`, `plans.delay_not_later`, `plans.delay_waits`.
    """
    held = acting.hold(item_id, by=by, permission=permissions.REPORT, at=at)
    if known := acting.done_already(held, key, by=by, permission=permissions.REPORT):
        return known
    party = held.require_reporter()
    follows = held.require_state(Act.ASK_DELAY)
    reason = acting.require_words(reason, "plans.reason_missing")
    if held.delay is not None:
        raise DomainError("plans.delay_waits")
    today = at.astimezone(BEIJING).date()
    earliest = max(today, held.item.due) if held.item.due else today
    if until <= earliest:
        raise DomainError("plans.delay_not_later", day=earliest.isoformat())
    row = DelayRequest.objects.create(
        item=held.item,
        reason=reason,
        due_before=held.item.due,
        due_asked=until,
        unit_id=party.unit,
        town_id=party.town,
        asked_at=at,
        asked_by_id=by.account_id,
    )
    return acting.write(
        held,
        Act.ASK_DELAY,
        follows,
        by=by,
        permission=permissions.REPORT,
        at=at,
        key=key,
        party=party,
        words=reason,
        delay=row,
    )


@transaction.atomic
def grant_delay(item_id: int, *, by: Scope, at: datetime, key: str, words: str = "") -> LedgerAct:
    """Grant the delay that was asked for: the item is due on the day asked. Refused: `plans.no_delay_waits`, `plans.own_report`."""
    return _decide_delay(item_id, Act.GRANT_DELAY, acting.cut_words(words), by, at, key)


@transaction.atomic
def refuse_delay(item_id: int, *, words: str, by: Scope, at: datetime, key: str) -> LedgerAct:
    """Refuse the delay, with the reason; the deadline stays. Refused as `grant_delay`."""
    return _decide_delay(item_id, Act.REFUSE_DELAY, acting.require_words(words, "plans.reason_missing"), by, at, key)


def _decide_delay(item_id: int, act: Act, words: str, by: Scope, at: datetime, key: str) -> LedgerAct:
    held = acting.hold(item_id, by=by, permission=permissions.LEAD, at=at)
    if known := acting.done_already(held, key, by=by, permission=permissions.LEAD):
        return known
    held.require_planner()
    row = held.delay
    if row is None:
        raise DomainError("plans.no_delay_waits")
    if row.asked_by_id == by.account_id:
        raise DomainError("plans.own_report")
    follows = held.require_state(act)
    granted = act is Act.GRANT_DELAY
    row.state = DelayRequest.State.GRANTED if granted else DelayRequest.State.REFUSED
    row.decided_at, row.decided_by_id, row.decided_words = at, by.account_id, words
    row.save(update_fields=["state", "decided_at", "decided_by", "decided_words"])
    changes = {"due": row.due_asked} if granted else {}
    return acting.write(
        held,
        act,
        follows,
        by=by,
        permission=permissions.LEAD,
        at=at,
        key=key,
        words=words,
        changes=changes,
        delay=row,
    )


@transaction.atomic
def close(item_id: int, *, by: Scope, at: datetime, key: str, words: str = "") -> LedgerAct:
    """Close (销号) an item whose completion a leading unit has confirmed. Refused: `plans.not_the_planner`, `plans.not_now`."""
    return _planned(item_id, Act.CLOSE, acting.cut_words(words), by, at, key)


@transaction.atomic
def reopen(item_id: int, *, words: str, by: Scope, at: datetime, key: str) -> LedgerAct:
    """Reopen a closed or confirmed item, with the reason; it is under way again. Refused as `close`, and without words."""
    return _planned(item_id, Act.REOPEN, acting.require_words(words, "plans.reason_missing"), by, at, key)


@transaction.atomic
def decide(
    item_id: int,
    *,
    meeting: str,
    held_on: date,
    words: str,
    by: Scope,
    at: datetime,
    key: str,
    number: str = "",
    example: bool = False,
) -> LedgerAct:
    """
    Record what a joint meeting decided about an item. Its state stays.

    Refused: `plans.not_the_planner`, `plans.decision_empty`, `plans.future_meeting`.
    """
    held = acting.hold(item_id, by=by, permission=permissions.LEAD, at=at)
    if known := acting.done_already(held, key, by=by, permission=permissions.LEAD):
        return known
    held.require_planner()
    follows = held.require_state(Act.DECIDE)
    row = record_decision(held.item.pk, meeting, held_on, number, words, by=by, at=at, example=example)
    return acting.write(
        held,
        Act.DECIDE,
        follows,
        by=by,
        permission=permissions.LEAD,
        at=at,
        key=key,
        words=row.words,
        decision=row,
    )


def record_decision(
    item_id: int, meeting: str, held_on: date, number: str, words: str, *, by: Scope, at: datetime, example: bool
) -> MeetingDecision:
    """The row of a decision; the caller holds the transaction and writes the act."""
    if held_on > at.astimezone(BEIJING).date():
        raise DomainError("plans.future_meeting", day=held_on.isoformat())
    return MeetingDecision.objects.create(
        item_id=item_id,
        meeting=acting.require_words(meeting, "plans.decision_empty")[:200],
        held_on=held_on,
        number=number.strip()[:60],
        words=acting.require_words(words, "plans.decision_empty"),
        recorded_at=at,
        recorded_by_id=by.account_id,
        example=example,
    )


def _planned(item_id: int, act: Act, words: str, by: Scope, at: datetime, key: str) -> LedgerAct:
    held = acting.hold(item_id, by=by, permission=permissions.LEAD, at=at)
    if known := acting.done_already(held, key, by=by, permission=permissions.LEAD):
        return known
    held.require_planner()
    follows = held.require_state(act)
    return acting.write(held, act, follows, by=by, permission=permissions.LEAD, at=at, key=key, words=words)
