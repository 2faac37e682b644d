"""Ages in years and in months, and the birth dates that belong to them."""

from __future__ import annotations

from datetime import date


def years_old(birth_date: date, on: date) -> int:
    """Completed years; somebody born on 29 February completes a year on 1 March of a common year."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def months_old(birth_date: date, on: date) -> int:
    """Completed months; somebody born on the 31st completes a month on the 1st after a shorter one."""
    return (on.year - birth_date.year) * 12 + on.month - birth_date.month - (on.day < birth_date.day)


def latest_birth(months: int, on: date) -> date:
    """The last birth date with which somebody has completed `months` months on the day `on`."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    month += 1
    for day in range(on.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(on.day, 28))


def born_between(from_months: int | None, to_months: int | None, on: date) -> tuple[date | None, date | None]:
    """
    The half-open range `(after, until]` of birth dates of those who are `from_months` or more and under `to_months` old.

    Either end may be None. A birth date d belongs to it when after < d <= until.
    """
    until = latest_birth(from_months, on) if from_months is not None else None
    after = latest_birth(to_months, on) if to_months is not None else None
    return after, until
