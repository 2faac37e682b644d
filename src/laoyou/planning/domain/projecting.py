"""From people by age and the rates of a pack to a projection; pure but for the pack, which is given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np

from laoyou.engines import demography
from laoyou.engines.demography.arrays import FloatArray
from laoyou.packs.public import Pack

AGES: Final = 101
GROUPS: Final[Mapping[str, tuple[int, int | None]]] = {
    "all": (0, None),
    "0-2": (0, 3),
    "60+": (60, None),
    "65+": (65, None),
    "80+": (80, None),
}
OWN: Final = "own-"
"""A pack that brings rates of its own puts them into tables called own-mortality, own-births … of the same columns."""
TABLES: Final = {
    "mortality": "wpp-2024-mortality",
    "births": "wpp-2024-births",
    "fertility": "wpp-2024-fertility-age",
    "expectancy": "wpp-2024-life-expectancy",
}
STEP: Final = 0.01
PERSISTENCE: Final = 0.98
"""From one year to the next: a bad year of mortality is followed by others, as in the bands of the United Nations."""


@dataclass(frozen=True)
class Rates:
    """
    What a projection needs beside people, from its base year on.

    mx, fertility, boys  (years, 2, ages), (years, ages), (years,)
    doubt_mx, doubt_tfr  (years,)  standard deviation of the logarithm of death rates, and of children per woman
    """

    mx: FloatArray
    fertility: FloatArray
    boys: FloatArray
    tfr: FloatArray
    doubt_mx: FloatArray
    doubt_tfr: FloatArray
    tables: Mapping[str, str]


@dataclass(frozen=True)
class AreaResult:
    """What is kept of one area; see `ProjectedArea`."""

    ages: list[Any]
    bands: dict[str, list[list[float]]]
    frozen: dict[str, list[float]]
    closed: dict[str, list[float]] | None
    flows: dict[str, list[float]]


@dataclass(frozen=True)
class Moving:
    """
    What is known of moves.

    net        area → net moves of a year as a share of its people; `whole` for areas without two official totals
    turnover   share of the people who leave in a year and are replaced
    retained   share of the net moves that goes on
    """

    net: Mapping[str, float]
    whole: float
    turnover: float
    retained: float

    def settings(self) -> dict[str, Any]:
        """What a projection's fingerprint holds of it."""
        return {
            "net": {area: round(value, 12) for area, value in sorted(self.net.items())},
            "whole": round(self.whole, 12),
            "turnover": self.turnover,
            "retained": self.retained,
        }


FLOWS: Final = ("births", "deaths", "arrivals", "departures")


def table_of(pack: Pack, what: str) -> str:
    """The table of rates that counts for a place: its own, or the national one."""
    own = f"{OWN}{what}"
    return own if own in pack.figures else TABLES[what]


def _rows(pack: Pack, table: str) -> list[dict[str, Any]]:
    return [dict(row.cells) for row in pack.figures[table].rows.values()]


def _number(cell: Any) -> float:
    if not isinstance(cell, Decimal):
        raise ValueError(f"not a number: {cell!r}")
    return float(cell)


def mortality(pack: Pack, year: int) -> tuple[FloatArray, list[float]]:
    """Death rates by sex and age group of the period in which `year` lies, and the first ages of the groups."""
    found = [row for row in _rows(pack, table_of(pack, "mortality")) if row["from"] <= date(year, 7, 1) < row["to"]]
    starts = sorted({_number(row["age_from"]) for row in found})
    both = [
        [_number(row["mx"]) for row in sorted(found, key=lambda row: row["age_from"]) if row["sex"] == sex]
        for sex in demography.SEXES
    ]
    return np.array(both), starts


def rates(pack: Pack, first: int, years: int) -> Rates:
    """The rates of `years` years from `first` on, and how sure their source is of them."""
    span = range(first, first + years)
    mx = []
    kept: dict[bytes, FloatArray] = {}
    for year in span:
        groups, starts = mortality(pack, year)
        if groups.tobytes() not in kept:
            kept[groups.tobytes()] = np.stack(
                [
                    demography.graduate_rates(groups[at], starts, sex=sex)  # type: ignore[arg-type]  # "male", "female"
                    for at, sex in enumerate(demography.SEXES)
                ]
            )
        mx.append(kept[groups.tobytes()])
    births = {int(_number(row["year"])): row for row in _rows(pack, table_of(pack, "births"))}
    tfr = np.array([_number(births[year]["tfr"]) for year in span])
    pattern = _rows(pack, table_of(pack, "fertility"))
    shapes = []
    for year in span:
        own = [row for row in pattern if row["from"] <= date(year, 7, 1) < row["to"]]
        shapes.append([_number(row["share"]) for row in sorted(own, key=lambda row: row["age_from"])])
    starts = sorted({_number(row["age_from"]) for row in pattern})
    return Rates(
        mx=np.stack(mx),
        fertility=demography.fertility_schedule(tfr, np.array(shapes), starts),
        boys=np.array([_number(births[year]["sex_ratio"]) for year in span]),
        tfr=tfr,
        doubt_mx=_doubt_of_mortality(pack, span, np.stack(mx)),
        doubt_tfr=np.array([_band(births[year], "tfr_lower_80", "tfr_upper_80") for year in span]),
        tables={what: table_of(pack, what) for what in TABLES},
    )


def _band(row: Mapping[str, Any], low: str, high: str) -> float:
    """Standard deviation behind a published 80 % band; 0 for a year that is an estimate and not a projection."""
    if row[low] is None or row[high] is None:
        return 0.0
    return float(demography.spread_of_band(_number(row[low]), _number(row[high])))


def _doubt_of_mortality(pack: Pack, span: range, mx: FloatArray) -> FloatArray:
    """The doubt about life expectancy, both sexes, told as doubt about the logarithm of death rates."""
    said: dict[int, list[float]] = {}
    for row in _rows(pack, table_of(pack, "expectancy")):
        said.setdefault(int(_number(row["year"])), []).append(_band(row, "lower_80", "upper_80"))
    doubts = []
    for at, year in enumerate(span):
        lost = np.mean(
            [
                float(demography.life_table(mx[at, sex], np.arange(AGES)).expectation())
                - float(demography.life_table(mx[at, sex] * np.exp(STEP), np.arange(AGES)).expectation())
                for sex in (0, 1)
            ]
        )
        doubts.append(float(np.mean(said.get(year, [0.0]))) * STEP / float(lost))
    return np.array(doubts)


def run(
    people: Mapping[str, Sequence[Sequence[float]]],
    given: Rates,
    *,
    whole: str,
    base_year: int,
    draws: int,
    seed: int,
    moving: Moving | None = None,
) -> dict[str, AreaResult]:
    """
    Project every area, and `whole` as their sum.

    people  area → (2, 101) people by sex (male, female) and single year of age
    moving  what is known of moves; without it nobody moves
    """
    areas = sorted(people)
    start = np.array([people[area] for area in areas], dtype=float)
    years = len(given.tfr)
    span: dict[str, Any] = {"base_year": base_year, "target_year": base_year + years, "groups": GROUPS}
    rates: dict[str, Any] = {"mx": given.mx, "fertility": given.fertility, "boys_per_girl": given.boys}
    moves = None if moving is None else migration(areas, start, moving)
    central = demography.project(start, **span, **rates, migration=moves, keep="people")
    frozen = demography.project(
        start, **span, mx=given.mx[0], fertility=given.fertility[0], boys_per_girl=float(given.boys[0]), migration=moves
    )
    closed = None if moves is None else demography.project(start, **span, **rates)
    worse = demography.random_paths(seed, draws=draws, years=years, spread=given.doubt_mx, persistence=PERSISTENCE)
    more = demography.random_paths(
        seed + 1, draws=draws, years=years, spread=given.doubt_tfr / given.tfr, persistence=PERSISTENCE
    )
    many = demography.project(
        start[:, None],
        **span,
        mx=np.minimum(given.mx[None] * np.exp(worse[..., None, None]), 3.0)[None],
        fertility=(given.fertility[None] * np.exp(more[..., None]))[None],
        boys_per_girl=given.boys,
        migration=moves,
    )
    assert central.people is not None  # keep="people"
    ages = central.people[:, 0]
    result = {}
    rows: list[tuple[str, Any]] = [(area, at) for at, area in enumerate(areas)]
    for area, at in [(whole, slice(None)), *(row for row in rows if row[0] != whole)]:
        own = ages[at].sum(0) if area == whole else ages[at]
        bands = {}
        for name in GROUPS:
            drawn = many.group(name)[at]
            drawn = drawn.sum(0) if area == whole else drawn
            low, high = np.quantile(drawn, (0.1, 0.9), axis=0)
            bands[name] = [[_kept(a), _kept(b)] for a, b in zip(low, high, strict=True)]
        flows = {name: _of(getattr(central, name), at, area == whole) for name in FLOWS}
        result[area] = AreaResult(
            np.round(own, 2).tolist(),
            bands,
            {name: _of(frozen.group(name), at, area == whole) for name in GROUPS},
            None if closed is None else {name: _of(closed.group(name), at, area == whole) for name in GROUPS},
            flows,
        )
    return result


def _of(values: FloatArray, at: Any, summed: bool) -> list[float]:
    """(areas, draws, years) → the only draw of one area, or of all together."""
    own = values[:, 0].sum(0) if summed else values[at, 0]
    return [_kept(value) for value in own]


def migration(areas: Sequence[str], people: FloatArray, moving: Moving) -> demography.Migration:
    """
    Leaving and arriving by age, by synthetic migration: net moves of an area spread over its people by the usual schedule of ages.

    people  (areas, 2, 101)
    """
    schedule = demography.migration_schedule(people.shape[-1])
    weights = people * schedule
    share = np.divide(
        weights,
        weights.sum(axis=(1, 2), keepdims=True),
        out=np.zeros_like(weights),
        where=weights.sum(axis=(1, 2), keepdims=True) > 0,
    )
    rates = np.array([moving.net.get(area, moving.whole) for area in areas])
    net = share * (people.sum(axis=(1, 2)) * rates)[:, None, None]
    return demography.synthetic_migration(
        people, net, turnover=moving.turnover, schedule=schedule, retained=moving.retained
    )


def net_moves(years: Sequence[float], totals: Sequence[float], natural: float) -> float | None:
    """
    Net moves of a year, as a share of the people, that official totals leave over once births and deaths are taken out.

    natural  births less deaths of a year, as a share of the people
    None with fewer than two totals, or where a total is zero.
    """
    if len(years) < 2 or min(totals) <= 0 or years[-1] <= years[0]:
        return None
    mean = sum(totals) / len(totals)
    return (totals[-1] - totals[0]) / (years[-1] - years[0]) / mean - natural


def natural_change(people: Mapping[str, Sequence[Sequence[float]]], given: Rates, base_year: int) -> dict[str, float]:
    """Births less deaths of the first year, as a share of the people, by area; what would happen if nobody moved."""
    areas = sorted(people)
    start = np.array([people[area] for area in areas], dtype=float)
    found = demography.project(
        start, base_year=base_year, target_year=base_year + 1, mx=given.mx[:1], fertility=given.fertility[:1],
        boys_per_girl=given.boys[:1], groups=GROUPS,
    )  # fmt: skip
    totals = start.sum((1, 2))
    change = found.births[:, 0, 0] - found.deaths[:, 0, 0]
    return {area: float(change[at] / totals[at]) if totals[at] else 0.0 for at, area in enumerate(areas)}


def _kept(value: float) -> float:
    return round(float(value), 2)


def linear(years: Sequence[float], totals: Sequence[float], ahead: Sequence[float]) -> list[float] | None:
    """The straight line through official figures; None where there are fewer than two, or where it leaves the possible."""
    if len(years) < 2:
        return None
    centre = float(np.mean(years))
    slope = sum((year - centre) * total for year, total in zip(years, totals, strict=True)) / sum(
        (year - centre) ** 2 for year in years
    )
    line = [totals[-1] + slope * (year - years[-1]) for year in ahead]
    return None if min(line) < 0 else [_kept(value) for value in line]


def fingerprint(people: Mapping[str, Any], given: Rates, **settings: Any) -> str:
    """The hash of everything a projection is computed from."""
    digest = hashlib.sha256(json.dumps({"people": people, **settings}, sort_keys=True, default=str).encode())
    for array in (given.mx, given.fertility, given.boys, given.doubt_mx, given.doubt_tfr):
        digest.update(np.ascontiguousarray(np.round(array, 12)).tobytes())
    return digest.hexdigest()


def census_areas(pack: Pack) -> set[str]:
    """The areas that the pack's census of 2020 counts by age."""
    return {str(row["area"]) for row in _rows(pack, "census-2020-age-sex") if row["age_from"] is not None}


def census_people(pack: Pack, area: str, year: int) -> list[list[float]]:
    """(2, 101) people of the pack's census of 2020 within `area`."""
    found = [row for row in _rows(pack, "census-2020-age-sex") if row["area"] == area and row["age_from"] is not None]
    starts = sorted({_number(row["age_from"]) for row in found})
    table = np.array(
        [
            [
                sum(_number(row["persons"]) for row in found if row["sex"] == sex and row["age_from"] == at)
                for at in starts
            ]
            for sex in demography.SEXES
        ]
    )
    groups, ages = mortality(pack, year)
    single: list[list[float]] = demography.graduate_population(table, starts, mx=groups, mx_age_from=ages).tolist()
    return single
