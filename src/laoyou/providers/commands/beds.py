"""Beds: adding them, changing their readings, and who moves in and out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import TIERS
from laoyou.providers.commands.shared import (
    about,
    change,
    changed,
    day_of,
    locked,
    note,
    open_facility,
    require_code,
    require_past,
)
from laoyou.providers.domain.kinds import BED_KINDS
from laoyou.providers.domain.readings import STORED_BED_READINGS, BedReading
from laoyou.providers.models import Bed, BedOccupancy, Facility, FacilityKind
from laoyou.providers.permissions import MANAGE_CAPACITY

WHY = "of a scoped bed or facility"


@transaction.atomic
def add(
    facility_id: int,
    number: str,
    *,
    by: Scope,
    at: datetime,
    nursing: bool = False,
    tier: str = "unknown",
    approved: bool = False,
    filed: bool = False,
    actual: bool = False,
    room: str = "",
    example: bool = False,
) -> Bed:
    """
    Add a bed under the readings that hold for it.

    Raises `providers.no_beds_here` for a kind of facility that has none, `providers.bed_number_taken`, `providers.facility_closed`.
    """
    facility = open_facility(facility_id, by=by, permission=MANAGE_CAPACITY, at=at)
    require_code("tier", tier, TIERS)
    if not FacilityKind.objects.unscoped(WHY).filter(facility=facility, kind__in=BED_KINDS).exists():
        raise DomainError("providers.no_beds_here", kind=facility.kind)
    bed = Bed(
        facility=facility,
        area_id=facility.area_id,
        number=number,
        room=room,
        nursing=nursing,
        tier=tier,
        approved=approved,
        filed=filed,
        actual=actual,
        example=example,
    )
    try:
        with transaction.atomic():
            bed.save(force_insert=True)
    except IntegrityError as clash:
        if not Bed.objects.unscoped(WHY).filter(facility=facility, number=number).exists():
            raise
        raise DomainError("providers.bed_number_taken", name=facility.name, number=number) from clash
    if not facility.beds_known:
        change(facility, {"beds_known": True}, by=by, at=at, area_id=facility.area_id)
    note("add_bed", bed, by=by, permission=MANAGE_CAPACITY, at=at, facility=facility.pk, number=number)
    changed(facility)
    return bed


@transaction.atomic
def set_readings(bed_id: int, readings: Mapping[BedReading, bool], *, by: Scope, at: datetime) -> Bed:
    """
    Say which of the readings approved, filed and actual hold for a bed.

    Raises `providers.reading_unknown` for occupied, which follows from who moves in; `providers.bed_in_use` where a bed that
    somebody is in would no longer be there.
    """
    bed, facility = _bed(bed_id, by=by, at=at)
    for reading in readings:
        if reading not in STORED_BED_READINGS:
            raise DomainError("providers.reading_unknown", reading=str(reading))
    if readings.get(BedReading.ACTUAL) is False and _open_stay(bed) is not None:
        raise DomainError("providers.bed_in_use", number=bed.number)
    values = {BedReading(reading).value: holds for reading, holds in readings.items()}
    fields = change(bed, values, by=by, at=at, area_id=bed.area_id)
    note("set_bed_readings", bed, by=by, permission=MANAGE_CAPACITY, at=at, fields=fields)
    changed(facility)
    return bed


@transaction.atomic
def update(
    bed_id: int,
    *,
    by: Scope,
    at: datetime,
    nursing: bool | None = None,
    tier: str | None = None,
    room: str | None = None,
) -> Bed:
    """Change what a bed is: nursing or not, its tier, its room; None leaves a field as it is."""
    bed, facility = _bed(bed_id, by=by, at=at)
    if tier is not None:
        require_code("tier", tier, TIERS)
    given = {"nursing": nursing, "tier": tier, "room": room}
    fields = change(bed, {k: v for k, v in given.items() if v is not None}, by=by, at=at, area_id=bed.area_id)
    note("update_bed", bed, by=by, permission=MANAGE_CAPACITY, at=at, fields=fields)
    changed(facility)
    return bed


@transaction.atomic
def occupy(
    bed_id: int, *, began_on: date, by: Scope, at: datetime, resident_id: int | None = None, example: bool = False
) -> BedOccupancy:
    """
    Somebody moves into a bed. At most one is in it on any day: the database refuses the second, whoever was faster.

    Raises `providers.bed_occupied`, `providers.bed_not_actual`, `providers.resident_in_bed`, `providers.date_in_future`.
    """
    bed, facility = _bed(bed_id, by=by, at=at)
    require_past(began_on, at)
    if not bed.actual:
        raise DomainError("providers.bed_not_actual", number=bed.number)
    stay = BedOccupancy(bed=bed, resident_id=resident_id, began_on=began_on, example=example)
    try:
        with transaction.atomic():
            stay.save(force_insert=True)
    except IntegrityError as clash:
        stays = BedOccupancy.objects.unscoped(WHY)
        if (
            resident_id is not None
            and stays.filter(resident_id=resident_id, ended_on__isnull=True).exclude(bed=bed).exists()
        ):
            raise DomainError("providers.resident_in_bed") from clash
        raise DomainError("providers.bed_occupied", number=bed.number) from clash
    note("occupy_bed", bed, by=by, permission=MANAGE_CAPACITY, at=at, stay=stay.pk, began_on=began_on)
    changed(facility)
    return stay


@transaction.atomic
def vacate(bed_id: int, *, ended_on: date, by: Scope, at: datetime) -> BedOccupancy:
    """
    Whoever is in the bed moves out: the bed is free from `ended_on`.

    Raises `providers.bed_empty`, `providers.stay_out_of_order`, `providers.date_in_future`.
    """
    bed, facility = _bed(bed_id, by=by, at=at)
    require_past(ended_on, at)
    stay = _open_stay(bed)
    if stay is None:
        raise DomainError("providers.bed_empty", number=bed.number)
    if ended_on <= stay.began_on:
        raise DomainError("providers.stay_out_of_order", on=ended_on.isoformat(), began=stay.began_on.isoformat())
    change(stay, {"ended_on": ended_on}, by=by, at=at, area_id=bed.area_id)
    note(
        "vacate_bed", about(stay, bed.area_id), by=by, permission=MANAGE_CAPACITY, at=at, bed=bed.pk, ended_on=ended_on
    )
    changed(facility)
    return stay


def _bed(bed_id: int, *, by: Scope, at: datetime) -> tuple[Bed, Facility]:
    bed = locked(Bed, bed_id, by=by, permission=MANAGE_CAPACITY)
    facility = Facility.objects.unscoped(WHY).get(pk=bed.facility_id)
    if facility.closed_on is not None and facility.closed_on <= day_of(at):
        raise DomainError("providers.facility_closed", name=facility.name, on=facility.closed_on.isoformat())
    return bed, facility


def _open_stay(bed: Bed) -> BedOccupancy | None:
    return BedOccupancy.objects.unscoped(WHY).filter(bed=bed, ended_on__isnull=True).first()
