"""
Families: who of a town's people lives with whom.

People are given (age, sex); the families are found among them, so the published ages stay exact. The numbers of
households and of one-person households are met exactly; generations and ages between parents and children are plausible.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from laoyou.demo.synthesis.tables import FloatArray, IntArray, pick

HEAD, SPOUSE, CHILD, PARENT, GRANDPARENT, GRANDCHILD, SIBLING, OTHER = range(8)
"""Relations to the head of the household, as stored in `Families.relation`."""

NOBODY = -1


@dataclass
class Families:
    """
    Families of one town; all arrays (people,), positions of other people in the same arrays, or NOBODY.

    household   number of the household, 0 …
    relation    to its head
    spouse, mother, father
    """

    household: IntArray
    relation: IntArray
    spouse: IntArray
    mother: IntArray
    father: IntArray


def married_share(age: FloatArray, female: IntArray) -> FloatArray:
    """Share of people in family households who live with a spouse, by age and sex; a smooth example curve."""
    women = np.interp(
        age,
        [19, 22, 25, 28, 32, 40, 55, 62, 70, 78, 85, 95],
        [0.0, 0.18, 0.5, 0.75, 0.86, 0.88, 0.86, 0.80, 0.66, 0.42, 0.2, 0.05],
    )
    men = np.interp(
        age,
        [20, 23, 26, 30, 34, 42, 57, 64, 72, 80, 87, 97],
        [0.0, 0.12, 0.4, 0.7, 0.82, 0.86, 0.88, 0.87, 0.82, 0.68, 0.45, 0.2],
    )
    return np.where(female > 0, women, men)


def form_families(
    age: FloatArray, sex: IntArray, households: int, one_person: int, rng: np.random.Generator, *, rural: bool
) -> Families:
    """
    Group people into `households` households, of which exactly `one_person` hold one person.

    age   (people,)  years with their fraction;  sex (people,) 0 male, 1 female
    rural            more elders living with their children, more children with their grandparents
    """
    builder = _Builder(age, sex, rng)
    several = households - one_person
    builder.marry(couples=round(several * 0.98))
    builder.place_children(with_grandparents=0.16 if rural else 0.06, lone_mothers=0.05)
    builder.merge_elders(to_merge=builder.units_of_couples() - round(several * 0.84), rural=rural)
    builder.lone_adults(one_person=one_person, heads=several - builder.units_of_couples())
    return builder.finish(households)


class _Builder:
    """The steps of forming families; each leaves `unit` (the household a person has so far) more complete."""

    def __init__(self, age: FloatArray, sex: IntArray, rng: np.random.Generator) -> None:
        self.age, self.sex, self.rng = age, sex, rng
        people = len(age)
        self.unit = np.full(people, NOBODY)
        self.relation = np.full(people, OTHER)
        self.spouse, self.mother, self.father = (np.full(people, NOBODY) for _ in range(3))
        self.wives = self.husbands = np.empty(0, dtype=np.int64)
        self.open = np.empty(0, dtype=bool)  # couples that are still a household of their own
        self.single_heads = np.empty(0, dtype=np.int64)
        self.alone = np.empty(0, dtype=np.int64)

    def marry(self, couples: int) -> None:
        """Match wives and husbands by age, he about two years older."""
        share = married_share(self.age, self.sex)
        women = np.flatnonzero((self.sex == 1) & (share > 0))
        men = np.flatnonzero((self.sex == 0) & (share > 0))
        couples = min(couples, int(len(women) * 0.97), int(len(men) * 0.97))
        # Raised to a power below 1/2 the curve would flatten; this keeps its shape while meeting the number exactly.
        wives = women[pick(_odds(share[women]), couples, self.rng)]
        husbands = men[pick(_odds(share[men]), couples, self.rng)]
        wives = wives[np.argsort(self.age[wives] + self.rng.normal(0, 1.6, couples))]
        husbands = husbands[np.argsort(self.age[husbands] - 2 + self.rng.normal(0, 1.6, couples))]
        self.wives, self.husbands = wives, husbands
        self.spouse[wives], self.spouse[husbands] = husbands, wives
        # A household is named by its head: the husband of a couple.
        self.unit[wives] = self.unit[husbands] = husbands
        self.relation[husbands], self.relation[wives] = HEAD, SPOUSE
        self.open = np.ones(couples, dtype=bool)

    def place_children(self, *, with_grandparents: float, lone_mothers: float) -> None:
        """Children under 18 to mothers 19 to 45 years older, some to grandparents while the parents are away."""
        children = np.flatnonzero(self.age < 18)
        self.rng.shuffle(children)
        unmarried = np.flatnonzero((self.sex == 1) & (self.spouse == NOBODY) & (self.age >= 22) & (self.age < 56))
        lone = unmarried[: int(len(children) * lone_mothers)] if len(unmarried) else unmarried
        mothers = np.concatenate([self.wives[self.age[self.wives] < 60], lone])
        away = int(len(children) * with_grandparents)
        left_behind, at_home = children[:away], children[away:]
        chosen = self._parents_for(at_home, mothers, gap=26.5, spread=4.2, low=18.5, high=46.0)
        self._adopt(at_home, chosen)
        grandmothers = self.wives[(self.age[self.wives] >= 45) & (self.age[self.wives] < 80)]
        rest = np.concatenate([left_behind, at_home[chosen == NOBODY]])
        chosen = self._parents_for(rest, grandmothers, gap=54.0, spread=6.0, low=38.0, high=72.0)
        if (missing := chosen == NOBODY).any():
            # Tiny districts only: whoever is left goes to the couple of the best-fitting age.
            chosen[missing] = self.wives[self.rng.integers(0, len(self.wives), int(missing.sum()))]
        self.unit[rest] = self.unit[chosen]
        self.relation[rest] = GRANDCHILD

    def _adopt(self, children: IntArray, mothers: IntArray) -> None:
        found = mothers != NOBODY
        children, mothers = children[found], mothers[found]
        self.mother[children] = mothers
        self.father[children] = self.spouse[mothers]
        self.relation[children] = CHILD
        alone = np.unique(mothers[self.spouse[mothers] == NOBODY])
        self.unit[alone] = alone
        self.relation[alone] = HEAD
        self.single_heads = alone
        self.unit[children] = self.unit[mothers]

    def _parents_for(
        self, children: IntArray, parents: IntArray, *, gap: float, spread: float, low: float, high: float
    ) -> IntArray:
        """
        For each child a parent about `gap` years older, or NOBODY. A parent gets at most three: all in a year of age one
        first, then up to 60 % of them a second, 6 % a third; who finds no place waits for the next year of age.
        """
        chosen = np.full(len(children), NOBODY)
        if not len(parents) or not len(children):
            return chosen
        wanted = self.age[children] + np.clip(self.rng.normal(gap, spread, len(children)), low + 1, high - 1)
        wanted_year = np.floor(wanted).astype(int)
        parent_year = np.floor(self.age[parents]).astype(int)
        waiting = np.empty(0, dtype=np.int64)
        for year in range(int(wanted_year.min()), int(max(wanted_year.max(), parent_year.max())) + 1):
            queue = np.concatenate([waiting, np.flatnonzero(wanted_year == year)])
            here = parents[parent_year == year]
            if not len(here) or not len(queue):
                waiting = queue
                continue
            slots = np.concatenate(
                [self.rng.permutation(here)[: max(1, round(len(here) * part))] for part in (1.0, 0.6, 0.06)]
            )[: len(queue)]
            gap_here = self.age[slots] - self.age[children[queue[: len(slots)]]]
            fits = (gap_here >= low) & (gap_here <= high)
            chosen[queue[: len(slots)][fits]] = slots[fits]
            waiting = np.concatenate([queue[: len(slots)][~fits], queue[len(slots) :]])
        return chosen

    def units_of_couples(self) -> int:
        """How many households the couples form so far."""
        return int(self.open.sum())

    def merge_elders(self, to_merge: int, *, rural: bool) -> None:
        """Let `to_merge` elder couples live in the households of younger couples of a fitting age: three generations."""
        elder = np.flatnonzero((self.age[self.wives] >= 46) & (self.age[self.wives] < 84))
        younger = np.flatnonzero((self.age[self.husbands] >= 22) & (self.age[self.husbands] < 58))
        with_children = np.isin(self.wives[younger], self.mother)
        weights = np.where(with_children, 1.0, 0.25)
        to_merge = max(0, min(to_merge, len(elder) // 2, len(younger) // 2))
        hosts = younger[pick(weights, to_merge, self.rng)]
        hosts = hosts[np.argsort(self.age[self.husbands[hosts]])]
        younger_parent = np.minimum(self.age[self.wives[elder]], self.age[self.husbands[elder]])
        guests = self._by_gap(self.age[self.husbands[hosts]], elder, younger_parent, gap=26.0)
        found = guests != NOBODY
        hosts, guests = hosts[found], guests[found]
        away = ~np.isin(guests, hosts)
        hosts, guests = hosts[away], guests[away]
        self._move_couples(guests, hosts)

    def _move_couples(self, guests: IntArray, hosts: IntArray) -> None:
        heads = self.husbands[hosts]
        moved = np.full(len(self.age), NOBODY)
        moved[self.husbands[guests]] = heads
        was = self.unit
        inside = (was != NOBODY) & (moved[np.maximum(was, 0)] != NOBODY)
        self.unit = np.where(inside, moved[np.maximum(was, 0)], was)
        self.relation[inside] = np.where(self.relation[inside] == GRANDCHILD, CHILD, OTHER)
        self.relation[self.husbands[guests]] = self.relation[self.wives[guests]] = PARENT
        self.mother[heads], self.father[heads] = self.wives[guests], self.husbands[guests]
        self.open[guests] = False

    def _by_gap(self, ages: FloatArray, candidates: IntArray, candidate_ages: FloatArray, *, gap: float) -> IntArray:
        """For each of `ages` (ascending) another candidate about `gap` older, in the order of age; NOBODY where none is 17 to 42 older."""
        order = np.argsort(candidate_ages)
        sorted_ages = candidate_ages[order]
        taken = np.zeros(len(order), dtype=bool)
        wanted = np.searchsorted(sorted_ages, ages + gap + self.rng.normal(0, 2.5, len(ages)))
        chosen = np.full(len(ages), NOBODY)
        for i, position in enumerate(np.minimum(wanted, len(order) - 1)):
            for step in range(12):
                slot = position + (step // 2 + 1) * (1 if step % 2 else -1) if step else position
                if 0 <= slot < len(order) and not taken[slot] and 17 <= sorted_ages[slot] - ages[i] <= 42:
                    taken[slot] = True
                    chosen[i] = candidates[order[slot]]
                    break
        return chosen

    def lone_adults(self, *, one_person: int, heads: int) -> None:
        """People without a spouse: alone, as heads of a household with others, or with parents, children, kin."""
        free = np.flatnonzero((self.unit == NOBODY) & (self.age >= 18))
        alone_weight = np.interp(
            self.age[free], [18, 24, 30, 40, 60, 70, 80, 90], [0.3, 1.0, 1.3, 1.1, 1.0, 1.1, 0.8, 0.4]
        )
        self.alone = free[pick(alone_weight, one_person, self.rng)]
        if len(self.alone) < one_person:
            raise ValueError("the town has fewer adults without a spouse than one-person households")
        self.unit[self.alone] = self.alone
        self.relation[self.alone] = HEAD
        free = np.setdiff1d(free, self.alone, assume_unique=True)
        more = heads - len(self.single_heads)
        if more < 0:
            raise ValueError("the town has more lone parents than households for them")
        weight = np.interp(self.age[free], [18, 25, 35, 55, 75, 85], [0.05, 0.4, 1.0, 1.0, 0.6, 0.1])
        new_heads = free[pick(weight, min(more, len(free) // 2), self.rng)]
        self.unit[new_heads] = new_heads
        self.relation[new_heads] = HEAD
        self.single_heads = np.concatenate([self.single_heads, new_heads])
        free = np.setdiff1d(free, new_heads, assume_unique=True)
        self._accompany(new_heads, free)
        free = free[self.unit[free] == NOBODY]
        self._join_families(free)

    def _accompany(self, heads: IntArray, free: IntArray) -> None:
        """One companion for each new head: by preference a grown child or a parent, else kin."""
        wish = self.age[heads] + self.rng.choice([-27.0, 27.0, 1.0], p=[0.5, 0.42, 0.08], size=len(heads))
        heads = heads[np.argsort(wish)]
        companions = np.sort(self.rng.choice(len(free), size=len(heads), replace=False))
        companions = free[np.argsort(self.age[free])][companions]
        self.unit[companions] = heads
        gap = self.age[companions] - self.age[heads]
        parent, child = (gap >= 17) & (gap <= 48), (gap <= -17) & (gap >= -48)
        self.relation[companions] = np.select([parent, child, np.abs(gap) < 16], [PARENT, CHILD, SIBLING], OTHER)
        self._link(heads[parent], companions[parent])
        self._link(companions[child], heads[child])

    def _link(self, children: IntArray, parents: IntArray) -> None:
        female = self.sex[parents] == 1
        self.mother[children[female]] = parents[female]
        self.father[children[~female]] = parents[~female]

    def _join_families(self, free: IntArray) -> None:
        """Everybody left lives with a couple: the young with parents, the old with a grown child, others with ageing parents or kin."""
        age = self.age[free]
        young, old = free[age < 40], free[age >= 58]
        chosen = self._parents_for(
            young, self.wives[self.age[self.wives] >= 36], gap=27.0, spread=4.5, low=17.0, high=46.0
        )
        found = chosen != NOBODY
        self.mother[young[found]], self.father[young[found]] = chosen[found], self.spouse[chosen[found]]
        self.unit[young[found]] = self.unit[chosen[found]]
        # Where the mother herself lives in her son's household, her other children are the head's brothers and sisters.
        self.relation[young[found]] = np.where(self.relation[chosen[found]] == SPOUSE, CHILD, SIBLING)
        hosts = np.flatnonzero(self.open & (self.age[self.husbands] >= 20))
        hosts = hosts[~np.isin(self.husbands[hosts], np.flatnonzero(self.father != NOBODY))]
        old = old[np.argsort(self.age[old])]
        wish = np.argsort(self.age[self.husbands[hosts]] + self.rng.normal(0, 3, len(hosts)))
        fit = hosts[wish]
        start = np.searchsorted(self.age[self.husbands[fit]], self.age[old] - 27)
        taken = np.zeros(len(fit), dtype=bool)
        for person, position in zip(old, np.minimum(start, max(0, len(fit) - 1)), strict=True):
            for step in range(16):
                slot = position + (step // 2 + 1) * (1 if step % 2 else -1) if step else position
                if (
                    0 <= slot < len(fit)
                    and not taken[slot]
                    and 17 <= self.age[person] - self.age[self.husbands[fit[slot]]] <= 45
                ):
                    taken[slot] = True
                    head = self.husbands[fit[slot]]
                    self.unit[person], self.relation[person] = head, PARENT
                    self._link(np.array([head]), np.array([person]))
                    break
        rest = free[self.unit[free] == NOBODY]
        anywhere = np.flatnonzero(self.open)
        hosts = self.husbands[anywhere[self.rng.integers(0, len(anywhere), len(rest))]]
        gap = self.age[rest] - self.age[hosts]
        self.unit[rest] = hosts
        grand = gap >= 44
        self.relation[rest] = np.select([grand, (gap >= 17), np.abs(gap) < 17], [GRANDPARENT, PARENT, SIBLING], OTHER)

    def finish(self, households: int) -> Families:
        """The families, numbered; in a tiny town the last households are formed or joined here."""
        while (formed := len(np.unique(self.unit))) != households:
            heads, sizes = np.unique(self.unit, return_counts=True)
            if formed > households:
                joined, host = heads[sizes > 1][:2]
                moved = self.unit == joined
                self.relation[moved], self.unit[moved] = OTHER, host
                continue
            members = np.flatnonzero((self.unit == heads[np.argmax(sizes)]) & (self.relation != HEAD))
            leaving = members[np.argsort(-self.age[members])][:2]
            if sizes.max() < 4:
                raise ValueError(
                    f"{formed} households can be formed of {len(self.age)} people, {households} are wanted"
                )
            self.unit[leaving] = leaving[0]
            self.relation[leaving] = HEAD, OTHER
        household = np.unique(self.unit, return_inverse=True)[1]
        known = np.flatnonzero(self.father != NOBODY)
        stepfathers = known[self.age[self.father[known]] - self.age[known] < 16]
        self.father[stepfathers] = NOBODY
        return Families(household.astype(np.int64), self.relation, self.spouse, self.mother, self.father)


def _odds(share: FloatArray) -> FloatArray:
    """Weights under which a weighted choice of most people still follows `share`."""
    bounded = np.clip(share, 0.0, 0.98)
    return -np.log1p(-bounded)
