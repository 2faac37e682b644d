"""Facts about people on the demonstration's date, and who answers and cares for them. All of it is example."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from laoyou.demo.synthesis import households
from laoyou.demo.synthesis.households import NOBODY
from laoyou.demo.synthesis.inputs import Rates
from laoyou.demo.synthesis.population import NO_DAY, District, day_number
from laoyou.demo.synthesis.rollforward import living_here, name_new_heads
from laoyou.demo.synthesis.tables import FloatArray, IntArray, pick

YEAR = 365.2425
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Facts:
    """One kind of fact: whose it is (positions), since and until when (days; NO_DAY = it goes on)."""

    kind: str
    who: IntArray
    since: IntArray
    until: IntArray


@dataclass
class Ties:
    """
    Groups and ties; positions of people.

    aid_members    (members, 2)  number of the aid unit, person;  aid_since (units,)  aid_until (units,)
    support        (pairs, 2)    elder, child who owes support
    guardians      (rows, 2)     child, guardian;  entrusted (rows,) whether a grandparent stands in for parents who are away
    carers         (rows, 2)     elder, relative who cares;  carer_relation (rows,)  what the carer is to the elder
    contacts       (rows, 2)     elder who lives alone, child to call
    """

    facts: list[Facts] = field(default_factory=list)
    aid_members: IntArray = field(default_factory=lambda: np.empty((0, 2), np.int64))
    aid_since: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    aid_until: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    support: IntArray = field(default_factory=lambda: np.empty((0, 2), np.int64))
    guardians: IntArray = field(default_factory=lambda: np.empty((0, 2), np.int64))
    entrusted: Flags = field(default_factory=lambda: np.empty(0, bool))
    carers: IntArray = field(default_factory=lambda: np.empty((0, 2), np.int64))
    carer_relation: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    contacts: IntArray = field(default_factory=lambda: np.empty((0, 2), np.int64))


def statuses_and_ties(district: District, rates: Rates, on: date, rng: np.random.Generator) -> Ties:
    """What is true on the day `on`, with the pack's example rates; households decide who lives alone or in an empty nest."""
    return _Statuses(district, rates, day_number(on), rng).build()


class _Statuses:
    def __init__(self, district: District, rates: Rates, today: int, rng: np.random.Generator) -> None:
        self.people, self.rates, self.today, self.rng = district.people, rates, today, rng
        self.ties = Ties()
        self.has: dict[str, Flags] = {"all": np.ones(len(district.people), bool)}
        people = self.people
        self.district = district
        self.here = living_here(people)
        self.age = (today - people.birth) / YEAR
        self._look_at_households()
        self.parents_of_someone_away = self._parents_of(people.moved_out != NO_DAY)

    def _look_at_households(self) -> None:
        """Who lives in a family, how large it is, and whether only elders live in it."""
        people, district = self.people, self.district
        self.in_family = (
            self.here & (people.household != NOBODY) & ~district.collective[np.maximum(people.household, 0)]
        )
        home = np.maximum(people.household, 0)
        count = len(district.household_community)
        self.size = np.bincount(home[self.in_family], minlength=count)[home]
        elders = np.bincount(home[self.in_family & (self.age >= 60)], minlength=count)[home]
        self.only_elders = self.in_family & (elders == self.size)

    def build(self) -> Ties:
        self._extreme_hardship()
        alone = self._living_arrangements()
        self._low_income()
        self._health()
        self._support_and_care(alone)
        return self.ties

    def _parents_of(self, children: Flags) -> Flags:
        flags = np.zeros(len(self.people), bool)
        for parent in (self.people.mother, self.people.father):
            known = children & (parent != NOBODY)
            flags[parent[known]] = True
        return flags

    def _add(
        self, kind: str, who: IntArray, *, longest: float = 8.0, ended: float = 0.0, since: IntArray | None = None
    ) -> None:
        """A fact for each of `who`, since a day in the last `longest` years; a share `ended` is over by now."""
        if since is None:
            since = self.today - self.rng.integers(20, int(longest * 365), len(who))
        since = np.maximum(since, self.people.birth[who] + 1)
        self.has[kind] = np.isin(np.arange(len(self.people)), who)
        until = np.full(len(who), NO_DAY, dtype=np.int64)
        over = self.rng.random(len(who)) < ended
        until[over] = since[over] + 1 + (self.rng.random(int(over.sum())) * (self.today - since[over] - 1)).astype(int)
        self.ties.facts.append(Facts(kind, who, since, until))

    def _living_arrangements(self) -> IntArray:
        people = self.people
        elder = self.in_family & (self.age >= 60)
        alone = np.flatnonzero(elder & (self.size == 1))
        empty = np.flatnonzero(elder & self.only_elders & (self.size > 1))
        spouse = people.spouse[alone]
        widowed = np.where(spouse != NOBODY, people.death[np.maximum(spouse, 0)], NO_DAY)
        since = self.today - self.rng.integers(30, 3650, len(alone))
        self._add("lives_alone", alone, since=np.where(widowed != NO_DAY, widowed, since))
        self._add("empty_nest", empty)
        elders = self._sample("left_behind", elder & self.only_elders & self.parents_of_someone_away)
        home = np.maximum(people.household, 0)
        parent_here = np.zeros(len(people), bool)
        for parent in (people.mother, people.father):
            known = parent != NOBODY
            parent_here |= known & self.here[np.maximum(parent, 0)] & (people.household[np.maximum(parent, 0)] == home)
        children = np.flatnonzero(
            self.in_family & (self.age < 16) & ~parent_here & (people.relation == households.GRANDCHILD)
        )
        self._add("left_behind", np.concatenate([elders, children]), longest=5.0)
        keepers = self._head_of(children)
        found = keepers != NOBODY
        self._guardians(children[found], keepers[found])
        return alone

    def _head_of(self, who: IntArray) -> IntArray:
        people = self.people
        heads = np.full(int(people.household.max(initial=0)) + 1, NOBODY)
        lead = np.flatnonzero(self.here & (people.relation == households.HEAD) & (people.household != NOBODY))
        heads[people.household[lead]] = lead
        return heads[people.household[who]]

    def _guardians(self, left_behind: IntArray, keepers: IntArray) -> None:
        people = self.people
        pairs, entrusted = [np.stack([left_behind, keepers], axis=1)], [np.ones(len(left_behind), bool)]
        small = np.flatnonzero(self.here & (self.age < 3) & (self.rng.random(len(people)) < self.rates.guardians_known))
        for parent in (people.mother, people.father):
            known = small[(parent[small] != NOBODY)]
            known = known[people.death[parent[known]] == NO_DAY]
            pairs.append(np.stack([known, parent[known]], axis=1))
            entrusted.append(np.zeros(len(known), bool))
        self.ties.guardians, self.ties.entrusted = np.concatenate(pairs), np.concatenate(entrusted)

    def _sample(self, status: str, among: Flags, weight: FloatArray | None = None) -> IntArray:
        """People of `among` who have `status`, by the pack's shares for their age; likelier where `weight` (people,) is larger."""
        chosen = []
        for share in self.rates.shares:
            if share.status != status:
                continue
            of = self.has.get(share.of_status, np.zeros(len(self.people), bool))
            group = of & self.here & (self.age >= share.age_from) & (self.age < share.age_to)
            count = round(int(group.sum()) * share.percent / 100)
            pool = np.flatnonzero(group & among)
            weights = np.ones(len(pool)) if weight is None else weight[pool]
            chosen.append(pool[pick(weights, min(count, len(pool)), self.rng)])
        return np.unique(np.concatenate(chosen)) if chosen else np.empty(0, dtype=np.int64)

    def _extreme_hardship(self) -> None:
        everybody = self.has["all"]
        childless = ~self._parents_of(everybody)
        weight = np.where(childless, 8.0, 0.3) * np.where(self.in_family & (self.size == 1), 3.0, 1.0)
        weight *= np.where(self.in_family, 1.0, 4.0)
        self._add("extreme_hardship", self._sample("extreme_hardship", everybody, weight))
        frail = np.maximum(1.0, self.age - 60)
        self._add("unable_to_care_for_self", self._sample("unable_to_care_for_self", everybody, frail), longest=4.0)
        wishing = self._sample("wants_care_in_institution", everybody, np.where(self.in_family, 1.0, 6.0))
        self._add("wants_care_in_institution", wishing)
        inside = self._sample("extreme_hardship_in_care", everybody, np.where(self.in_family, 1.0, 6.0))
        self._add("extreme_hardship_in_care", inside)
        self._move_into_homes(inside[self.in_family[inside]])
        self._add(
            "extreme_hardship_at_home",
            np.flatnonzero(self.has["extreme_hardship"] & ~self.has["extreme_hardship_in_care"]),
        )

    def _move_into_homes(self, who: IntArray) -> None:
        """Whoever is supported in an institution lives in one: in a collective household of the same town where there is one."""
        people, district = self.people, self.district
        homes = np.flatnonzero(district.collective)
        if not len(homes) or not len(who):
            return
        town = np.array([community.town for community in district.communities])
        town_of_home = town[district.household_community[homes]]
        for number in np.unique(town[people.community[who]]):
            moving = who[town[people.community[who]] == number]
            near = homes[town_of_home == number]
            chosen = self.rng.choice(near if len(near) else homes, size=len(moving))
            people.household[moving] = chosen
            people.community[moving] = district.household_community[chosen]
            people.relation[moving] = households.OTHER
        name_new_heads(district)
        self._look_at_households()

    def _low_income(self) -> None:
        """Whole families: what the shares say of people is said of the heads of their households."""
        people = self.people
        head = self.in_family & (people.relation == households.HEAD)
        count = int(people.household.max(initial=0)) + 1
        home = np.maximum(people.household, 0)
        taken = np.bincount(home[self.has["extreme_hardship"] & self.in_family], minlength=count) > 0
        units: list[IntArray] = []
        first_unit = 0
        for kind in ("min_living_allowance", "marginal_low_income", "rigid_expenditure_hardship"):
            chosen = self._heads_with(kind, head & ~taken[home])
            homes = people.household[chosen]
            taken[homes] = True
            number = np.full(count, NOBODY)
            number[homes] = np.arange(len(homes)) + first_unit
            members = np.flatnonzero(self.in_family & (number[home] != NOBODY))
            unit = number[people.household[members]]
            opened = self.today - self.rng.integers(40, 365 * 7, len(homes))
            since = np.maximum(opened[unit - first_unit], people.birth[members] + 1)
            over = self.rng.random(len(homes)) < 0.06
            closed = np.where(
                over, opened + 1 + (self.rng.random(len(homes)) * (self.today - opened - 1)).astype(int), NO_DAY
            )
            until = closed[unit - first_unit]
            keep = (until == NO_DAY) | (until > since)
            self.ties.facts.append(Facts(kind, members[keep], since[keep], until[keep]))
            units.append(np.stack([unit[keep], members[keep]], axis=1))
            self.ties.aid_since = np.concatenate([self.ties.aid_since, opened])
            self.ties.aid_until = np.concatenate([self.ties.aid_until, closed])
            first_unit += len(homes)
        self.ties.aid_members = np.concatenate(units)

    def _heads_with(self, kind: str, heads: Flags) -> IntArray:
        chosen = [np.empty(0, dtype=np.int64)]
        for share in self.rates.shares:
            if share.status == kind and share.age_to > 18:
                pool = np.flatnonzero(heads & (self.age >= share.age_from) & (self.age < share.age_to))
                chosen.append(pool[pick(np.ones(len(pool)), round(len(pool) * share.percent / 100), self.rng)])
        return np.unique(np.concatenate(chosen))

    def _health(self) -> None:
        everybody, frail = self.has["all"], np.maximum(1.0, self.age - 55)
        self._add("severe_disability", self._sample("severe_disability", everybody, frail), longest=15.0)
        self._add("disabled_elder", self._sample("disabled_elder", everybody, frail), longest=5.0)
        self._add("cognitive_impairment", self._sample("cognitive_impairment", everybody, frail), longest=5.0)
        self._add(
            "special_family_planning_family", self._sample("special_family_planning_family", everybody), longest=12.0
        )
        veterans = np.where(self.people.sex == 0, 6.0, 1.0) * np.maximum(1.0, self.age - 15)
        self._add("entitled_group", self._sample("entitled_group", everybody, veterans), longest=20.0)

    def _support_and_care(self, alone: IntArray) -> None:
        people = self.people
        alive = people.death == NO_DAY
        grown = np.flatnonzero(alive & (self.age >= 18))
        pairs = []
        for parent in (people.mother, people.father):
            child = grown[parent[grown] != NOBODY]
            elder = parent[child]
            counts = alive[elder] & (self.age[elder] >= 60) & (self.here[elder] | (people.registered[elder] != NOBODY))
            pairs.append(np.stack([elder[counts], child[counts]], axis=1))
        support = np.concatenate(pairs)
        self.ties.support = support[np.lexsort((support[:, 1], support[:, 0]))]
        self._carers()
        elder, first = np.unique(self.ties.support[:, 0], return_index=True)
        nearest = np.full(len(people), NOBODY)
        nearest[elder] = self.ties.support[first, 1]
        reachable = alone[nearest[alone] != NOBODY]
        self.ties.contacts = np.stack([reachable, nearest[reachable]], axis=1)

    def _carers(self) -> None:
        """Whoever is disabled and lives in a family is cared for by the spouse, else by a child in the same household."""
        people = self.people
        elders = np.flatnonzero(self.has["disabled_elder"] & self.in_family)
        spouse = people.spouse[elders]
        together = (
            (spouse != NOBODY)
            & self.here[np.maximum(spouse, 0)]
            & (people.household[np.maximum(spouse, 0)] == people.household[elders])
        )
        by_spouse = np.stack([elders[together], spouse[together]], axis=1)
        rest = elders[~together]
        child_here = self.ties.support[
            self.here[self.ties.support[:, 1]]
            & (people.household[self.ties.support[:, 0]] == people.household[self.ties.support[:, 1]])
        ]
        elder, first = np.unique(child_here[:, 0], return_index=True)
        nearest = np.full(len(people), NOBODY)
        nearest[elder] = child_here[first, 1]
        rest = rest[nearest[rest] != NOBODY]
        by_child = np.stack([rest, nearest[rest]], axis=1)
        self.ties.carers = np.concatenate([by_spouse, by_child])
        self.ties.carer_relation = np.repeat([households.SPOUSE, households.CHILD], [len(by_spouse), len(by_child)])
