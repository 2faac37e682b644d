"""What every command of this room does before and after its own work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models

from laoyou.base.errors import DomainError
from laoyou.core import audit, history
from laoyou.core.clock import BEIJING
from laoyou.core.scope import Scope, ScopedModel
from laoyou.packs.models.measure import FACILITY_KINDS
from laoyou.providers.events import FacilityChanged, publish
from laoyou.providers.models import Facility

CHAIN = "providers"
M = TypeVar("M", bound=ScopedModel)


def locked(model: type[M], pk: int, *, by: Scope, permission: str) -> M:
    """The row, locked until the transaction ends; `core.not_found` where it is not there or outside the scope."""
    by.require(permission)
    row = model.objects.scoped(by, permission).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise DomainError("core.not_found")
    return row


def open_facility(facility_id: int, *, by: Scope, permission: str, at: datetime) -> Facility:
    """A facility, locked, to which something may still be added; `providers.facility_closed` where it is closed."""
    facility = locked(Facility, facility_id, by=by, permission=permission)
    _require_open(facility, at)
    return facility


def locked_with_facility(model: type[M], pk: int, *, by: Scope, permission: str, at: datetime) -> tuple[M, Facility]:
    """A row and its open facility, both locked, the facility first: so does whatever else changes what is in it."""
    by.require(permission)
    facility_id = model.objects.scoped(by, permission).filter(pk=pk).values_list("facility_id", flat=True).first()
    if facility_id is None:
        raise DomainError("core.not_found")
    facility = Facility.objects.unscoped("of a scoped bed or place").select_for_update().get(pk=facility_id)
    row = locked(model, pk, by=by, permission=permission)
    _require_open(facility, at)
    return row, facility


def _require_open(facility: Facility, at: datetime) -> None:
    if facility.closed_on is not None and facility.closed_on <= day_of(at):
        raise DomainError("providers.facility_closed", name=facility.name, on=facility.closed_on.isoformat())


def require_area(area_id: str, *, by: Scope, permission: str) -> None:
    """`core.not_found` where the permission is not held over `area_id`: nobody registers into another's area."""
    by.require(permission)
    if not by.covers_area(permission, area_id):
        raise DomainError("core.not_found")


def require_code(field: str, value: str, known: Iterable[str]) -> None:
    """`providers.code_unknown` where `value` is none of the codes of `field`."""
    if value not in known:
        raise DomainError("providers.code_unknown", field=field, value=value)


def require_kinds(kinds: Iterable[str]) -> tuple[str, ...]:
    """The kinds once each, in the given order; refused where there is none or an unknown one."""
    found = tuple(dict.fromkeys(kinds))
    if not found:
        raise DomainError("providers.kind_missing")
    for kind in found:
        if kind not in FACILITY_KINDS:
            raise DomainError("providers.kind_unknown", kind=kind)
    return found


def require_past(day: date | None, at: datetime) -> None:
    """`providers.date_in_future` for a day after that of `at`."""
    if day is not None and day > day_of(at):
        raise DomainError("providers.date_in_future", on=day.isoformat())


def day_of(at: datetime) -> date:
    """The day in China on which `at` falls."""
    return at.astimezone(BEIJING).date()


def change(row: models.Model, changes: Mapping[str, Any], *, by: Scope, at: datetime, area_id: str) -> list[str]:
    """Set `changes` on the row, save them and keep what was before; returns the names of the fields that really changed."""
    before = {name: getattr(row, name) for name in changes}
    different = [name for name, value in changes.items() if before[name] != value]
    if different:
        for name in different:
            setattr(row, name, changes[name])
        row.save(update_fields=different)
        history.append(type(row), row.pk, before, dict(changes), by=by, at=at, area_id=area_id)
    return different


def note(
    action: str, subject: models.Model | audit.Subject, *, by: Scope, permission: str, at: datetime, **detail: Any
) -> None:
    """The audit entry of a command."""
    audit.record(f"providers.{action}", subject, by=by, permission=permission, at=at, chain=CHAIN, detail=detail)


def about(row: ScopedModel, area_id: str) -> audit.Subject:
    """The subject of an entry about a row that takes its area from its facility or provider."""
    return audit.Subject(row._meta.label_lower, str(row.pk), area_id)


def changed(facility: Facility, *, at: datetime) -> None:
    """Tell whoever listens that what is published of a facility is out of date."""
    publish(FacilityChanged(facility.pk, facility.area_id), at=at)


def breaks(clash: IntegrityError, *names: str) -> str:
    """Which of the constraints and triggers `names` the database named when it refused; '' for none of them."""
    return next((name for name in names if name in str(clash)), "")
