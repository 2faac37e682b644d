"""What is due with housing estates, as planning sets it beside the standards."""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.core.scope import Scope
from laoyou.providers import permissions
from laoyou.providers.models import EstateDuty


@dataclass(frozen=True)
class DutyRow:
    """
    One facility that is due with an estate.

    required_m2  by `clause`
    built_m2     None where nothing was reported: that is unknown, and not none
    """

    id: int
    estate_id: int
    estate: str
    area_id: str
    kind: str
    required_m2: float
    clause: str
    built_m2: float | None
    example: bool


def estate_duties(scope: Scope) -> list[DutyRow]:
    """The duties of every estate that `scope` may see, by area, estate and number."""
    rows = EstateDuty.objects.scoped(scope, permissions.LIST_FACILITIES).select_related("estate")
    return [
        DutyRow(
            one.pk,
            one.estate_id,
            one.estate.name,
            one.estate.area_id,
            one.kind,
            float(one.required_m2),
            one.clause,
            None if one.built_m2 is None else float(one.built_m2),
            one.example,
        )
        for one in rows.order_by("estate__area_id", "estate_id", "pk")
    ]
