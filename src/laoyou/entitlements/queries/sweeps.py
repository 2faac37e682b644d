"""Which sweeps there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from laoyou.base.month import Month
from laoyou.core import clock, district
from laoyou.entitlements.models import Sweep

WHY = "a sweep is of the whole district and names nobody"


def current(month: Month) -> Sweep | None:
    """The sweep that counts for a month: the newest that is done."""
    rows = Sweep.objects.unscoped(WHY).filter(month=month.first_day, state=Sweep.State.DONE, area_id=district.area_id())
    return rows.order_by("-pk").first()


def newest() -> Sweep | None:
    """The sweep of the latest month that was determined."""
    rows = Sweep.objects.unscoped(WHY).filter(state=Sweep.State.DONE, area_id=district.area_id())
    return rows.order_by("-month", "-pk").first()


def all_sweeps() -> Sequence[Sweep]:
    """Every sweep, the newest first."""
    rows = Sweep.objects.unscoped(WHY).filter(area_id=district.area_id()).select_related("asked_by", "job")
    return list(rows.order_by("-month", "-pk")[:200])


def last_month(today: date) -> Month:
    """The last month that may be determined: the one after this."""
    return Month.of(today).plus(1)


def next_month() -> str:
    """The month that is determined next, as text."""
    return str(last_month(clock.today()))
