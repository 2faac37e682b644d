"""One facility, provider or member of staff with what belongs to it, for a reader whose scope covers it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.providers.domain.readings import BedReading, PlaceReading
from laoyou.providers.models import (
    Bed,
    ChildcareClass,
    ChildcarePlace,
    Credential,
    Facility,
    FacilityKind,
    FacilityProposal,
    InsurancePolicy,
    Licence,
    OperatingContract,
    PriceFiling,
    Provider,
    ProviderBar,
    Room,
    StaffMember,
)
from laoyou.providers.permissions import KEEP_PAPERS, LIST_FACILITIES, LIST_PROVIDERS, LIST_STAFF, SEE_CONTRACTS
from laoyou.providers.queries.rows import occupied

OF_A_SEEN_ONE = "belongs to a row whose scope was checked"


@dataclass(frozen=True)
class FacilityDetail:
    """
    A facility with its rows counted.

    beds     (reading, nursing) → beds; (reading, tier) stands in `bed_tiers`
    places   (reading, kind of class) → places; by session in `place_sessions`
    staff    None where the reader may not see who works there
    insurance, contracts
             None where the reader may not see them
    proposals
             what its provider proposed and is not confirmed, for those who keep its papers
    """

    facility: Facility
    areas: tuple[Area, ...]
    kinds: tuple[FacilityKind, ...]
    beds: Counter[tuple[str, bool]]
    bed_tiers: Counter[tuple[str, str]]
    places: Counter[tuple[str, str]]
    place_sessions: Counter[tuple[str, str]]
    classes: tuple[ChildcareClass, ...]
    licences: tuple[Licence, ...]
    rooms: tuple[Room, ...]
    prices: tuple[PriceFiling, ...]
    insurance: tuple[InsurancePolicy, ...] | None
    contracts: tuple[OperatingContract, ...] | None
    proposals: tuple[FacilityProposal, ...]
    staff: tuple[tuple[StaffMember, tuple[Credential, ...]], ...] | None


def facility(facility_id: int, scope: Scope, *, on: date) -> FacilityDetail:
    """The facility; `core.not_found` where it is not there or outside the scope."""
    scope.require(LIST_FACILITIES)
    row = (
        Facility.objects.scoped(scope, LIST_FACILITIES)
        .select_related("provider", "area")
        .filter(pk=facility_id)
        .first()
    )
    if row is None:
        raise DomainError("core.not_found")
    kinds = list(FacilityKind.objects.unscoped(OF_A_SEEN_ONE).filter(facility=row))
    kinds.sort(key=lambda one: (one.kind != row.kind, one.kind))
    beds, bed_tiers = _beds(row)
    keeps = _holds(row, scope, KEEP_PAPERS)
    contracts = _holds(row, scope, SEE_CONTRACTS)
    places, sessions = _places(row)
    return FacilityDetail(
        facility=row,
        areas=areas_above(row.area_id),
        kinds=tuple(kinds),
        beds=beds,
        bed_tiers=bed_tiers,
        places=places,
        place_sessions=sessions,
        classes=tuple(ChildcareClass.objects.unscoped(OF_A_SEEN_ONE).filter(facility=row).order_by("kind", "name")),
        licences=_papers(Licence, row, keeps, "kind", "-issued_on"),
        rooms=tuple(Room.objects.unscoped(OF_A_SEEN_ONE).filter(facility=row).order_by("number")),
        prices=_papers(PriceFiling, row, keeps, "item", "name", "-valid_from"),
        insurance=_papers(InsurancePolicy, row, keeps, "kind", "-expires_on") if contracts else None,
        contracts=tuple(
            OperatingContract.objects.unscoped(OF_A_SEEN_ONE)
            .filter(facility=row).select_related("operator").order_by("-starts_on")
        ) if contracts else None,
        proposals=tuple(
            FacilityProposal.objects.unscoped(OF_A_SEEN_ONE)
            .filter(facility=row).exclude(confirmation="confirmed").order_by("-entered_at")[:5]
        ) if keeps else (),
        staff=_staff(row, scope, on) if scope.may(LIST_STAFF) else None,
    )  # fmt: skip


def _holds(row: Facility, scope: Scope, permission: str) -> bool:
    """Whether the reader holds a permission over this facility."""
    return scope.may(permission) and Facility.objects.scoped(scope, permission).filter(pk=row.pk).exists()


def _papers(model: Any, row: Facility, keeps: bool, *order: str) -> tuple[Any, ...]:
    """Papers of a facility: what waits or was sent back is for those who keep them."""
    rows = model.objects.unscoped(OF_A_SEEN_ONE).filter(facility=row).order_by(*order, "pk")
    return tuple(rows if keeps else rows.filter(confirmation="confirmed"))


def areas_above(area_id: str) -> tuple[Area, ...]:
    """The area with those above it up to its district, the widest first."""
    ids = [area_id[:length] for length in (6, 9, 12) if length <= len(area_id)]
    return tuple(Area.objects.filter(pk__in=ids).order_by("id"))


def _beds(row: Facility) -> tuple[Counter[tuple[str, bool]], Counter[tuple[str, str]]]:
    nursing: Counter[tuple[str, bool]] = Counter()
    tiers: Counter[tuple[str, str]] = Counter()
    beds = Bed.objects.unscoped(OF_A_SEEN_ONE).filter(facility=row).annotate(occupied=occupied())
    for is_nursing, tier, approved, filed, actual, taken in beds.values_list(
        "nursing", "tier", "approved", "filed", "actual", "occupied"
    ):
        held = {
            BedReading.APPROVED: approved,
            BedReading.FILED: filed,
            BedReading.ACTUAL: actual,
            BedReading.OCCUPIED: taken,
            BedReading.FREE: actual and not taken,
        }
        for reading, holds in held.items():
            if holds:
                nursing[reading.value, is_nursing] += 1
                tiers[reading.value, tier] += 1
    return nursing, tiers


def _places(row: Facility) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    classes: Counter[tuple[str, str]] = Counter()
    sessions: Counter[tuple[str, str]] = Counter()
    places = ChildcarePlace.objects.unscoped(OF_A_SEEN_ONE).filter(facility=row)
    for kind, session, filed, opened, enrolled in places.values_list(
        "childcare_class__kind", "session", "filed", "open", "enrolled"
    ):
        held = {
            PlaceReading.FILED: filed,
            PlaceReading.OPEN: opened,
            PlaceReading.ENROLLED: enrolled,
            PlaceReading.FREE: opened and not enrolled,
        }
        for reading, holds in held.items():
            if holds:
                classes[reading.value, kind] += 1
                sessions[reading.value, session] += 1
    return classes, sessions


def _staff(row: Facility, scope: Scope, on: date) -> tuple[tuple[StaffMember, tuple[Credential, ...]], ...]:
    people = [
        one
        for one in StaffMember.objects.scoped(scope, LIST_STAFF).filter(facility=row).order_by("job", "name", "id")
        if one.employed_to is None or one.employed_to > on
    ]
    held: dict[int, list[Credential]] = {one.pk: [] for one in people}
    for credential in Credential.objects.unscoped(OF_A_SEEN_ONE).filter(staff_member__in=people).order_by("kind"):
        held[credential.staff_member_id].append(credential)
    return tuple((one, tuple(held[one.pk])) for one in people)


@dataclass(frozen=True)
class ProviderDetail:
    provider: Provider
    areas: tuple[Area, ...]
    bars: tuple[ProviderBar, ...]
    facilities: tuple[Facility, ...]


def provider(provider_id: int, scope: Scope) -> ProviderDetail:
    """The provider with those of its facilities that the reader may see; `core.not_found` outside the scope."""
    scope.require(LIST_PROVIDERS)
    row = Provider.objects.scoped(scope, LIST_PROVIDERS).filter(pk=provider_id).first()
    if row is None:
        raise DomainError("core.not_found")
    facilities = Facility.objects.scoped(scope, LIST_FACILITIES).filter(provider=row).select_related("area")
    return ProviderDetail(
        provider=row,
        areas=areas_above(row.area_id),
        bars=tuple(ProviderBar.objects.unscoped(OF_A_SEEN_ONE).filter(provider=row).order_by("-barred_from")),
        facilities=tuple(facilities.order_by("name", "id")),
    )


def staff_member(staff_id: int, scope: Scope) -> tuple[StaffMember, tuple[Credential, ...]]:
    """Somebody at work with the credentials; `core.not_found` outside the scope."""
    scope.require(LIST_STAFF)
    row = StaffMember.objects.scoped(scope, LIST_STAFF).select_related("facility", "area").filter(pk=staff_id).first()
    if row is None:
        raise DomainError("core.not_found")
    held = Credential.objects.unscoped(OF_A_SEEN_ONE).filter(staff_member=row).order_by("kind", "-issued_on")
    return row, tuple(held)
