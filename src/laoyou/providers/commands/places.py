"""Classes and childcare places: adding them, opening and closing them, enrolling into them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import CLASS_KINDS, SESSIONS, TIERS
from laoyou.providers.commands.shared import (
    about,
    breaks,
    change,
    changed,
    locked,
    locked_with_facility,
    note,
    open_facility,
    require_code,
    require_past,
)
from laoyou.providers.domain.childcare import CLASS_MONTHS
from laoyou.providers.domain.kinds import CHILDCARE_KINDS, FOR_BOTH, MOST_CHILDREN_AT_HOME
from laoyou.providers.models import ChildcareClass, ChildcarePlace, Facility, FacilityKind, PlaceOccupancy
from laoyou.providers.permissions import CONFIRM_FACILITIES, MANAGE_CAPACITY

WHY = "of a scoped place or facility"


@transaction.atomic
def add_class(
    facility_id: int,
    name: str,
    kind: str,
    *,
    by: Scope,
    at: datetime,
    months: tuple[int, int] | None = None,
    capacity: int | None = None,
    example: bool = False,
) -> ChildcareClass:
    """
    Add a class; `months` [from, to) where it differs from what its kind usually takes, `capacity` where it is stated.

    Raises `providers.no_places_here`, `providers.code_unknown`, `providers.class_name_taken`.
    """
    facility = open_facility(facility_id, by=by, permission=MANAGE_CAPACITY, at=at)
    require_code("kind", kind, CLASS_KINDS)
    _kinds_with_places(facility)
    months_from, months_to = months or CLASS_MONTHS[kind]
    if ChildcareClass.objects.unscoped(WHY).filter(facility=facility, name=name).exists():
        raise DomainError("providers.class_name_taken", name=facility.name, class_name=name)
    row = ChildcareClass.objects.create(
        facility=facility, name=name, kind=kind, months_from=months_from, months_to=months_to, capacity=capacity,
        example=example,
    )  # fmt: skip
    note(
        "add_class",
        about(row, facility.area_id),
        by=by,
        permission=MANAGE_CAPACITY,
        at=at,
        facility=facility.pk,
        kind=kind,
    )
    return row


@transaction.atomic
def update_class(class_id: int, *, name: str, capacity: int | None, by: Scope, at: datetime) -> ChildcareClass:
    """Change the name of a class and the most children in it. Raises `providers.class_name_taken`, `providers.class_over_capacity`."""
    row = locked(ChildcareClass, class_id, by=by, permission=MANAGE_CAPACITY)
    facility = open_facility(row.facility_id, by=by, permission=MANAGE_CAPACITY, at=at)
    if ChildcareClass.objects.unscoped(WHY).filter(facility=facility, name=name).exclude(pk=row.pk).exists():
        raise DomainError("providers.class_name_taken", name=facility.name, class_name=name)
    try:
        with transaction.atomic():
            fields = change(row, {"name": name, "capacity": capacity}, by=by, at=at, area_id=facility.area_id)
    except IntegrityError as clash:
        if not breaks(clash, "class_within_capacity"):
            raise
        now = ChildcarePlace.objects.unscoped(WHY).filter(childcare_class_id=class_id, enrolled=True).count()
        raise DomainError("providers.class_over_capacity", now=now, most=capacity) from clash
    note("update_class", about(row, facility.area_id), by=by, permission=MANAGE_CAPACITY, at=at, fields=fields)
    return row


@transaction.atomic
def add(
    facility_id: int,
    class_id: int,
    number: str,
    *,
    by: Scope,
    at: datetime,
    session: str = "full_day",
    tier: str = "unknown",
    filed: bool = False,
    open: bool = False,
    example: bool = False,
) -> ChildcarePlace:
    """
    Add a place to a class.

    Raises `providers.class_elsewhere`, `providers.place_number_taken`, `providers.home_childcare_full` beyond the five children of a
    family's childcare point, `providers.no_places_here`, `providers.reading_by_office`.
    """
    facility = open_facility(facility_id, by=by, permission=MANAGE_CAPACITY, at=at)
    if filed:
        _require_office(facility, by)
    require_code("session", session, SESSIONS)
    require_code("tier", tier, TIERS)
    kinds = _kinds_with_places(facility)
    childcare_class = locked(ChildcareClass, class_id, by=by, permission=MANAGE_CAPACITY)
    if childcare_class.facility_id != facility.pk:
        raise DomainError("providers.class_elsewhere", class_name=childcare_class.name, name=facility.name)
    if kinds == {"home_childcare"}:
        now = ChildcarePlace.objects.unscoped(WHY).filter(facility=facility).count()
        if now >= MOST_CHILDREN_AT_HOME:
            raise DomainError("providers.home_childcare_full", most=MOST_CHILDREN_AT_HOME, now=now)
    place = ChildcarePlace(
        facility=facility,
        area_id=facility.area_id,
        childcare_class=childcare_class,
        number=number,
        session=session,
        tier=tier,
        filed=filed,
        open=open,
        example=example,
    )
    try:
        with transaction.atomic():
            place.save(force_insert=True)
    except IntegrityError as clash:
        if not ChildcarePlace.objects.unscoped(WHY).filter(facility=facility, number=number).exists():
            raise
        raise DomainError("providers.place_number_taken", name=facility.name, number=number) from clash
    note("add_place", place, by=by, permission=MANAGE_CAPACITY, at=at, facility=facility.pk, number=number)
    changed(facility, at=at)
    return place


@transaction.atomic
def set_readings(
    place_id: int,
    *,
    by: Scope,
    at: datetime,
    filed: bool | None = None,
    open: bool | None = None,
    enrolled: bool | None = None,
) -> ChildcarePlace:
    """
    Say which readings hold for a place; None leaves one as it is. `enrolled` says that some child is in it, and not who: `enrol`
    says who and since when.

    Raises `providers.place_not_open` where a child would be enrolled in a place that is not offered, `providers.place_enrolled`
    where a place with a child would no longer be offered, `providers.place_child_known` where the register knows since when a child
    is in it, `providers.class_full`, `providers.facility_full`, `providers.reading_by_office`.
    """
    place, facility = _place(place_id, by=by, at=at)
    opened = place.open if open is None else open
    taken = place.enrolled if enrolled is None else enrolled
    if taken and not opened:
        code = "providers.place_not_open" if enrolled else "providers.place_enrolled"
        raise DomainError(code, number=place.number)
    if filed is not None and filed != place.filed:
        _require_office(facility, by)
    if enrolled is False and _open_stay(place) is not None:
        raise DomainError("providers.place_child_known", number=place.number)
    given = {"filed": filed, "open": open, "enrolled": enrolled}
    fields = _set(place, {k: v for k, v in given.items() if v is not None}, facility, by=by, at=at)
    note("set_place_readings", place, by=by, permission=MANAGE_CAPACITY, at=at, fields=fields)
    changed(facility, at=at)
    return place


@transaction.atomic
def update(place_id: int, *, session: str, tier: str, class_id: int, by: Scope, at: datetime) -> ChildcarePlace:
    """Change session, tier and class of a place. Raises `providers.code_unknown`, `providers.class_elsewhere`, `providers.class_full`."""
    place, facility = _place(place_id, by=by, at=at)
    require_code("session", session, SESSIONS)
    require_code("tier", tier, TIERS)
    into = locked(ChildcareClass, class_id, by=by, permission=MANAGE_CAPACITY)
    if into.facility_id != facility.pk:
        raise DomainError("providers.class_elsewhere", class_name=into.name, name=facility.name)
    values = {"session": session, "tier": tier, "childcare_class_id": into.pk}
    fields = _set(place, values, facility, by=by, at=at)
    note("update_place", place, by=by, permission=MANAGE_CAPACITY, at=at, fields=fields)
    changed(facility, at=at)
    return place


@transaction.atomic
def enrol(
    place_id: int, *, began_on: date, by: Scope, at: datetime, resident_id: int | None = None, example: bool = False
) -> PlaceOccupancy:
    """
    A child takes a place. At most one is in it on any day: the database refuses the second, whoever was faster.

    Where the register only knew that some child is in the place, this says who and since when.

    Raises `providers.place_taken`, `providers.place_not_open`, `providers.class_full`, `providers.facility_full`,
    `providers.date_in_future`.
    """
    place, facility = _place(place_id, by=by, at=at)
    require_past(began_on, at)
    if not place.open:
        raise DomainError("providers.place_not_open", number=place.number)
    _set(place, {"enrolled": True}, facility, by=by, at=at)
    stay = PlaceOccupancy(place=place, resident_id=resident_id, began_on=began_on, example=example)
    try:
        with transaction.atomic():
            stay.save(force_insert=True)
    except IntegrityError as clash:
        raise DomainError("providers.place_taken", number=place.number) from clash
    note("enrol", place, by=by, permission=MANAGE_CAPACITY, at=at, stay=stay.pk, began_on=began_on)
    changed(facility, at=at)
    return stay


@transaction.atomic
def leave(place_id: int, *, ended_on: date, by: Scope, at: datetime) -> ChildcarePlace:
    """
    The child in the place leaves: the place is free from `ended_on`.

    Raises `providers.place_empty`, `providers.stay_out_of_order`, `providers.date_in_future`.
    """
    place, facility = _place(place_id, by=by, at=at)
    require_past(ended_on, at)
    if not place.enrolled:
        raise DomainError("providers.place_empty", number=place.number)
    stay = _open_stay(place)
    if stay is not None:
        if ended_on <= stay.began_on:
            raise DomainError("providers.stay_out_of_order", on=ended_on.isoformat(), began=stay.began_on.isoformat())
        change(stay, {"ended_on": ended_on}, by=by, at=at, area_id=place.area_id)
    change(place, {"enrolled": False}, by=by, at=at, area_id=place.area_id)
    note("leave_place", place, by=by, permission=MANAGE_CAPACITY, at=at, ended_on=ended_on, stay=stay and stay.pk)
    changed(facility, at=at)
    return place


def _set(place: ChildcarePlace, values: dict[str, object], facility: Facility, *, by: Scope, at: datetime) -> list[str]:
    """Change a place; what the database refuses because class or facility are full, in words."""
    try:
        with transaction.atomic():
            return change(place, values, by=by, at=at, area_id=place.area_id)
    except IntegrityError as clash:
        if breaks(clash, "class_within_capacity"):
            row = ChildcareClass.objects.unscoped(WHY).get(
                pk=values.get("childcare_class_id", place.childcare_class_id)
            )
            raise DomainError("providers.class_full", name=row.name, most=row.capacity) from clash
        if breaks(clash, "facility_within_place_capacity"):
            raise DomainError("providers.facility_full", name=facility.name, most=facility.place_capacity) from clash
        raise


def _place(place_id: int, *, by: Scope, at: datetime) -> tuple[ChildcarePlace, Facility]:
    return locked_with_facility(ChildcarePlace, place_id, by=by, permission=MANAGE_CAPACITY, at=at)


def _open_stay(place: ChildcarePlace) -> PlaceOccupancy | None:
    return PlaceOccupancy.objects.unscoped(WHY).filter(place=place, ended_on__isnull=True).first()


def _require_office(facility: Facility, by: Scope) -> None:
    """What was filed is for the office to say, not for the provider about itself."""
    if not by.covers_area(CONFIRM_FACILITIES, facility.area_id):
        raise DomainError("providers.reading_by_office")


def _kinds_with_places(facility: Facility) -> set[str]:
    kinds = set(FacilityKind.objects.unscoped(WHY).filter(facility=facility).values_list("kind", flat=True))
    found = kinds & (CHILDCARE_KINDS | FOR_BOTH)
    if not found:
        raise DomainError("providers.no_places_here", kind=facility.kind)
    return found
