"""Births by month of a place, and the children of an age some months on, by the demand engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from laoyou.base.month import Month
from laoyou.engines import demand
from laoyou.engines.demand import RadarPoint

AHEAD: Final = (6, 12, 24)
YOUNG, OLD = demand.AGE_MONTHS


@dataclass(frozen=True)
class BirthMonths:
    """
    Children by month of birth, without a gap, the last month complete.

    counts  children who live there now and were born in the month; a month without any is a counted zero
    """

    first: Month
    counts: tuple[int, ...]

    @property
    def last(self) -> Month:
        return self.first.plus(len(self.counts) - 1)

    def months(self) -> list[Month]:
        """Every month, the oldest first."""
        return [self.first.plus(step) for step in range(len(self.counts))]


def months_of(births: Mapping[str, int], day: date, length: int) -> BirthMonths:
    """The `length` months up to `day`; a month that `day` does not end is left out, for it is not complete."""
    complete = (day + timedelta(days=1)).day == 1
    last = Month.of(day) if complete else Month.of(day).plus(-1)
    first = Month.of(day).plus(1 - length)
    count = last.minus(first) + 1
    return BirthMonths(first, tuple(births.get(str(first.plus(step)), 0) for step in range(count)))


def radar(known: BirthMonths, coming: Sequence[float], wanting: float | None) -> Mapping[int, RadarPoint]:
    """
    Children from 6 to below 36 months and places for them, so many months on.

    coming   children expected to be born in each of the next 12 months, then in each of the 12 after: two numbers
    wanting  share whose family wants a place; None where nobody has stated it: then only children are asked for
    """
    share = demand.given("有入托意愿的比例", "Share who want a place", 1.0 if wanting is None else wanting, "share")
    expected = np.repeat(np.asarray(coming, float), 12)[None]
    return demand.birth_radar(
        np.array([known.counts], float), first=known.first, wanting=share, ahead=AHEAD, expected=expected
    )


def born_span(known: BirthMonths, ahead: int) -> tuple[Month, Month] | None:
    """The months, both included, in which those were born who are of the age `ahead` months on; None where nobody of them is born."""
    now = known.last
    first, last = now.plus(ahead - OLD + 1), now.plus(min(ahead - YOUNG, 0))
    return (first, last) if first <= last else None


def ages_of(known: BirthMonths, span: tuple[Month, Month]) -> tuple[int, int]:
    """The ages in completed months, half-open, that children born in these months have at the end of the last month counted."""
    return known.last.minus(span[1]), known.last.minus(span[0]) + 1
