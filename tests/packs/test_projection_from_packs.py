"""What the packs hold suffices to project a district, and the national rates say what their source says elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pytest

from laoyou.engines import demography
from laoyou.packs.public import Cell, Pack, load

Sex = Literal["male", "female"]
SEXES: tuple[Sex, ...] = ("male", "female")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load("500118-yongchuan")


def rows(pack: Pack, table: str, keep: Callable[[dict[str, Any]], bool] = lambda row: True) -> list[dict[str, Any]]:
    found = [dict(row.cells) for row in pack.figures[table].rows.values()]
    return [row for row in found if keep(row)]


def number(cell: Cell) -> float:
    assert isinstance(cell, Decimal)
    return float(cell)


def mortality(pack: Pack, year: int) -> tuple[np.ndarray, np.ndarray]:
    """(sexes, groups) of the period of a year, and the first ages."""
    both = []
    for sex in SEXES:
        found = rows(
            pack,
            "wpp-2024-mortality",
            lambda row, sex=sex: row["sex"] == sex and row["from"] <= date(year, 7, 1) < row["to"],
        )
        both.append([number(row["mx"]) for row in sorted(found, key=lambda row: row["age_from"])])
    return np.array(both), np.array(sorted({number(row["age_from"]) for row in rows(pack, "wpp-2024-mortality")}))


@pytest.mark.parametrize("first", range(2020, 2050, 5))
def test_the_death_rates_give_the_life_expectancy_that_the_same_source_publishes(pack: Pack, first: int) -> None:
    rates, ages = mortality(pack, first)
    for sex, mx in zip(SEXES, rates, strict=True):
        own = float(demography.life_table(mx, ages, sex=sex).expectation())
        published = {
            int(number(row["year"])): number(row["years"])
            for row in rows(pack, "wpp-2024-life-expectancy", lambda row, sex=sex: row["sex"] == sex)
        }
        years = [first + step for step in range(6)]
        assert own == pytest.approx(
            np.average([published[year] for year in years], weights=[1, 2, 2, 2, 2, 1]), abs=0.05
        )


def test_bands_lie_around_the_middle_and_patterns_are_whole(pack: Pack) -> None:
    for row in rows(pack, "wpp-2024-births", lambda row: row["kind"] == "projection"):
        assert row["tfr_lower_80"] < row["tfr"] < row["tfr_upper_80"]
    for row in rows(pack, "wpp-2024-life-expectancy", lambda row: row["kind"] == "projection"):
        assert row["lower_80"] < row["years"] < row["upper_80"]
    pattern = rows(pack, "wpp-2024-fertility-age")
    for period in {row["period"] for row in pattern}:
        assert sum(number(row["share"]) for row in pattern if row["period"] == period) == pytest.approx(100, abs=1e-6)
    # Five-year totals of a country that more people leave than enter: hundreds of thousands a year, not millions.
    migration = rows(pack, "wpp-2024-migration")
    for period in {row["period"] for row in migration}:
        assert -2_000_000 < sum(number(row["net"]) for row in migration if row["period"] == period) < -500_000


def test_a_district_is_projected_fifteen_years_from_its_pack_alone(pack: Pack) -> None:
    """Census of 2020, national rates, nobody moving: every step of the way is data of a pack."""
    rates, ages = mortality(pack, 2020)
    census = rows(pack, "census-2020-age-sex", lambda row: row["age_from"] is not None)
    starts = sorted({number(row["age_from"]) for row in census})
    people = np.array(
        [
            [
                sum(number(row["persons"]) for row in census if row["sex"] == sex and row["age_from"] == start)
                for start in starts
            ]
            for sex in SEXES
        ]
    )
    single = demography.graduate_population(people, starts, mx=rates, mx_age_from=ages)
    years = range(2020, 2035)
    mx = np.stack(
        [
            np.stack(
                [demography.graduate_rates(mortality(pack, year)[0][at], ages, sex=sex) for at, sex in enumerate(SEXES)]
            )
            for year in years
        ]
    )
    births = {int(number(row["year"])): row for row in rows(pack, "wpp-2024-births")}
    pattern = rows(pack, "wpp-2024-fertility-age", lambda row: row["period"] == "2025-2030")
    fertility = demography.fertility_schedule(
        [number(births[year]["tfr"]) for year in years],
        np.array([number(row["share"]) for row in pattern]),
        [number(row["age_from"]) for row in pattern],
    )
    found = demography.project(
        single[None],
        base_year=2020,
        target_year=2035,
        mx=mx,
        fertility=fertility,
        boys_per_girl=[number(births[year]["sex_ratio"]) for year in years],
        keep="components",
    )
    published = number(rows(pack, "resident-population", lambda row: row["area"] == "500118")[0]["aged_60_up"])
    elders = found.group("60+")[0, 0]
    assert elders[0] == pytest.approx(published)
    assert demography.accounting_gap(found) < 1e-9
    # The large cohorts of the 1960s turn 60: far more elders in fifteen years, though fewer people in all.
    assert 1.3 < elders[-1] / elders[0] < 1.8
    assert found.group("all")[0, 0, -1] < found.group("all")[0, 0, 0]
    alone = demography.cohort_survival(people, starts, rates, ages, years=5)
    assert alone.count(60) == pytest.approx(elders[5], rel=0.01)
