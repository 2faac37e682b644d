"""A scenario is kept once, with its entry in the trail; who may open it is what its owner said; its sites go to the ledger once."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.models import AuditEntry
from laoyou.core.scope import NOBODY, Scope
from laoyou.planning.commands import scenarios, siting
from laoyou.planning.domain.questions import Change, Question
from laoyou.planning.models import Scenario, SitingRun
from laoyou.planning.presenters import scenario_files
from laoyou.planning.queries import reach
from laoyou.planning.queries.scenarios import visible
from laoyou.planning.tests.test_reach import scope_with
from laoyou.planning.tests.test_siting import WISH


@pytest.fixture
def planner(district: Path, settings: Any) -> Scope:
    settings.LAOYOU_REQUIRE_SECOND_FACTOR = False
    return scope_with("planner")


@pytest.fixture
def question(planner: Scope) -> Question:
    here = reach.ground("drive")
    assert here.homes is not None
    spots = [(round(float(x)), round(float(y))) for x, y in here.homes.xy[[0, -1]]]
    return Question("care_home", "60", "drive", 15, None, tuple(Change("add", 0, x, y, 40) for x, y in spots))


def entries(action: str) -> int:
    return AuditEntry.objects.unscoped("test").filter(action=action).count()


def save(question: Question, by: Scope, key: str = "once", sharing: str = "own") -> Scenario:
    return scenarios.save("两处", sharing, question, by=by, at=clock.now(), key=key)


def test_a_scenario_is_kept_proposed_and_withdrawn_once_and_each_leaves_one_entry(
    planner: Scope, question: Question
) -> None:
    before = entries("planning.save_scenario")
    row = save(question, planner)
    assert save(question, planner).pk == row.pk
    assert entries("planning.save_scenario") == before + 1
    projects = scenarios.propose(row.pk, date(2027, 12, 31), by=planner, at=clock.now()).projects
    assert len(set(projects)) == 2
    assert scenarios.propose(row.pk, date(2027, 12, 31), by=planner, at=clock.now()).projects == projects
    assert entries("planning.propose_projects") >= 1
    scenarios.withdraw(row.pk, by=planner, at=clock.now())
    assert entries("planning.withdraw_scenario") == 1
    with pytest.raises(DomainError):
        scenarios.withdraw(row.pk, by=planner, at=clock.now())


def test_nothing_is_kept_or_asked_when_the_entry_fails(
    planner: Scope, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no audit")

    known = Scenario.objects.unscoped("test").count(), SitingRun.objects.unscoped("test").count()
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError, match="no audit"):
        save(question, planner, "another")
    with pytest.raises(RuntimeError, match="no audit"):
        siting.ask(question, WISH, by=planner, at=clock.now())
    assert (Scenario.objects.unscoped("test").count(), SitingRun.objects.unscoped("test").count()) == known


def test_who_may_open_it_is_what_its_owner_said(planner: Scope, question: Question) -> None:
    officer = scope_with("department_officer")
    own, shared = save(question, planner, "own"), save(question, planner, "office", "office")
    seen = set(visible(officer).values_list("pk", flat=True))
    assert shared.pk in seen
    assert own.pk not in seen
    with pytest.raises(DomainError):
        scenarios.withdraw(shared.pk, by=officer, at=clock.now())
    with pytest.raises(DomainError):
        save(question, NOBODY, "nobody")


def test_every_file_of_a_scenario_says_the_same_numbers(planner: Scope, question: Question) -> None:
    import docx
    import openpyxl

    row = save(question, planner, "files")
    after = row.result["whole"]["after"]
    table = docx.Document(io.BytesIO(scenario_files.file_of(row, "docx", {}))).tables[0]
    assert table.rows[1].cells[2].text == f"{after[0]:.1f}%"
    sheet = openpyxl.load_workbook(io.BytesIO(scenario_files.file_of(row, "xlsx", {}))).active
    whole = next(cells for cells in sheet.iter_rows(values_only=True) if cells[0] == "全区")
    assert whole[2] == pytest.approx(after[0] / 100, abs=0.0005)
    assert whole[3] == pytest.approx(after[3], abs=0.5)
    points = json.loads(scenario_files.file_of(row, "geojson", {}))
    assert [one["properties"]["supply"] for one in points["features"]] == [40, 40]
    assert points["synthetic"]
    assert scenario_files.file_of(row, "pdf", {}).startswith(b"%PDF-")
