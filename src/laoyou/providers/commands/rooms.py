"""Rooms: adding them, and how many people each may hold."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.providers.commands.shared import about, breaks, change, locked, note, open_facility
from laoyou.providers.models import Bed, BedOccupancy, Room
from laoyou.providers.permissions import MANAGE_CAPACITY

WHY = "of a scoped room or facility"


@transaction.atomic
def add(
    facility_id: int, number: str, capacity: int, *, by: Scope, at: datetime, floor: str = "", example: bool = False
) -> Room:
    """Add a room for `capacity` people. Raises `providers.room_known`, `providers.room_over_capacity` where more are in it already."""
    facility = open_facility(facility_id, by=by, permission=MANAGE_CAPACITY, at=at)
    if Room.objects.unscoped(WHY).filter(facility=facility, number=number).exists():
        raise DomainError("providers.room_known", number=number)
    room = Room(facility=facility, number=number, capacity=capacity, floor=floor, example=example)
    try:
        with transaction.atomic():
            room.save(force_insert=True)
    except IntegrityError as clash:
        raise _over(room, clash) from clash
    note("add_room", about(room, facility.area_id), by=by, permission=MANAGE_CAPACITY, at=at, number=number)
    return room


@transaction.atomic
def update(room_id: int, *, capacity: int, floor: str, by: Scope, at: datetime) -> Room:
    """Change a room's capacity and floor. Raises `providers.room_over_capacity`, `providers.room_has_its_beds`."""
    room = locked(Room, room_id, by=by, permission=MANAGE_CAPACITY)
    facility = open_facility(room.facility_id, by=by, permission=MANAGE_CAPACITY, at=at)
    beds = Bed.objects.unscoped(WHY).filter(facility=facility, room=room.number, actual=True).count()
    if beds > capacity:
        raise DomainError("providers.room_has_its_beds", number=room.number, most=capacity)
    try:
        with transaction.atomic():
            fields = change(room, {"capacity": capacity, "floor": floor}, by=by, at=at, area_id=facility.area_id)
    except IntegrityError as clash:
        raise _over(room, clash) from clash
    note("update_room", about(room, facility.area_id), by=by, permission=MANAGE_CAPACITY, at=at, fields=fields)
    return room


def _over(room: Room, clash: IntegrityError) -> Exception:
    if not breaks(clash, "room_within_capacity"):
        return clash
    stays = BedOccupancy.objects.unscoped(WHY).filter(bed__facility=room.facility_id, bed__room=room.number)
    now = stays.filter(ended_on__isnull=True).count()
    return DomainError("providers.room_over_capacity", number=room.number, now=now, most=room.capacity)
