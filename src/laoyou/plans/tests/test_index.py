"""The evaluation index: computed whole from a snapshot, the same again, unknown is not zero, gates cap, figures add up."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pdfplumber
import pytest
from django.test import Client

from laoyou.base.errors import DomainError
from laoyou.core import figures, jobs
from laoyou.core.models import AuditEntry, Job
from laoyou.core.registers import registry
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import REGISTER_TABLES
from laoyou.plans.commands import index
from laoyou.plans.domain import evaluation
from laoyou.plans.models import IndexEvaluation, TownIndex
from laoyou.plans.queries import index as queries
from laoyou.plans.tests.conftest import AT, OTHER_TOWN, TOWN, Registers, Rows, signed_in
from laoyou.snapshots import public as snapshots

SYSTEM = Scope.system("test")
IN_NEED = {"extreme_hardship", "unable_to_care_for_self", "wants_care_in_institution"}


@pytest.fixture
def facilities(registers: Registers, settings: Any) -> Rows:
    """Everything that the index of the demonstration counts: whole in one town; in the other nobody says what he wishes."""
    settings.LAOYOU_PACK = "500118-demo"
    found = Rows("facilities")
    kinds = {name: column.type for name, column in REGISTER_TABLES["facilities"].columns.items()}
    registry.register_table("facilities", {"id": "key", **kinds}, found.batches, measures=found)
    for town in (TOWN, OTHER_TOWN):
        found.add(area=town, kind="town_care_centre", kinds={"town_care_centre"})
        found.add(area=town, kind="canteen", kinds={"canteen"})
        for number in range(4):
            statuses = IN_NEED | ({"extreme_hardship_in_care"} if number else set())
            if town == OTHER_TOWN:
                statuses -= {"wants_care_in_institution"}
            registers.residents.add(
                residence_area=town, registered_area=town, age_months=900, sex="female", statuses=statuses
            )
        for number in range(4):
            credentials = {"elder_care_worker"} if number else set()
            registers.staff.add(area=town, facility_kind="care_home", job="carer", credentials=credentials)
    registers.staff.add(area=TOWN, facility_kind="childcare_centre", job="childcare_worker", credentials={"teacher"})
    for number, place in enumerate(registers.childcare_places.rows):
        place["open"], place["enrolled"] = 1, number % 2
    for number, bed in enumerate(registers.beds.rows):
        bed["occupied"] = number % 2
    return found


@pytest.fixture
def computed(facilities: Rows) -> IndexEvaluation:
    """The index of the small district, from a snapshot."""
    return index.evaluate(snapshots.take(by=SYSTEM, at=AT).name, by=SYSTEM, at=AT)


def town(row: IndexEvaluation, area: str) -> TownIndex:
    return queries.evaluated(row.pk, SYSTEM).town(area)


def value(row: IndexEvaluation, key: str, area: str = TOWN) -> Any:
    return figures.resolve(f"index:{row.pk}/{area}/{key}", SYSTEM).value


def test_computed_again_from_the_snapshot_it_is_equal_whatever_the_registers_say_now(
    computed: IndexEvaluation, registers: Registers
) -> None:
    registers.beds.add(area=TOWN, facility_kind="care_home", nursing=True, tier="affordable", actual=1, occupied=1)
    assert index.computes_again(computed)
    assert index.evaluate(computed.snapshot_id, by=SYSTEM, at=AT).pk == computed.pk
    later = snapshots.take(by=SYSTEM, at=AT.replace(hour=5), again=True)
    assert index.evaluate(later.name, by=SYSTEM, at=AT).inputs_hash != computed.inputs_hash, (
        "another snapshot, other values"
    )
    assert AuditEntry.objects.unscoped("test").filter(action="plans.evaluate_index").count() == 2


def test_the_losses_of_a_town_add_up_and_every_figure_leads_to_what_it_is_made_of(computed: IndexEvaluation) -> None:
    own = town(computed, TOWN)
    losses = sum(one["loss"] for one in own.result["measures"]) + own.result["gated"]
    assert own.result["total"] == pytest.approx(100 + losses, abs=1e-6)
    assert value(computed, "value.nursing") == pytest.approx(Decimal(6) / 7 * 100), "six of the seven beds"
    assert value(computed, "numerator.nursing") == 6
    assert value(computed, "denominator.nursing") == 7
    assert value(computed, "points.nursing") == 100.0, "the target of the plan is 60"
    assert value(computed, "points.certified") == 60.0, "four of five, between 50 and 100"
    seen, waiting = set(), [f"index:{computed.pk}/{TOWN}/total"]
    while waiting:
        figure = figures.resolve(waiting.pop(), SYSTEM)
        seen.add(figure.ref)
        assert figure.formula
        assert figure.sources[0].clause
        waiting += [term.figure.ref for term in figure.terms if term.figure.ref not in seen]
    assert {
        f"index:{computed.pk}/{TOWN}/{key}" for key in ("pillar.effect", "value.in-care", "gate.town-care-centre")
    } <= seen


def test_what_is_unknown_gives_bounds_and_never_a_zero(computed: IndexEvaluation) -> None:
    other = town(computed, OTHER_TOWN).result
    assert other["total"] is None
    assert other["grade"] is None
    assert 0 < other["low"] < other["high"] < 100
    assert 0 < other["likely_low"] < other["median"] < other["likely_high"] < 100
    assert sum(other["bands"]) == pytest.approx(1.0)
    assert value(computed, "value.wishes", OTHER_TOWN) is None
    assert value(computed, "pillar.access", OTHER_TOWN) is None
    assert value(computed, "pillar-low.access", OTHER_TOWN) < value(computed, "pillar-high.access", OTHER_TOWN)


def test_a_town_below_a_gate_is_capped_and_the_gate_says_what_it_takes(facilities: Rows) -> None:
    before = town(index.evaluate(snapshots.take(by=SYSTEM, at=AT).name, by=SYSTEM, at=AT), TOWN).result
    frame, towns, _results = index.computed(snapshots.latest().name)  # type: ignore[union-attr]
    towns = [one for one in towns if one["area"] == TOWN]
    towns[0]["gates"][0]["value"] = "0"
    shut = evaluation.results({**frame, "cap": "30"}, towns)[0]
    assert before["total"] > 30
    assert shut["total"] == 30.0
    assert shut["gated"] == pytest.approx(30 - before["total"])
    towns[0]["gates"][0]["value"] = None
    unsure = evaluation.results({**frame, "cap": "30"}, towns)[0]
    assert unsure["total"] is None
    assert (unsure["low"], unsure["high"]) == (30.0, before["total"])


def test_only_the_planner_computes_and_publishes_and_a_town_sees_itself(computed: IndexEvaluation) -> None:
    clerk = signed_in("town_officer", TOWN)
    page = clerk.get(f"/plans/index/{computed.pk}/").content.decode()
    assert town(computed, TOWN).area.name in page
    assert town(computed, OTHER_TOWN).area.name not in page
    assert clerk.get(f"/plans/index/{computed.pk}/towns/{TOWN}/").status_code == 200
    assert clerk.get(f"/plans/index/{computed.pk}/towns/{OTHER_TOWN}/").status_code == 404
    assert clerk.get(f"/figures/index:{computed.pk}/{OTHER_TOWN}/total/").status_code == 404
    assert clerk.post(f"/plans/index/{computed.pk}/publish/").status_code == 403
    assert clerk.post("/plans/index/", {"snapshot": computed.snapshot_id}).status_code == 403
    computed.refresh_from_db()
    assert computed.published_at is None


def test_the_pages_ask_for_it_show_it_and_publish_it(computed: IndexEvaluation) -> None:
    planner: Client = signed_in("planner", "500118")
    assert str(computed.snapshot_id) in planner.get("/plans/index/").content.decode()
    page = planner.get(f"/plans/index/{computed.pk}/").content.decode()
    assert "示例" in page
    assert "区间相交的镇街" in page
    own = planner.get(f"/plans/index/{computed.pk}/towns/{TOWN}/").content.decode()
    assert "扣分从哪里来" in own
    later = snapshots.take(by=SYSTEM, at=AT.replace(hour=5), again=True)
    asked = planner.post("/plans/index/", {"snapshot": later.name})
    job = Job.objects.get(kind=index.JOB)
    assert asked["Location"] == f"/jobs/{job.pk}/"
    run = jobs.lease_next()
    assert run is not None
    jobs.perform(run)
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    assert IndexEvaluation.objects.count() == 2
    planner.post(f"/plans/index/{computed.pk}/publish/")
    assert queries.published() == IndexEvaluation.objects.get(pk=computed.pk)


def test_the_files_hold_the_same_numbers(computed: IndexEvaluation) -> None:
    planner = signed_in("planner", "500118")
    own = town(computed, TOWN)
    book = openpyxl.load_workbook(io.BytesIO(planner.get(f"/plans/index/{computed.pk}/file.xlsx").content))
    rows = {row[0]: row for row in book["结果"].iter_rows(min_row=2, values_only=True)}
    assert rows[own.area.name][3] == pytest.approx(own.result["total"])
    assert rows[town(computed, OTHER_TOWN).area.name][3] is None
    with pdfplumber.open(io.BytesIO(planner.get(f"/plans/index/{computed.pk}/file.pdf").content)) as paper:
        text = "".join(page.extract_text() for page in paper.pages)
    assert f"{own.result['total']:.1f}" in text


def test_without_a_definition_the_page_says_so_and_nothing_is_computed(registers: Registers) -> None:
    snapshot = snapshots.take(by=SYSTEM, at=AT)
    with pytest.raises(DomainError) as refused:
        index.evaluate(snapshot.name, by=SYSTEM, at=AT)
    assert refused.value.code == "plans.no_index"
    assert "没有评价指数的定义" in signed_in("planner", "500118").get("/plans/index/").content.decode()
