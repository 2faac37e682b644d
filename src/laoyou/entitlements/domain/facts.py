"""
What is known of one person in a month, in the words of the rules, each with how it is known.

Nothing is made up: what nobody said is not in the answer, and the engine takes it for unknown. `sweeping.columns` says the same
for a whole register; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal, Protocol

from laoyou.base.month import Month

Value = bool | int | str | date
How = Literal["register", "status", "ended", "excluded", "list", "statement", "conflict"]
"""
How something is known: from the person's own row, from a status that holds, from one that has ended, from one that excludes it,
from a complete list on which the person does not stand, from a statement; or not at all, because two say opposite things.
"""

YES: Final = "yes"
NO: Final = "no"
IMPLIES: Final[Mapping[str, str]] = {
    "extreme_hardship_in_care": "extreme_hardship",
    "extreme_hardship_at_home": "extreme_hardship",
}
"""Who has the first has the second; who is known not to have the second does not have the first."""
LEVELS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "gb-t-42195-2022": ("capability_level", ("intact", "mild", "moderate", "severe", "total")),
    "ltc-grades-2021": ("care_grade", ("none", "mild", "moderate", "severe_one", "severe_two", "severe_three")),
}
"""Instrument → the fact that its levels tell, and the code of each level. A level of another instrument tells none of them."""


class FactWanted(Protocol):
    """A fact as the rule book declares it."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Status:
    """A spell of a status on the register."""

    kind: str
    true_from: date
    true_to: date | None
    source: str = ""
    evidence: str = ""
    known_since: datetime | None = None
    example: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A dated statement of a fact beside the register."""

    fact: str
    value: str
    true_from: date
    true_to: date | None
    source: str = ""
    evidence: str = ""
    known_since: datetime | None = None
    example: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that was taken in whole."""

    fact: str
    absent: str
    area: str
    as_of: date
    true_from: date
    true_to: date
    source: str = ""
    example: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """What the register of people says of one person."""

    birth_date: date
    death_date: date | None
    known_on: date | None
    registered_area: str | None
    residence_area: str | None
    registered_from: date | None
    registered_to: date | None
    resident_from: date | None
    resident_to: date | None
    source: str = ""
    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A fact with its value, how it is known, who says so, and since when it holds. A conflict has no value."""

    value: Value | None
    how: How
    source: str = ""
    evidence: str = ""
    true_from: date | None = None
    known_since: datetime | None = None
    example: bool = False


@dataclass(frozen=True)
class Ground:
    """
    What the statements of one person rest on beside the register.

    excludes  status → statuses that nobody has beside it
    """

    statements: Sequence[Statement] = ()
    lists: Sequence[Listed] = ()
    excludes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    status_kinds: frozenset[str] = frozenset()


def asking_day(month: Month, death_date: date | None) -> date:
    """The day of which a status is asked: the last of the month, or the last of the life."""
    last = month.end - timedelta(days=1)
    return last if death_date is None else min(last, death_date - timedelta(days=1))


def covers(area: str, *places: str | None) -> bool:
    """Whether one of the places lies in the area."""
    return any(place is not None and place.startswith(area) for place in places)


def read_value(text: str, kind: str) -> Value | None:
    """The text of a statement as the engine takes it; None where it is of another type."""
    if kind == "bool":
        return {YES: True, NO: False}.get(text)
    if kind in ("int", "fen"):
        return int(text) if text.isascii() and text.isdigit() else None
    if kind in ("date", "open_date"):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    return text


def of_level(instrument: str, level: int) -> tuple[str, str] | None:
    """The fact and its code that a level of an assessment tells; None for an instrument that tells none."""
    told = LEVELS.get(instrument)
    return (told[0], told[1][level]) if told is not None and 0 <= level < len(told[1]) else None


def known_facts(person: Person, ground: Ground, wanted: Iterable[FactWanted], month: Month) -> dict[str, Known]:
    """Everything of `wanted` that is known in the month; what is not known is absent."""
    return {
        fact.name: found
        for fact in wanted
        if (found := _Asked(person, ground, month).fact(fact.name, fact.type)) is not None
    }


def values(known: Mapping[str, Known]) -> dict[str, Value]:
    """The facts as the engine takes them."""
    return {name: one.value for name, one in known.items() if one.value is not None}


class _Asked:
    """One person in one month."""

    def __init__(self, person: Person, ground: Ground, month: Month) -> None:
        self.person = person
        self.ground = ground
        self.day = asking_day(month, person.death_date)
        self.last = month.end - timedelta(days=1)

    def fact(self, name: str, kind: str) -> Known | None:
        person = self.person
        own: dict[str, Value | None] = {
            "birth_date": person.birth_date,
            "death_date": person.death_date,
            "registered_from": person.registered_from,
            "registered_to": person.registered_to,
            "resident_from": person.resident_from,
            "resident_to": person.resident_to,
            "registered_area": person.registered_area,
        }
        if name in own:
            return None if own[name] is None else Known(own[name], "register", person.source)
        if kind == "bool" and name in self.ground.status_kinds:
            return self.status(name)
        statement = self.statement(name)
        if statement is not None:
            value = read_value(statement.value, kind)
            return None if value is None else self.stated(statement, value)
        listed = self.listed(name)
        if listed is not None:
            value = read_value(listed.absent, kind)
            return None if value is None else self.off_list(listed, value)
        return None

    def stated(self, one: Statement, value: Value) -> Known:
        return Known(value, "statement", one.source, one.evidence, one.true_from, one.known_since, one.example)

    def off_list(self, one: Listed, value: Value) -> Known:
        return Known(value, "list", one.source, "", one.as_of, None, one.example)

    def holds(self, kind: str) -> Status | None:
        """The spell of a status that holds on the day."""
        return next(
            (
                one
                for one in self.person.statuses
                if one.kind == kind and one.true_from <= self.day and (one.true_to is None or one.true_to > self.day)
            ),
            None,
        )

    def ended(self, kind: str) -> Status | None:
        """The last spell of a status that was over on the day."""
        over = [
            one
            for one in self.person.statuses
            if one.kind == kind and one.true_to is not None and one.true_to <= self.day
        ]
        return max(over, key=lambda one: one.true_from) if over else None

    def statement(self, name: str) -> Statement | None:
        """The statement that holds on the day, the newest of several."""
        holding = [
            one
            for one in self.ground.statements
            if one.fact == name and one.true_from <= self.day and (one.true_to is None or one.true_to > self.day)
        ]
        return max(holding, key=lambda one: one.true_from) if holding else None

    def listed(self, name: str) -> Listed | None:
        """The complete list in force that speaks of the person, the newest of several."""
        person = self.person
        found = [
            one
            for one in self.ground.lists
            if one.fact == name
            and one.true_from <= self.last < one.true_to
            and covers(one.area, person.registered_area, person.residence_area)
            and (person.known_on is None or person.known_on <= one.as_of)
        ]
        return max(found, key=lambda one: one.as_of) if found else None

    def status(self, name: str) -> Known | None:
        """Yes where it holds; no where something says so; else unknown."""
        holding = self.holds(name) or next(
            (found for narrow, wide in IMPLIES.items() if wide == name and (found := self.holds(narrow))), None
        )
        statement = self.statement(name)
        if holding is not None:
            if statement is not None and statement.value == NO:
                return Known(None, "conflict", holding.source, statement.source, statement.true_from)
            return Known(
                True,
                "status",
                holding.source,
                holding.evidence,
                holding.true_from,
                holding.known_since,
                holding.example,
            )
        if statement is not None:
            return self.stated(statement, statement.value == YES)
        for other in self.ground.excludes.get(name, ()):
            if (found := self.holds(other)) is not None:
                return Known(
                    False, "excluded", found.source, found.evidence, found.true_from, found.known_since, found.example
                )
        if (over := self.ended(name)) is not None:
            return Known(False, "ended", over.source, over.evidence, over.true_to, over.known_since, over.example)
        if (listed := self.listed(name)) is not None:
            return self.off_list(listed, listed.absent == YES)
        wide = IMPLIES.get(name)
        if wide is not None and (implied := self.status(wide)) is not None and implied.value is False:
            return Known(
                False,
                implied.how,
                implied.source,
                implied.evidence,
                implied.true_from,
                implied.known_since,
                implied.example,
            )
        return None
