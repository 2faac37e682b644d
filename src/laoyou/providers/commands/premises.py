"""Idle premises: entering them, changing them, and what becomes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.providers.commands.shared import change, locked, note, require_area, require_code
from laoyou.providers.models import Facility, IdlePremises
from laoyou.providers.models.premises import FORMER_USES, PREMISES_STATES
from laoyou.providers.permissions import LIST_FACILITIES, MANAGE_PREMISES
from laoyou.providers.search_keys import search_key

WHY = "of scoped premises"
CHANGEABLE = frozenset(
    {"name", "area_id", "address", "owner", "former_use", "floor_area_m2", "storeys", "free_from", "free_to", "longitude",
     "latitude", "x", "y", "note"}
)  # fmt: skip


@transaction.atomic
def add(name: str, *, area_id: str, by: Scope, at: datetime, example: bool = False, **details: Any) -> IdlePremises:
    """Enter premises that stand idle. Raises `providers.premises_known`, `providers.premises_dates`, `providers.area_not_positive`."""
    require_area(area_id, by=by, permission=MANAGE_PREMISES)
    _check({"name": name, "area_id": area_id, **details})
    row = IdlePremises.objects.create(
        name=name, search_key=search_key(name), area_id=area_id, example=example, **details
    )
    note("add_premises", row, by=by, permission=MANAGE_PREMISES, at=at)
    return row


@transaction.atomic
def update(premises_id: int, *, by: Scope, at: datetime, **changes: Any) -> IdlePremises:
    """Change fields of premises (those in `CHANGEABLE`). Raises as `add` does."""
    row = locked(IdlePremises, premises_id, by=by, permission=MANAGE_PREMISES)
    before = row.area_id
    require_area(changes.get("area_id", before), by=by, permission=MANAGE_PREMISES)
    present = {name: getattr(row, name) for name in CHANGEABLE}
    _check({**present, **changes}, but=row.pk)
    values = {**changes, "search_key": search_key(changes.get("name", row.name))}
    fields = change(row, values, by=by, at=at, area_id=before)
    note("update_premises", row, by=by, permission=MANAGE_PREMISES, at=at, fields=sorted(set(fields) - {"search_key"}))
    return row


@transaction.atomic
def settle(premises_id: int, state: str, *, facility_id: int | None, by: Scope, at: datetime) -> IdlePremises:
    """Say what became of premises: taken (by a facility, where it is on the register), withdrawn, or idle again."""
    row = locked(IdlePremises, premises_id, by=by, permission=MANAGE_PREMISES)
    require_code("state", state, PREMISES_STATES)
    if state != "taken":
        facility_id = None
    if facility_id is not None:
        facility_id = locked(Facility, facility_id, by=by, permission=LIST_FACILITIES).pk
    change(row, {"state": state, "facility_id": facility_id}, by=by, at=at, area_id=row.area_id)
    note("settle_premises", row, by=by, permission=MANAGE_PREMISES, at=at, to=state, facility=facility_id)
    return row


def _check(values: dict[str, Any], but: int | None = None) -> None:
    if unknown := values.keys() - CHANGEABLE:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    require_code("former_use", values["former_use"], FORMER_USES)
    if values["floor_area_m2"] <= 0:
        raise DomainError("providers.area_not_positive")
    if values.get("free_to") is not None and values["free_to"] <= values["free_from"]:
        raise DomainError("providers.premises_dates")
    known = IdlePremises.objects.unscoped(WHY).filter(area_id=values["area_id"], name=values["name"])
    if known.exclude(pk=but).exists():
        raise DomainError("providers.premises_known", name=values["name"])
