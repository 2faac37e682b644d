"""Which residents are meant: what a list shows, what a figure counts, and the link between the two."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """Whom an area's people are: those who usually live there (常住), those registered there (户籍), or either."""

    LIVING = "living"
    REGISTERED = "registered"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Selection:
    """
    A choice of living people.

    search      as typed; '' = everybody
    basis       by which of the two areas people are placed
    areas       area ids, any of which will do; none = the whole district
    months      age in completed months, half-open; either end may be open
    sex         'male', 'female' or ''
    statuses    every one of them must hold today
    elsewhere   True: the other one of the two areas lies outside the district; False: inside; None: wherever
    """

    search: str = ""
    basis: Basis = Basis.LIVING
    areas: tuple[str, ...] = ()
    months: tuple[int | None, int | None] = (None, None)
    sex: str = ""
    statuses: tuple[str, ...] = ()
    elsewhere: bool | None = None


def months_of_years(low: int | None, high: int | None) -> tuple[int | None, int | None]:
    """Ages from `low` to `high` years, both included, as a half-open range of months: (60, 79) → (720, 960)."""
    return (None if low is None else low * 12, None if high is None else (high + 1) * 12)


def narrower(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    """The months that lie in both ranges."""
    lows = [bound for bound in (one[0], other[0]) if bound is not None]
    highs = [bound for bound in (one[1], other[1]) if bound is not None]
    return (max(lows) if lows else None, min(highs) if highs else None)
