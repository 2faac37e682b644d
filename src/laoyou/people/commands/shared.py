"""What the commands of this room share: finding a row within the scope and locked, noting what was done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, history
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.people.domain.checks import Rules
from laoyou.people.models import Resident

CHAIN = "people"
UPDATE = "people.update_residents"
UPDATE_STATUSES = "people.update_statuses"


def day_of(at: datetime) -> date:
    """The day in China on which something is done."""
    return at.astimezone(clock.BEIJING).date()


def rules(at: datetime, *areas: str | None) -> Rules:
    """The rules for a record that names `areas`; numbers of the example range pass in a demonstration only."""
    known = Area.objects.filter(id__in=[area for area in areas if area]).values_list("id", flat=True)
    return Rules(day_of(at), frozenset(known), accept_example=clock.demo_date() is not None)


def locked(resident_id: int, *, by: Scope, permission: str) -> Resident:
    """A resident within the scope, locked until the transaction ends; DomainError `core.not_found`."""
    by.require(permission)
    found = Resident.objects.scoped(by, permission).select_for_update().filter(pk=resident_id).first()
    if found is None:
        raise DomainError("core.not_found")
    return found


def alive(resident: Resident) -> Resident:
    """The resident, who must be alive: DomainError `people.already_dead`."""
    if resident.death_date is not None:
        raise DomainError("people.already_dead", death_date=resident.death_date.isoformat())
    return resident


def require_area(area_id: str | None, *, by: Scope, permission: str) -> None:
    """DomainError `core.not_permitted` where the permission is not held over an area that the command writes to."""
    if area_id is not None and not by.covers_area(permission, area_id):
        raise DomainError("people.area_not_covered", area=area_id)


def save(resident: Resident, before: Mapping[str, Any], *, by: Scope, at: datetime) -> list[str]:
    """Write what changed, with its history; returns the names of the changed columns."""
    after = stored(resident)
    changed = sorted(history.changed(before, after))
    if "residence_area_id" in changed:
        resident.__dict__["came_from"] = before["residence_area_id"] or ""  # for the audit entry of the same command
    if changed:
        history.append(Resident, resident.pk, before, after, by=by, at=at, area_id=resident.area_id or "")
        resident.save(update_fields=changed)
    return changed


GENERATED = ("residence_town", "registered_town")


def stored(resident: Resident) -> dict[str, Any]:
    """The stored values of a resident without those that the database makes itself."""
    names = [field.attname for field in resident._meta.concrete_fields if field.attname not in GENERATED]
    return {name: getattr(resident, name) for name in names}


def note(action: str, resident: Resident, *, by: Scope, permission: str, at: datetime, **detail: Any) -> None:
    """The audit entry of a command about a resident; where he lived before, where that has changed."""
    if "came_from" in resident.__dict__:
        detail = {**detail, "came_from": resident.__dict__["came_from"]}
    audit.record(f"people.{action}", resident, by=by, permission=permission, at=at, chain=CHAIN, detail=detail)
