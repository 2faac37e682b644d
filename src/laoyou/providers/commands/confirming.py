"""What a provider enters counts once its town or department has confirmed it; nobody confirms what he entered himself."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.providers.commands import facilities
from laoyou.providers.commands.shared import about, change, changed, locked, note
from laoyou.providers.domain.confirming import Confirmation, can_decide
from laoyou.providers.models import Facility, FacilityProposal, InsurancePolicy, Licence, PriceFiling
from laoyou.providers.permissions import CONFIRM_FACILITIES, KEEP_PAPERS

WHY = "of a scoped facility"
CONFIRMED_KINDS: dict[str, type[Any]] = {
    "licence": Licence,
    "insurance": InsurancePolicy,
    "price": PriceFiling,
    "proposal": FacilityProposal,
}
"""What is confirmed, by the name in its address."""

PROPOSED = ("name", "address", "phone", "floor_area_m2", "owner", "tier", "opened_on", "bed_capacity", "place_capacity")
"""Columns of a facility that its provider may propose to change."""


def entered(facility: Facility, *, by: Scope, at: datetime) -> dict[str, Any]:
    """How a row begins that `by` enters about a facility: confirmed where the office enters it, waiting otherwise."""
    office = by.covers_area(CONFIRM_FACILITIES, facility.area_id)
    state = Confirmation.CONFIRMED if office else Confirmation.WAITING
    return {"confirmation": state.value, "entered_at": at, "entered_by_id": by.account_id}


@transaction.atomic
def propose(facility_id: int, changes: dict[str, Any], *, reason: str, by: Scope, at: datetime) -> FacilityProposal:
    """
    Propose changes to the facts of a facility (those in `PROPOSED`); what would stay as it is is left out.

    Raises `providers.nothing_proposed`, `providers.proposal_waiting`, `providers.code_unknown`.
    """
    facility = locked(Facility, facility_id, by=by, permission=KEEP_PAPERS)
    if unknown := changes.keys() - set(PROPOSED):
        raise TypeError(f"not to be proposed: {sorted(unknown)}")
    different = {name: value for name, value in changes.items() if getattr(facility, name) != value}
    if not different:
        raise DomainError("providers.nothing_proposed")
    for field in facilities.CODES.keys() & different.keys():
        facilities.require_code(field, different[field], facilities.CODES[field])
    facilities.require_past(different.get("opened_on"), at)
    row = FacilityProposal(
        facility=facility,
        changes=json.dumps({name: _written(value) for name, value in different.items()}, ensure_ascii=False),
        reason=reason,
        confirmation=Confirmation.WAITING.value,
        entered_at=at,
        entered_by_id=by.account_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        raise DomainError("providers.proposal_waiting") from clash
    note("propose", about(row, facility.area_id), by=by, permission=KEEP_PAPERS, at=at, fields=sorted(different))
    return row


def proposed(row: FacilityProposal) -> dict[str, Any]:
    """Column → the value that a proposal asks for, as the column holds it."""
    return {name: _read(name, value) for name, value in json.loads(row.changes).items()}


@transaction.atomic
def confirm(what: str, pk: int, *, by: Scope, at: datetime) -> Any:
    """
    Confirm what a provider entered; a proposal changes the facility in the same transaction.

    Raises `core.not_found`, `providers.decided_already`, `providers.own_entry`, and whatever the change itself refuses.
    """
    row, facility = _waiting(what, pk, by=by)
    values = {"confirmation": Confirmation.CONFIRMED.value, "decided_at": at, "decided_by_id": by.account_id}
    if isinstance(row, FacilityProposal):
        facilities.apply(facility, proposed(row), by=by, at=at, permission=CONFIRM_FACILITIES)
    if isinstance(row, PriceFiling):
        end_former_price(row, facility, by=by, at=at)
    change(row, values, by=by, at=at, area_id=facility.area_id)
    note("confirm", about(row, facility.area_id), by=by, permission=CONFIRM_FACILITIES, at=at, facility=facility.pk)
    changed(facility, at=at)
    return row


@transaction.atomic
def send_back(what: str, pk: int, *, answer: str, by: Scope, at: datetime) -> Any:
    """Send back what a provider entered, with the reason. Raises `core.not_found`, `providers.decided_already`, `providers.own_entry`."""
    row, facility = _waiting(what, pk, by=by)
    if not answer.strip():
        raise DomainError("providers.answer_missing")
    values = {
        "confirmation": Confirmation.RETURNED.value,
        "decided_at": at,
        "decided_by_id": by.account_id,
        "answer": answer.strip(),
    }
    change(row, values, by=by, at=at, area_id=facility.area_id)
    note("send_back", about(row, facility.area_id), by=by, permission=CONFIRM_FACILITIES, at=at, facility=facility.pk)
    return row


def end_former_price(price: PriceFiling, facility: Facility, *, by: Scope, at: datetime) -> None:
    """The price that was in force for the same item ends where the new one begins. Raises `providers.price_dates`."""
    rows = PriceFiling.objects.unscoped(WHY).filter(
        facility=facility, item=price.item, name=price.name, valid_to__isnull=True,
        confirmation=Confirmation.CONFIRMED.value,
    )  # fmt: skip
    for former in rows.exclude(pk=price.pk):
        if former.valid_from >= price.valid_from:
            raise DomainError("providers.price_dates", since=former.valid_from.isoformat())
        change(former, {"valid_to": price.valid_from}, by=by, at=at, area_id=facility.area_id)


def _waiting(what: str, pk: int, *, by: Scope) -> tuple[Any, Facility]:
    if what not in CONFIRMED_KINDS:
        raise DomainError("core.not_found")
    row = locked(CONFIRMED_KINDS[what], pk, by=by, permission=CONFIRM_FACILITIES)
    now = Confirmation(row.confirmation)
    if now is not Confirmation.WAITING:
        raise DomainError("providers.decided_already")
    if not can_decide(now, row.entered_by_id, by.account_id):
        raise DomainError("providers.own_entry")
    facility = Facility.objects.unscoped(WHY).select_for_update().get(pk=row.facility_id)
    return row, facility


def _written(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "floor_area_m2":
        return Decimal(value)
    return date.fromisoformat(value) if name == "opened_on" else value
