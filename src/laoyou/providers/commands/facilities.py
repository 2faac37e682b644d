"""Facilities: entering, changing, filing and closing them; their kinds and papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core import history
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import OPERATIONS, OWNERSHIPS, TIERS
from laoyou.providers.commands.providers import require_not_barred
from laoyou.providers.commands.shared import (
    breaks,
    change,
    changed,
    day_of,
    locked,
    note,
    open_facility,
    require_area,
    require_code,
    require_kinds,
    require_past,
)
from laoyou.providers.domain.states import FiledState, can_file
from laoyou.providers.models import (
    Bed,
    BedOccupancy,
    ChildcarePlace,
    Facility,
    FacilityKind,
    Provider,
    StaffMember,
)
from laoyou.providers.permissions import MANAGE_FACILITIES
from laoyou.providers.search_keys import search_key

CHANGEABLE = frozenset(
    {"name", "ownership", "operation", "tier", "provider_id", "area_id", "address", "phone", "longitude", "latitude",
     "x", "y", "floor_area_m2", "opened_on", "demonstration", "beds_known", "owner", "bed_capacity", "place_capacity"}
)  # fmt: skip
CODES = {"ownership": OWNERSHIPS, "operation": OPERATIONS, "tier": TIERS}


@transaction.atomic
def add(
    name: str,
    kinds: Sequence[str],
    *,
    area_id: str,
    by: Scope,
    at: datetime,
    provider_id: int | None = None,
    ownership: str = "unknown",
    operation: str = "unknown",
    tier: str = "unknown",
    opened_on: date | None = None,
    filed_on: date | None = None,
    filing_number: str = "",
    inferred_note: str = "",
    example: bool = False,
    **details: Any,
) -> Facility:
    """
    Enter a facility under `kinds`, the first of which its beds and places count under.

    details   other fields of `CHANGEABLE`: address, phone, position, floor area …

    Raises `providers.kind_missing`, `providers.kind_unknown`, `providers.code_unknown`, `providers.provider_barred`,
    `providers.provider_closed`, `core.not_found` where the area or the provider lies outside the scope.
    """
    require_area(area_id, by=by, permission=MANAGE_FACILITIES)
    kinds = require_kinds(kinds)
    for field, value in (("ownership", ownership), ("operation", operation), ("tier", tier)):
        require_code(field, value, CODES[field])
    if unknown := details.keys() - CHANGEABLE:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    require_past(opened_on, at)
    if provider_id is not None:
        require_not_barred(locked(Provider, provider_id, by=by, permission=MANAGE_FACILITIES), day_of(at))
    facility = Facility.objects.create(
        name=name,
        search_key=search_key(name),
        kind=kinds[0],
        ownership=ownership,
        operation=operation,
        tier=tier,
        provider_id=provider_id,
        area_id=area_id,
        opened_on=opened_on,
        filed_state=FiledState.FILED if filed_on else FiledState.NOT_FILED,
        filed_on=filed_on,
        filing_number=filing_number,
        inferred=bool(inferred_note),
        inferred_note=inferred_note,
        example=example,
        **details,
    )
    FacilityKind.objects.bulk_create(FacilityKind(facility=facility, kind=kind) for kind in kinds)
    note("add_facility", facility, by=by, permission=MANAGE_FACILITIES, at=at, kinds=kinds)
    changed(facility, at=at)
    return facility


@transaction.atomic
def update(facility_id: int, *, by: Scope, at: datetime, **changes: Any) -> Facility:
    """
    Change fields of a facility (those in `CHANGEABLE`). Its beds, places and staff move with it into a new area, for which
    the permission is needed too; a new provider must be allowed to open something.

    Raises `providers.facility_over_capacity` where more people are in it than it should hold.
    """
    facility = locked(Facility, facility_id, by=by, permission=MANAGE_FACILITIES)
    return apply(facility, changes, by=by, at=at, permission=MANAGE_FACILITIES)


def apply(facility: Facility, changes: dict[str, Any], *, by: Scope, at: datetime, permission: str) -> Facility:
    """Write `changes` to a locked facility: what `update` does, and the confirmation of what its provider proposed."""
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"not to be changed: {sorted(unknown)}")
    for field in CODES.keys() & changes.keys():
        require_code(field, changes[field], CODES[field])
    if changes.get("provider_id") not in (None, facility.provider_id):
        require_not_barred(locked(Provider, changes["provider_id"], by=by, permission=permission), day_of(at))
    if "name" in changes:
        changes["search_key"] = search_key(changes["name"])
    require_past(changes.get("opened_on"), at)
    moved = changes.get("area_id", facility.area_id) != facility.area_id
    before = facility.area_id
    if moved:
        require_area(changes["area_id"], by=by, permission=permission)
    try:
        with transaction.atomic():
            fields = change(facility, changes, by=by, at=at, area_id=before)
    except IntegrityError as clash:
        if not (broken := breaks(clash, "facility_within_bed_capacity", "facility_within_place_capacity")):
            raise
        most = changes["bed_capacity" if "bed" in broken else "place_capacity"]
        raise DomainError("providers.facility_over_capacity", most=most) from clash
    if moved:
        for model in (Bed, ChildcarePlace, StaffMember):
            model.objects.unscoped("they belong to the facility, which was scoped").filter(facility=facility).update(
                area_id=facility.area_id
            )
    note(
        "update_facility",
        facility,
        by=by,
        permission=permission,
        at=at,
        fields=sorted(set(fields) - {"search_key"}),
    )
    changed(facility, at=at)
    return facility


@transaction.atomic
def set_kinds(facility_id: int, kinds: Sequence[str], *, by: Scope, at: datetime) -> Facility:
    """Give a facility these kinds and no others; the first one is what its beds and places count under."""
    facility = open_facility(facility_id, by=by, permission=MANAGE_FACILITIES, at=at)
    kinds = require_kinds(kinds)
    held = {row.kind: row for row in FacilityKind.objects.unscoped("of a scoped facility").filter(facility=facility)}
    for kind, row in held.items():
        if kind not in kinds:
            history.append_deleted(row, by=by, at=at, area_id=facility.area_id)
            row.delete()
    FacilityKind.objects.bulk_create(FacilityKind(facility=facility, kind=kind) for kind in kinds if kind not in held)
    change(facility, {"kind": kinds[0]}, by=by, at=at, area_id=facility.area_id)
    note("set_facility_kinds", facility, by=by, permission=MANAGE_FACILITIES, at=at, before=sorted(held), kinds=kinds)
    changed(facility, at=at)
    return facility


@transaction.atomic
def set_filing(
    facility_id: int,
    state: FiledState,
    *,
    by: Scope,
    at: datetime,
    filed_on: date | None = None,
    filing_number: str = "",
) -> Facility:
    """
    Record that a facility was filed, or that its filing was withdrawn.

    Raises `providers.filing_order` for a step that does not exist, `providers.filing_date_missing`.
    """
    facility = locked(Facility, facility_id, by=by, permission=MANAGE_FACILITIES)
    now = FiledState(facility.filed_state)
    if not can_file(now, state):
        raise DomainError("providers.filing_order", now=now.value, to=state.value)
    if state is FiledState.FILED and filed_on is None:
        raise DomainError("providers.filing_date_missing")
    require_past(filed_on, at)
    changes: dict[str, Any] = {"filed_state": state.value}
    if filed_on is not None:
        changes |= {"filed_on": filed_on, "filing_number": filing_number}
    change(facility, changes, by=by, at=at, area_id=facility.area_id)
    note("set_filing", facility, by=by, permission=MANAGE_FACILITIES, at=at, before=now.value, to=state.value)
    changed(facility, at=at)
    return facility


@transaction.atomic
def close(facility_id: int, *, on: date, reason: str, by: Scope, at: datetime) -> Facility:
    """
    Close a facility from the day `on`: its beds and places no longer count under any reading, its staff leave.

    Raises `providers.facility_occupied` while anybody lives or is enrolled there, `providers.facility_out_of_order`.
    """
    facility = open_facility(facility_id, by=by, permission=MANAGE_FACILITIES, at=at)
    require_past(on, at)
    if facility.opened_on is not None and on < facility.opened_on:
        raise DomainError("providers.facility_out_of_order", on=on.isoformat(), opened=facility.opened_on.isoformat())
    why = "they belong to the facility, which was scoped"
    beds = Bed.objects.unscoped(why).filter(facility=facility)
    places = ChildcarePlace.objects.unscoped(why).filter(facility=facility)
    occupied = BedOccupancy.objects.unscoped(why).filter(bed__facility=facility, ended_on__isnull=True).count()
    enrolled = places.filter(enrolled=True).count()
    if occupied or enrolled:
        raise DomainError("providers.facility_occupied", name=facility.name, beds=occupied, places=enrolled)
    _withdraw(Bed, list(beds), {"approved": False, "filed": False, "actual": False}, facility, by=by, at=at)
    _withdraw(ChildcarePlace, list(places), {"filed": False, "open": False}, facility, by=by, at=at)
    here = StaffMember.objects.unscoped(why).filter(facility=facility, employed_to__isnull=True)
    _withdraw(
        StaffMember,
        [one for one in here if one.employed_from is None or one.employed_from < on],
        {"employed_to": on},
        facility,
        by=by,
        at=at,
    )
    change(facility, {"closed_on": on, "closing_reason": reason}, by=by, at=at, area_id=facility.area_id)
    note("close_facility", facility, by=by, permission=MANAGE_FACILITIES, at=at, on=on)
    changed(facility, at=at)
    return facility


def _withdraw(
    model: type[Any], rows: list[Any], values: dict[str, Any], facility: Facility, *, by: Scope, at: datetime
) -> None:
    changes = [(row.pk, {name: getattr(row, name) for name in values}, values) for row in rows]
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
    model.objects.unscoped("rows of a scoped facility").bulk_update(rows, list(values), batch_size=500)
    history.append_many(model, changes, by=by, at=at, area_id=facility.area_id)


def require_dates(issued_on: date | None, expires_on: date | None) -> None:
    """`providers.credential_dates` where a paper would expire before it was issued."""
    if issued_on is not None and expires_on is not None and expires_on <= issued_on:
        raise DomainError("providers.credential_dates", issued=issued_on.isoformat(), expires=expires_on.isoformat())
