"""Which unit does the work of another today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from laoyou.core.models import Account, Unit, UnitSuccession
from laoyou.core.scope import Scope
from laoyou.plans import permissions
from laoyou.plans.domain.ledger import Actor


def successors(on: date) -> Mapping[str, str]:
    """Unit → the unit that does its whole work on the day `on`; only those that have changed. Work that moved in part does not count."""
    steps = dict(
        UnitSuccession.objects.filter(matter="", on__lte=on).order_by("on", "pk").values_list("before_id", "after_id")
    )
    found = {}
    for before in steps:
        seen = [before]
        while seen[-1] in steps and steps[seen[-1]] not in seen:
            seen.append(steps[seen[-1]])
        found[before] = seen[-1]
    return found


def today_of(unit: str | None, on: date) -> str | None:
    """The unit that does the work of `unit` on the day `on`."""
    return None if unit is None else successors(on).get(unit, unit)


def predecessors(unit: str, on: date) -> set[str]:
    """`unit` and every unit whose work it does on the day `on`."""
    return {unit} | {before for before, after in successors(on).items() if after == unit}


def all_units() -> dict[str, Unit]:
    """Every unit by its id."""
    return {unit.pk: unit for unit in Unit.objects.all()}


def actor_of(by: Scope, area_id: str, on: date) -> Actor:
    """Whoever `by` is, before an item of the area `area_id`."""
    if by.account_id is None:
        return Actor(None)
    unit = Account.objects.filter(pk=by.account_id).values_list("unit_id", flat=True).first()
    return Actor(
        by.account_id,
        today_of(unit, on),
        by.covers_area(permissions.REPORT_FOR_UNIT, area_id),
        by.area_prefixes(permissions.REPORT_FOR_TOWN),
        by.covers_area(permissions.LEAD, area_id),
    )
