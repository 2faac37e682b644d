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
    breaks,
    change,
    changed,
    locked_with_facility,
    note,
    open_facility,
    require_code,
    require_past,
)
from laoyou.providers.domain.kinds import BED_KINDS
from laoyou.providers.domain.readings import STORED_BED_READINGS, BedReading
from laoyou.providers.domain.states import BedState, can_put
from laoyou.providers.models import Bed, BedOccupancy, Facility, FacilityKind, Room
from laoyou.providers.permissions import CONFIRM_FACILITIES, MANAGE_CAPACITY

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

    Raises `providers.no_beds_here` for a kind of facility that has none, `providers.bed_number_taken`, `providers.facility_closed`,
    `providers.room_has_its_beds`, `providers.reading_by_office` where a provider says what only an office can.
    """
    facility = open_facility(facility_id, by=by, permission=MANAGE_CAPACITY, at=at)
    require_code("tier", tier, TIERS)
    if approved or filed:
        _require_office(facility, by)
    if actual:
        _require_room_for_a_bed(facility, room)
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
    changed(facility, at=at)
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
    if any(getattr(bed, name) != holds for name, holds in values.items() if name != BedReading.ACTUAL.value):
        _require_office(facility, by)
    if any(values.values()):
        _require_in_service(bed, approved=not values.get(BedReading.ACTUAL.value, False))
    if values.get(BedReading.ACTUAL.value) and not bed.actual:
        _require_room_for_a_bed(facility, bed.room)
    fields = change(bed, values, by=by, at=at, area_id=bed.area_id)
    note("set_bed_readings", bed, by=by, permission=MANAGE_CAPACITY, at=at, fields=fields)
    changed(facility, at=at)
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
    if room is not None and room != bed.room and bed.actual:
        _require_room_for_a_bed(facility, room)
    given = {"nursing": nursing, "tier": tier, "room": room}
    fields = change(bed, {k: v for k, v in given.items() if v is not None}, by=by, at=at, area_id=bed.area_id)
    note("update_bed", bed, by=by, permission=MANAGE_CAPACITY, at=at, fields=fields)
    changed(facility, at=at)
    return bed


@transaction.atomic
def put(bed_id: int, state: BedState, *, on: date, reason: str, by: Scope, at: datetime) -> Bed:
    """
    Close a bed for a time, take it out for good, or put it back into service from the day `on`.

    One that is not in service is not fit for use; one that was taken out counts under no reading, and its row stays. Putting it
    back leaves its readings to be said anew.

    Raises `providers.bed_state_order`, `providers.bed_in_use` while somebody is in it, `providers.date_in_future`.
    """
    bed, facility = _bed(bed_id, by=by, at=at)
    require_past(on, at)
    now = BedState(bed.state)
    if not can_put(now, state):
        raise DomainError("providers.bed_state_order", number=bed.number)
    if state is not BedState.OPEN and _open_stay(bed) is not None:
        raise DomainError("providers.bed_in_use", number=bed.number)
    values: dict[str, object] = {"state": state.value, "state_since": on, "state_reason": reason}
    if state is not BedState.OPEN:
        values["actual"] = False
    if state is BedState.TAKEN_OUT:
        if bed.approved or bed.filed:
            _require_office(facility, by)
        values |= {"approved": False, "filed": False}
    change(bed, values, by=by, at=at, area_id=bed.area_id)
    note("put_bed", bed, by=by, permission=MANAGE_CAPACITY, at=at, before=now.value, to=state.value, on=on)
    changed(facility, at=at)
    return bed


@transaction.atomic
def occupy(
    bed_id: int, *, began_on: date, by: Scope, at: datetime, resident_id: int | None = None, example: bool = False
) -> BedOccupancy:
    """
    Somebody moves into a bed. At most one is in it on any day: the database refuses the second, whoever was faster.

    Raises `providers.bed_occupied`, `providers.bed_not_actual`, `providers.resident_in_bed`, `providers.date_in_future`,
    `providers.room_full`, `providers.facility_full`.
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
        if breaks(clash, "room_within_capacity"):
            raise DomainError("providers.room_full", number=bed.room) from clash
        if breaks(clash, "facility_within_bed_capacity"):
            raise DomainError("providers.facility_full", name=facility.name, most=facility.bed_capacity) from clash
        stays = BedOccupancy.objects.unscoped(WHY)
        if (
            resident_id is not None
            and stays.filter(resident_id=resident_id, ended_on__isnull=True).exclude(bed=bed).exists()
        ):
            raise DomainError("providers.resident_in_bed") from clash
        raise DomainError("providers.bed_occupied", number=bed.number) from clash
    note("occupy_bed", bed, by=by, permission=MANAGE_CAPACITY, at=at, stay=stay.pk, began_on=began_on)
    changed(facility, at=at)
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
    changed(facility, at=at)
    return stay


@transaction.atomic
def name_occupant(bed_id: int, resident_id: int, *, by: Scope, at: datetime) -> BedOccupancy:
    """
    Say who is in a bed of which the register only knew that somebody is.

    Raises `providers.bed_empty`, `providers.occupant_known`, `providers.resident_in_bed`.
    """
    bed, facility = _bed(bed_id, by=by, at=at)
    stay = _open_stay(bed)
    if stay is None:
        raise DomainError("providers.bed_empty", number=bed.number)
    if stay.resident_id is not None:
        raise DomainError("providers.occupant_known", number=bed.number)
    try:
        with transaction.atomic():
            change(stay, {"resident_id": resident_id}, by=by, at=at, area_id=bed.area_id)
    except IntegrityError as clash:
        raise DomainError("providers.resident_in_bed") from clash
    note("name_occupant", about(stay, bed.area_id), by=by, permission=MANAGE_CAPACITY, at=at, bed=bed.pk)
    changed(facility, at=at)
    return stay


def _require_office(facility: Facility, by: Scope) -> None:
    """What was approved and filed is for the office to say, not for the provider about itself."""
    if not by.covers_area(CONFIRM_FACILITIES, facility.area_id):
        raise DomainError("providers.reading_by_office")


def _require_in_service(bed: Bed, *, approved: bool) -> None:
    """A bed that was taken out counts nowhere; one that is closed for a time stays approved and filed, and is not actual."""
    if bed.state == BedState.TAKEN_OUT or (bed.state == BedState.CLOSED and not approved):
        raise DomainError("providers.bed_out_of_service", number=bed.number)


def _require_room_for_a_bed(facility: Facility, number: str) -> None:
    """`providers.room_has_its_beds` where the room has a stated capacity and as many actual beds already."""
    room = Room.objects.unscoped(WHY).filter(facility=facility, number=number).first() if number else None
    if room is None:
        return
    if Bed.objects.unscoped(WHY).filter(facility=facility, room=number, actual=True).count() >= room.capacity:
        raise DomainError("providers.room_has_its_beds", number=number, most=room.capacity)


def _bed(bed_id: int, *, by: Scope, at: datetime) -> tuple[Bed, Facility]:
    return locked_with_facility(Bed, bed_id, by=by, permission=MANAGE_CAPACITY, at=at)


def _open_stay(bed: Bed) -> BedOccupancy | None:
    return BedOccupancy.objects.unscoped(WHY).filter(bed=bed, ended_on__isnull=True).first()
