"""Putting values of indicators on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from laoyou import __version__
from laoyou.base.areas import within
from laoyou.base.errors import DomainError
from laoyou.core import audit, district
from laoyou.core.clock import BEIJING
from laoyou.core.scope import Scope
from laoyou.packs.public import Formula, Pack
from laoyou.plans.models import IndicatorValue
from laoyou.plans.queries.readings import Reckoner, Reckoning, can_count, counts_in, formula_hash
from laoyou.snapshots import public as snapshots

CHAIN = "plans"


def snapshot_named(name: str) -> snapshots.SnapshotRow:
    """The snapshot; DomainError `plans.no_snapshot`, or `plans.snapshot_damaged` where it is known not to be as written."""
    found = next((one for one in snapshots.all_snapshots() if one.name == name), None)
    if found is None:
        raise DomainError("plans.no_snapshot")
    if found.damaged:
        raise DomainError("plans.snapshot_damaged", name=name)
    return found


def formulas_of(pack: Pack) -> dict[str, Formula]:
    """The formulas of the pack that the registers of this program can count, by indicator."""
    return {
        code: indicator.formula
        for code, indicator in pack.indicators.items()
        if indicator.formula is not None and can_count(indicator.formula)
    }


def reckoner_of(snapshot: snapshots.SnapshotRow, pack: Pack) -> Reckoner:
    """A reckoner over the rows of a snapshot; reads each table once for every count that needs it."""
    counts = counts_in(formulas_of(pack).values())
    return Reckoner(pack, snapshot.date, snapshots.measure_by_town(snapshot.name, counts))


@transaction.atomic
def compute(snapshot_name: str, *, by: Scope, at: datetime) -> int:
    """
    Compute every indicator that the registers can count, from a snapshot, for the district and each area directly below.

    Asked again for the same snapshot and pack, it adds nothing. Returns how many values
    the snapshot now has.
    """
    by.require("plans.compute_values")
    snapshot = snapshot_named(snapshot_name)
    pack = district.pack()
    known = IndicatorValue.objects.filter(snapshot_id=snapshot.name, pack_version=pack.version, kind="computed")
    if present := known.count():
        return present
    reckoner = reckoner_of(snapshot, pack)
    areas = [pack.manifest.area, *(entry.id for entry in pack.children(pack.manifest.area))]
    rows = [
        _row(code, formula, reckoner.reckon(formula, area, beside=True), snapshot, pack, by, at)
        for code, formula in formulas_of(pack).items()
        for area in areas
    ]
    IndicatorValue.objects.bulk_create(rows)
    audit.record_batch(
        "plans.compute_values",
        "plans.indicatorvalue",
        (f"{row.indicator} {row.area_id} {row.value}" for row in rows),
        by=by,
        permission="plans.compute_values",
        at=at,
        chain=CHAIN,
        area_id=pack.manifest.area,
        detail={"snapshot": snapshot.name, "pack": pack.version},
    )
    return len(rows)


def _row(
    code: str,
    formula: Formula,
    reckoning: Reckoning,
    snapshot: snapshots.SnapshotRow,
    pack: Pack,
    by: Scope,
    at: datetime,
) -> IndicatorValue:
    denominator = reckoning.denominator.value if reckoning.denominator else None
    return IndicatorValue(
        indicator=code,
        area_id=reckoning.area,
        as_of=snapshot.date,
        kind=IndicatorValue.Kind.COMPUTED,
        value=reckoning.computed.value,
        numerator=reckoning.computed.numerator,
        denominator=denominator,
        beside=reckoning.denominator.beside if reckoning.denominator else None,
        snapshot_id=snapshot.name,
        pack=pack.name,
        pack_version=pack.version,
        formula_hash=formula_hash(formula),
        program_version=__version__,
        example=pack.manifest.example,
        recorded_at=at,
        recorded_by_id=by.account_id,
    )


@transaction.atomic
def report(
    code: str,
    value: Decimal,
    *,
    as_of: date,
    source: str,
    by: Scope,
    at: datetime,
    area_id: str = "",
    example: bool = False,
) -> int:
    """
    Record what a department reported for the district (or `area_id`) on the day `as_of`; returns its number.

    Raises DomainError `plans.unknown_indicator`, `plans.future_value`, `plans.source_missing`, `plans.outside`.
    """
    by.require("plans.report_value")
    pack = district.pack()
    area = area_id or pack.manifest.area
    if code not in pack.indicators:
        raise DomainError("plans.unknown_indicator", code=code)
    if not within(area, pack.manifest.area) or not by.covers_area("plans.report_value", area):
        raise DomainError("plans.outside", area=area)
    if as_of > at.astimezone(BEIJING).date():
        raise DomainError("plans.future_value", date=as_of.isoformat())
    if not source.strip():
        raise DomainError("plans.source_missing")
    row = put_on_record(code, value, area=area, as_of=as_of, source=source, by=by, at=at, example=example)
    audit.record(
        "plans.report_value",
        row,
        by=by,
        permission="plans.report_value",
        at=at,
        chain=CHAIN,
        detail={"indicator": code, "as_of": as_of.isoformat(), "value": str(value), "source": source},
    )
    return row.pk


def put_on_record(
    code: str, value: Decimal, *, area: str, as_of: date, source: str, by: Scope, at: datetime, example: bool = False
) -> IndicatorValue:
    """A reported value on record, for commands that have asked who may and leave the entry; the newest for a day counts."""
    pack = district.pack()
    return IndicatorValue.objects.create(
        indicator=code,
        area_id=area,
        as_of=as_of,
        kind=IndicatorValue.Kind.REPORTED,
        value=value,
        pack=pack.name,
        pack_version=pack.version,
        program_version=__version__,
        source=source.strip(),
        example=example,
        recorded_at=at,
        recorded_by_id=by.account_id,
    )


def values_of(snapshot_name: str, codes: Iterable[str]) -> dict[str, IndicatorValue]:
    """The district's computed values from one snapshot, by indicator."""
    area = district.area_id()
    rows = IndicatorValue.objects.filter(snapshot_id=snapshot_name, area_id=area, indicator__in=list(codes))
    return {row.indicator: row for row in rows.order_by("recorded_at")}
