"""Decomposing a target to the areas below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import audit, district
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.plans import permissions
from laoyou.plans.commands import acting
from laoyou.plans.domain.shares import difference
from laoyou.plans.models import TargetShare, TargetSplit

LARGEST = 10**12


@transaction.atomic
def split_target(
    code: str,
    *,
    total: int,
    shares: Mapping[str, int],
    method: str,
    by: Scope,
    at: datetime,
    key: str,
    weights: str = "",
    weight_of: Mapping[str, Decimal] | None = None,
    by_hand: frozenset[str] = frozenset(),
    difference_reason: str = "",
    example: bool = False,
) -> TargetSplit:
    """
    Save a decomposition of the target of indicator `code` to the areas below the district; the newest counts.

    Refused: `plans.unknown_indicator`, `plans.split_incomplete` where an area is missing or none of ours,
    `plans.amount_negative`, `plans.split_does_not_add_up` without a reason for the difference. The same key twice is one.
    """
    by.require(permissions.LEAD)
    pack = district.pack()
    area_id = pack.manifest.area
    if not by.covers_area(permissions.LEAD, area_id):
        raise DomainError("core.not_found")
    indicator = pack.indicators.get(code)
    if indicator is None:
        raise DomainError("plans.unknown_indicator", code=code)
    known = TargetSplit.objects.scoped(by, permissions.LEAD).filter(indicator=code, key=key).first()
    if known is not None:
        return known
    below = set(areas_below())
    if set(shares) != below:
        raise DomainError("plans.split_incomplete", given=len(set(shares) & below), wanted=len(below))
    if total < 0 or any(value < 0 for value in shares.values()):
        raise DomainError("plans.amount_negative")
    if max(total, *shares.values()) > LARGEST:
        raise DomainError("plans.amount_too_large")
    off = difference(total, shares)
    reason = acting.cut_words(difference_reason)[:300]
    if off and not reason:
        raise DomainError("plans.split_does_not_add_up", sum=f"{sum(shares.values()):,}", total=f"{total:,}")
    split = TargetSplit.objects.create(
        indicator=code,
        area_id=area_id,
        year=indicator.target.year,
        total=total,
        method=TargetSplit.Method(method),
        weights=weights[:200],
        difference_reason=reason if off else "",
        made_at=at,
        made_by_id=by.account_id,
        example=example,
        key=key,
    )
    TargetShare.objects.bulk_create(
        [
            TargetShare(
                split=split,
                area_id=area,
                value=value,
                weight=(weight_of or {}).get(area),
                by_hand=area in by_hand,
            )
            for area, value in sorted(shares.items())
        ]
    )
    audit.record(
        "plans.split_target", split, by=by, permission=permissions.LEAD, at=at, chain=acting.CHAIN,
        detail={"indicator": code, "total": total, "method": method, "difference": off},
    )  # fmt: skip
    return split


def areas_below() -> list[str]:
    """The areas to which a target of the district is decomposed: those directly below it, in the order of their ids."""
    found = Area.objects.filter(parent_id=district.area_id(), valid_to__isnull=True)
    return list(found.order_by("id").values_list("id", flat=True))
