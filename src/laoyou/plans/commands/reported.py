"""Reported values: entered by the unit that owns the indicator, approved by a second person, corrected by succession, sent upward."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from laoyou.base.areas import within
from laoyou.base.errors import DomainError
from laoyou.core import attachments, audit, district
from laoyou.core.audit import Subject
from laoyou.core.clock import BEIJING
from laoyou.core.forms_out import commands as forms_out
from laoyou.core.forms_out import terms
from laoyou.core.models import Account
from laoyou.core.scope import Scope
from laoyou.plans import permissions
from laoyou.plans.commands import values
from laoyou.plans.models import ReportedValue, SentValue
from laoyou.plans.queries import units
from laoyou.plans.queries.readings import can_count

CHAIN = "plans"
EVIDENCE = "plans.reportedvalue"
MOST_FILES = 10
LONGEST = 300
WHY = "of an indicator and area over which the permission is held"


def get(value_id: int, *, by: Scope, permission: str = permissions.SEE_VALUES, locked: bool = False) -> ReportedValue:
    """A reported value within the scope; DomainError `core.not_found`."""
    rows = ReportedValue.objects.scoped(by, permission)
    row: ReportedValue | None = (
        (rows.select_for_update() if locked else rows).filter(pk=value_id).first() if value_id < 2**63 else None
    )
    if row is None:
        raise DomainError("core.not_found")
    return row


def owners_of(code: str) -> set[str]:
    """The units that answer for an indicator today, as far as they are known."""
    pack = district.pack()
    return {one.id for one in pack.current_owners(pack.indicators[code])}


def may_enter(code: str, by: Scope, on: date) -> bool:
    """
    Whether `by` may enter values of an indicator: somebody of a unit that answers for it; where the document names no unit
    that is known today, whoever coordinates the plans.
    """
    if not by.may(permissions.REPORT_VALUE) or code not in district.pack().indicators or is_counted(code):
        return False
    owners = owners_of(code)
    if not owners:
        return by.may(permissions.LEAD)
    unit = Account.objects.filter(pk=by.account_id or 0).values_list("unit_id", flat=True).first()
    return units.today_of(unit, on) in owners


def is_counted(code: str) -> bool:
    """Whether the registers count the indicator, so that nobody types it."""
    formula = district.pack().indicators[code].formula
    return formula is not None and can_count(formula)


@transaction.atomic
def enter(
    code: str, value: Decimal, *, as_of: date, source: str, files: Sequence[tuple[str, bytes]], by: Scope, at: datetime,
    area_id: str = "", reason: str = "",
) -> ReportedValue:  # fmt: skip
    """
    Enter a value with its evidence, as (name, content). Where one is on record for the same day, this is its correction and
    says why. It counts only when a second person has approved it.

    Raises `plans.unknown_indicator`, `plans.value_counted`, `plans.value_not_yours`, `plans.outside`, `plans.future_value`,
    `plans.source_missing`, `plans.value_without_evidence`, `plans.value_waits`, `plans.value_correction_reason`.
    """
    by.require(permissions.REPORT_VALUE)
    pack = district.pack()
    area = area_id or pack.manifest.area
    if code not in pack.indicators:
        raise DomainError("plans.unknown_indicator", code=code)
    if not within(area, pack.manifest.area) or not by.covers_area(permissions.REPORT_VALUE, area):
        raise DomainError("plans.outside", area=area)
    if is_counted(code):
        raise DomainError("plans.value_counted")
    today = at.astimezone(BEIJING).date()
    if not may_enter(code, by, today):
        raise DomainError("plans.value_not_yours")
    if as_of > today:
        raise DomainError("plans.future_value", date=as_of.isoformat())
    if not source.strip():
        raise DomainError("plans.source_missing")
    if not files:
        raise DomainError("plans.value_without_evidence")
    if len(files) > MOST_FILES:
        raise DomainError("plans.too_many_files", most=MOST_FILES)
    same = ReportedValue.objects.unscoped(WHY).select_for_update().filter(indicator=code, area_id=area, as_of=as_of)
    if same.filter(state=ReportedValue.State.WAITING).exists():
        raise DomainError("plans.value_waits")
    before = same.filter(state=ReportedValue.State.APPROVED).order_by("-decided_at", "-pk").first()
    if before is not None and not reason.strip():
        raise DomainError("plans.value_correction_reason")
    unit = Account.objects.filter(pk=by.account_id or 0).values_list("unit_id", flat=True).first()
    row: ReportedValue = ReportedValue.objects.create(
        indicator=code, area_id=area, as_of=as_of, value=value, source=source.strip()[:LONGEST], unit_id=unit,
        replaces=before, reason=reason.strip()[:LONGEST] if before is not None else "", entered_at=at, entered_by_id=by.account_id,
    )  # fmt: skip
    for name, data in files:
        subject = Subject(EVIDENCE, str(row.pk), area)
        attachments.store(data, name, subject, by=by, permission=permissions.REPORT_VALUE, at=at)
    _record("plans.enter_value", row, permissions.REPORT_VALUE, by, at, value=str(value), as_of=as_of.isoformat())
    return row


def _record(action: str, row: ReportedValue, permission: str, by: Scope, at: datetime, **detail: object) -> None:
    told = {"indicator": row.indicator, "replaces": row.replaces_id, **detail}
    audit.record(action, row, by=by, permission=permission, at=at, chain=CHAIN, detail=told)


@transaction.atomic
def approve(value_id: int, *, by: Scope, at: datetime, words: str = "") -> ReportedValue:
    """Approve what somebody else entered: from now on it is a value of the indicator. Raises `plans.own_value`, `plans.value_decided`."""
    row = _to_decide(value_id, by)
    recorded = values.put_on_record(
        row.indicator, row.value, area=row.area_id, as_of=row.as_of, source=row.source, by=by, at=at
    )
    row.recorded = recorded
    _decide(row, ReportedValue.State.APPROVED, words, by, at)
    _record("plans.approve_value", row, permissions.APPROVE_VALUE, by, at, recorded=recorded.pk)
    return row


@transaction.atomic
def send_back(value_id: int, *, words: str, by: Scope, at: datetime) -> ReportedValue:
    """Send a value back with what is wrong. Raises as `approve`, and `plans.reason_missing`."""
    if not words.strip():
        raise DomainError("plans.reason_missing")
    row = _to_decide(value_id, by)
    _decide(row, ReportedValue.State.RETURNED, words, by, at)
    _record("plans.return_value", row, permissions.APPROVE_VALUE, by, at)
    return row


def _to_decide(value_id: int, by: Scope) -> ReportedValue:
    by.require(permissions.APPROVE_VALUE)
    row = get(value_id, by=by, permission=permissions.APPROVE_VALUE, locked=True)
    if row.state != ReportedValue.State.WAITING:
        raise DomainError("plans.value_decided")
    if by.account_id is None or row.entered_by_id == by.account_id:
        raise DomainError("plans.own_value")
    return row


def _decide(row: ReportedValue, state: ReportedValue.State, words: str, by: Scope, at: datetime) -> None:
    row.state, row.decided_at, row.decided_by_id, row.decided_words = state, at, by.account_id, words.strip()[:LONGEST]
    row.save(update_fields=["state", "decided_at", "decided_by", "decided_words", "recorded"])


def sent_before(row: ReportedValue) -> list[tuple[Decimal, str, datetime]]:
    """(value, to whom, when) of other values that left the house for the same indicator, area and day, the newest first."""
    sent = SentValue.objects.unscoped(WHY).filter(
        value__indicator=row.indicator, value__area_id=row.area_id, value__as_of=row.as_of
    )
    found = [(one.value.value, one.recipient, one.sent_at) for one in sent.select_related("value")]
    meaning = terms.canonical({terms.OF: "indicator", "code": row.indicator, terms.AREA: row.area_id})
    found += forms_out.reported_as(meaning, row.as_of, row.area_id)
    return sorted((one for one in found if one[0] != row.value), key=lambda one: one[2], reverse=True)


@transaction.atomic
def send(value_id: int, *, recipient: str, by: Scope, at: datetime, reason: str = "") -> SentValue:
    """
    Note that an approved value was reported: to whom, when. Where another figure for the same day had left the house, in
    whatever form, it does not go without a reason.

    Raises `plans.value_not_approved`, `plans.value_replaced`, `plans.recipient_missing`, `plans.value_differs`.
    """
    by.require(permissions.REPORT_VALUE)
    row = get(value_id, by=by, permission=permissions.REPORT_VALUE, locked=True)
    if row.state != ReportedValue.State.APPROVED:
        raise DomainError("plans.value_not_approved")
    if ReportedValue.objects.unscoped(WHY).filter(replaces=row, state=ReportedValue.State.APPROVED).exists():
        raise DomainError("plans.value_replaced")
    if not recipient.strip():
        raise DomainError("plans.recipient_missing")
    other = sent_before(row)
    if other and not reason.strip():
        raise DomainError("plans.value_differs", was=f"{other[0][0].normalize():f}", to=other[0][1])
    sent: SentValue = SentValue.objects.create(
        value=row,
        recipient=recipient.strip()[:80],
        reason=reason.strip()[:LONGEST],
        sent_at=at,
        sent_by_id=by.account_id,
    )
    _record("plans.send_value", row, permissions.REPORT_VALUE, by, at, differs=bool(other))
    return sent


def _may_see(scope: Scope, subject_id: str) -> bool:
    if not subject_id.isdigit():
        return False
    return bool(ReportedValue.objects.scoped(scope, permissions.SEE_VALUES).filter(pk=int(subject_id)).exists())


attachments.register_owner(EVIDENCE, _may_see, permission=permissions.SEE_VALUES)
