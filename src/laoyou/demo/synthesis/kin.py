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
    """Characters of the given names of one sex and time of birth, with weights; the share of names of one character."""

    born_from: int
    sex: int
    characters: NDArray[np.str_]
    weights: FloatArray


def given_names(
    people: People,
    tables: tuple[GivenNames, ...],
    one_character: tuple[tuple[int, float], ...],
    rng: np.random.Generator,
) -> NDArray[np.str_]:
    """
    (people, 2): the characters of everybody's given name, the second empty in a short name.

    one_character   (first year of birth, share of names of one character), ascending
    """
    year = 1970 + np.floor(people.birth / YEAR).astype(int)
    starts = np.array([start for start, _ in one_character])
    shares = np.array([share for _, share in one_character])
    short = rng.random(len(people)) < shares[np.clip(np.searchsorted(starts, year, side="right") - 1, 0, None)]
    characters = np.zeros((len(people), 2), dtype="<U1")
    eras = sorted({table.born_from for table in tables})
    era = np.clip(np.searchsorted(eras, year, side="right") - 1, 0, None)
    for table in tables:
        who = np.flatnonzero((era == eras.index(table.born_from)) & (people.sex == table.sex))
        likely = table.weights / table.weights.sum()
        drawn = rng.choice(len(likely), size=(len(who), 2), p=likely)
        again = (drawn[:, 0] == drawn[:, 1]) & (rng.random(len(who)) < 0.9)
        drawn[again, 1] = rng.choice(len(likely), size=int(again.sum()), p=likely)
        characters[who] = table.characters[drawn]
    characters[short, 1] = ""
    return characters
