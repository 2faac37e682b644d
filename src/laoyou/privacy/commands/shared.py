"""What the commands of this room share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.scope import Scope

CHAIN = "privacy"
LARGEST_ID = 2**63 - 1


def day_of(at: datetime) -> date:
    """The day in China on which something is done."""
    return at.astimezone(clock.BEIJING).date()


def note(
    action: str, subject: models.Model, permission: str, *, by: Scope, at: datetime, detail: Mapping[str, Any]
) -> None:
    """The audit entry of a command of this room."""
    audit.record(f"privacy.{action}", subject, by=by, permission=permission, at=at, chain=CHAIN, detail=detail)


def locked(model: Any, pk: int, permission: str, *, by: Scope) -> Any:
    """A row within the scope, locked until the transaction ends; DomainError `core.not_found`."""
    by.require(permission)
    rows = model.objects.scoped(by, permission).select_for_update(of=("self",))
    found = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None:
        raise DomainError("core.not_found")
    return found


def own_area(permission: str, *, by: Scope) -> str:
    """The widest area over which somebody holds a permission: what he opens belongs there."""
    by.require(permission)
    prefixes = by.area_prefixes(permission)
    if not prefixes:
        raise DomainError("core.not_found")
    return prefixes[0] or district.area_id()
