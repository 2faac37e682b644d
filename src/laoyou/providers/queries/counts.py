"""Counting the rows of a selection: in all, by town, by any key."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F
from django.db.models.functions import Substr

from laoyou.core.scope import Scope
from laoyou.providers.domain.selection import Selection
from laoyou.providers.queries.rows import rows

TOWN_DIGITS = 9
COLUMNS: dict[str, dict[str, str]] = {
    "facilities": {
        "kind": "kinds__kind",
        "ownership": "ownership",
        "operation": "operation",
        "tier": "tier",
        "filed": "filed_state",
    },
    "beds": {"kind": "facility__kind", "tier": "tier", "nursing": "nursing", "ownership": "facility__ownership"},
    "places": {"kind": "facility__kind", "class": "childcare_class__kind", "session": "session", "tier": "tier"},
    "staff": {"kind": "facility__kind", "job": "job"},
}
"""Register → key → the column by which rows are grouped. Facilities by kind count a facility under each of its kinds."""


def count(selection: Selection, scope: Scope, *, on: date) -> int:
    """How many rows of the selection `scope` may see."""
    return int(rows(selection, scope, on=on).count())


def by_town(selection: Selection, scope: Scope, *, on: date) -> dict[str, int]:
    """Town (area id of nine digits; shorter where a row is not placed more closely) → rows; towns without any are absent."""
    groups = (
        rows(selection, scope, on=on)
        .order_by()
        .values(town=Substr("area_id", 1, TOWN_DIGITS))
        .annotate(number=Count("pk"))
    )
    return {group["town"]: group["number"] for group in groups}


def by_key(selection: Selection, key: str, scope: Scope, *, on: date) -> dict[str, int]:
    """Value of `key` (as a selection writes it: '1', '0' for nursing) → rows; values without any are absent."""
    column = COLUMNS[selection.register][key]
    groups = rows(selection, scope, on=on).order_by().values(value=F(column)).annotate(number=Count("pk"))
    return {_written(group["value"]): group["number"] for group in groups if group["value"] is not None}


def _written(value: object) -> str:
    return ("1" if value else "0") if isinstance(value, bool) else str(value)
