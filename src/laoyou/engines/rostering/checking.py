"""
Whether a roster keeps its rules: written apart from the search, shares nothing with it but the types, and runs on every roster in use.

It is slow and plain on purpose. Each fault names the rule, the visit, the carer, what was found and what was allowed.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from laoyou.engines.rostering.model import Carer, Costs, Reason, Rest, Roster, Running, Stop, Visit

SLACK = 1e-6
"""Minutes that rounding may take."""


class Rule(Enum):
    """A rule of the model that a roster can break."""

    UNKNOWN_VISIT = "the visit is not in the list"
    UNKNOWN_CARER = "the carer is not in the list"
    FORGOTTEN = "the visit is neither made nor named as not made"
    TWICE = "a part of the visit is made more than once"
    MADE_AND_NOT = "the visit is made and named as not made"
    HALF = "only one of two carers comes"
    SAME_CARER = "both parts are made by one carer"
    GAP = "the two carers do not come as far apart as they must"
    SKILL = "the carer lacks a skill"
    BARRED = "the carer must not come to this elder"
    GENDER = "the carer's gender is not the one that must be"
    DIALECT = "the carer speaks none of the dialects that must be"
    WINDOW = "the visit does not begin within its window"
    DURATION = "the visit is shorter or longer than it should be"
    TRAVEL = "the way from the place before takes longer than the time left for it"
    SHIFT = "the carer leaves before the shift or is back after it"
    LUNCH_MISSING = "the carer has no lunch"
    LUNCH_TWICE = "the carer has more than one lunch"
    LUNCH_WINDOW = "the lunch does not begin within its limits, or is too short"
    LUNCH_BROKEN = "there is a visit, or the way to it, during lunch"
    WORK = "travel and visits are longer than the carer may work"
    BILL = "a cost is not what the roster says"
    REASON = "the reason why the visit is not made does not hold"
    PAST = "what had begun in the running roster was changed"
    LOCKED = "a locked visit has another carer"
    TOO_EARLY = "something new begins before now"
    MOVED = "the list of moved visits is not right"


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule broken."""

    rule: Rule
    visit: str = ""
    carer: str = ""
    found: float = math.nan
    allowed: float = math.nan

    def __str__(self) -> str:
        who = ", ".join(
            part for part in (self.visit and f"visit {self.visit}", self.carer and f"carer {self.carer}") if part
        )
        what = "" if math.isnan(self.found) else f": {self.found:g}, allowed {self.allowed:g}"
        return f"{self.rule.value} ({who}){what}"


def check(
    roster: Roster,
    visits: Sequence[Visit],
    carers: Sequence[Carer],
    minutes: ArrayLike,
    *,
    costs: Costs | None = None,
    running: Running | None = None,
) -> list[Fault]:
    """Every fault of the roster, for the same day that it was planned for; empty where it keeps all rules."""
    return list(_Checker(roster, visits, carers, np.asarray(minutes, float), costs or Costs(), running).faults())


class _Checker:
    def __init__(
        self,
        roster: Roster,
        visits: Sequence[Visit],
        carers: Sequence[Carer],
        minutes: NDArray[np.float64],
        costs: Costs,
        running: Running | None,
    ) -> None:
        self.roster = roster
        self.visits = {visit.id: visit for visit in visits}
        self.carers = {carer.id: carer for carer in carers}
        self.minutes = minutes
        self.costs = costs
        self.running = running
        self.past: set[Stop] = set()
        self.past_rests: set[Rest] = set()
        if running is not None:
            self.past = {stop for stop in running.roster.stops if stop.start < running.now}
            self.past = {stop for stop in self.past if stop in roster.stops}
            self.past_rests = {rest for rest in running.roster.rests if rest.start < running.now}

    def faults(self) -> Iterator[Fault]:
        known = [stop for stop in self.roster.stops if stop.visit in self.visits and stop.carer in self.carers]
        for stop in self.roster.stops:
            if stop.visit not in self.visits:
                yield Fault(Rule.UNKNOWN_VISIT, stop.visit, stop.carer)
            if stop.carer not in self.carers:
                yield Fault(Rule.UNKNOWN_CARER, stop.visit, stop.carer)
        yield from self._presence()
        for stop in known:
            if stop not in self.past:
                yield from self._able(stop)
                yield from self._time(stop)
        yield from self._pairs(known)
        for carer in self.carers.values():
            yield from self._day(carer, sorted((s for s in known if s.carer == carer.id), key=lambda s: s.start))
        yield from self._bill(known)
        yield from self._reasons()
        if self.running is not None:
            yield from self._kept(self.running)

    def _presence(self) -> Iterator[Fault]:
        made = Counter((stop.visit, stop.part) for stop in self.roster.stops)
        named = Counter(row.visit for row in self.roster.unserved)
        for (made_id, _), times in made.items():
            if times > 1:
                yield Fault(Rule.TWICE, made_id, found=times, allowed=1)
        begun = {stop.visit for stop in self.past}  # one of two may have come before the other fell ill
        for visit in self.visits.values():
            parts = [part for part in (0, 1) if made[visit.id, part]]
            if parts and named[visit.id] and visit.id not in begun:
                yield Fault(Rule.MADE_AND_NOT, visit.id)
            elif not parts and not named[visit.id]:
                yield Fault(Rule.FORGOTTEN, visit.id)
            elif parts and not named[visit.id] and len(parts) != (1 if visit.second is None else 2):
                yield Fault(Rule.HALF, visit.id, found=len(parts), allowed=1 if visit.second is None else 2)
        for visit_id, times in named.items():
            if visit_id not in self.visits:
                yield Fault(Rule.UNKNOWN_VISIT, visit_id)
            if times > 1:
                yield Fault(Rule.TWICE, visit_id, found=times, allowed=1)

    def _why_not(self, visit: Visit, part: int, carer: Carer) -> list[Rule]:
        skills = visit.skills if part == 0 or visit.second is None else visit.second.skills
        broken = []
        if skills - carer.skills:
            broken.append(Rule.SKILL)
        if carer.id in visit.barred:
            broken.append(Rule.BARRED)
        if visit.must_gender and visit.gender and visit.gender != carer.gender:
            broken.append(Rule.GENDER)
        if visit.must_dialect and visit.dialects and not (visit.dialects & carer.dialects):
            broken.append(Rule.DIALECT)
        return broken

    def _able(self, stop: Stop) -> Iterator[Fault]:
        for rule in self._why_not(self.visits[stop.visit], stop.part, self.carers[stop.carer]):
            yield Fault(rule, stop.visit, stop.carer)

    def _time(self, stop: Stop) -> Iterator[Fault]:
        visit = self.visits[stop.visit]
        first, last = visit.window
        if stop.start < first - SLACK:
            yield Fault(Rule.WINDOW, stop.visit, stop.carer, stop.start, first)
        if stop.start > last + SLACK:
            yield Fault(Rule.WINDOW, stop.visit, stop.carer, stop.start, last)
        wanted = visit.minutes if stop.part == 0 or visit.second is None else visit.second.minutes
        if abs(stop.end - stop.start - wanted) > SLACK:
            yield Fault(Rule.DURATION, stop.visit, stop.carer, stop.end - stop.start, wanted)
        if self.running is not None and stop.start < self.running.now - SLACK:
            yield Fault(Rule.TOO_EARLY, stop.visit, stop.carer, stop.start, self.running.now)

    def _pairs(self, known: list[Stop]) -> Iterator[Fault]:
        by_part = {(stop.visit, stop.part): stop for stop in known}
        for visit in self.visits.values():
            first, second = by_part.get((visit.id, 0)), by_part.get((visit.id, 1))
            if visit.second is None or first is None or second is None:
                continue
            if first.carer == second.carer:
                yield Fault(Rule.SAME_CARER, visit.id, first.carer)
            least, most = visit.second.gap
            apart = second.start - first.start
            if not least - SLACK <= apart <= most + SLACK:
                yield Fault(Rule.GAP, visit.id, second.carer, apart, least if apart < least else most)

    def _was_free(self, carer: Carer, *, idle: bool) -> bool:
        """Whether this carer of a running day made nothing until it was too late to begin lunch: then she has rested."""
        if self.running is None or carer.lunch is None or not idle or self.running.now <= carer.shift[0]:
            return False
        starts = max(self.running.now, carer.lunch.earliest)
        back = starts + carer.lunch.minutes + float(self.minutes[carer.start_place, carer.end_place])
        return starts > carer.lunch.latest or back > carer.shift[1]

    def _day(self, carer: Carer, stops: list[Stop]) -> Iterator[Fault]:
        rests = [rest for rest in self.roster.rests if rest.carer == carer.id]
        if len(rests) > 1:
            yield Fault(Rule.LUNCH_TWICE, carer=carer.id, found=len(rests), allowed=1)
        new = [stop for stop in stops if stop not in self.past]
        if carer.lunch is not None and new and not rests and not self._was_free(carer, idle=len(new) == len(stops)):
            yield Fault(Rule.LUNCH_MISSING, carer=carer.id)
        yield from self._rests(carer, rests)
        if not stops:
            return
        # One line of the day: visits and rests by time; a rest has no way to it, and the next way begins after it.
        line: list[tuple[float, float, Stop | None]] = [(stop.start, stop.end, stop) for stop in stops]
        line += [(rest.start, rest.end, None) for rest in rests]
        line.sort(key=lambda row: (row[0], row[1]))
        free, place, worked = carer.shift[0], carer.start_place, 0.0
        now = -math.inf if self.running is None else self.running.now
        for start, end, stop in line:
            if stop is None:
                if start < free - SLACK:
                    yield Fault(Rule.LUNCH_BROKEN, carer=carer.id, found=start, allowed=free)
                free = max(free, end)
                continue
            there = self.visits[stop.visit].place
            way = float(self.minutes[place, there])
            if start < free + way - SLACK and stop not in self.past:
                during_lunch = any(rest.start < start < rest.end + way - SLACK for rest in rests)
                rule = Rule.LUNCH_BROKEN if during_lunch else Rule.TRAVEL
                yield Fault(rule, stop.visit, carer.id, start - free, way)
            free, place, worked = end, there, worked + way + (end - start)
        way = float(self.minutes[place, carer.end_place])
        worked += way
        if not new and free + way > carer.shift[1] + SLACK and now >= stops[-1].start:
            return  # what was over before the shift was cut short
        if free + way > carer.shift[1] + SLACK:
            yield Fault(Rule.SHIFT, stops[-1].visit, carer.id, free + way, carer.shift[1])
        if worked > carer.work_minutes + SLACK and new:
            yield Fault(Rule.WORK, carer=carer.id, found=worked, allowed=carer.work_minutes)
        first = stops[0]
        if (
            first.start - float(self.minutes[carer.start_place, self.visits[first.visit].place])
            < carer.shift[0] - SLACK
        ):
            yield Fault(Rule.SHIFT, first.visit, carer.id, first.start, carer.shift[0])

    def _rests(self, carer: Carer, rests: list[Rest]) -> Iterator[Fault]:
        for rest in rests:
            lunch = carer.lunch
            if rest in self.past_rests:
                continue
            if lunch is None:
                yield Fault(Rule.LUNCH_TWICE, carer=carer.id, found=1, allowed=0)
            elif rest.start < lunch.earliest - SLACK:
                yield Fault(Rule.LUNCH_WINDOW, carer=carer.id, found=rest.start, allowed=lunch.earliest)
            elif rest.start > lunch.latest + SLACK:
                yield Fault(Rule.LUNCH_WINDOW, carer=carer.id, found=rest.start, allowed=lunch.latest)
            elif rest.end - rest.start < lunch.minutes - SLACK:
                yield Fault(Rule.LUNCH_WINDOW, carer=carer.id, found=rest.end - rest.start, allowed=lunch.minutes)

    def _bill(self, known: list[Stop]) -> Iterator[Fault]:
        bill, costs = self.roster.bill, self.costs
        way, wishes, lateness = 0.0, 0, [0.0]
        for carer in self.carers.values():
            stops = sorted((stop for stop in known if stop.carer == carer.id), key=lambda stop: stop.start)
            if stops:
                places = [carer.start_place, *(self.visits[stop.visit].place for stop in stops), carer.end_place]
                way += sum(float(self.minutes[a, b]) for a, b in itertools.pairwise(places))
            for stop in stops:
                visit = self.visits[stop.visit]
                wishes += bool(visit.gender) and not visit.must_gender and visit.gender != carer.gender
                wishes += bool(visit.dialects) and not visit.must_dialect and not visit.dialects & carer.dialects
                wishes += bool(visit.known) and visit.known != carer.id
                if visit.due is not None:
                    lateness.append(max(0.0, stop.start - visit.due))
        left = sum(
            (costs.optional if self.visits[row.visit].optional else costs.unserved) * self.visits[row.visit].priority
            for row in self.roster.unserved
            if row.visit in self.visits
        )
        for found, allowed in (
            (bill.travel, costs.travel * way),
            (bill.wishes, costs.wish * wishes),
            (bill.late, costs.late * sum(lateness) + costs.latest * max(lateness)),
            (bill.unserved, left),
            (bill.moved, costs.moved * len(self.roster.moved)),
        ):
            if abs(found - allowed) > 1e-6 * max(1.0, abs(allowed)):
                yield Fault(Rule.BILL, found=found, allowed=allowed)

    def _reasons(self) -> Iterator[Fault]:
        for row in self.roster.unserved:
            visit = self.visits.get(row.visit)
            if visit is None:
                continue
            able = [
                [carer for carer in self.carers.values() if not self._why_not(visit, part, carer)]
                for part in range(1 if visit.second is None else 2)
            ]
            nobody = not all(able) or (len(able) == 2 and len({carer.id for side in able for carer in side}) < 2)
            if (row.reason is Reason.NO_SKILL) != nobody or (
                row.instead and row.instead not in {stop.visit for stop in self.roster.stops}
            ):
                yield Fault(Rule.REASON, visit.id)
            elif row.reason is Reason.OFF_SHIFT:
                first, last = visit.window
                on_shift: list[set[str]] = []
                for part, side in enumerate(able):
                    long = visit.minutes if part == 0 or visit.second is None else visit.second.minutes
                    fits = {c.id for c in side if c.shift[0] <= last and max(first, c.shift[0]) + long <= c.shift[1]}
                    on_shift.append(fits)
                if all(on_shift) and len({one for side_ids in on_shift for one in side_ids}) >= len(able):
                    yield Fault(Rule.REASON, visit.id)

    def _kept(self, running: Running) -> Iterator[Fault]:
        now = {(stop.visit, stop.part): stop for stop in self.roster.stops}
        shift_end = {carer.id: carer.shift[1] for carer in self.carers.values()}
        moved = set()
        for before in running.roster.stops:
            after = now.get((before.visit, before.part))
            if after is None or after.carer != before.carer:
                moved.add(before.visit)
            if before.start < running.now and before.end <= shift_end.get(before.carer, -math.inf) and after != before:
                yield Fault(Rule.PAST, before.visit, before.carer)
            elif before.visit in running.locked and after is not None and after.carer != before.carer:
                yield Fault(Rule.LOCKED, before.visit, after.carer)
        moved &= self.visits.keys()
        if moved != set(self.roster.moved):
            yield Fault(Rule.MOVED, found=len(self.roster.moved), allowed=len(moved))
