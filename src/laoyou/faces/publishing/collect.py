"""What goes into a bundle: the rooms' approved rows, in the edge's own shape."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from laoyou.core import clock
from laoyou.core.models import Area
from laoyou.core.scope import within
from laoyou.faces.public.bundle import (
    FORMAT,
    Bundle,
    PublicArea,
    PublicFacility,
    PublicIndicator,
    PublicSource,
    PublicTownValue,
    PublicValue,
    Words,
    to_bytes,
)
from laoyou.plans import public as plans
from laoyou.providers import public as providers


def collect(district: Area, *, sequence: int, at: datetime) -> tuple[Bundle, bytes]:
    """The bundle of `district` as it is now, and its canonical bytes, which are signed."""
    bundle = Bundle(
        format=FORMAT,
        sequence=sequence,
        published_at=at,
        district=Words(district.name, district.name_en),
        demo=clock.demo_date() is not None,
        areas=tuple(_areas(district)),
        facilities=tuple(_facility(row) for row in providers.public_facilities(clock.today())),
        indicators=tuple(_indicator(row) for row in plans.published_indicators()),
    )
    return bundle, to_bytes(bundle)


def _areas(district: Area) -> list[PublicArea]:
    levels = (Area.Level.DISTRICT, Area.Level.TOWN)
    areas = Area.objects.filter(within("id", (district.pk,)), level__in=levels, valid_to__isnull=True).order_by("id")
    return [
        PublicArea(area.pk, area.parent_id or "", area.level, Words(area.name, area.name_en), area.x, area.y)
        for area in areas
    ]


def _facility(row: providers.PublicFacilityRow) -> PublicFacility:
    plain: dict[str, Any] = {**asdict(row), "id": str(row.id)}
    plain |= {name: Words(**plain[name]) for name in ("kind_words", "tier_words", "operation_words")}
    plain["sessions"] = tuple(Words(**session) for session in plain["sessions"])
    return PublicFacility(**plain)


def _indicator(row: plans.PublishedRow) -> PublicIndicator:
    plain: dict[str, Any] = {name: value for name, value in asdict(row).items() if name != "position"}
    for name in ("name", "section", "unit", "state_words", "formula", "definition", "doubt", "owner", "plan"):
        plain[name] = Words(**plain[name])
    plain["history"] = tuple(PublicValue(**value) for value in plain["history"])
    plain["by_town"] = tuple(PublicTownValue(**value) for value in plain["by_town"])
    plain["sources"] = tuple(PublicSource(**source) for source in plain["sources"])
    return PublicIndicator(**plain)
