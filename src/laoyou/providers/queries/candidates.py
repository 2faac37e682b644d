"""Idle premises as candidates for a new facility."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from laoyou.core.scope import Scope
from laoyou.providers.models import IdlePremises
from laoyou.providers.permissions import LIST_PREMISES


@dataclass(frozen=True)
class CandidatePremises:
    """
    Idle premises. `longitude` and `latitude` are WGS 84, None where the register has no position; `free_to` is the first day on which
    they are not free any more, None: no end.
    """

    id: int
    name: str
    area_id: str
    owner: str
    former_use: str
    floor_area_m2: float
    longitude: float | None
    latitude: float | None
    free_from: date
    free_to: date | None
    example: bool


def candidate_premises(scope: Scope, *, on: date, least_m2: float = 0.0) -> list[CandidatePremises]:
    """Premises within the scope that stand idle, are free on the day and have at least that area, by number."""
    free = Q(free_to__isnull=True) | Q(free_to__gt=on)
    rows = IdlePremises.objects.scoped(scope, LIST_PREMISES).filter(
        free, state="idle", free_from__lte=on, floor_area_m2__gte=least_m2
    )
    return [
        CandidatePremises(
            row.pk, row.name, row.area_id, row.owner, row.former_use, float(row.floor_area_m2), row.longitude,
            row.latitude, row.free_from, row.free_to, row.example,
        )
        for row in rows.order_by("pk")
    ]  # fmt: skip
