"""Classes and childcare places: adding them, opening and closing them, enrolling into them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import CLASS_KINDS, SESSIONS, TIERS
from laoyou.providers.commands.shared import about, change, changed, day_of, locked, note, open_facility, require_code
from laoyou.providers.domain.childcare import CLASS_MONTHS
from laoyou.providers.domain.kinds import CHILDCARE_KINDS, FOR_BOTH, MOST_CHILDREN_AT_HOME
from laoyou.providers.models import ChildcareClass, ChildcarePlace, Facility, FacilityKind
from laoyou.providers.permissions import MANAGE_CAPACITY

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
    example: bool = False,
) -> ChildcareClass:
    """
    Add a class; `months` [from, to) where it differs from what its kind usually takes.

    Raises `providers.no_places_here`, `providers.code_unknown`, `providers.class_name_taken`.
    """
    facility = open_facility(facility_id, by=by, permission=MANAGE_CAPACITY, at=at)
    require_code("kind", kind, CLASS_KINDS)
    _kinds_with_places(facility)
    months_from, months_to = months or CLASS_MONTHS[kind]
    if ChildcareClass.objects.unscoped(WHY).filter(facility=facility, name=name).exists():
        raise DomainError("providers.class_name_taken", name=facility.name, class_name=name)
    row = ChildcareClass.objects.create(
        facility=facility, name=name, kind=kind, months_from=months_from, months_to=months_to, example=example
    )
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
    family's childcare point, `providers.no_places_here`.
    """
    facility = open_facility(facility_id, by=by, permission=MANAGE_CAPACITY, at=at)
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
    changed(facility)
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
    Say which readings hold for a place; None leaves one as it is.

    Raises `providers.place_not_open` where a child would be enrolled in a place that is not offered, `providers.place_enrolled`
    where a place with a child would no longer be offered.
    """
    place = locked(ChildcarePlace, place_id, by=by, permission=MANAGE_CAPACITY)
    facility = Facility.objects.unscoped(WHY).get(pk=place.facility_id)
    if facility.closed_on is not None and facility.closed_on <= day_of(at):
        raise DomainError("providers.facility_closed", name=facility.name, on=facility.closed_on.isoformat())
    opened = place.open if open is None else open
    taken = place.enrolled if enrolled is None else enrolled
    if taken and not opened:
        code = "providers.place_not_open" if enrolled else "providers.place_enrolled"
        raise DomainError(code, number=place.number)
    given = {"filed": filed, "open": open, "enrolled": enrolled}
    fields = change(place, {k: v for k, v in given.items() if v is not None}, by=by, at=at, area_id=place.area_id)
    note("set_place_readings", place, by=by, permission=MANAGE_CAPACITY, at=at, fields=fields)
    changed(facility)
    return place


def _kinds_with_places(facility: Facility) -> set[str]:
    kinds = set(FacilityKind.objects.unscoped(WHY).filter(facility=facility).values_list("kind", flat=True))
    found = kinds & (CHILDCARE_KINDS | FOR_BOTH)
    if not found:
        raise DomainError("providers.no_places_here", kind=facility.kind)
    return found
