"""Working days, from the calendar that staff keep."""

from __future__ import annotations

from datetime import date, timedelta

from laoyou.core.models import CalendarDay


def is_working(day: date) -> bool:
    """Whether offices work on `day`: as the calendar says, else Monday to Friday."""
    entry = CalendarDay.objects.filter(date=day).first()
    return entry.working if entry is not None else day.weekday() < 5


def add_working_days(start: date, days: int) -> date:
    """
    The day on which a term of `days` working days that begins on the day after `start` ends.

    days   >= 0; with 0 the day itself
    """
    if days < 0:
        raise ValueError("a term has no negative length")
    special: dict[date, bool] = {}
    loaded_to = start
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day > loaded_to:
            span = CalendarDay.objects.filter(date__gt=loaded_to, date__lte=loaded_to + timedelta(days=90))
            special.update(span.values_list("date", "working"))
            loaded_to += timedelta(days=90)
        if special.get(day, day.weekday() < 5):
            days -= 1
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; 0 where `end` is not after `start`."""
    if end <= start:
        return 0
    special = dict(CalendarDay.objects.filter(date__gt=start, date__lte=end).values_list("date", "working"))
    span = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(special.get(day, day.weekday() < 5) for day in span)
