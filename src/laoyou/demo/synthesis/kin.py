"""Grown children who do not live with their parents, and whose surname everybody bears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from laoyou.demo.synthesis.households import NOBODY
from laoyou.demo.synthesis.population import District, People
from laoyou.demo.synthesis.tables import FloatArray, IntArray

YEAR = 365.2425


def link_grown_children(district: District, share: float, rng: np.random.Generator) -> None:
    """
    Give `share` of the grown-ups without known parents a mother (and her husband) 18 to 45 years older who lives in
    another household, so that elders have children to support them. Mothers get few children, as chance has it.
    """
    people = district.people
    grown = np.flatnonzero((people.mother == NOBODY) & (people.father == NOBODY) & (people.household != NOBODY))
    women = np.flatnonzero((people.sex == 1) & (people.household != NOBODY))
    women = women[np.argsort(people.birth[women], kind="stable")]
    grown = grown[rng.random(len(grown)) < share]
    wanted = people.birth[grown] - rng.normal(26.5, 4.0, len(grown)) * YEAR
    place = np.searchsorted(people.birth[women], wanted) + rng.integers(-200, 201, len(grown))
    mother = women[np.clip(place, 0, len(women) - 1)]
    gap = (people.birth[grown] - people.birth[mother]) / YEAR
    husband_or_wife = people.spouse[grown]
    in_law = (husband_or_wife != NOBODY) & (people.mother[np.maximum(husband_or_wife, 0)] == mother)
    fits = (gap >= 18) & (gap <= 45) & (people.household[grown] != people.household[mother]) & ~in_law
    grown, mother = grown[fits], mother[fits]
    people.mother[grown] = mother
    husband = people.spouse[mother]
    old_enough = (husband != NOBODY) & (people.birth[grown] - people.birth[np.maximum(husband, 0)] >= 18 * YEAR)
    people.father[grown] = np.where(old_enough, husband, NOBODY)


def surnames(people: People, weights: FloatArray, rng: np.random.Generator) -> IntArray:
    """(people,) the number of everybody's surname: the father's, else the mother's, else by chance with `weights`."""
    surname = rng.choice(len(weights), size=len(people), p=weights / weights.sum())
    parent = np.where(people.father != NOBODY, people.father, people.mother)
    children = np.flatnonzero(parent != NOBODY)
    for _ in range(8):  # one round for each generation on the register
        inherited = surname[parent[children]]
        if (surname[children] == inherited).all():
            break
        surname[children] = inherited
    return surname


@dataclass(frozen=True)
class GivenNames:
    """
    Characters of given names for one sex and a range of birth years.

    single_share   share of names of one character;  singles, firsts, seconds  characters with their weights
    """

    from_year: int
    sex: int
    single_share: float
    singles: tuple[NDArray[np.str_], FloatArray]
    firsts: tuple[NDArray[np.str_], FloatArray]
    seconds: tuple[NDArray[np.str_], FloatArray]


def given_names(people: People, tables: tuple[GivenNames, ...], rng: np.random.Generator) -> NDArray[np.str_]:
    """(people, 2): the characters of everybody's given name, the second empty in a short name."""
    year = 1970 + np.floor(people.birth / YEAR).astype(int)
    characters = np.zeros((len(people), 2), dtype="<U1")
    starts = sorted({table.from_year for table in tables})
    era = np.clip(np.searchsorted(starts, year, side="right") - 1, 0, None)
    for table in tables:
        who = np.flatnonzero((era == starts.index(table.from_year)) & (people.sex == table.sex))
        single = rng.random(len(who)) < table.single_share
        first = rng.choice(table.firsts[0], size=len(who), p=table.firsts[1] / table.firsts[1].sum())
        alone = rng.choice(table.singles[0], size=len(who), p=table.singles[1] / table.singles[1].sum())
        second = rng.choice(table.seconds[0], size=len(who), p=table.seconds[1] / table.seconds[1].sum())
        characters[who, 0] = np.where(single, alone, first)
        characters[who, 1] = np.where(single, "", second)
    return characters
