"""
Where somebody is at home, day by day: a timeline of spells without gaps, and what a move or a correction does to it.

Nothing here knows when something was learnt; the table behind it keeps, beside each spell, since when the register said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Basis(StrEnum):
    """Which of the two places of a person: where he usually lives, or where his household registration is."""

    RESIDENCE = "residence"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Home:
    """
    A place, and the household there.

    area       area id in the district; None where it lies outside (then `elsewhere` says where) or is not known
    household  id of the living household (residence) or of the booklet (registration)
    relation   what he is to the head of that household
    """

    area: str | None = None
    elsewhere: str = ""
    household: int | None = None
    relation: str = ""

    @property
    def place(self) -> tuple[str | None, str]:
        """Where it is, whatever the household."""
        return (self.area, self.elsewhere)


@dataclass(frozen=True, slots=True)
class Spell:
    """A home from a day to a day, half-open; no first day = since birth, no last day = until now."""

    home: Home
    true_from: date | None = None
    true_to: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the spell holds on `day`."""
        return (self.true_from is None or self.true_from <= day) and (self.true_to is None or day < self.true_to)


Timeline = tuple[Spell, ...]
"""Spells in order; the last one has no end."""


def beginning(home: Home, since: date | None) -> Timeline:
    """The timeline of somebody who never moved: at `home` since the day `since`, or since birth."""
    return (Spell(home, since),)


def home_on(timeline: Sequence[Spell], day: date) -> Home | None:
    """Where he was at home on `day`; None where nobody knows."""
    return next((spell.home for spell in timeline if spell.covers(day)), None)


def _stay(timeline: Timeline) -> int:
    """Where in the timeline the present stay begins: the last spells in one place, whatever the households."""
    start = len(timeline) - 1
    while start and timeline[start - 1].home.place == timeline[start].home.place:
        start -= 1
    return start


def stays(timeline: Timeline) -> Timeline:
    """The timeline by places alone: one spell for each, with the household of its end."""
    found: list[Spell] = []
    for spell in timeline:
        if found and found[-1].home.place == spell.home.place:
            found[-1] = Spell(spell.home, found[-1].true_from, spell.true_to)
        else:
            found.append(spell)
    return tuple(found)


def since(timeline: Timeline) -> date | None:
    """The first day in the present place; None = since birth."""
    return timeline[_stay(timeline)].true_from


def moved(timeline: Timeline, home: Home, on: date) -> Timeline:
    """
    The timeline after he is at `home` from the day `on`; households entered later in the place that he left are forgotten.

    Raises ValueError where `on` lies before the last change of place: that is a correction, not a move.
    """
    first = since(timeline)
    if first is not None and on < first:
        raise ValueError("a move before the last one")
    kept = [spell for spell in timeline if spell.true_from is None or spell.true_from < on]
    if kept:
        kept[-1] = replace(kept[-1], true_to=on)
        if kept[-1].home == home:
            return (*kept[:-1], replace(kept[-1], true_to=None))
    return (*kept, Spell(home, on))


def household_changed(timeline: Timeline, home: Home, on: date) -> Timeline:
    """The timeline after he is in another household of the same place from `on`. Raises ValueError before the last change."""
    last = timeline[-1]
    if last.true_from is not None and on < last.true_from:
        raise ValueError("a change before the last one")
    return moved(timeline, home, on)


def without_last(timeline: Timeline) -> Timeline:
    """The timeline as if the last change of place had not been recorded. Raises ValueError where there was none."""
    start = _stay(timeline)
    if start == 0:
        raise ValueError("nothing to take back")
    return (*timeline[: start - 1], replace(timeline[start - 1], true_to=None))


def last_corrected(timeline: Timeline, home: Home, on: date | None) -> Timeline:
    """
    The timeline whose present stay is at the place of `home` since `on`; households are kept where the place is right.

    Raises ValueError where `on` is not after the first day of the stay before, or not before a later change of household.
    """
    start = _stay(timeline)
    before, stay = timeline[:start], timeline[start:]
    if before:
        first = before[-1].true_from
        if on is None or (first is not None and on <= first):
            raise ValueError("not after the stay before")
        before = (*before[:-1], replace(before[-1], true_to=on))
    if stay[-1].home.place != home.place:
        return (*before, Spell(home, on))
    if stay[0].true_to is not None and on is not None and on >= stay[0].true_to:
        raise ValueError("not before the next change of household")
    return (*before, replace(stay[0], true_from=on), *stay[1:])
