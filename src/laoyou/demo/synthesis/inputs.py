"""What the synthesis takes from a pack: the published counts, and the example rates where nobody published any."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from laoyou.demo.synthesis.tables import FloatArray, IntArray, share_out


@dataclass(frozen=True)
class Town:
    """A town with its published residents, and whether it is an urban place."""

    area_id: str
    urban: bool
    people: int


@dataclass(frozen=True)
class Community:
    """A village or community below a town; `weight` says how large it is beside its neighbours."""

    area_id: str
    town: int
    weight: float


@dataclass(frozen=True)
class Census:
    """
    One district's census.

    day                       reference day; ages are completed years on it
    age_starts   (groups,)    first age of each group; the last group is open
    people       (groups, 2)  residents by age group and sex (male, female)
    towns                     residents by town; same sum as `people`
    family_households, family_people, one_person_households
    generations  (4,)         family households of one, two, three, four and more generations
    elder_households (3,)     family households with one, two, three and more people aged 65+
    registered_other_town, registered_other_county, registered_other_province
                              residents whose household registration is elsewhere
    """

    day: date
    age_starts: IntArray
    people: IntArray
    towns: tuple[Town, ...]
    family_households: int
    family_people: int
    one_person_households: int
    generations: IntArray
    elder_households: IntArray
    registered_other_town: int
    registered_other_county: int
    registered_other_province: int

    @property
    def total(self) -> int:
        return int(self.people.sum())

    def scaled(self, people: int) -> Census:
        """The same district with `people` residents: every count in proportion, every total still exact."""
        if people == self.total:
            return self
        ratio = people / self.total
        groups = share_out(people, self.people.ravel()).reshape(self.people.shape)
        town_people = share_out(people, np.array([town.people for town in self.towns]))
        households = max(1, round(self.family_households * ratio))
        return replace(
            self,
            people=groups,
            towns=tuple(replace(town, people=int(n)) for town, n in zip(self.towns, town_people, strict=True)),
            family_households=households,
            family_people=round(self.family_people * ratio),
            one_person_households=round(self.one_person_households * ratio),
            generations=share_out(households, self.generations),
            elder_households=np.round(self.elder_households * ratio).astype(np.int64),
            registered_other_town=round(self.registered_other_town * ratio),
            registered_other_county=round(self.registered_other_county * ratio),
            registered_other_province=round(self.registered_other_province * ratio),
        )


@dataclass(frozen=True)
class Share:
    """A status and how many have it: `percent` of those from `age_from` to under `age_to` who have `of_status` ("all" = everybody)."""

    status: str
    of_status: str
    age_from: int
    age_to: int
    percent: float


@dataclass(frozen=True)
class Rates:
    """
    What moves the district from the census to the demonstration's date, and what nobody published about its people.

    years (years,)                                  first year of each set of rates, ascending
    mortality_ages (ages,), mortality (years, ages, 2)   deaths per person and year, male and female
    fertility_ages (points,), fertility (years, points)  births per woman and year, at exact ages, linear between
    boys_per_girl (years,)                          at birth
    move_in, move_out                               per resident and year
    registered_but_elsewhere                        registered people who live elsewhere, per registered person
    collective_share (groups,)                      weight of living in a collective household, by census age group
    town_weights (towns, groups)                    weight of each age group in each town
    guardians_known, phones_known                   shares of small children, of adults
    shares                                          statuses
    """

    years: IntArray
    mortality_ages: IntArray
    mortality: FloatArray
    fertility_ages: FloatArray
    fertility: FloatArray
    boys_per_girl: FloatArray
    move_in: float
    move_out: float
    registered_but_elsewhere: float
    collective_share: FloatArray
    town_weights: FloatArray
    guardians_known: float
    phones_known: float
    shares: tuple[Share, ...]

    def in_year(self, year: int) -> int:
        """Which set of rates holds in a year: the last that began by then, else the first."""
        return max(0, int(np.searchsorted(self.years, year, side="right")) - 1)
