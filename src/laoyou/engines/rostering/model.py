"""
What a day of visits is, what a roster is, and what it costs.

Units: times are minutes after midnight of the day, durations and travel are minutes, costs are minutes of travel or what is worth
as much. Places are rows of one square matrix of travel minutes; `inf` is “no way”. The model:

- A carer leaves `start_place` not before the shift begins and is at `end_place` before it ends. Travel and visits together (without
  waiting and lunch) are at most `work_minutes`.
- A visit begins within its window, at one place, and is made by a carer who has all its skills. A second carer (`Second`) comes at the same
  moment, or within a gap before or after; these two are always two persons. Both come, or neither.
- A carer who has visits and a `Lunch` rests once, undisturbed, where the last visit was (or at `start_place`), beginning within the given limits.
  In a running day, who had no visit until it was too late to begin it has rested already.
- Wishes (gender, dialects, a carer whom the elder knows) cost `Costs.wish` each where they are not met; what *must* hold is a rule.
- `due` is softer than the window: each minute that a part of a visit begins later costs `Costs.late`, the latest of all `Costs.latest` again.
- Not making a visit costs `Costs.unserved` (`Costs.optional` where it may be left out) times its priority.
- In a running day, a visit that goes to another carer than before costs `Costs.moved`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

ALWAYS = (0.0, math.inf)


@dataclass(frozen=True, slots=True)
class Second:
    """
    The other carer of a double visit.

    gap  how much later this one begins than the first, at least and at most; (0, 0) is together, a negative number is before
    """

    minutes: float
    skills: frozenset[str] = frozenset()
    gap: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Visit:
    """
    One visit to one elder.

    window  earliest and latest moment to begin; of a double visit, each of the two begins within it
    due     begin until then without cost; None is the window's end
    priority  how many times the usual cost it is not to come, above 0
    known   the carer whom the elder knows, by id; a wish
    barred  carers who must not come
    """

    id: str
    place: int
    minutes: float
    window: tuple[float, float] = ALWAYS
    skills: frozenset[str] = frozenset()
    second: Second | None = None
    gender: str = ""
    must_gender: bool = False
    dialects: frozenset[str] = frozenset()
    must_dialect: bool = False
    known: str = ""
    barred: frozenset[str] = frozenset()
    priority: float = 1.0
    optional: bool = False
    due: float | None = None

    @property
    def parts(self) -> int:
        """How many carers come."""
        return 1 if self.second is None else 2

    def needs(self, part: int) -> tuple[float, frozenset[str]]:
        """Minutes and skills of the first (0) or second (1) carer's part."""
        if part and self.second is not None:
            return self.second.minutes, self.second.skills
        return self.minutes, self.skills


@dataclass(frozen=True, slots=True)
class Lunch:
    """A rest of so many minutes that begins within these limits."""

    minutes: float
    earliest: float
    latest: float


@dataclass(frozen=True, slots=True)
class Carer:
    """One carer on this day; who is ill from some moment on has a shift that ends then."""

    id: str
    start_place: int
    end_place: int
    shift: tuple[float, float] = ALWAYS
    skills: frozenset[str] = frozenset()
    gender: str = ""
    dialects: frozenset[str] = frozenset()
    lunch: Lunch | None = None
    work_minutes: float = math.inf


@dataclass(frozen=True, slots=True)
class Costs:
    """What counts how much, in minutes of travel."""

    travel: float = 1.0
    wish: float = 15.0
    late: float = 1.0
    latest: float = 0.0
    unserved: float = 2_000.0
    optional: float = 60.0
    moved: float = 90.0


@dataclass(frozen=True, slots=True)
class Stop:
    """One carer's part of one visit."""

    visit: str
    part: int
    carer: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rest:
    """A carer's lunch."""

    carer: str
    start: float
    end: float


class Reason(Enum):
    """Why a visit is not made: the first of these that is so."""

    NO_SKILL = "no carer has the skills and is allowed"
    OFF_SHIFT = "no able carer is on shift then"
    UNREACHABLE = "no able carer reaches the window"
    FULL = "all able carers are full"
    BY_CHOICE = "it would cost more than it is worth"


@dataclass(frozen=True, slots=True)
class Unserved:
    """
    A visit that is not made, and why.

    instead  FULL only: the visit whose place it could take most cheaply, and with which carer; "" where no single exchange helps
    more     by how much the cost, other than that of the two visits not made, would change; BY_CHOICE: what making it would add
    """

    visit: str
    reason: Reason
    instead: str = ""
    carer: str = ""
    more: float = math.nan


@dataclass(frozen=True, slots=True)
class Bill:
    """The cost of a roster, by what it is for; minutes of travel."""

    travel: float
    wishes: float
    late: float
    unserved: float
    moved: float

    @property
    def total(self) -> float:
        return self.travel + self.wishes + self.late + self.unserved + self.moved


@dataclass(frozen=True, slots=True)
class Roster:
    """
    Who goes where and when, and what is left undone.

    stops  by carer in the order of `carers`, then by time
    moved  visits that had a carer in the running roster and now have another, or none
    iterations  what the search took: with the same seed and iterations the same roster comes out
    """

    stops: tuple[Stop, ...]
    rests: tuple[Rest, ...]
    unserved: tuple[Unserved, ...]
    bill: Bill
    moved: tuple[str, ...] = ()
    iterations: int = field(default=0, compare=False)

    def routes(self) -> dict[str, tuple[Stop, ...]]:
        """The stops of each carer who has any, by time."""
        found: dict[str, list[Stop]] = {}
        for stop in self.stops:
            found.setdefault(stop.carer, []).append(stop)
        return {carer: tuple(stops) for carer, stops in found.items()}


@dataclass(frozen=True, slots=True)
class Running:
    """
    A day that has begun.

    now     nothing is changed that began before or that a carer has to be under way to
    locked  visits that stay with their carers (ids)
    """

    roster: Roster
    now: float = -math.inf
    locked: frozenset[str] = frozenset()


Details = Mapping[str, Any]
