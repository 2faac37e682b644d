"""
The time, from one place.

In a real district it is the machine's. A demonstration stands still at a date that every page shows: its pack says
which, and only the time of day moves on.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone as django_timezone

BEIJING = ZoneInfo("Asia/Shanghai")


def demo_date() -> date | None:
    """The fixed date of a demonstration, or None in a real district."""
    fixed: date | None = getattr(settings, "LAOYOU_DEMO_DATE", None)
    return fixed


def now() -> datetime:
    """The present moment, aware, in UTC; on the demonstration's date where there is one."""
    real = django_timezone.now()
    fixed = demo_date()
    if fixed is None:
        return real
    local = real.astimezone(BEIJING)
    return datetime.combine(fixed, local.timetz()).astimezone(UTC)


def today() -> date:
    """The present day in China."""
    return now().astimezone(BEIJING).date()
