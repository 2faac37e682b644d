"""What leaves the register of providers for other programs: pages of rows by id, never models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope, ScopedQuerySet, within
from laoyou.providers.models import Bed, ChildcarePlace, Credential, Facility, FacilityKind, StaffMember
from laoyou.providers.permissions import LIST_FACILITIES, LIST_STAFF
from laoyou.providers.queries.rows import occupied

LARGEST_ID = 2**63 - 1
OF_A_SEEN_ONE = "belongs to a row whose scope was checked"


@dataclass(frozen=True)
class FacilityRow:
    """A facility with its kinds, the first one leading."""

    id: int
    name: str
    kinds: tuple[str, ...]
    ownership: str
    operation: str
    provider_id: int | None
    area_id: str
    address: str
    opened_on: date | None
    closed_on: date | None
    filed: bool


@dataclass(frozen=True)
class BedRow:
    """A bed under its four readings."""

    id: int
    facility_id: int
    number: str
    room: str
    nursing: bool
    tier: str
    approved: bool
    filed: bool
    actual: bool
    occupied: bool


@dataclass(frozen=True)
class PlaceRow:
    """A childcare place under its three readings."""

    id: int
    facility_id: int
    class_name: str
    class_kind: str
    number: str
    session: str
    tier: str
    filed: bool
    open: bool
    enrolled: bool


@dataclass(frozen=True)
class StaffRow:
    """Somebody at work, without any number; `credentials` with the last day on which each holds."""

    id: int
    facility_id: int
    name: str
    job: str
    employed_from: date | None
    employed_to: date | None
    credentials: tuple[tuple[str, date | None], ...]


def _page(rows: ScopedQuerySet[Any], *, after: int, limit: int, area: str, facility: int | None) -> ScopedQuerySet[Any]:
    found = rows.filter(pk__gt=min(after, LARGEST_ID))
    if area:
        found = found.filter(within("area_id", (area,)))
    if facility is not None:
        found = found.filter(facility_id=min(facility, LARGEST_ID))
    return found.order_by("pk")[:limit]


def facilities_after(
    scope: Scope, *, after: int, limit: int, area: str = "", kind: str = "", one: int | None = None
) -> list[FacilityRow]:
    """The next facilities that `scope` may see, by id; `one` asks for that one alone."""
    scope.require(LIST_FACILITIES)
    rows = Facility.objects.scoped(scope, LIST_FACILITIES)
    if one is not None:
        rows = rows.filter(pk=min(one, LARGEST_ID))
    if kind:
        of_kind = FacilityKind.objects.unscoped(OF_A_SEEN_ONE).filter(kind=kind)
        rows = rows.filter(pk__in=of_kind.values("facility_id"))
    page = list(_page(rows, after=after, limit=limit, area=area, facility=None))
    kinds: dict[int, list[str]] = {}
    for kind_row in FacilityKind.objects.unscoped(OF_A_SEEN_ONE).filter(facility_id__in=[row.pk for row in page]):
        kinds.setdefault(kind_row.facility_id, []).append(kind_row.kind)
    return [
        FacilityRow(
            row.pk,
            row.name,
            tuple(sorted(kinds.get(row.pk, [row.kind]), key=lambda one: (one != row.kind, one))),
            row.ownership,
            row.operation,
            row.provider_id,
            row.area_id,
            row.address,
            row.opened_on,
            row.closed_on,
            row.filed_state == "filed",
        )
        for row in page
    ]


def beds_after(
    scope: Scope,
    *,
    after: int,
    limit: int,
    area: str = "",
    facility: int | None = None,
    free: bool | None = None,
    one: int | None = None,
) -> list[BedRow]:
    """The next beds that `scope` may see, by id; `free` beds are there and nobody is in them."""
    scope.require(LIST_FACILITIES)
    rows = Bed.objects.scoped(scope, LIST_FACILITIES).annotate(taken=occupied())
    if one is not None:
        rows = rows.filter(pk=min(one, LARGEST_ID))
    if free is not None:
        standing_free = Q(actual=True, taken=False)
        rows = rows.filter(standing_free if free else ~standing_free)
    return [
        BedRow(
            row.pk,
            row.facility_id,
            row.number,
            row.room,
            row.nursing,
            row.tier,
            row.approved,
            row.filed,
            row.actual,
            row.taken,
        )
        for row in _page(rows, after=after, limit=limit, area=area, facility=facility)
    ]


def places_after(
    scope: Scope,
    *,
    after: int,
    limit: int,
    area: str = "",
    facility: int | None = None,
    free: bool | None = None,
    one: int | None = None,
) -> list[PlaceRow]:
    """The next childcare places that `scope` may see, by id; `free` places are open and not taken."""
    scope.require(LIST_FACILITIES)
    rows = ChildcarePlace.objects.scoped(scope, LIST_FACILITIES).select_related("childcare_class")
    if one is not None:
        rows = rows.filter(pk=min(one, LARGEST_ID))
    if free is not None:
        offered = Q(open=True, enrolled=False)
        rows = rows.filter(offered if free else ~offered)
    return [
        PlaceRow(
            row.pk,
            row.facility_id,
            row.childcare_class.name,
            row.childcare_class.kind,
            row.number,
            row.session,
            row.tier,
            row.filed,
            row.open,
            row.enrolled,
        )
        for row in _page(rows, after=after, limit=limit, area=area, facility=facility)
    ]


def staff_after(scope: Scope, *, after: int, limit: int, area: str = "", facility: int | None = None) -> list[StaffRow]:
    """The next members of staff that `scope` may see, by id, with their certificates."""
    scope.require(LIST_STAFF)
    page = list(
        _page(StaffMember.objects.scoped(scope, LIST_STAFF), after=after, limit=limit, area=area, facility=facility)
    )
    held: dict[int, list[tuple[str, date | None]]] = {}
    credentials = Credential.objects.unscoped(OF_A_SEEN_ONE).filter(staff_member_id__in=[row.pk for row in page])
    for one in credentials.order_by("pk"):
        held.setdefault(one.staff_member_id, []).append((one.kind, one.expires_on))
    return [
        StaffRow(
            row.pk,
            row.facility_id,
            row.name,
            row.job,
            row.employed_from,
            row.employed_to,
            tuple(held.get(row.pk, ())),
        )
        for row in page
    ]


def only(rows: list[Any]) -> Any:
    """The one row that was asked for; DomainError `core.not_found`."""
    if not rows:
        raise DomainError("core.not_found")
    return rows[0]


def may_see_facility(facility_id: int, scope: Scope) -> bool:
    """Whether `scope` may see a facility."""
    return Facility.objects.scoped(scope, LIST_FACILITIES).filter(pk=min(facility_id, LARGEST_ID)).exists()
