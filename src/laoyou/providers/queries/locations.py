"""Where facilities stand and how much they hold: what planning reckons with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from laoyou.core.scope import Scope
from laoyou.providers import permissions
from laoyou.providers.models import Bed, ChildcarePlace, Facility, FacilityKind

REASON = "times are to the nearest facility, whoever answers for it; its name is given only where the scope allows"


@dataclass(frozen=True)
class FacilitySite:
    """
    A facility as planning sees it.

    name       None where the reader may not see the facility itself
    longitude  WGS 84; None where the register has no coordinates
    beds       actual beds; None where the register does not know them
    places     open childcare places
    closed     it is no longer open: its premises may be idle
    """

    id: int
    name: str | None
    kinds: tuple[str, ...]
    area_id: str
    longitude: float | None
    latitude: float | None
    beds: int | None
    places: int
    area_m2: float | None
    closed: bool
    example: bool


def facility_sites(kinds: Sequence[str], scope: Scope, *, on: date, closed: bool = False) -> list[FacilitySite]:
    """
    Facilities that carry one of `kinds` (all, where there is none) and are open on the day, by number; or, with `closed`, those that closed.

    A facility outside the scope of `providers.list_facilities` is there, because people go there, but without its name.
    """
    is_closed = Q(closed_on__isnull=False, closed_on__lte=on)
    found = Facility.objects.unscoped(REASON).filter(is_closed if closed else ~is_closed)
    carried = FacilityKind.objects.unscoped(REASON)
    if kinds:
        carried = carried.filter(kind__in=kinds)
        found = found.filter(pk__in=carried.values("facility_id"))
    of: defaultdict[int, list[str]] = defaultdict(list)
    for facility, kind in carried.order_by("kind").values_list("facility_id", "kind"):
        of[facility].append(kind)
    rows = list(
        found.order_by("pk").values_list(
            "pk", "name", "area_id", "longitude", "latitude", "beds_known", "floor_area_m2", "example"
        )
    )
    own = set(Facility.objects.scoped(scope, permissions.LIST_FACILITIES).filter(pk__in=[row[0] for row in rows]).values_list("pk", flat=True))  # fmt: skip
    here = found.order_by().values("pk")
    beds = dict(
        Bed.objects.unscoped(REASON).filter(actual=True, facility__in=here).order_by().values_list("facility_id").annotate(number=Count("pk"))
    )  # fmt: skip
    places = dict(
        ChildcarePlace.objects.unscoped(REASON).filter(open=True, facility__in=here).order_by().values_list("facility_id").annotate(number=Count("pk"))
    )  # fmt: skip
    return [
        FacilitySite(
            pk,
            name if pk in own else None,
            tuple(of[pk]),
            area,
            longitude,
            latitude,
            beds.get(pk, 0 if known else None),
            places.get(pk, 0),
            None if floor is None else float(floor),
            closed,
            example,
        )
        for pk, name, area, longitude, latitude, known, floor, example in rows
    ]
