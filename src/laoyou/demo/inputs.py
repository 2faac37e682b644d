"""What the synthesis needs, read from a pack. The only place where the demonstration knows the names of a pack's tables."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from laoyou.base.errors import DomainError
from laoyou.demo import errors  # noqa: F401 declares the sentences
from laoyou.demo.synthesis.inputs import Census, Community, Rates, Share, Town
from laoyou.demo.synthesis.kin import GivenNames
from laoyou.packs import public as packs

SEXES = ("male", "female")
OLDEST = 200
LEAST_IN_A_TOWN = 20


@dataclass(frozen=True)
class Inputs:
    """Everything that the synthesis of one district needs."""

    pack: packs.Pack
    census: Census
    rates: Rates
    communities: tuple[Community, ...]
    surnames: tuple[tuple[str, float], ...]
    given_names: tuple[GivenNames, ...]
    one_character: tuple[tuple[int, float], ...]
    until: date


def read(pack: packs.Pack) -> Inputs:
    """The inputs in `pack` and what it extends. DomainError `demo.no_census` where a table or figure is missing."""
    try:
        census = _census(pack)
        return Inputs(
            pack=pack,
            census=census,
            rates=_rates(pack, census),
            communities=_communities(pack, census),
            surnames=tuple((str(row["surname"]), _number(row["weight"])) for row in _rows(pack, "demo-surnames")),
            given_names=_given_names(pack),
            one_character=tuple(
                (_year(row["born_from"]), _number(row["one_character"]) / 100)
                for row in _rows(pack, "demo-name-lengths")
            ),
            until=_clock(pack),
        )
    except KeyError as missing:
        raise DomainError("demo.no_census", pack=pack.name, missing=str(missing.args[0])) from missing


def require_enough(inputs: Inputs, people: int | None) -> None:
    """DomainError `demo.too_few_people` where `people` would leave a town without households."""
    smallest = min(town.people for town in inputs.census.towns) / inputs.census.total
    least = math.ceil(LEAST_IN_A_TOWN / smallest / 100) * 100
    if people is not None and people < least:
        raise DomainError("demo.too_few_people", people=people, least=least)


def _clock(pack: packs.Pack) -> date:
    if pack.manifest.clock is None:
        raise KeyError("clock")
    return pack.manifest.clock


def _rows(pack: packs.Pack, table: str) -> Iterable[dict[str, packs.Cell]]:
    return [dict(row.cells) for row in pack.figures[table].rows.values()]


def _number(cell: packs.Cell) -> float:
    if not isinstance(cell, Decimal | int):
        raise KeyError(f"a number, not {cell!r}")
    return float(cell)


def _year(cell: packs.Cell) -> int:
    return int(_number(cell))


def _census_figure(pack: packs.Pack, name: str) -> int:
    """A figure of the district's census: the statement whose key ends with `.census.<name>`."""
    for key, statement in pack.statements.items():
        if key.endswith(f".census.{name}") and statement.area == pack.manifest.area and statement.value is not None:
            return int(statement.value)
    raise KeyError(f"census.{name}")


def _census(pack: packs.Pack) -> Census:
    area = pack.manifest.area
    table = pack.figures["census-2020-age-sex"]
    starts: list[int] = []
    people: dict[tuple[int, str], int] = {}
    for row in _rows(pack, "census-2020-age-sex"):
        if row["area"] != area or row["age_from"] is None:
            continue
        start = _year(row["age_from"])
        if start not in starts:
            starts.append(start)
        people[start, str(row["sex"])] = int(_number(row["persons"]))
    starts.sort()
    if not starts:
        raise KeyError("census-2020-age-sex")
    day = table.description.as_of
    if day is None:
        raise KeyError("census-2020-age-sex.as_of")
    profile = {str(row["area"]): row for row in _rows(pack, "demo-town-profile")}
    towns = []
    for entry in pack.children(area):
        if entry.level != "town":
            continue
        official = pack.official("resident-population.residents", entry.id, day)
        if official is None or official.value is None:
            raise KeyError(f"resident-population/{entry.id}")
        towns.append(Town(entry.id, bool(profile[entry.id]["urban"]), int(official.value)))
    generations = ("one", "two", "three", "four")
    return Census(
        day=day,
        age_starts=np.array(starts),
        people=np.array([[people[start, sex] for sex in SEXES] for start in starts]),
        towns=tuple(towns),
        family_households=_census_figure(pack, "family-households"),
        family_people=_census_figure(pack, "family-household-members"),
        one_person_households=_census_figure(pack, "one-person-households"),
        generations=np.array([_census_figure(pack, f"{name}-generation-households") for name in generations]),
        elder_households=np.array(
            [_census_figure(pack, f"households-with-{name}-65") for name in ("one", "two", "three")]
        ),
        registered_other_town=_census_figure(pack, "registered-elsewhere-in-district"),
        registered_other_county=_census_figure(pack, "registered-elsewhere-in-chongqing"),
        registered_other_province=_census_figure(pack, "registered-outside-chongqing"),
    )


def _communities(pack: packs.Pack, census: Census) -> tuple[Community, ...]:
    weights = {str(row["area"]): _number(row["weight"]) for row in _rows(pack, "demo-community-weights")}
    found = []
    for number, town in enumerate(census.towns):
        below = [entry.id for entry in pack.children(town.area_id) if entry.level == "community"]
        if not below:
            raise KeyError(f"areas below {town.area_id}")
        found += [Community(area, number, weights[area]) for area in below]
    return tuple(found)


def _given_names(pack: packs.Pack) -> tuple[GivenNames, ...]:
    groups: dict[tuple[int, int], list[tuple[str, float]]] = {}
    for row in _rows(pack, "demo-given-names"):
        key = _year(row["born_from"]), SEXES.index(str(row["sex"]))
        groups.setdefault(key, []).append((str(row["character"]), _number(row["weight"])))
    return tuple(
        GivenNames(born_from, sex, np.array([c for c, _ in entries], dtype="<U1"), np.array([w for _, w in entries]))
        for (born_from, sex), entries in sorted(groups.items())
    )


def _rates(pack: packs.Pack, census: Census) -> Rates:
    births = list(_rows(pack, "wpp-2024-births"))
    years = [_year(row["year"]) for row in births]
    mortality_ages, mortality = _mortality(pack, years)
    fertility_ages, fertility = _fertility(pack, years, [_number(row["tfr"]) for row in births])
    collective = {_year(row["age_from"]): _number(row["weight"]) for row in _rows(pack, "demo-collective-shares")}
    profile = {str(row["area"]): row for row in _rows(pack, "demo-town-profile")}
    return Rates(
        years=np.array(years),
        mortality_ages=mortality_ages,
        mortality=mortality,
        fertility_ages=fertility_ages,
        fertility=fertility,
        boys_per_girl=np.array([_number(row["sex_ratio"]) for row in births]),
        move_in=_norm(pack, "demo.moves_in"),
        move_out=_norm(pack, "demo.moves_out"),
        registered_but_elsewhere=_norm(pack, "demo.registered_living_elsewhere"),
        collective_share=np.array([collective[int(start)] for start in census.age_starts]),
        town_weights=np.array([_age_weights(profile[town.area_id], census) for town in census.towns]),
        guardians_known=_norm(pack, "demo.guardians_known"),
        phones_known=_norm(pack, "demo.phones_known"),
        shares=tuple(
            Share(
                str(row["status"]),
                str(row["of_status"]),
                _year(row["age_from"]),
                OLDEST if row["age_to"] is None else _year(row["age_to"]),
                _number(row["percent"]),
            )
            for row in _rows(pack, "demo-status-shares")
        ),
    )


def _norm(pack: packs.Pack, key: str) -> float:
    """A norm in per cent, as a share."""
    value = pack.norms[key].value
    if value is None:
        raise KeyError(key)
    return float(value) / 100


def _age_weights(profile: dict[str, packs.Cell], census: Census) -> list[float]:
    """How the ages of a town lean: children and elders by the pack's factors, students and workers to the towns."""
    children, elders, urban = _number(profile["child_factor"]), _number(profile["elder_factor"]), bool(profile["urban"])
    working = [1.3, 1.3, 1.15, 1.0] if urban else [0.7, 0.6, 0.85, 1.0]
    points = [0, 14, 16, 22, 30, 45, 60, 90]
    values = [children, children, *working, elders, elders]
    return [float(np.interp(start, points, values)) for start in census.age_starts]


def _mortality(pack: packs.Pack, years: list[int]) -> tuple[np.ndarray, np.ndarray]:
    rows = list(_rows(pack, "wpp-2024-mortality"))
    ages = sorted({_year(row["age_from"]) for row in rows})
    table = np.zeros((len(years), len(ages), 2))
    for row in rows:
        begin, end = row["from"], row["to"]
        if not isinstance(begin, date) or not isinstance(end, date):
            raise KeyError("wpp-2024-mortality.from")
        for place, year in enumerate(years):
            if begin.year <= year < end.year:
                table[place, ages.index(_year(row["age_from"])), SEXES.index(str(row["sex"]))] = _number(row["mx"])
    return np.array(ages), table


def _fertility(pack: packs.Pack, years: list[int], total: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Rates at the middles of the five-year groups, falling to nothing at 14 and 50."""
    rows = list(_rows(pack, "wpp-2024-fertility-age"))
    starts = sorted({_year(row["age_from"]) for row in rows})
    ages = [14.0, *(start + 2.5 for start in starts), 50.0]
    table = np.zeros((len(years), len(ages)))
    for row in rows:
        begin, end = row["from"], row["to"]
        if not isinstance(begin, date) or not isinstance(end, date):
            raise KeyError("wpp-2024-fertility-age.from")
        for place, year in enumerate(years):
            if begin.year <= year < end.year:
                table[place, 1 + starts.index(_year(row["age_from"]))] = _number(row["share"]) / 100 * total[place] / 5
    return np.array(ages), table
