"""From the census to the demonstration's date: births, deaths and moves, year by year, seeded and labelled."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from laoyou.demo.synthesis import households
from laoyou.demo.synthesis.households import NOBODY
from laoyou.demo.synthesis.inputs import Census, Rates
from laoyou.demo.synthesis.population import (
    BIRTH,
    COUNTY,
    MOVE_IN,
    NO_DAY,
    PROVINCE,
    District,
    People,
    day_number,
)
from laoyou.demo.synthesis.tables import FloatArray

YEAR = 365.2425
BETWEEN_BIRTHS = 300
"""Days that at least lie between two births of one mother."""


def roll_forward(district: District, census: Census, rates: Rates, until: date, rng: np.random.Generator) -> None:
    """
    Let the district live from the census to the end of `until`.

    Nobody is taken away: the dead keep their row with the date, those who left keep theirs with the date of the move.
    Events have the pack's example rates; a person dies, leaves or gives birth at most once in a year of the simulation.
    """
    start, end = census.day, until + timedelta(days=1)
    while start < end:
        stop = min(end, _next_year(start))
        _one_year(district, census, rates, rates.in_year(stop.year), day_number(start), day_number(stop), rng)
        start = stop
    name_new_heads(district)


def _next_year(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


def living_here(people: People) -> NDArray[np.bool_]:
    """(people,) whether somebody is alive and lives in the district."""
    return (people.death == NO_DAY) & (people.moved_out == NO_DAY) & (people.community != NOBODY)


def _one_year(
    district: District, census: Census, rates: Rates, year: int, start: int, stop: int, rng: np.random.Generator
) -> None:
    people = district.people
    part = (stop - start) / YEAR
    age: FloatArray = (((start + stop) / 2 - people.birth) / YEAR).astype(np.float64)
    here = living_here(people)
    dying = _die(people, age, rates, year, start, stop, rng)
    leaving = here & ~dying & _leave(people, age, rates, here, part, rng)
    people.moved_out[leaving] = rng.integers(start, stop, int(leaving.sum()))
    newborn = _births(district, age, rates, year, here & ~dying & ~leaving, start, stop, rng)
    people = district.people = people.joined(newborn)
    arrivals = _arrivals(district, census, rates, int(here.sum()), part, start, stop, rng)
    district.people = people.joined(arrivals)


def _die(
    people: People, age: FloatArray, rates: Rates, year: int, start: int, stop: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    group = np.clip(np.searchsorted(rates.mortality_ages, np.maximum(age, 0), side="right") - 1, 0, None)
    risk = 1 - np.exp(-rates.mortality[year, group, people.sex] * (stop - start) / YEAR)
    dying = (people.death == NO_DAY) & (rng.random(len(people)) < risk) & (people.birth < start)
    day = rng.integers(start, stop, len(people))
    # Nobody dies before moving in or out: those events have their own day and stay in order.
    latest = np.maximum(people.moved_in, people.moved_out)
    dying &= day > latest
    people.death[dying] = day[dying]
    return dying


def _leave(
    people: People, age: FloatArray, rates: Rates, here: NDArray[np.bool_], part: float, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Half of those who leave go alone, likelier when young; half with their whole household."""
    count = rates.move_out * part
    appetite = np.interp(age, [0, 15, 19, 24, 32, 45, 60, 80], [0.1, 0.2, 2.5, 3.0, 1.6, 0.6, 0.25, 0.1])
    mean = appetite[here].mean() if here.any() else 1.0
    alone = rng.random(len(people)) < count / 2 * appetite / mean
    households_there = int(people.household.max(initial=0)) + 1
    together = (rng.random(households_there) < count / 2)[np.maximum(people.household, 0)] & (
        people.household != NOBODY
    )
    return alone | together


def _births(
    district: District,
    age: FloatArray,
    rates: Rates,
    year: int,
    present: NDArray[np.bool_],
    start: int,
    stop: int,
    rng: np.random.Generator,
) -> People:
    people = district.people
    rate = np.interp(age, rates.fertility_ages, rates.fertility[year], left=0.0, right=0.0)
    rate = np.where(present & (people.sex == 1) & (age >= 15) & (age < 50), rate, 0.0) * (stop - start) / YEAR
    expected = rate.sum()
    rate *= np.where(people.spouse != NOBODY, 1.0, 0.06)
    rate *= expected / max(rate.sum(), 1e-9)
    last = np.full(len(people), NO_DAY, dtype=np.int64)
    known = people.mother != NOBODY
    np.maximum.at(last, people.mother[known], people.birth[known])
    mothers = np.flatnonzero(rng.random(len(people)) < np.minimum(rate, 0.9))
    day = rng.integers(start, stop, len(mothers))
    apart = day - last[mothers] >= BETWEEN_BIRTHS
    mothers, day = mothers[apart], day[apart]
    born = People.empty(len(mothers))
    born.birth[:] = day
    born.sex[:] = rng.random(len(mothers)) >= rates.boys_per_girl[year] / (1 + rates.boys_per_girl[year])
    born.mother[:] = mothers
    husband = people.spouse[mothers]
    old_enough = (day - people.birth[np.maximum(husband, 0)]) >= 18 * YEAR
    alive = people.death[np.maximum(husband, 0)] == NO_DAY
    born.father[:] = np.where((husband != NOBODY) & old_enough & alive, husband, NOBODY)
    born.source[:] = BIRTH
    for fact in ("community", "household", "registered", "registered_far", "registered_household"):
        getattr(born, fact)[:] = getattr(people, fact)[mothers]
    near = {
        households.HEAD: households.CHILD,
        households.SPOUSE: households.CHILD,
        households.CHILD: households.GRANDCHILD,
    }
    for facts in ("relation", "registered_relation"):
        relation = getattr(people, facts)[mothers]
        getattr(born, facts)[:] = np.select(
            [relation == mother for mother in near], list(near.values()), households.OTHER
        )
    return born


def _arrivals(
    district: District,
    census: Census,
    rates: Rates,
    residents: int,
    part: float,
    start: int,
    stop: int,
    rng: np.random.Generator,
) -> People:
    """Newcomers: three in five alone, the others as couples, every second couple with a child."""
    count = int(rng.poisson(residents * rates.move_in * part))
    people = district.people
    size = rng.choice([1, 2, 3], size=count, p=[0.6, 0.2, 0.2])
    size = size[: np.searchsorted(np.cumsum(size), count) + 1] if count else size
    head_age = np.clip(rng.gamma(5.0, 5.0, len(size)) + 16, 18, 78)
    size = np.where((size == 3) & ((head_age < 26) | (head_age > 50)), 2, size)
    total = int(size.sum())
    new = People.empty(total)
    if not total:
        return new
    home_number = np.repeat(np.arange(len(size)), size)
    position = np.arange(total) - np.repeat(np.cumsum(size) - size, size)
    head_sex = np.where(size == 1, rng.random(len(size)) < 0.48, False)
    age = head_age[home_number]
    age = np.where(position == 1, np.maximum(20, age - rng.normal(2, 2, total)), age)
    child_age = np.clip(np.minimum(head_age - 24, rng.uniform(0.2, 14, len(size))), 0.2, None)
    age = np.where(position == 2, np.minimum(child_age[home_number], age - 19), age)
    day = rng.integers(start, stop, len(size))[home_number]
    new.birth[:] = day - np.ceil(np.maximum(age, 0.1) * YEAR).astype(np.int32)
    new.sex[:] = np.select([position == 0, position == 1], [head_sex[home_number], True], rng.random(total) < 0.48)
    new.moved_in[:] = day
    new.source[:] = MOVE_IN
    new.relation[:] = np.select([position == 0, position == 1], [households.HEAD, households.SPOUSE], households.CHILD)
    weights = np.array([c.weight * (1.8 if census.towns[c.town].urban else 0.35) for c in district.communities])
    where = rng.choice(len(weights), size=len(size), p=weights / weights.sum())
    new.community[:] = where[home_number]
    new.household[:] = home_number + len(district.household_community)
    here = np.arange(total)
    new.spouse[:] = np.select([(position == 0) & (size[home_number] > 1), position == 1], [here + 1, here - 1], NOBODY)
    new.father[:] = np.where(position == 2, here - 2, NOBODY)
    new.mother[:] = np.where(position == 2, here - 1, NOBODY)
    for link in ("spouse", "father", "mother"):
        column = getattr(new, link)
        column[column != NOBODY] += len(people)  # positions count from the front of the joined arrays
    settles = rng.random(len(size)) < 0.3
    new.registered[:] = np.where(settles, where, NOBODY)[home_number]
    new.registered_far[:] = np.where(settles, 0, np.where(rng.random(len(size)) < 0.55, COUNTY, PROVINCE))[home_number]
    booklet = np.cumsum(settles) - 1 + len(district.registered_household_community)
    new.registered_household[:] = np.where(settles, booklet, NOBODY)[home_number]
    new.registered_relation[:] = np.where(settles[home_number], new.relation, households.OTHER)
    district.household_community = np.concatenate([district.household_community, where.astype(np.int16)])
    district.collective = np.concatenate([district.collective, np.zeros(len(size), bool)])
    district.registered_household_community = np.concatenate(
        [district.registered_household_community, where[settles].astype(np.int16)]
    )
    return new


def name_new_heads(district: District) -> None:
    """Where the head has died or left, the spouse, else the eldest who is still there, leads the household."""
    people = district.people
    here = living_here(people) & (people.household != NOBODY)
    here &= ~district.collective[np.maximum(people.household, 0)]
    members = np.flatnonzero(here)
    order = members[np.lexsort((people.birth[members], people.relation[members], people.household[members]))]
    if not len(order):
        return
    first = order[np.r_[True, np.diff(people.household[order]) > 0]]
    people.relation[first[people.relation[first] != households.HEAD]] = households.HEAD
