"""Bringing what a pack says about places, units and the calendar into the register."""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from laoyou.core import audit
from laoyou.core.models import Area, AreaCode, CalendarDay, Unit, UnitSuccession
from laoyou.core.scope import Scope
from laoyou.packs import public as packs

CHAIN = "reference"


@transaction.atomic
def load(pack: packs.Pack, *, by: Scope, at: datetime) -> dict[str, int]:
    """
    Add or renew areas with their codes, units with their successors, and holidays as `pack` has them.

    Areas and units that the pack no longer names stay: rows point to them. Days that staff have edited are not overwritten.
    Returns how many rows of each were written. One audit entry, with the hash of the written ids.
    """
    by.require("core.load_reference")
    counts = {
        "areas": _areas(pack),
        "area_codes": _area_codes(pack),
        "units": _units(pack),
        "calendar_days": _calendar(pack),
    }
    ids = json.dumps([sorted(pack.areas), sorted(pack.units)], ensure_ascii=False).encode()
    audit.record(
        "reference.load", Area.objects.get(pk=pack.manifest.area), by=by, permission="core.load_reference", at=at, chain=CHAIN,
        detail={"pack": pack.name, "version": pack.version, "ids": sha256(ids).hexdigest(), **counts},
    )  # fmt: skip
    return counts


def _areas(pack: packs.Pack) -> int:
    """Parents come before children in the files of a pack; ids are assigned once, so a renewed area keeps its own."""
    rows = [
        Area(
            id=area.id,
            parent_id=area.parent,
            level=area.level,
            name=area.name,
            name_en=area.name_en or "",
            administrative=area.administrative,
            x=_float(area.x),
            y=_float(area.y),
            valid_from=area.valid_from,
            valid_to=area.valid_to,
            example=area.example,
        )
        for area in sorted(pack.areas.values(), key=lambda area: len(area.id))
    ]
    fields = ["parent", "level", "name", "name_en", "administrative", "x", "y", "valid_from", "valid_to", "example"]
    Area.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=1000)
    return len(rows)


def _area_codes(pack: packs.Pack) -> int:
    known = set(AreaCode.objects.filter(system="statistics").values_list("area_id", "code"))
    rows = [
        AreaCode(
            area_id=area.id,
            system="statistics",
            code=area.stat_code,
            valid_from=area.valid_from,
            valid_to=area.valid_to,
            source=area.document or "",
        )
        for area in pack.areas.values()
        if area.stat_code and (area.id, area.stat_code) not in known
    ]
    AreaCode.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _units(pack: packs.Pack) -> int:
    rows = [
        Unit(
            id=unit.id,
            name=unit.name,
            name_en=unit.name_en or "",
            area_id=unit.area,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            source=unit.document or "",
        )
        for unit in pack.units.values()
    ]
    fields = ["name", "name_en", "area", "valid_from", "valid_to", "source"]
    Unit.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=1000)
    for unit in pack.units.values():
        if unit.successor and unit.successor_since:
            UnitSuccession.objects.get_or_create(
                before_id=unit.id,
                after_id=unit.successor,
                on=unit.successor_since,
                matter="",
                defaults={"source": unit.document or "", "verified": unit.verified},
            )
    return len(rows)


def _calendar(pack: packs.Pack) -> int:
    """The pack's table `holidays`: day, holiday or workday, name. A day that is already in the calendar stays as staff left it."""
    table = pack.figures.get("holidays")
    if table is None:
        return 0
    rows = []
    for row in table.rows.values():
        day = row.cells["day"]
        if isinstance(day, date):
            working = row.cells["kind"] == "workday"
            rows.append(
                CalendarDay(
                    date=day,
                    working=working,
                    name=str(row.cells["name"] or ""),
                    source=pack.documents[row.document].title,
                )
            )
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))
