"""Housing estates, and the facilities that are due with them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import FACILITY_KINDS
from laoyou.providers.commands.shared import about, change, locked, note, require_area, require_code, require_past
from laoyou.providers.domain.estates import STEPS, duty_state, in_order
from laoyou.providers.models import Estate, EstateDuty, Facility
from laoyou.providers.permissions import LIST_FACILITIES, MANAGE_PREMISES
from laoyou.providers.search_keys import search_key

WHY = "of a scoped estate"
CHANGEABLE = frozenset({"name", "area_id", "address", "developer", "households", "floor_area_m2", "approved_on", "old"})


@transaction.atomic
def add(name: str, *, area_id: str, by: Scope, at: datetime, example: bool = False, **details: Any) -> Estate:
    """Enter a housing estate. Raises `providers.estate_known`, `providers.date_in_future`."""
    require_area(area_id, by=by, permission=MANAGE_PREMISES)
    if unknown := details.keys() - CHANGEABLE:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    require_past(details.get("approved_on"), at)
    _require_unknown(name, area_id)
    row = Estate.objects.create(name=name, search_key=search_key(name), area_id=area_id, example=example, **details)
    note("add_estate", row, by=by, permission=MANAGE_PREMISES, at=at)
    return row


@transaction.atomic
def update(estate_id: int, *, by: Scope, at: datetime, **changes: Any) -> Estate:
    """Change fields of an estate (those in `CHANGEABLE`). Raises `providers.estate_known`, `providers.date_in_future`."""
    row = locked(Estate, estate_id, by=by, permission=MANAGE_PREMISES)
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"not to be changed: {sorted(unknown)}")
    require_past(changes.get("approved_on"), at)
    name, area_id, before = changes.get("name", row.name), changes.get("area_id", row.area_id), row.area_id
    require_area(area_id, by=by, permission=MANAGE_PREMISES)
    _require_unknown(name, area_id, but=row.pk)
    fields = change(row, {**changes, "search_key": search_key(name)}, by=by, at=at, area_id=before)
    note("update_estate", row, by=by, permission=MANAGE_PREMISES, at=at, fields=sorted(set(fields) - {"search_key"}))
    return row


@transaction.atomic
def add_duty(
    estate_id: int, kind: str, *, required_m2: Decimal, clause: str, by: Scope, at: datetime,
    due_on: date | None = None, example: bool = False,
) -> EstateDuty:  # fmt: skip
    """A facility that is due with an estate, by a clause. Raises `providers.code_unknown`, `providers.area_not_positive`."""
    estate = locked(Estate, estate_id, by=by, permission=MANAGE_PREMISES)
    require_code("kind", kind, FACILITY_KINDS)
    if required_m2 <= 0:
        raise DomainError("providers.area_not_positive")
    row = EstateDuty.objects.create(
        estate=estate, kind=kind, required_m2=required_m2, clause=clause, due_on=due_on, example=example
    )
    note("add_duty", about(row, estate.area_id), by=by, permission=MANAGE_PREMISES, at=at, estate=estate.pk, kind=kind)
    return row


@transaction.atomic
def set_steps(
    duty_id: int,
    *,
    steps: dict[str, date | None],
    built_m2: Decimal | None,
    used_as: str,
    facility_id: int | None,
    by: Scope,
    at: datetime,
) -> EstateDuty:
    """
    Say which of the steps a facility that is due has taken, and what it is used for where that is something else.

    Raises `providers.duty_order` where a step stands before, or without, the one before it, `providers.area_not_positive`.
    """
    row = locked(EstateDuty, duty_id, by=by, permission=MANAGE_PREMISES)
    if steps.keys() - set(STEPS):
        raise TypeError(f"no such steps: {sorted(steps.keys() - set(STEPS))}")
    for day in steps.values():
        require_past(day, at)
    if not in_order(steps):
        raise DomainError("providers.duty_order")
    if built_m2 is not None and built_m2 <= 0:
        raise DomainError("providers.area_not_positive")
    if facility_id is not None:
        facility_id = locked(Facility, facility_id, by=by, permission=LIST_FACILITIES).pk
    area_id = Estate.objects.unscoped(WHY).values_list("area_id", flat=True).get(pk=row.estate_id)
    values: dict[str, Any] = {
        **steps,
        "built_m2": built_m2,
        "used_as": used_as,
        "facility_id": facility_id,
        "state": duty_state(steps, used_as).value,
    }
    fields = change(row, values, by=by, at=at, area_id=area_id)
    note("set_duty_steps", about(row, area_id), by=by, permission=MANAGE_PREMISES, at=at, fields=fields)
    return row


def _require_unknown(name: str, area_id: str, but: int | None = None) -> None:
    if Estate.objects.unscoped(WHY).filter(area_id=area_id, name=name).exclude(pk=but).exists():
        raise DomainError("providers.estate_known", name=name)
