"""Projections are stored once for equal inputs, come out equal again, add up, and stand beside what the plans say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import district, figures
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import AuditEntry
from laoyou.core.scope import Grant, Scope
from laoyou.packs import public as packs
from laoyou.planning.commands import projections as commands
from laoyou.planning.domain import forecasts, projecting
from laoyou.planning.domain.age_groups import AgeGroup
from laoyou.planning.models import ProjectedArea, Projection
from laoyou.planning.queries import projections

AT = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
SYSTEM = Scope.system("test")
TOWNS = {"500118001": [[30] * 101, [30] * 101], "500118002": [[5] * 101, [6] * 101]}
FEW = 40


@pytest.fixture
def register(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.LAOYOU_PACK = "500118-yongchuan"
    monkeypatch.setattr(commands.people, "by_single_age", lambda on: TOWNS)
    monkeypatch.setattr(
        commands.people, "by_month_of_birth", lambda on, months: {"500118001": {"2026-10": 3}, "500118002": {}}
    )
    return home


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What follows is refused with `code`."""
    with pytest.raises(DomainError) as refusal:
        yield
    assert refusal.value.code == code


def project() -> Projection:
    return commands.project_register(by=SYSTEM, at=AT, draws=FEW, seed=1)


def town_officer(area: str) -> Scope:
    return Scope(7, (Grant(Role.TOWN_OFFICER, GrantKind.AREA, area),))


def test_equal_inputs_are_stored_once_and_computed_again_come_out_equal(register: Path) -> None:
    first = project()
    assert project().pk == first.pk
    rows = {row.area_code: (row.ages, row.bands, row.frozen) for row in first.areas.unscoped("test")}
    first.delete()
    again = project()
    assert again.inputs_sha256 == first.inputs_sha256
    assert rows == {row.area_code: (row.ages, row.bands, row.frozen) for row in again.areas.unscoped("test")}
    entries = AuditEntry.objects.unscoped("test").filter(action="planning.project")
    assert entries.count() == 2


def test_towns_add_up_to_the_district_and_bands_hold_the_central_course(register: Path) -> None:
    found = project()
    whole = projections.one_area(found, district.area_id(), SYSTEM)
    towns = projections.towns_of(found, SYSTEM)
    for year in whole.years:
        for group in ("all", "80+", "0-2", "m60-64"):
            assert whole.people(group, year) == pytest.approx(sum(town.people(group, year) for town in towns), abs=1)
    assert whole.people("all", 2026) == 202 * 30 + 505 + 606 - 0
    last = whole.years[-1]
    low, high = whole.band("80+", last) or (0, 0)
    assert low < whole.people("80+", last) < high
    # Mortality goes on falling, so that frozen rates leave fewer elders.
    assert (whole.frozen("80+", last) or 0) < whole.people("80+", last)
    assert whole.row.births == {"2026-10": 3}


def test_a_town_officer_sees_her_own_town_and_no_other(register: Path) -> None:
    found = project()
    officer = town_officer("500118001")
    assert projections.areas_of(found, officer) == ["500118001"]
    for area in ("500118002", district.area_id()):
        with refused("core.not_found"):
            figures.resolve(f"projected:{found.pk}/{area}/value/60+/2030", officer)
    assert figures.resolve(f"projected:{found.pk}/500118001/value/60+/2030", officer).value
    with refused("core.not_permitted"):
        figures.resolve(f"projected:{found.pk}/500118001/value/60+/2030", Scope(8, ()))


def test_an_empty_register_is_refused_and_stores_nothing(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands.people, "by_single_age", lambda on: {})
    with refused("planning.nobody_to_project"):
        project()
    assert not ProjectedArea.objects.unscoped("test").exists()


STATED = {
    "500118-yongchuan": {"elders": 300_000, "beds": 9000, "places": 6075},
    "500103-yuzhong": {"elders": 125_000, "beds": 4000, "places": 2650},
    "510100-chengdu": {"elders": 4_648_000, "places": 109_511},
    "511700-dazhou": {"beds": 30_000, "nursing_share": 55, "places_per_1000": 4.5},
    "500117-hechuan": {},
}


@pytest.mark.parametrize("name", STATED)
def test_the_packs_say_what_the_plans_state(name: str) -> None:
    said = forecasts.stated(packs.load(name))
    assert said is not None
    lines = {line["measure"]: float(line["value"]) for line in said["lines"]}
    assert STATED[name].items() <= lines.items()
    assert bool(lines) == bool(STATED[name])
    assert all(line["source"]["clause"] for line in said["lines"])
    assert forecasts.stated(packs.load("cn")) is None


def test_ours_stands_beside_the_plans_with_the_difference_in_numbers(register: Path) -> None:
    commands.project_census(by=SYSTEM, at=AT, draws=FEW, seed=1)
    assert {row.place for row in projections.compared("500118")} == set(STATED)
    place = "500118-yongchuan"
    ours = figures.resolve(f"ourforecast:{place}/elders", SYSTEM)
    plan = figures.resolve(f"planforecast:{place}/elders", SYSTEM)
    gap = figures.resolve(f"forecastgap:{place}/elders", SYSTEM)
    start = figures.resolve(
        str(next(iter(ours.terms)).figure.ref).replace("/value/60+/2025", "/60+").replace("projected", "startpeople"),
        SYSTEM,
    )
    ageing = figures.resolve(f"forecastpart:{place}/ageing", SYSTEM)
    assert (float(plan.value or 0), round(float(start.value or 0))) == (300_000, 238_755)
    assert float(start.value or 0) + float(ageing.value or 0) == pytest.approx(float(ours.value or 0))
    assert float(ours.value or 0) + float(gap.value or 0) == pytest.approx(300_000)
    assert 260_000 < float(ours.value or 0) < 285_000
    beds = figures.resolve(f"ourforecast:{place}/beds", SYSTEM)
    assert float(beds.value or 0) == pytest.approx(float(ours.value or 0) * 30 / 1000)
    # Dazhou states aims and no norm that leads from elders to beds: ours is unknown, and not zero.
    assert figures.resolve("ourforecast:511700-dazhou/beds", SYSTEM).value is None
    with refused("core.not_found"):
        figures.resolve("planforecast:500117-hechuan/elders", SYSTEM)


def ref_of(place: str) -> str:
    """Number and area of the newest projection of a place from the census."""
    found = projections.newest(place=place, basis=Projection.Basis.CENSUS)
    assert found is not None
    return f"{found.pk}/{found.area_code}"


def test_age_groups_are_written_one_way() -> None:
    people = [[1] * 101, [2] * 101]
    assert [AgeGroup.parse(text).of(people) for text in ("all", "60+", "0-2", "m0-0", "f100+")] == [303, 123, 9, 1, 2]
    for text in ("", "60", "70-60", "x1+", "101+", "0-100"):
        with refused("core.not_found"):
            AgeGroup.parse(text)


def test_a_straight_line_needs_two_figures_and_never_goes_below_zero() -> None:
    assert projecting.linear([2020], [10], [2021]) is None
    assert projecting.linear([2020, 2021], [10, 12], [2022, 2023]) == [14, 16]
    assert projecting.linear([2020, 2021], [10, 1], [2022]) is None


def test_every_year_s_account_closes_for_every_area(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LAOYOU_PACK = "500118-demo"
    monkeypatch.setattr(commands.people, "by_single_age", lambda on: TOWNS)
    monkeypatch.setattr(commands.people, "by_month_of_birth", lambda on, months: {})
    found = project()
    for area in (district.area_id(), *TOWNS):
        one = projections.one_area(found, area, SYSTEM)
        assert one.moves
        for year in one.years[:-1]:
            born, died, came, left = (
                one.flow(what, year) or 0 for what in ("births", "deaths", "arrivals", "departures")
            )
            assert min(born, died, came, left) > 0
            end = one.people("all", year) + born - died + came - left
            assert end == pytest.approx(one.people("all", year + 1), abs=0.5)  # kept to two decimals by age
    whole = projections.one_area(found, district.area_id(), SYSTEM)
    last = whole.years[-1]
    assert (whole.closed("all", last) or 0) != pytest.approx(whole.people("all", last), rel=1e-3)
    came = figures.resolve(f"yearflow:{found.pk}/500118001/arrivals/2030", SYSTEM)
    assert came.value
    assert "迁入" in str(came.formula)
    with refused("core.not_found"):
        figures.resolve(f"yearflow:{found.pk}/500118001/arrivals/{last}", SYSTEM)


def test_without_two_official_totals_nobody_moves_and_the_page_can_say_so(register: Path) -> None:
    one = projections.one_area(project(), "500118001", SYSTEM)
    assert not one.moves
    assert one.closed("all", one.base_year) is None
    assert one.flow("arrivals", one.base_year) == 0


def test_net_moves_are_what_births_and_deaths_leave_of_a_change() -> None:
    assert projecting.net_moves([2020, 2024], [1000, 960], -0.004) == pytest.approx(-10 / 980 + 0.004)
    assert projecting.net_moves([2020], [1000], 0.0) is None
    assert projecting.net_moves([2020, 2021], [0, 10], 0.0) is None


def test_a_town_that_lost_people_goes_on_losing_and_is_never_emptied() -> None:
    pack = packs.load("500118-demo")
    rates = projecting.rates(pack, 2026, 15)
    people = {"500118001": [[30.0] * 101] * 2, "500118002": [[1.0] * 101] * 2}
    moving = projecting.Moving({"500118001": -0.03}, 0.01, turnover=0.02, retained=1.0)
    found = projecting.run(people, rates, whole="500118", base_year=2026, draws=3, seed=1, moving=moving)
    shrinking, growing = (found[area] for area in people)
    assert shrinking.closed is not None
    everybody = [sum(map(sum, ages)) for ages in shrinking.ages]
    assert everybody[-1] < shrinking.closed["all"][-1]
    assert everybody[-1] > 0
    assert growing.closed is not None
    assert sum(map(sum, growing.ages[-1])) > growing.closed["all"][-1]
    assert shrinking.flows["departures"][0] - shrinking.flows["arrivals"][0] == pytest.approx(0.03 * 6060, rel=0.1)
