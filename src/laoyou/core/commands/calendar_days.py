"""Keeping the working calendar."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from laoyou.core import audit
from laoyou.core.models import CalendarDay
from laoyou.core.scope import Scope


@transaction.atomic
def set_day(day: date, *, working: bool, name: str, source: str, by: Scope, at: datetime) -> CalendarDay:
    """Say whether offices work on `day`, by which notice; replaces what was said before."""
    by.require("core.manage_calendar")
    before = CalendarDay.objects.filter(date=day).values("working", "name").first()
    row, _ = CalendarDay.objects.update_or_create(
        date=day, defaults={"working": working, "name": name, "source": source}
    )
    audit.record(
        "calendar.set_day", row, by=by, permission="core.manage_calendar", at=at, chain="reference",
        detail={"working": working, "name": name, "source": source, "before": before},
    )  # fmt: skip
    return row
