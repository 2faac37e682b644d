"""Numbers of the map of service circles: each is a figure that adds up, and nobody is told about people beyond his scope."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import clock, figures
from laoyou.core.models import Account, Area
from laoyou.core.scope import NOBODY, Scope, scope_of
from laoyou.planning.domain.questions import Question
from laoyou.planning.presenters.reach_figures import ALL, WHAT, ReachFigures
from laoyou.planning.queries import reach

ASKED = "care_home/60/drive/15"
QUESTION = Question("care_home", "60", "drive", 15)


def scope_with(role: str) -> Scope:
    account = Account.objects.filter(grants__role=role, is_active=True).first()
    assert account is not None
    return scope_of(account, at=clock.now())


def value(what: str, scope: Scope, rest: str = f"{ASKED}/{ALL}") -> float:
    found = figures.resolve(f"reach:{what}/{rest}", scope)
    assert found.value is not None, what
    return float(found.value)


@pytest.fixture
def planner(district: Path, settings: Any) -> Scope:
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False
    return scope_with("planner")


def test_figures_of_the_map_add_up_and_name_streets_and_snapshot(planner: Scope) -> None:
    every = {what: figures.resolve(f"reach:{what}/{ASKED}/{ALL}", planner) for what in WHAT}
    number = {what: float(one.value or 0) for what, one in every.items()}
    assert number["people"] == number["known"] + number["unknown"]
    assert number["known"] == number["covered"] + number["outside"]
    assert number["share"] == pytest.approx(100 * number["covered"] / number["known"])
    look = reach.look(QUESTION, planner, on=clock.today())
    own = ReachFigures(look, planner)
    for what in ("people", "covered", "outside"):
        towns = sum(float(own.figure(what, row.area_id).value or 0) for row in look.towns)
        communities = sum(float(own.figure(what, area).value or 0) for area, _now, _then in look.communities)
        assert towns == communities == number[what]
    assert all(one.formula and one.sources and one.example for one in every.values())
    assert every["people"].rows_count == number["people"]


def test_what_is_tried_out_has_figures_of_its_own_and_today_keeps_its(planner: Scope) -> None:
    today = value("covered", planner)
    site = next(place.site for place in reach.look(QUESTION, planner, on=clock.today()).places)
    closed = figures.resolve(f"reach:covered/{ASKED}/{ALL}/c:{site}", planner)
    assert float(closed.value or 0) <= today
    assert closed.notes
    assert value("capacity", planner, f"{ASKED}/{ALL}/c:{site}") < value("capacity", planner)
    assert value("covered", planner) == today


def test_a_town_officer_follows_figures_of_her_town_and_of_no_other(planner: Scope) -> None:
    officer = scope_with("town_officer")
    own = officer.area_prefixes("planning.see_circles")
    towns = Area.objects.filter(level=Area.Level.TOWN, id__startswith="500118").values_list("id", flat=True)
    other = next(town for town in towns if not any(town.startswith(one) for one in own))
    mine = next(town for town in towns if any(town.startswith(one) for one in own))
    assert value("people", officer) == value("people", officer, f"{ASKED}/{mine}") < value("people", planner)
    for area in (other, f"{other}001"):
        with pytest.raises(DomainError) as refusal:
            value("people", officer, f"{ASKED}/{area}")
        assert refusal.value.code == "core.not_found"
    with pytest.raises(DomainError):
        value("people", NOBODY)


@pytest.mark.parametrize(
    "ref",
    ["reach:share/care_home/60/drive/15", "reach:rest/care_home/60/drive/15/all", "reach:share/care_home/60/fly/15/all",
     "reach:share/care_home/60/drive/15/all/z:1", "reachminutes:1/care_home/60/drive/15/", "reachminutes:1/care_home/60/drive/15/1:x"],
)  # fmt: skip
def test_an_address_that_asks_nonsense_has_no_figure(planner: Scope, ref: str) -> None:
    with pytest.raises(DomainError) as refusal:
        figures.resolve(ref, planner)
    assert refusal.value.code == "core.not_found"


def test_minutes_from_a_chosen_point_are_figures(planner: Scope) -> None:
    here = reach.ground("drive")
    assert here.homes is not None
    x, y = (round(float(part)) for part in here.homes.xy[0])
    look = reach.look(Question("care_home", "60", "drive", 15, (x, y)), planner, on=clock.today())
    place, minutes = look.nearest[0]
    found = figures.resolve(f"reachminutes:{place.site}/{ASKED}/{x}:{y}", planner)
    assert float(found.value or 0) == pytest.approx(minutes)
    assert found.sources
