"""Contracts by which one runs what another one owns."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.providers.commands.providers import require_not_barred
from laoyou.providers.commands.shared import about, breaks, change, day_of, locked, note, open_facility, require_code
from laoyou.providers.domain.contracts import CHOSEN_BY, FORMS
from laoyou.providers.models import Facility, OperatingContract, Provider
from laoyou.providers.permissions import MANAGE_FACILITIES

WHY = "of a scoped facility or contract"


@transaction.atomic
def add(
    facility_id: int,
    operator_id: int,
    *,
    owner: str,
    form: str,
    chosen_by: str,
    signed_on: date,
    starts_on: date,
    expires_on: date,
    by: Scope,
    at: datetime,
    number: str = "",
    reserved_beds: int | None = None,
    fee_fen: int | None = None,
    deposit_fen: int | None = None,
    example: bool = False,
) -> OperatingContract:
    """
    Enter a contract of a facility that is run by another than its owner. Who answers for the facility is not changed by it.

    Raises `providers.contract_dates`, `providers.contract_overlaps`, `providers.provider_barred`, `providers.code_unknown`.
    """
    facility = open_facility(facility_id, by=by, permission=MANAGE_FACILITIES, at=at)
    operator = locked(Provider, operator_id, by=by, permission=MANAGE_FACILITIES)
    require_not_barred(operator, day_of(at))
    require_code("form", form, FORMS)
    require_code("chosen_by", chosen_by, CHOSEN_BY)
    if not (starts_on <= expires_on and signed_on <= expires_on):
        raise DomainError("providers.contract_dates", starts=starts_on.isoformat(), expires=expires_on.isoformat())
    row = OperatingContract(
        facility=facility,
        operator=operator,
        owner=owner,
        form=form,
        chosen_by=chosen_by,
        number=number,
        signed_on=signed_on,
        starts_on=starts_on,
        expires_on=expires_on,
        reserved_beds=reserved_beds,
        fee_fen=fee_fen,
        deposit_fen=deposit_fen,
        example=example,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        if not breaks(clash, "contract_one_at_a_time"):
            raise
        raise DomainError("providers.contract_overlaps", name=facility.name) from clash
    note("add_contract", about(row, facility.area_id), by=by, permission=MANAGE_FACILITIES, at=at, facility=facility.pk)
    return row


@transaction.atomic
def end(contract_id: int, *, on: date, why: str, by: Scope, at: datetime) -> OperatingContract:
    """A contract ends before its term: `on` is the first day on which it does not hold. Raises `providers.contract_ended`, `providers.contract_end`."""
    row = locked(OperatingContract, contract_id, by=by, permission=MANAGE_FACILITIES)
    if row.ended_on is not None:
        raise DomainError("providers.contract_ended", on=row.ended_on.isoformat())
    if not row.starts_on < on <= row.expires_on:
        raise DomainError(
            "providers.contract_end", starts=row.starts_on.isoformat(), expires=row.expires_on.isoformat()
        )
    area_id = Facility.objects.unscoped(WHY).values_list("area_id", flat=True).get(pk=row.facility_id)
    change(row, {"ended_on": on, "ended_why": why}, by=by, at=at, area_id=area_id)
    note("end_contract", about(row, area_id), by=by, permission=MANAGE_FACILITIES, at=at, on=on)
    return row
