"""The papers of a facility: licences, insurance, prices. A provider enters its own; they count once the office has confirmed them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.providers.commands.confirming import end_former_price, entered
from laoyou.providers.commands.facilities import require_dates
from laoyou.providers.commands.shared import about, change, locked, note, open_facility, require_code
from laoyou.providers.domain.confirming import Confirmation
from laoyou.providers.models import InsurancePolicy, Licence, PriceFiling
from laoyou.providers.models.insurance import INSURANCE_KINDS
from laoyou.providers.models.licence import LICENCE_KINDS
from laoyou.providers.models.price import PRICE_ITEMS, PRICE_UNITS
from laoyou.providers.permissions import KEEP_PAPERS

WHY = "of a scoped facility"


@transaction.atomic
def add_licence(
    facility_id: int,
    kind: str,
    number: str,
    *,
    by: Scope,
    at: datetime,
    issuer: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    example: bool = False,
) -> Licence:
    """Enter a paper of a facility. Raises `providers.code_unknown`, `providers.credential_known`, `providers.credential_dates`."""
    facility = open_facility(facility_id, by=by, permission=KEEP_PAPERS, at=at)
    require_code("kind", kind, LICENCE_KINDS)
    require_dates(issued_on, expires_on)
    if Licence.objects.unscoped(WHY).filter(facility=facility, kind=kind, number=number).exists():
        raise DomainError("providers.credential_known", number=number)
    licence = Licence.objects.create(
        facility=facility,
        kind=kind,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        expires_on=expires_on,
        example=example,
        **entered(facility, by=by, at=at),
    )
    note("add_licence", facility, by=by, permission=KEEP_PAPERS, at=at, kind=kind, licence=licence.pk)
    return licence


@transaction.atomic
def renew_licence(licence_id: int, *, expires_on: date, by: Scope, at: datetime) -> Licence:
    """
    Set the new last day of a paper that was renewed under its number. Where its provider says so, it waits to be confirmed again.

    Raises `providers.credential_dates`.
    """
    licence = locked(Licence, licence_id, by=by, permission=KEEP_PAPERS)
    facility = open_facility(licence.facility_id, by=by, permission=KEEP_PAPERS, at=at)
    require_dates(licence.issued_on, expires_on)
    values = {"expires_on": expires_on, "decided_at": None, "decided_by_id": None, "answer": ""}
    change(licence, values | entered(facility, by=by, at=at), by=by, at=at, area_id=facility.area_id)
    note("renew_licence", about(licence, facility.area_id), by=by, permission=KEEP_PAPERS, at=at, to=expires_on)
    return licence


@transaction.atomic
def add_insurance(
    facility_id: int,
    kind: str,
    *,
    insurer: str,
    number: str,
    starts_on: date,
    expires_on: date,
    by: Scope,
    at: datetime,
    sum_fen: int | None = None,
    example: bool = False,
) -> InsurancePolicy:
    """Enter an insurance of a facility. Raises `providers.code_unknown`, `providers.credential_known`, `providers.credential_dates`."""
    facility = open_facility(facility_id, by=by, permission=KEEP_PAPERS, at=at)
    require_code("kind", kind, INSURANCE_KINDS)
    if expires_on < starts_on:
        raise DomainError("providers.credential_dates", issued=starts_on.isoformat(), expires=expires_on.isoformat())
    if InsurancePolicy.objects.unscoped(WHY).filter(facility=facility, kind=kind, number=number).exists():
        raise DomainError("providers.credential_known", number=number)
    row = InsurancePolicy.objects.create(
        facility=facility,
        kind=kind,
        insurer=insurer,
        number=number,
        starts_on=starts_on,
        expires_on=expires_on,
        sum_fen=sum_fen,
        example=example,
        **entered(facility, by=by, at=at),
    )
    note("add_insurance", about(row, facility.area_id), by=by, permission=KEEP_PAPERS, at=at, kind=kind)
    return row


@transaction.atomic
def file_price(
    facility_id: int,
    item: str,
    *,
    amount_fen: int,
    unit: str,
    filed_on: date,
    valid_from: date,
    by: Scope,
    at: datetime,
    name: str = "",
    number: str = "",
    example: bool = False,
) -> PriceFiling:
    """
    File what a facility charges for an item. The price that was in force ends where this one begins, once it is confirmed.

    Raises `providers.code_unknown`, `providers.price_negative`, `providers.price_dates`.
    """
    facility = open_facility(facility_id, by=by, permission=KEEP_PAPERS, at=at)
    require_code("item", item, PRICE_ITEMS)
    require_code("unit", unit, PRICE_UNITS)
    if amount_fen < 0:
        raise DomainError("providers.price_negative")
    row = PriceFiling(
        facility=facility,
        item=item,
        name=name,
        amount_fen=amount_fen,
        unit=unit,
        filed_on=filed_on,
        valid_from=valid_from,
        number=number,
        example=example,
        **entered(facility, by=by, at=at),
    )
    if row.confirmation == Confirmation.CONFIRMED.value:
        end_former_price(row, facility, by=by, at=at)
    row.save(force_insert=True)
    note("file_price", about(row, facility.area_id), by=by, permission=KEEP_PAPERS, at=at, item=item)
    return row
