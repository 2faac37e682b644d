"""Noting what an item consists of: money by source, capacity added, milestones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, history
from laoyou.core.clock import BEIJING
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.plans import permissions
from laoyou.plans.commands import acting
from laoyou.plans.models import CapacityLine, LedgerItem, Milestone, MoneyLine


@transaction.atomic
def note_money(
    item_id: int,
    *,
    source: str,
    stage: str,
    fen: int,
    basis: str,
    by: Scope,
    at: datetime,
    key: str,
    on: date | None = None,
    year: int | None = None,
    example: bool = False,
) -> MoneyLine:
    """
    Note money of an item, in whole fen, with the paper that says so. The same key twice is one line.

    Refused: `plans.not_your_item`, `plans.amount_negative`, `plans.basis_missing`.
    """
    item = _kept(item_id, by=by, at=at)
    known = MoneyLine.objects.scoped(by, permissions.KEEP).filter(item=item, key=key).first()
    if known is not None:
        return known
    if fen < 0:
        raise DomainError("plans.amount_negative")
    row = MoneyLine.objects.create(
        item=item,
        source=MoneyLine.Source(source),
        stage=MoneyLine.Stage(stage),
        fen=fen,
        on=on,
        year=year,
        basis=acting.require_words(basis, "plans.basis_missing")[:200],
        example=example,
        recorded_at=at,
        recorded_by_id=by.account_id,
        key=key,
    )
    _record("plans.note_money", item, row, by=by, at=at, source=source, stage=stage, fen=fen)
    return row


@transaction.atomic
def note_capacity(
    item_id: int,
    *,
    measure: str,
    number: int,
    by: Scope,
    at: datetime,
    key: str,
    area_id: str = "",
    expected_on: date | None = None,
    in_use_on: date | None = None,
    example: bool = False,
) -> CapacityLine:
    """
    Note capacity that an item adds, within its area. `in_use_on` says from when the registers count it themselves.

    Refused: `plans.not_your_item`, `plans.amount_negative`, `plans.outside`, `plans.not_in_use_yet`.
    """
    item = _kept(item_id, by=by, at=at)
    known = CapacityLine.objects.scoped(by, permissions.KEEP).filter(item=item, key=key).first()
    if known is not None:
        return known
    if number < 0:
        raise DomainError("plans.amount_negative")
    where = area_id or item.area_id
    if not where.startswith(item.area_id) or not Area.objects.filter(pk=where).exists():
        raise DomainError("plans.outside", area=where)
    _require_past(in_use_on, at)
    row = CapacityLine.objects.create(
        item=item,
        measure=CapacityLine.Measure(measure),
        number=number,
        area_id=where,
        expected_on=expected_on or item.due,
        in_use_on=in_use_on,
        example=example,
        recorded_at=at,
        recorded_by_id=by.account_id,
        key=key,
    )
    _record("plans.note_capacity", item, row, by=by, at=at, measure=measure, number=number)
    return row


@transaction.atomic
def put_in_use(line_id: int, *, on: date, by: Scope, at: datetime) -> CapacityLine:
    """Note from which day capacity is in use, so that it is no longer added to what the registers count. Refused as `note_capacity`."""
    row = _line(CapacityLine, line_id, by)
    item = _kept(row.item_id, by=by, at=at)
    _require_past(on, at)
    if row.in_use_on == on:
        return row
    before = history.values_of(row)
    row.in_use_on = on
    row.save(update_fields=["in_use_on"])
    history.append(CapacityLine, row.pk, before, history.values_of(row), by=by, at=at, area_id=item.area_id)
    _record("plans.put_in_use", item, row, by=by, at=at, on=on.isoformat())
    return row


@transaction.atomic
def withdraw(model: type[MoneyLine] | type[CapacityLine], line_id: int, *, by: Scope, at: datetime) -> Any:
    """Withdraw a line that was wrong; it stays, with who and when, and counts no more. Twice is once."""
    row = _line(model, line_id, by)
    item = _kept(row.item_id, by=by, at=at)
    if row.withdrawn_at is not None or by.account_id is None:
        return row
    before = history.values_of(row)
    row.withdrawn_at, row.withdrawn_by_id = at, by.account_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    history.append(model, row.pk, before, history.values_of(row), by=by, at=at, area_id=item.area_id)
    _record("plans.withdraw_line", item, row, by=by, at=at)
    return row


@transaction.atomic
def set_milestone(item_id: int, *, name: str, due: date, by: Scope, at: datetime, key: str) -> Milestone:
    """Set a step of an item with its day. Refused: `plans.not_your_item`, `plans.name_missing`."""
    item = _kept(item_id, by=by, at=at)
    known = Milestone.objects.scoped(by, permissions.KEEP).filter(item=item, key=key).first()
    if known is not None:
        return known
    name = acting.require_words(name, "plans.name_missing")[:200]
    row = Milestone.objects.create(item=item, name=name, due=due, set_at=at, set_by_id=by.account_id, key=key)
    _record("plans.set_milestone", item, row, by=by, at=at, due=due.isoformat())
    return row


@transaction.atomic
def reach_milestone(milestone_id: int, *, on: date, by: Scope, at: datetime) -> Milestone:
    """Note on which day a step was reached. Refused: `plans.not_your_item`, `plans.not_in_use_yet` for a day to come."""
    row = _line(Milestone, milestone_id, by)
    item = _kept(row.item_id, by=by, at=at)
    _require_past(on, at)
    if row.reached_on == on:
        return row
    before = history.values_of(row)
    row.reached_on, row.reached_by_id = on, by.account_id
    row.save(update_fields=["reached_on", "reached_by"])
    history.append(Milestone, row.pk, before, history.values_of(row), by=by, at=at, area_id=item.area_id)
    _record("plans.reach_milestone", item, row, by=by, at=at, on=on.isoformat())
    return row


def _kept(item_id: int, *, by: Scope, at: datetime) -> LedgerItem:
    held = acting.hold(item_id, by=by, permission=permissions.KEEP, at=at)
    held.require_keeper()
    return held.item


def _line(model: Any, line_id: int, by: Scope) -> Any:
    by.require(permissions.KEEP)
    row = model.objects.scoped(by, permissions.KEEP).filter(pk=line_id).first()
    if row is None:
        raise DomainError("core.not_found")
    return row


def _require_past(on: date | None, at: datetime) -> None:
    if on is not None and on > at.astimezone(BEIJING).date():
        raise DomainError("plans.not_in_use_yet", day=on.isoformat())


def _record(action: str, item: LedgerItem, row: models.Model, *, by: Scope, at: datetime, **detail: object) -> None:
    audit.record(
        action,
        item,
        by=by,
        permission=permissions.KEEP,
        at=at,
        chain=acting.CHAIN,
        detail={"row": f"{row._meta.label_lower} {row.pk}", **detail},
    )
