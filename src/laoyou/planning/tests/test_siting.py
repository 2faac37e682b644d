"""A proposal keeps to what was asked, and a question without an answer is refused in words that say what to change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.models import Area
from laoyou.planning import siting_process
from laoyou.planning.commands import siting
from laoyou.planning.domain.questions import Change, Question
from laoyou.planning.models import StreetNetwork
from laoyou.planning.queries import reach
from laoyou.planning.tests.test_reach import scope_with
from laoyou.providers import public as providers

FEN = 1_000_000
ASKED = Question("care_home", "60", "drive", 15)
WISH: dict[str, Any] = {
    "objective": "max_coverage", "town": "", "count": 3, "budget_fen": None, "candidates": ["centres"], "share": 0.95,
    "opening_fen": None, "minimum_m2": None, "beds_per_1000": 0.0, "capacity": 100, "minimum_beds": 20, "bed_fen": None,
}  # fmt: skip
Solve = Callable[..., dict[str, Any]]


@pytest.fixture
def solve(district: Path, settings: Any) -> Solve:
    """Ask the engine within this process, as the job would in one of its own."""
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False
    planner = scope_with("planner")
    assert StreetNetwork.objects.exists()

    def solved(question: Question = ASKED, **wish: Any) -> dict[str, Any]:
        here = reach.ground(question.mode)
        order, spots = siting._order(here, question, WISH | wish, planner)
        answer = siting_process.solve(order, progress=lambda told: None)
        return siting._with_places(here, answer, order, spots)

    return solved


def refused(solve: Solve, question: Question = ASKED, **wish: Any) -> str:
    with pytest.raises(DomainError) as refusal:
        solve(question, **wish)
    assert "%(" not in refusal.value.sentence()
    assert "系统管理员" not in refusal.value.sentence(), "the planner can mend this herself"
    return str(refusal.value.data.get("reason", refusal.value.code))


def test_a_budget_too_small_and_a_covering_that_cannot_be_say_so(solve: Solve) -> None:
    small: dict[str, Any] = {"count": None, "budget_fen": FEN, "opening_fen": 100 * FEN}
    assert refused(solve, **small) == "siting.budget_too_small"
    town = Area.objects.filter(level=Area.Level.TOWN).order_by("id").values_list("id", flat=True)[0]
    walk = Question("care_home", "60", "walk", 5)
    assert refused(solve, walk, objective="set_cover", count=None, share=1.0, town=town) == "siting.cannot_cover"
    assert refused(solve, candidates=["points"]) == "planning.no_candidate_places"


def test_idle_premises_below_the_least_area_are_left_out_and_told(
    solve: Solve, monkeypatch: pytest.MonkeyPatch
) -> None:
    communities = Area.objects.filter(level=Area.Level.COMMUNITY, valid_to__isnull=True).order_by("id")
    known = reach.ground("drive").homes
    assert known is not None
    areas = [area for area in communities.values_list("id", flat=True) if area in known.communities][::9]
    idle = [
        providers.FacilitySite(9_000_000 + size, f"旧楼{size}", (), area, None, None, None, 0, float(size), True, True)
        for size, area in zip((700, 1600, 3100), areas, strict=False)
    ]
    monkeypatch.setattr(siting, "_idle_premises", lambda by, on: idle)
    kept = solve(candidates=["idle"], minimum_m2=1500, count=2)
    assert {site["m2"] for site in kept["sites"]} <= {1600, 3100}
    assert kept["sites"]
    assert "旧楼700" in [name for name, _why in kept["left_out"]]
    large = solve(candidates=["idle"], minimum_m2=3000, count=1)
    assert {"旧楼700", "旧楼1600"} <= {name for name, _why in large["left_out"]}


def test_what_was_closed_in_the_what_if_no_longer_serves(solve: Solve) -> None:
    before = solve()["before"]
    here = reach.look(ASKED, scope_with("planner"), on=clock.today())
    closing = tuple(Change("close", place.site) for place in here.places)
    answer = solve(Question("care_home", "60", "drive", 15, None, closing))
    assert before > 0
    assert answer["before"] == 0.0
    assert answer["value"] <= answer["bound"] + 1e-6
