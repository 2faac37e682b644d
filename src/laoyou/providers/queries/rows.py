"""The rows that a selection means: one place for lists, counts, figures, exports and batches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from laoyou.core.scope import Scope, ScopedQuerySet, within
from laoyou.providers import permissions
from laoyou.providers.domain.kinds import kinds_for
from laoyou.providers.domain.readings import BedReading, PlaceReading
from laoyou.providers.domain.selection import ALL, Selection
from laoyou.providers.domain.states import EXPIRES_SOON, CredentialState
from laoyou.providers.models import (
    Bed,
    BedOccupancy,
    ChildcarePlace,
    Credential,
    Facility,
    FacilityKind,
    Provider,
    ProviderBar,
    StaffMember,
)

Condition = Callable[[str, date], Q]
REASON = "a condition on rows that are scoped themselves"

PERMISSIONS = {
    "providers": permissions.LIST_PROVIDERS,
    "facilities": permissions.LIST_FACILITIES,
    "beds": permissions.LIST_FACILITIES,
    "places": permissions.LIST_FACILITIES,
    "staff": permissions.LIST_STAFF,
}
MODELS: dict[str, Any] = {
    "providers": Provider,
    "facilities": Facility,
    "beds": Bed,
    "places": ChildcarePlace,
    "staff": StaffMember,
}


def rows(selection: Selection, scope: Scope, *, on: date) -> ScopedQuerySet[Any]:
    """The rows of `selection.register` that `scope` may see and that fulfil the selection on the day `on`, in no order."""
    model = MODELS[selection.register]
    return model.objects.scoped(scope, PERMISSIONS[selection.register]).filter(condition(selection, on=on))


def condition(selection: Selection, *, on: date) -> Q:
    """The conditions of `selection`, with its defaults, as one condition on the rows of its register."""
    found = Q()
    for key, make in CONDITIONS[selection.register].items():
        if values := selection.values(key):
            found &= reduce(or_, (make(value, on) for value in values))
    return found


def occupied() -> Exists:
    """Whether somebody is in the bed now; on query sets of beds."""
    return Exists(BedOccupancy.objects.unscoped(REASON).filter(bed=OuterRef("pk"), ended_on__isnull=True).order_by())


def _area(value: str, on: date) -> Q:
    return within("area_id", (value,))


def _field(path: str) -> Condition:
    return lambda value, on: Q(**{path: value})


def _yes_no(path: str) -> Condition:
    return lambda value, on: Q(**{path: value == "1"})


def _of_kinds(kinds: tuple[str, ...]) -> Q:
    with_kind = FacilityKind.objects.unscoped(REASON).filter(facility=OuterRef("pk"), kind__in=kinds)
    return Q(Exists(with_kind.order_by()))


def _facility_state(value: str, on: date) -> Q:
    closed = Q(closed_on__isnull=False, closed_on__lte=on)
    return {"open": ~closed, "closed": closed}.get(value, Q())


def _bed_reading(value: str, on: date) -> Q:
    if value == ALL:
        return Q()
    if value in (BedReading.OCCUPIED, BedReading.FREE):
        return Q(occupied()) if value == BedReading.OCCUPIED else Q(actual=True) & ~Q(occupied())
    return Q(**{value: True})


def _place_reading(value: str, on: date) -> Q:
    return Q(open=True, enrolled=False) if value == PlaceReading.FREE else Q(**{value: True})


def _at_work(value: str, on: date) -> Q:
    left = Q(employed_to__isnull=False, employed_to__lte=on)
    return {"at_work": ~left, "left": left}.get(value, Q())


def _credentials(**conditions: Any) -> Q:
    held = Credential.objects.unscoped(REASON).filter(staff_member=OuterRef("pk"), **conditions)
    return Q(Exists(held.order_by()))


def _standing(value: str, on: date) -> Q:
    """Whether any credential of the person stands so on the day; `none` for whoever holds none at all."""
    if value == "none":
        return ~_credentials()
    soon = on + EXPIRES_SOON
    if value == CredentialState.EXPIRED:
        return _credentials(expires_on__lt=on)
    if value == CredentialState.EXPIRING:
        return _credentials(expires_on__gte=on, expires_on__lte=soon)
    return _credentials(expires_on__isnull=True) | _credentials(expires_on__gt=soon)


def _provider_state(value: str, on: date) -> Q:
    closed = Q(closed_on__isnull=False, closed_on__lte=on)
    bars = ProviderBar.objects.unscoped(REASON).filter(provider=OuterRef("pk"), barred_from__lte=on)
    barred = Q(Exists(bars.filter(Q(barred_to__isnull=True) | Q(barred_to__gt=on)).order_by()))
    return {"open": ~closed & ~barred, "barred": ~closed & barred, "closed": closed}.get(value, Q())


CONDITIONS: dict[str, dict[str, Condition]] = {
    "providers": {"area": _area, "ownership": _field("ownership"), "state": _provider_state},
    "facilities": {
        "area": _area,
        "kind": lambda value, on: _of_kinds((value,)),
        "register": lambda value, on: _of_kinds(kinds_for(value)),
        "ownership": _field("ownership"),
        "operation": _field("operation"),
        "tier": _field("tier"),
        "filed": _field("filed_state"),
        "state": _facility_state,
        "demonstration": _yes_no("demonstration"),
        "inferred": _yes_no("inferred"),
        "provider": _field("provider_id"),
    },
    "beds": {
        "area": _area,
        "reading": _bed_reading,
        "nursing": _yes_no("nursing"),
        "kind": _field("facility__kind"),
        "ownership": _field("facility__ownership"),
        "operation": _field("facility__operation"),
        "tier": _field("tier"),
        "facility": _field("facility_id"),
        "provider": _field("facility__provider_id"),
    },
    "places": {
        "area": _area,
        "reading": _place_reading,
        "class": _field("childcare_class__kind"),
        "session": _field("session"),
        "kind": _field("facility__kind"),
        "ownership": _field("facility__ownership"),
        "tier": _field("tier"),
        "facility": _field("facility_id"),
        "provider": _field("facility__provider_id"),
    },
    "staff": {
        "area": _area,
        "job": _field("job"),
        "credential": lambda value, on: _credentials(kind=value),
        "standing": _standing,
        "kind": _field("facility__kind"),
        "state": _at_work,
        "facility": _field("facility_id"),
        "provider": _field("facility__provider_id"),
    },
}
"""Register → key of a selection → its condition; the same keys as in `domain.selection.KEYS`, held by a test."""
