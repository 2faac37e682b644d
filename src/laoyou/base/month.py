"""Calendar months, and ages counted in whole months."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from laoyou.base.errors import DomainError, declare

declare({"base.month": "“%(text)s”不是月份：应写作“年-月”，例如 2026-10。"})

_FORM = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month; benefits are determined and paid for months."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9999 and 1 <= self.month <= 12):
            raise DomainError("base.month", text=f"{self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-10"; DomainError `base.month` for anything else."""
        found = _FORM.fullmatch(text)
        if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:
            raise DomainError("base.month", text=text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month in which `day` lies."""
        return cls(day.year, day.month)

    def plus(self, months: int) -> "Month":
        """The month `months` later (earlier where negative)."""
        count = self.year * 12 + self.month - 1 + months
        return Month(count // 12, count % 12 + 1)

    def minus(self, other: "Month") -> int:
        """How many months lie from `other` to this month."""
        return (self.year - other.year) * 12 + self.month - other.month

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def end(self) -> date:
        """The first day after the month, so that [first_day, end) is the month."""
        return self.plus(1).first_day

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def age_in_months(born: date, on: date) -> int:
    """
    Completed months of life on the day `on`; negative before birth.

    A month is completed on the same day number, or on the first day of the next month where the month is too
    short: a child born on 31 January completes its first month on 1 March.
    """
    months = (on.year - born.year) * 12 + on.month - born.month
    return months - 1 if on.day < born.day else months


def age_in_years(born: date, on: date) -> int:
    """Completed years of life on the day `on` (周岁)."""
    return age_in_months(born, on) // 12
