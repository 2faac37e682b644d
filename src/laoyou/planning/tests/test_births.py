"""Today's births are the places of two years from now; a month that is not over is not counted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from laoyou.base.errors import DomainError
from laoyou.base.month import Month
from laoyou.core import figures
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.scope import Grant, Scope
from laoyou.planning.commands import projections as commands
from laoyou.planning.domain import births
from laoyou.planning.models import Projection

AT = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
TODAY = date(2026, 10, 31)
SYSTEM = Scope.system("test")
TOWN, OTHER = "500118001", "500118002"
EVERY_MONTH = {str(Month(2026, 10).plus(-step)): 10 for step in range(40)}


@pytest.fixture
def projected(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Projection:
    settings.LAOYOU_PACK = "500118-demo"
    settings.LAOYOU_DEMO_DATE = TODAY
    people = {town: [[60] * 101, [60] * 101] for town in (TOWN, OTHER)}
    monkeypatch.setattr(commands.people, "by_single_age", lambda on: people)
    monkeypatch.setattr(
        commands.people, "by_month_of_birth", lambda on, months: {TOWN: EVERY_MONTH, OTHER: {"2026-03": 1}}
    )
    return commands.project_register(by=SYSTEM, at=AT, draws=20, seed=1)


def of(found: Projection, what: str, ahead: int, area: str = TOWN) -> float:
    return float(figures.resolve(f"radar:{what}/{found.pk}/{area}/{ahead}", SYSTEM).value or 0)


def test_a_month_that_is_not_over_is_left_out_and_one_without_births_is_a_zero() -> None:
    known = births.months_of({"2026-10": 3, "2026-08": 5}, date(2026, 10, 31), 3)
    assert (known.first, known.counts, known.last) == (Month(2026, 8), (5, 0, 3), Month(2026, 10))
    known = births.months_of({"2026-10": 3, "2026-08": 5}, date(2026, 10, 30), 3)
    assert (known.counts, known.last) == ((5, 0), Month(2026, 9))


def test_who_is_of_the_age_so_many_months_on() -> None:
    known = births.months_of(EVERY_MONTH, TODAY, 40)
    assert births.born_span(known, 6) == (Month(2024, 5), Month(2026, 10))
    assert births.born_span(known, 24) == (Month(2025, 11), Month(2026, 10))
    assert births.ages_of(known, (Month(2025, 11), Month(2026, 10))) == (0, 12)
    assert births.born_span(known, 48) is None


def test_places_count_the_born_and_the_expected_and_take_the_share_that_wants_one(projected: Projection) -> None:
    # Of the 30 months of the age, half a year on all are born, two years on the eldest twelve.
    assert [of(projected, "born", ahead) for ahead in (6, 12, 24)] == [300, 240, 120]
    assert of(projected, "expected", 6) == 0
    coming = figures.resolve(f"radar:expected/{projected.pk}/{TOWN}/24", SYSTEM)
    first, second = (float(term.figure.value or 0) for term in coming.terms)
    assert float(coming.value or 0) == pytest.approx(first + second / 2)
    for ahead in (6, 12, 24):
        children = of(projected, "children", ahead)
        assert children == pytest.approx(of(projected, "born", ahead) + of(projected, "expected", ahead))
        assert of(projected, "places", ahead) == pytest.approx(children * 0.32)
        assert of(projected, "gap", ahead) == pytest.approx(of(projected, "places", ahead))  # no place is open


def test_without_a_share_the_children_are_known_and_the_places_are_not(
    projected: Projection, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from laoyou.planning.presenters import birth_figures

    monkeypatch.setattr(birth_figures, "WANTING", "demand.nobody_said")
    places = figures.resolve(f"radar:places/{projected.pk}/{TOWN}/6", SYSTEM)
    assert places.value is None
    assert "demand.nobody_said" in str(places.formula)
    assert of(projected, "children", 6) == 300


def test_months_lead_to_their_children_and_a_use_without_open_places_is_unknown(projected: Projection) -> None:
    month = figures.resolve(f"birthmonth:{projected.pk}/{TOWN}/2026-03", SYSTEM)
    assert (month.value, month.rows_count) == (10, 10)
    assert "months" in str(month.rows_url) or "age" in str(month.rows_url)
    assert figures.resolve(f"placesuse:used/{TOWN}", SYSTEM).value is None
    officer = Scope(7, (Grant(Role.TOWN_OFFICER, GrantKind.AREA, TOWN),))
    assert figures.resolve(f"radar:born/{projected.pk}/{TOWN}/6", officer).value == 300
    for ref in (
        f"radar:born/{projected.pk}/{OTHER}/6",
        f"birthmonth:{projected.pk}/{OTHER}/2026-03",
        f"placesuse:used/{OTHER}",
    ):
        with pytest.raises(DomainError) as refusal:
            figures.resolve(ref, officer)
        assert refusal.value.code == "core.not_found"
