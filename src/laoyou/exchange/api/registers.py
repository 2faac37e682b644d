"""Operations on the registers: residents, facilities, beds, places, staff, indicators. Rows come from the rooms' `public.py`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query

from laoyou.base.errors import DomainError
from laoyou.core import clock, district
from laoyou.exchange.api import schemas
from laoyou.exchange.api.surface import caller_of, operation, page
from laoyou.people import public as people
from laoyou.plans import public as plans
from laoyou.providers import public as providers

Number = Annotated[int, Path(ge=1)]
After = Annotated[int, Query(ge=0, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=500)]
AreaId = Annotated[str, Query(pattern=r"^([0-9]{2,14})?$", description="An area, with everything below it")]
Code = Annotated[str, Query(pattern=r"^[a-z_0-9]{0,32}$")]
OneFacility = Annotated[int | None, Query(ge=1, alias="facility")]
Free = Annotated[bool | None, Query()]


@operation("show_key", schemas.KeySchema)
def show_key(request: HttpRequest) -> dict[str, Any]:
    """The key that was shown."""
    key = caller_of(request).key
    return {
        "name": key.name,
        "prefix": key.prefix,
        "account": key.account.username,
        "abilities": key.abilities.split(),
        "expires_on": key.expires_at.astimezone(clock.BEIJING).date(),
        "per_minute": key.per_minute,
    }


@operation("list_residents", schemas.ResidentsSchema)
def list_residents(
    request: HttpRequest, after: After = 0, limit: Limit = 100, area: AreaId = "", status: Code = ""
) -> dict[str, Any]:
    """Living residents by id, of an area, with a status that holds today."""
    scope = caller_of(request).scope
    rows = people.people_after(scope, after=after, limit=limit + 1, area=area, status=status, on=clock.today())
    return page(request, rows, limit)


@operation("show_resident", schemas.ResidentDetailSchema)
def show_resident(request: HttpRequest, resident_id: Number) -> dict[str, Any]:
    """One resident; the look stands in the read log of that resident."""
    row, facts = people.one_person(resident_id, caller_of(request).scope, on=clock.today(), at=clock.now())
    request.handed_over = [row.id]  # type: ignore[attr-defined]
    return {**vars(row), "statuses": facts}


@operation("list_facilities", schemas.FacilitiesSchema)
def list_facilities(
    request: HttpRequest, after: After = 0, limit: Limit = 100, area: AreaId = "", kind: Code = ""
) -> dict[str, Any]:
    """Facilities by id, of an area, of a kind."""
    scope = caller_of(request).scope
    return page(request, providers.facilities_after(scope, after=after, limit=limit + 1, area=area, kind=kind), limit)


@operation("show_facility", schemas.FacilitySchema)
def show_facility(request: HttpRequest, facility_id: Number) -> Any:
    """One facility."""
    return providers.only(providers.facilities_after(caller_of(request).scope, after=0, limit=1, one=facility_id))


@operation("list_beds", schemas.BedsSchema)
def list_beds(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 100,
    area: AreaId = "",
    facility: OneFacility = None,
    free: Free = None,
) -> dict[str, Any]:
    """Beds by id; `free` ones are there and nobody is in them."""
    scope = caller_of(request).scope
    rows = providers.beds_after(scope, after=after, limit=limit + 1, area=area, facility=facility, free=free)
    return page(request, rows, limit)


@operation("show_bed", schemas.BedSchema)
def show_bed(request: HttpRequest, bed_id: Number) -> Any:
    """One bed."""
    return _bed(request, bed_id)


def _bed(request: HttpRequest, bed_id: int) -> Any:
    return providers.only(providers.beds_after(caller_of(request).scope, after=0, limit=1, one=bed_id))


@operation("update_bed", schemas.BedSchema)
def update_bed(request: HttpRequest, bed_id: Number, body: schemas.UpdateBedSchema) -> Any:
    """Say whether a bed stands there."""
    readings = {providers.BedReading.ACTUAL: body.actual}
    providers.set_bed_readings(_small(bed_id), readings, by=caller_of(request).scope, at=clock.now())
    return _bed(request, bed_id)


@operation("occupy_bed", schemas.BedSchema)
def occupy_bed(request: HttpRequest, bed_id: Number, body: schemas.OccupyBedSchema) -> Any:
    """Somebody moves into a bed; at most one is in it on any day."""
    scope = caller_of(request).scope
    if body.resident_id is not None and not people.may_see(body.resident_id, scope):
        raise DomainError("core.not_found")
    providers.occupy_bed(
        _small(bed_id), began_on=_plausible(body.began_on), resident_id=body.resident_id, by=scope, at=clock.now()
    )
    return _bed(request, bed_id)


@operation("vacate_bed", schemas.BedSchema)
def vacate_bed(request: HttpRequest, bed_id: Number, body: schemas.VacateBedSchema) -> Any:
    """Whoever is in a bed moves out."""
    providers.vacate_bed(_small(bed_id), ended_on=body.ended_on, by=caller_of(request).scope, at=clock.now())
    return _bed(request, bed_id)


@operation("list_places", schemas.PlacesSchema)
def list_places(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 100,
    area: AreaId = "",
    facility: OneFacility = None,
    free: Free = None,
) -> dict[str, Any]:
    """Childcare places by id; `free` ones are open and not taken."""
    scope = caller_of(request).scope
    rows = providers.places_after(scope, after=after, limit=limit + 1, area=area, facility=facility, free=free)
    return page(request, rows, limit)


@operation("update_place", schemas.PlaceSchema)
def update_place(request: HttpRequest, place_id: Number, body: schemas.UpdatePlaceSchema) -> Any:
    """Say whether a place is offered and whether it is taken."""
    scope = caller_of(request).scope
    providers.set_place_readings(_small(place_id), open=body.open, enrolled=body.enrolled, by=scope, at=clock.now())
    return providers.only(providers.places_after(scope, after=0, limit=1, one=place_id))


@operation("list_staff", schemas.StaffPageSchema)
def list_staff(
    request: HttpRequest, after: After = 0, limit: Limit = 100, area: AreaId = "", facility: OneFacility = None
) -> dict[str, Any]:
    """People at work by id, with their certificates."""
    scope = caller_of(request).scope
    found = page(
        request, providers.staff_after(scope, after=after, limit=limit + 1, area=area, facility=facility), limit
    )
    found["items"] = [
        {**vars(row), "credentials": [{"kind": kind, "expires_on": day} for kind, day in row.credentials]}
        for row in found["items"]
    ]
    return found


@operation("list_indicators", schemas.IndicatorsSchema)
def list_indicators(request: HttpRequest) -> dict[str, Any]:
    """Indicators of the whole district: the newest value of each and how it stands."""
    items = []
    for code, said in plans.latest_values(district.pack().chain[-1]).items():
        latest: Any = said["latest"] or {}
        items.append(
            {
                "code": code,
                "value": latest.get("value"),
                "as_of": latest.get("as_of"),
                "kind": latest.get("kind"),
                "state": said["state"],
            }
        )
    return {"items": items}


LARGEST = 2**63 - 1
EARLIEST = date(1900, 1, 1)


def _small(number: int) -> int:
    """A number that a database can hold; DomainError `core.not_found` for any other, which is nobody's."""
    if number > LARGEST:
        raise DomainError("core.not_found")
    return number


def _plausible(day: date) -> date:
    """A day on which somebody alive may have moved in."""
    if day < EARLIEST:
        raise DomainError("exchange.malformed", problem="began_on")
    return day
