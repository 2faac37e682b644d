"""Which day of a month decides, and which birth dates belong to an age."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from laoyou.base.month import Month
from laoyou.engines.rules.book import Law

DAY = timedelta(days=1)


def age_day(law: Law, month: Month, *, growing_out: bool) -> date:
    """
    The day on which an age is asked for.

    growing_out  for conditions “under” an age, whose end the law's `age_until` decides; else for those “from” an age
    """
    earlier = law.age_until == "through_month" if growing_out else law.age_from == "next_month"
    return (month.first_day if earlier else month.end) - DAY


def latest_birth(months: int, on: date, short_month: str) -> date:
    """
    The last birth date with which somebody has completed `months` months on the day `on`.

    short_month  "last_day": who was born on a day that the month lacks completes it on its last day; "next_first_day": on the day after
    """
    count = on.year * 12 + on.month - 1 - months
    year, month = divmod(count, 12)
    month += 1
    days = monthrange(year, month)[1]
    if short_month == "last_day" and on.day == monthrange(on.year, on.month)[1]:
        return date(year, month, days)
    return date(year, month, min(on.day, days))


def residence_days(law: Law, month: Month) -> tuple[date, date]:
    """`(begun, ending)`: a stay of days [a, b) counts for the month where a <= begun and b > ending."""
    first, last = month.first_day, month.end - DAY
    return {"first_day": (first, first), "last_day": (last, last), "any_day": (last, first)}[law.residence]


def death_day(law: Law, month: Month) -> date:
    """Who died on this day or later, or is alive, is owed the month."""
    return month.first_day if law.death == "through_month" else month.end
