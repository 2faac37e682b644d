"""What a rule book is made of: facts, dated parameters, definitions, benefits with clauses and tiers, conflicts, the law of the month."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from laoyou.base.month import Month

FactType = Literal["bool", "int", "fen", "date", "open_date", "code", "area"]
ParameterType = Literal["fen", "percent", "int"]
Subject = Literal["person", "registered_household", "living_household", "aid_unit", "facility", "worker"]
Period = Literal["day", "month", "year", "once"]

MOST_CLAUSES: Final = 12
"""So many clauses, with those that follow from tiers and amounts, fit into one code of a determination."""
MOST_TIERS: Final = 15


@dataclass(frozen=True, slots=True)
class Fact:
    """
    Something that may be known of a subject. Unknown is a value of its own, neither false nor zero.

    type    `open_date` is the end of something that may have none (a death, a move away): there nothing means “has not ended”, and only
            `alive` and `holds` may ask for it
    values  the codes that a fact of type `code` may hold
    holder  the department that can tell
    """

    name: str
    subject: Subject
    type: FactType
    values: tuple[str, ...] = ()
    holder: str = ""
    place: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Dated:
    """A value from a month up to, and without, another; None is a value that nobody has entered yet."""

    value: int | None
    start: Month
    end: Month | None = None

    def holds(self, month: Month) -> bool:
        return self.start <= month and (self.end is None or month < self.end)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that rules use: whole fen, a count, or hundredths of a per cent (7500 is 75 %)."""

    name: str
    type: ParameterType
    values: tuple[Dated, ...]
    place: object = field(default=None, compare=False)

    def at(self, month: Month) -> Dated | None:
        return next((dated for dated in self.values if dated.holds(month)), None)


@dataclass(frozen=True, slots=True)
class Definition:
    """A condition with a name, to be used by several clauses."""

    name: str
    subject: Subject
    when: str
    place: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Law:
    """
    Which day of a month decides, so that a month is owed whole or not at all.

    age_from     who reaches an age in a month has it for that month, or from the next one
    age_until    who grows out of an age in a month still has it for that month, or no longer
    death        the month of death is owed, or it is not
    residence    the month of a move belongs to where somebody is on its first day, on its last day, or on any day of it
    short_month  who was born on the 29th to 31st completes a year or month that ends in a shorter month on its last day, or on the first day after
    """

    name: str
    age_from: Literal["same_month", "next_month"] = "same_month"
    age_until: Literal["through_month", "stops_in_month"] = "through_month"
    death: Literal["through_month", "stops_in_month"] = "through_month"
    residence: Literal["first_day", "last_day", "any_day"] = "first_day"
    short_month: Literal["last_day", "next_first_day"] = "next_first_day"
    place: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a benefit: an expression that is true, false or unknown."""

    name: str
    when: str
    place: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Tier:
    """An amount with its condition; of the tiers of a benefit the first that applies counts."""

    name: str
    when: str
    amount: str
    place: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Benefit:
    """
    What somebody has a right to, in one version from a month up to, and without, another.

    amount     expression of the amount of one period, where there are no tiers: fen, or a number of services; None for what has no amount
    money      whether the amounts are fen
    due_month  the calendar month in which a yearly amount is due
    """

    name: str
    subject: Subject
    start: Month
    clauses: tuple[Clause, ...]
    law: str
    end: Month | None = None
    tiers: tuple[Tier, ...] = ()
    amount: str | None = None
    money: bool = True
    period: Period = "month"
    due_month: int | None = None
    place: object = field(default=None, compare=False)

    def holds(self, month: Month) -> bool:
        return self.start <= month and (self.end is None or month < self.end)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Of these benefits only the highest is given (从高不重复); of equal ones the first that is listed."""

    name: str
    benefits: tuple[str, ...]
    start: Month
    end: Month | None = None
    place: object = field(default=None, compare=False)

    def holds(self, month: Month) -> bool:
        return self.start <= month and (self.end is None or month < self.end)


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that determinations follow from."""

    facts: tuple[Fact, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    definitions: tuple[Definition, ...] = ()
    laws: tuple[Law, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
