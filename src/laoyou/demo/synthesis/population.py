"""The district on the day of the census: everybody with age, sex, town, household, parents and registration."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from laoyou.demo.synthesis import households
from laoyou.demo.synthesis.households import NOBODY
from laoyou.demo.synthesis.inputs import Census, Community, Rates
from laoyou.demo.synthesis.places import collective_tables, single_year_weights, town_tables
from laoyou.demo.synthesis.tables import IntArray, pick, share_out, share_out_below

NO_DAY = -(2**31)
"""In columns of days: it has not happened."""

CENSUS, BIRTH, MOVE_IN, REGISTERED_ONLY = range(4)
"""How somebody came to be on the register: `People.source`."""

COUNTY, PROVINCE = 1, 2
"""Registered outside the district, in another county or another province: `People.registered_far`."""

Int8 = NDArray[np.int8]
Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]


@dataclass
class People:
    """
    Everybody on the register, one array (people,) for each fact. Other people are positions in the same arrays.

    sex                  0 male, 1 female
    birth, death, moved_in, moved_out
                         days since 1970-01-01; NO_DAY where it has not happened
    community            where they live or last lived, a position among the communities; NOBODY = outside the district
    household, relation  living household, and to its head (households.HEAD …)
    spouse, mother, father
    registered           community of household registration; NOBODY = outside the district
    registered_far       0 in the district, else COUNTY or PROVINCE
    registered_household, registered_relation
    source               CENSUS, BIRTH, MOVE_IN, REGISTERED_ONLY
    """

    sex: Int8
    birth: Int32
    death: Int32
    moved_in: Int32
    moved_out: Int32
    community: Int16
    household: Int32
    relation: Int8
    spouse: Int32
    mother: Int32
    father: Int32
    registered: Int16
    registered_far: Int8
    registered_household: Int32
    registered_relation: Int8
    source: Int8

    def __len__(self) -> int:
        return len(self.sex)

    @classmethod
    def empty(cls, count: int) -> People:
        """`count` people about whom nothing is known yet."""
        blank: dict[str, Any] = {
            "sex": np.zeros(count, np.int8), "registered_far": np.zeros(count, np.int8), "source": np.zeros(count, np.int8),
            "relation": np.full(count, households.OTHER, np.int8), "registered_relation": np.full(count, households.OTHER, np.int8),
            "community": np.full(count, NOBODY, np.int16), "registered": np.full(count, NOBODY, np.int16),
            "birth": np.full(count, NO_DAY, np.int32), "death": np.full(count, NO_DAY, np.int32),
            "moved_in": np.full(count, NO_DAY, np.int32), "moved_out": np.full(count, NO_DAY, np.int32),
        }  # fmt: skip
        blank |= {f.name: np.full(count, NOBODY, np.int32) for f in fields(cls) if f.name not in blank}
        return cls(**blank)

    def joined(self, more: People) -> People:
        """These people and `more` after them; positions inside `more` must already count from the front."""
        return People(
            **{f.name: np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(People)}
        )


@dataclass
class District:
    """
    The people with their households.

    household_community (households,)   where each living household is
    collective          (households,)   whether it is a collective one
    registered_household_community (registered households,)
    """

    communities: tuple[Community, ...]
    people: People
    household_community: Int16
    collective: NDArray[np.bool_]
    registered_household_community: Int16


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def years_before(day: date, years: IntArray | range) -> Int32:
    """The day numbers of the same calendar day `years` earlier (29 February becomes 1 March)."""
    moved = []
    for back in years:
        try:
            moved.append(day_number(day.replace(year=day.year - int(back))))
        except ValueError:
            moved.append(day_number(date(day.year - int(back), 3, 1)))
    return np.array(moved, dtype=np.int32)


def on_census_day(
    census: Census, rates: Rates, communities: tuple[Community, ...], rng: np.random.Generator
) -> District:
    """
    The census as single people.

    Exact: residents by town, by age group and sex; family households, one-person households, people in families; the
    numbers registered elsewhere. Plausible only: everything else, the communities below the towns included.
    """
    by_town = town_tables(census, rates)
    collective = collective_tables(census, rates, by_town)
    families = by_town - collective
    year_shares = single_year_weights(census.age_starts, census.people.sum(axis=1))
    adults = families[:, census.age_starts >= 20].sum(axis=(1, 2))
    family_households = share_out_below(
        census.family_households, adults.astype(float), np.maximum(1, adults * 62 // 100)
    )
    alone = share_out(census.one_person_households, family_households)
    birthdays = _Birthdays(census.day)

    parts: list[People] = []
    homes: list[Int16] = []
    kinds: list[NDArray[np.bool_]] = []
    people_before = households_before = 0
    for town_number, town in enumerate(census.towns):
        here = [number for number, community in enumerate(communities) if community.town == town_number]
        weights = np.array([communities[number].weight for number in here])
        age, sex = _people_of(families[town_number], census, year_shares)
        birth = birthdays.draw(age, rng)
        exact_age = birthdays.age(birth)
        formed = households.form_families(
            exact_age, sex, int(family_households[town_number]), int(alone[town_number]), rng, rural=not town.urban
        )
        birth = birthdays.part_siblings(birth, age, formed.mother, rng)
        home = np.array(here, dtype=np.int16)[_dealt(int(family_households[town_number]), weights, rng)]
        group_age, group_sex = _people_of(collective[town_number], census, year_shares)
        group_home = np.array(here, dtype=np.int16)[_dealt(len(group_age), weights**1.5, rng)]
        group, group_homes = _dormitories(group_home, rng)

        town_people = People.empty(len(age) + len(group_age))
        n = len(age)
        town_people.sex[:n], town_people.sex[n:] = sex, group_sex
        town_people.birth[:n], town_people.birth[n:] = birth, birthdays.draw(group_age, rng)
        town_people.household[:n] = formed.household + households_before
        town_people.household[n:] = group + len(home) + households_before
        town_people.community[:n], town_people.community[n:] = home[formed.household], group_homes[group]
        town_people.relation[:n] = formed.relation
        for link in ("spouse", "mother", "father"):
            position = getattr(formed, link)
            getattr(town_people, link)[:n] = np.where(position == NOBODY, NOBODY, position + people_before)
        parts.append(town_people)
        homes += [home, group_homes]
        kinds += [np.zeros(len(home), bool), np.ones(len(group_homes), bool)]
        people_before += len(town_people)
        households_before += len(home) + len(group_homes)

    people = parts[0]
    if len(parts) > 1:
        people = People(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(People)})
    district = District(communities, people, np.concatenate(homes), np.concatenate(kinds), np.empty(0, np.int16))
    _in_order_of_place(district)
    _register(district, census, rng)
    _add_registered_elsewhere(district, census, rates, rng)
    on_no_booklet = (district.people.registered != NOBODY) & (district.people.registered_household == NOBODY)
    join_booklets(district, np.flatnonzero(on_no_booklet), rng)
    return district


def _people_of(table: IntArray, census: Census, year_shares: list[NDArray[np.float64]]) -> tuple[IntArray, IntArray]:
    """(groups, 2) counts → completed years of age and sex of single people."""
    ages, sexes = [], []
    for group, shares in enumerate(year_shares):
        for sex in (0, 1):
            count = int(table[group, sex])
            if count:
                years = np.repeat(np.arange(len(shares)), share_out(count, shares)) + census.age_starts[group]
                ages.append(years)
                sexes.append(np.full(count, sex))
    if not ages:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate(ages), np.concatenate(sexes)


def _dealt(count: int, weights: NDArray[np.float64], rng: np.random.Generator) -> IntArray:
    """`count` things dealt to places in proportion to their weights, in random order."""
    return rng.permutation(np.repeat(np.arange(len(weights)), share_out(count, weights)))


def _dormitories(home: Int16, rng: np.random.Generator) -> tuple[IntArray, Int16]:
    """Collective households of some 6 to 90 people inside each community: the household of each person, and their communities."""
    order = np.argsort(home, kind="stable")
    number = np.empty(len(home), dtype=np.int64)
    homes: list[int] = []
    place = 0
    while place < len(order):
        community = home[order[place]]
        end = place + int(rng.integers(6, 90))
        members = order[place:end]
        members = members[home[members] == community]
        number[members] = len(homes)
        homes.append(int(community))
        place += len(members)
    return number, np.array(homes, dtype=np.int16)


class _Birthdays:
    """Birth dates that fit completed years on one day, for ages 0 to 130."""

    def __init__(self, day: date) -> None:
        # Whoever completes a year on the reference day has completed it; nobody was born on that day yet.
        self._latest = years_before(day, range(132))
        self._latest[0] = day_number(day) - 1
        self._day = day_number(day)

    def draw(self, age: IntArray, rng: np.random.Generator) -> Int32:
        latest, earliest = self._latest[age], self._latest[age + 1] + 1
        return (earliest + np.floor(rng.random(len(age)) * (latest - earliest + 1))).astype(np.int32)

    def age(self, birth: Int32) -> NDArray[np.float64]:
        """Years with their fraction."""
        return (self._day - birth) / 365.2425

    def part_siblings(self, birth: Int32, age: IntArray, mother: IntArray, rng: np.random.Generator) -> Int32:
        """Move children of one mother who were born less than 280 days apart, inside their year of age; else they are twins."""
        birth = birth.copy()
        for attempt in range(2):
            children = np.flatnonzero(mother != NOBODY)
            order = children[np.lexsort((birth[children], mother[children]))]
            older, younger = order[:-1], order[1:]
            gap = birth[younger] - birth[older]
            close = (mother[older] == mother[younger]) & (gap < 280) & (gap > 0)
            older, younger = older[close], younger[close]
            if attempt == 0:
                birth[older] = self._latest[age[older] + 1] + 1 + rng.integers(0, 40, len(older))
                birth[younger] = self._latest[age[younger]] - rng.integers(0, 40, len(younger))
            else:
                same_year = age[older] == age[younger]
                birth[younger[same_year]] = birth[older[same_year]]
        return birth


def _in_order_of_place(district: District) -> None:
    """Sort people by community and household, so that neighbours lie side by side in the register's table."""
    people = district.people
    order = np.lexsort((people.relation, people.household, people.community))
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    for f in fields(People):
        setattr(people, f.name, getattr(people, f.name)[order])
    for link in ("spouse", "mother", "father"):
        position = getattr(people, link)
        setattr(people, link, np.where(position == NOBODY, NOBODY, place[np.maximum(position, 0)]).astype(np.int32))


def _register(district: District, census: Census, rng: np.random.Generator) -> None:
    """Where everybody is registered: mostly at home; the young, the students and the towns' newcomers elsewhere, families together."""
    people, communities = district.people, district.communities
    count = len(people)
    age = (day_number(census.day) - people.birth) / 365.2425
    town = np.array([community.town for community in communities])
    urban = np.array([census.towns[number].urban for number in town])
    mobile = np.interp(age, [0, 6, 15, 20, 26, 40, 60, 75], [0.6, 0.7, 0.9, 2.6, 2.2, 1.2, 0.5, 0.25])
    weight = (
        mobile
        * np.where(urban[people.community], 1.6, 0.35)
        * np.where(district.collective[people.household], 2.5, 1.0)
    )
    together = rng.exponential(size=len(district.household_community))[people.household]  # a family decides as one
    weight = np.where(district.collective[people.household], weight, weight / np.maximum(0.05, together) ** 1.5)
    far = census.registered_other_county + census.registered_other_province
    away = pick(weight, far + census.registered_other_town, rng)
    rng.shuffle(away)
    order = away[np.argsort(-weight[away] * rng.random(len(away)), kind="stable")]
    people.registered[:] = people.community
    people.registered_far[order[: census.registered_other_province]] = PROVINCE
    people.registered_far[order[census.registered_other_province : far]] = COUNTY
    people.registered[order[:far]] = NOBODY
    near = order[far:]
    if len(census.towns) > 1 and len(near):
        people.registered[near] = _another_town(people.community[near], communities, census, rng)
    _registered_households(district, count)


def _add_registered_elsewhere(district: District, census: Census, rates: Rates, rng: np.random.Generator) -> None:
    """People who are registered here and live elsewhere. No census counts them by district: their number is an example."""
    here = int((district.people.registered != NOBODY).sum())
    count = round(here * rates.registered_but_elsewhere / (1 - rates.registered_but_elsewhere))
    if not count:
        return
    more = People.empty(count)
    communities = district.communities
    weights = np.array([c.weight * (0.6 if census.towns[c.town].urban else 2.0) for c in communities])
    more.registered[:] = np.sort(rng.choice(len(communities), size=count, p=weights / weights.sum()))
    age = np.where(rng.random(count) < 0.15, rng.uniform(1, 18, count), np.clip(rng.gamma(6.0, 5.6, count) + 4, 18, 75))
    day = day_number(census.day)
    more.birth[:] = day - np.ceil(age * 365.2425).astype(np.int32)
    more.sex[:] = rng.random(count) < 0.46
    away_since = day - rng.integers(30, 365 * 12, count)
    more.moved_out[:] = np.maximum(away_since, more.birth + 20)
    more.moved_out[:] = np.minimum(more.moved_out, day - 1)
    more.source[:] = REGISTERED_ONLY
    district.people = district.people.joined(more)


def _another_town(
    community: Int16, communities: tuple[Community, ...], census: Census, rng: np.random.Generator
) -> Int16:
    """A community in another town for each, likelier a rural one: that is where people come from."""
    weights = np.array([c.weight * (0.4 if census.towns[c.town].urban else 2.5) for c in communities])
    town = np.array([c.town for c in communities])
    chosen = rng.choice(len(communities), size=len(community), p=weights / weights.sum())
    for _ in range(60):
        same = town[chosen] == town[community]
        if not same.any():
            break
        chosen[same] = rng.choice(len(communities), size=int(same.sum()), p=weights / weights.sum())
    same = town[chosen] == town[community]
    for town_number in np.unique(town[community[same]]):
        outside = np.flatnonzero(town != town_number)
        here = np.flatnonzero(same & (town[community] == town_number))
        chosen[here] = outside[rng.integers(0, len(outside), len(here))]
    return chosen.astype(np.int16)


def _registered_households(district: District, count: int) -> None:
    """
    Booklets: those of one living household who are registered where they live share one, led by the eldest of the core
    family. Who is registered in another community stands on his parents' booklet there, or has one of his own.
    """
    people = district.people
    at_home = np.flatnonzero(
        (people.registered[:count] == people.community[:count]) & ~district.collective[people.household[:count]]
    )
    _, first, number = np.unique(people.household[at_home], return_index=True, return_inverse=True)
    people.registered_household[at_home] = number
    people.registered_relation[at_home] = people.relation[at_home]
    district.registered_household_community = people.registered[at_home[first]].astype(np.int16)
    rank = np.lexsort((people.birth[at_home], people.relation[at_home], number))
    heads = at_home[rank[np.r_[True, np.diff(number[rank]) > 0]]] if len(at_home) else at_home
    people.registered_relation[heads] = households.HEAD


def join_booklets(district: District, who: IntArray, rng: np.random.Generator) -> None:
    """
    Put `who` (registered in the district, on no booklet yet) on the booklet of parents of a fitting age in the same
    community, as their grown children; whoever finds none in six tries gets a booklet of his own.
    """
    people = district.people
    on_paper = np.flatnonzero((people.registered_relation == households.HEAD) & (people.registered_household != NOBODY))
    on_paper = on_paper[np.argsort(people.registered[on_paper], kind="stable")]
    starts = np.searchsorted(people.registered[on_paper], np.arange(len(district.communities) + 1))
    waiting = who
    for _ in range(6):
        low, high = starts[people.registered[waiting]], starts[people.registered[waiting] + 1]
        some = np.minimum(low + (rng.random(len(waiting)) * (high - low)).astype(np.int64), len(on_paper) - 1)
        parent = on_paper[some] if len(on_paper) else waiting
        gap = (people.birth[waiting] - people.birth[parent]) / 365.2425
        fits = (high > low) & (gap >= 20) & (gap <= 40)
        child, parent = waiting[fits], parent[fits]
        people.registered_household[child] = people.registered_household[parent]
        people.registered_relation[child] = households.CHILD
        orphan = (people.mother[child] == NOBODY) & (people.father[child] == NOBODY)
        child, parent = child[orphan], parent[orphan]
        female = people.sex[parent] == 1
        partner = people.spouse[parent]
        plausible = (partner != NOBODY) & (people.birth[child] - people.birth[np.maximum(partner, 0)] > 18 * 365.2425)
        partner = np.where(plausible, partner, NOBODY)
        people.mother[child], people.father[child] = (
            np.where(female, parent, partner),
            np.where(female, partner, parent),
        )
        waiting = waiting[~fits]
    own = np.arange(len(waiting)) + len(district.registered_household_community)
    people.registered_household[waiting] = own
    people.registered_relation[waiting] = households.HEAD
    district.registered_household_community = np.concatenate(
        [district.registered_household_community, people.registered[waiting]]
    )
