"""Publishing indicators: freezing what is said, and from what it was computed."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from laoyou import __version__
from laoyou.base.errors import DomainError
from laoyou.core import audit, district
from laoyou.core.scope import Scope
from laoyou.plans.commands.values import CHAIN, snapshot_named, values_of
from laoyou.plans.models import IndicatorPublication, IndicatorValue, PublishedIndicator
from laoyou.plans.presenters.published import PublishedRow, freeze, to_json
from laoyou.plans.queries.indicators import rows_from
from laoyou.plans.queries.readings import RecordedReckoner
from laoyou.snapshots import public as snapshots


@transaction.atomic
def publish_indicators(*, by: Scope, at: datetime, snapshot_name: str = "") -> int:
    """
    Freeze every indicator of the district as computed from a snapshot (the newest unless named) for the public;
    returns the number of the publication.

    Nothing is counted live: what is published can be computed again from the snapshot that it names.
    Raises DomainError `plans.no_snapshot`, `plans.snapshot_damaged`, `plans.not_computed`.
    """
    by.require("plans.publish_indicators")
    newest = snapshots.latest()
    name = snapshot_name or (newest.name if newest else "")
    if not name:
        raise DomainError("plans.no_snapshot")
    snapshot = snapshot_named(name)
    pack = district.pack()
    values = IndicatorValue.objects.filter(snapshot_id=name, pack_version=pack.version)
    if not values.exists():
        raise DomainError("plans.not_computed", name=name)
    computed = values_of(name, pack.indicators)
    rows = rows_from(pack, snapshot.date, RecordedReckoner(pack, snapshot.date, computed))
    towns: dict[str, dict[str, Decimal | None]] = {}
    for one in values.exclude(area_id=pack.manifest.area).order_by("area_id", "recorded_at"):
        towns.setdefault(one.indicator, {})[one.area_id] = one.value
    frozen = [
        freeze(row, computed.get(row.code), towns.get(row.code, {}), snapshot=name, program_version=__version__)
        for row in rows
    ]
    publication = IndicatorPublication.objects.create(
        published_at=at,
        published_by_id=by.account_id,
        snapshot_id=name,
        pack=pack.name,
        pack_version=pack.version,
        program_version=__version__,
        rows_hash=_hash(frozen),
    )
    PublishedIndicator.objects.bulk_create(
        PublishedIndicator(
            publication=publication,
            code=row.code,
            position=row.position,
            formula_hash=row.formula_hash,
            detail=to_json(row),
        )
        for row in frozen
    )
    audit.record(
        "plans.publish_indicators",
        audit.Subject("plans.indicatorpublication", str(publication.pk), pack.manifest.area),
        by=by,
        permission="plans.publish_indicators",
        at=at,
        chain=CHAIN,
        detail={"snapshot": name, "pack": pack.version, "rows": len(frozen), "rows_sha256": publication.rows_hash},
    )
    return publication.pk


def _hash(rows: list[PublishedRow]) -> str:
    """SHA-256 over the rows as canonical JSON."""
    text = json.dumps([to_json(row) for row in rows], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
