"""Demand has three columns, each with its trace; what nobody has stated is unknown and says where it would be put."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import figures
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.figures import Figure
from laoyou.core.scope import Grant, Scope
from laoyou.packs import public as packs
from laoyou.planning.commands import projections as commands
from laoyou.planning.domain import needs
from laoyou.planning.models import Projection
from laoyou.planning.presenters import demand_figures
from laoyou.planning.queries import projections

AT = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
SYSTEM = Scope.system("test")
TOWN = "500118001"
TOWNS = {TOWN: [[30] * 101, [30] * 101], "500118002": [[5] * 101, [6] * 101]}
DEFINED = ["gb-t-42195.2", "long-term-care.3", "census-self-care.3"]


def projected(monkeypatch: pytest.MonkeyPatch) -> Projection:
    monkeypatch.setattr(commands.people, "by_single_age", lambda on: TOWNS)
    monkeypatch.setattr(commands.people, "by_month_of_birth", lambda on, months: {})
    return commands.project_register(by=SYSTEM, at=AT, draws=20, seed=1)


@pytest.fixture
def without_rates(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Projection:
    """A district whose pack has the plan's norms and no rates of need."""
    settings.LAOYOU_PACK = "500118-yongchuan"
    return projected(monkeypatch)


@pytest.fixture
def with_rates(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Projection:
    """The example district, whose pack brings example rates."""
    settings.LAOYOU_PACK = "500118-demo"
    return projected(monkeypatch)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as refusal:
        yield
    assert refusal.value.code == code


def asked(found: Projection, what: str, way: str, year: int = 2031) -> Figure:
    return figures.resolve(f"need:{what}/{way}/{found.pk}/{TOWN}/{year}", SYSTEM)


def norm(key: str) -> float:
    return float(packs.load("500118-demo").norms[key].value or 0)


def test_by_norm_follows_people_and_keeps_its_clause(without_rates: Projection) -> None:
    elders = projections.one_area(without_rates, TOWN, SYSTEM).people("60+", 2031)
    beds = asked(without_rates, "beds", "norm")
    assert float(beds.value or 0) == pytest.approx(elders * 30 / 1000)
    assert [term.figure.ref.partition(":")[0] for term in beds.terms] == ["projected", "packnorm"]
    assert beds.sources[0].clause == "一(二)1"
    nursing = asked(without_rates, "nursing_beds", "norm")
    assert float(nursing.value or 0) == pytest.approx(elders * 30 / 1000 * 0.6)
    gap = figures.resolve(f"shortfall:beds/norm/actual/{without_rates.pk}/{TOWN}/2031", SYSTEM)
    assert gap.value == pytest.approx(float(beds.value or 0))  # the register of this test holds no bed


@pytest.mark.parametrize(
    ("what", "way", "said"),
    [
        ("beds", "need", "disability-census-self-care"),
        ("beds", "use", "demand.bed_occupancy"),
        ("home_care_beds", "norm", "forecast.home_care_beds_per_1000_elders"),
        ("home_care_beds", "use", "登记册"),
        ("places", "need", "demand.childcare_wanting_share"),
        ("meals", "need", "demand.meal_taking_share"),
        ("meals", "use", "登记册"),
        ("carers", "norm", "staff.elders_per_carer"),
    ],
)
def test_what_nobody_has_stated_is_unknown_and_names_the_place_to_enter_it(
    without_rates: Projection, what: str, way: str, said: str
) -> None:
    found = asked(without_rates, what, way)
    assert found.value is None
    assert said in f"{found.formula} {' '.join(map(str, found.notes))}"


@pytest.mark.parametrize("defined", DEFINED)
def test_by_need_goes_by_a_named_definition_and_can_be_followed_to_its_rates(
    with_rates: Projection, defined: str
) -> None:
    disabled = figures.resolve(f"disabled:{defined}/{with_rates.pk}/{TOWN}/2031", SYSTEM)
    one = projections.one_area(with_rates, TOWN, SYSTEM)
    rates = demand_figures.rated_of(defined).rates
    assert rates.definition.words.zh in str(disabled.name)
    ages = [int(age) for age in rates.age_from]
    groups = [f"{age}-{after - 1}" for age, after in pairwise(ages)] + [f"{ages[-1]}+"]
    share = rates.at_least(int(defined[-1]))
    expected = sum(one.people(group, 2031) * rate for group, rate in zip(groups, share, strict=True))
    assert float(disabled.value or 0) == pytest.approx(expected)
    # The terms alone, as the page prints them, make the figure again.
    people, shares = disabled.terms[::2], disabled.terms[1::2]
    again = sum(
        float(a.figure.value or 0) * float(b.figure.value or 0) / 100 for a, b in zip(people, shares, strict=True)
    )
    assert again == pytest.approx(expected, rel=1e-6)
    home = asked(with_rates, "home_care_beds", f"need.{defined}")
    assert float(home.value or 0) == pytest.approx(
        expected * norm("demand.at_home_share") / 100 * norm("demand.home_care_bed_share") / 100
    )
    assert {term.figure.ref for term in home.terms} >= {disabled.ref, "packnorm:500118-demo/demand.at_home_share"}
    assert home.example


def test_definitions_give_different_numbers_of_the_same_elders(with_rates: Projection) -> None:
    counted = {
        defined: float(figures.resolve(f"disabled:{defined}/{with_rates.pk}/{TOWN}/2031", SYSTEM).value or 0)
        for defined in ("gb-t-42195.1", "gb-t-42195.4", "census-self-care.3")
    }
    assert len({round(value) for value in counted.values()}) == 3
    assert counted["gb-t-42195.1"] > 3 * counted["gb-t-42195.4"]


def test_what_a_source_keeps_together_is_not_told_apart_and_a_bare_share_is_no_definition(
    with_rates: Projection,
) -> None:
    for written in ("long-term-care.4", "mz-t-039.1", "5", "census-self-care.9", "nobody.1"):
        with refused("core.not_found"):
            asked(with_rates, "beds", f"need.{written}")
    # Without a definition beds by need stay unknown, whatever else the pack gives.
    assert asked(with_rates, "beds", "need").value is None


def test_carers_are_whole_and_follow_beds_by_norm(with_rates: Projection) -> None:
    beds = float(asked(with_rates, "beds", "norm").value or 0)
    carers = asked(with_rates, "carers", "norm")
    assert carers.value == math.ceil(beds / norm("staff.elders_per_carer"))
    assert any("每张床位一人" in str(note) for note in carers.notes)


def test_a_town_officer_gets_demand_of_her_own_town_only(with_rates: Projection) -> None:
    officer = Scope(7, (Grant(Role.TOWN_OFFICER, GrantKind.AREA, TOWN),))
    assert figures.resolve(f"need:beds/norm/{with_rates.pk}/{TOWN}/2031", officer).value
    for ref in (
        f"need:beds/norm/{with_rates.pk}/500118002/2031",
        f"disabled:{DEFINED[0]}/{with_rates.pk}/500118002/2031",
        f"shortfall:beds/norm/actual/{with_rates.pk}/500118/2031",
    ):
        with refused("core.not_found"):
            figures.resolve(ref, officer)


def test_every_rule_says_what_it_lacks_when_nothing_is_given(without_rates: Projection) -> None:
    one = projections.one_area(without_rates, TOWN, SYSTEM)
    kept = demand_figures.book(one, 2031, SYSTEM, None, used={})
    bare = needs.Inputs(
        **{**kept.inputs.__dict__, "norm": lambda key: None, "used": {}},
    )
    for what, way in needs.RULES:
        answer = needs.need(bare, what, way)
        assert isinstance(answer, needs.Missing), (what, way)
        assert demand_figures.missing_words(answer.what)
