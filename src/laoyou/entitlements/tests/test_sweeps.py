"""Everybody is determined, nothing unknown is a denial, and the same facts give the same rows."""

from datetime import date

import pytest

from laoyou.base.errors import DomainError
from laoyou.base.month import Month
from laoyou.core import failpoints, jobs
from laoyou.core.models import AuditEntry, Job
from laoyou.engines import rules
from laoyou.entitlements import storage
from laoyou.entitlements.commands import sweeps
from laoyou.entitlements.domain.facts import known_facts, values
from laoyou.entitlements.models import Determination, DeterminationChange, MissingFact, Sweep
from laoyou.entitlements.queries.explaining import explain, rules_of, state_of
from laoyou.entitlements.queries.grounds import ground_of, person_of, status_excludes, status_kinds
from laoyou.entitlements.tests.conftest import (
    AT,
    EAST,
    NOVEMBER,
    OCTOBER,
    SYSTEM,
    WEST,
    add,
    declare,
    office,
    state,
    swept,
)
from laoyou.people.commands import residents, statuses
from laoyou.people.models import CapabilityFact
from laoyou.people.public import life_facts
from laoyou.snapshots import public as snapshots

pytestmark = pytest.mark.usefixtures("district_")
POOR = ("min_living_allowance", "marginal_low_income", "extreme_hardship")


def found(sweep: Sweep, **more) -> dict[tuple[int, str], Determination]:
    rows = Determination.objects.unscoped("test").filter(sweep=sweep, **more)
    return {(row.resident_id, row.benefit): row for row in rows}


def status(resident, kind: str, since: date = date(2026, 1, 1), until: date | None = None):
    return statuses.add(resident.pk, kind, since, true_to=until, source="测试", by=SYSTEM, at=AT)


def crowd() -> list:
    """People who differ in everything that a fact can rest on."""
    old, poor, gone, over, doubt, late, child, stated, far = (
        add(date(1940, 5, 1), "赵一"),
        add(date(1946, 2, 28), "钱二", WEST),
        add(date(1930, 1, 1), "孙三"),
        add(date(1950, 6, 6), "李四"),
        add(date(1951, 6, 6), "周五"),
        add(date(1952, 6, 6), "吴六"),
        add(date(2025, 11, 30), "郑七"),
        add(date(1944, 12, 31), "王八"),
        add(date(1944, 1, 31), "冯九", registered_area_id=None, registered_elsewhere="外地"),
    )
    status(poor, "min_living_allowance")
    status(gone, "extreme_hardship_at_home")
    residents.record_death(gone.pk, date(2026, 10, 20), source="测试", by=SYSTEM, at=AT)
    status(over, "marginal_low_income", date(2025, 1, 1), date(2026, 9, 1))
    state(doubt, "extreme_hardship", "no")
    status(doubt, "extreme_hardship")
    status(late, "extreme_hardship_in_care")
    state(stated, "capability_level", "severe")
    CapabilityFact.objects.create(
        resident=over, fact="capability_level", instrument="gb-t-42195-2022", level=2, true_from=date(2026, 1, 1),
        known_since=AT, source="评估",
    )  # fmt: skip
    state(stated, "min_living_allowance", "no")
    state(stated, "care_days", "12")
    declare("extreme_hardship")
    declare("min_living_allowance", area=WEST)
    declare("care_insurance_scheme", "none")
    return [old, poor, gone, over, doubt, late, child, stated, far]


@pytest.mark.parametrize("month", [OCTOBER, Month(2025, 12)])
def test_what_is_known_of_one_is_what_is_known_of_everybody(month):
    """The columns of a sweep and the facts of one person are the same facts."""
    people = crowd()
    from laoyou.entitlements.sweeping import columns, work

    taken = snapshots.take(by=SYSTEM, at=AT, part="facts", again=True)
    tables = work.read_tables(taken.name)
    program = rules_of(month).program
    everybody = columns.with_place(tables.people, "500118")
    frame = columns.assemble(tables, everybody, program, month, status_excludes(), status_kinds())
    by_key = {row.pop("key"): row for row in frame.to_dicts()}
    hashed = dict(
        zip([one.pk for one in people], snapshots.pseudonyms("residents")([one.pk for one in people]), strict=True)
    )
    for one in people:
        row = by_key[hashed[one.pk]]
        row.pop("area")
        alone = values(known_facts(person_of(life_facts(one.pk, SYSTEM)), ground_of(one.pk), program.facts, month))
        assert {name: value for name, value in row.items() if value is not None} == alone, one.name


def test_a_sweep_and_the_explanation_of_each_person_say_the_same():
    people = crowd()
    sweep = swept()
    rows = found(sweep)
    for one in people:
        answer = explain(one.pk, NOVEMBER, SYSTEM, at=AT)
        for finding in answer.findings:
            row = rows.get((one.pk, finding.benefit))
            if sweep.counts["benefits"].get(finding.benefit) and finding.benefit not in (
                "family_doctor_package",
                "public_bed_priority",
            ):
                assert (row.state if row else "not_entitled") == state_of(finding), (one.name, finding.benefit)
                if row and row.state == "entitled":
                    assert (row.amount_fen if row.quantity is None else row.quantity) == finding.amount
                if row and row.state == "needs_information":
                    assert set(row.missing_facts) == {name for name, _holder in finding.missing}
        assert not answer.differs


def test_absent_is_unknown_until_the_list_is_complete():
    one = add(date(1950, 1, 1))
    assert found(swept())[one.pk, "meal_subsidy"].missing_facts == tuple(sorted(POOR))
    for fact in POOR:
        declare(fact)
    assert (one.pk, "meal_subsidy") not in found(swept())
    # A list says nothing of who came on the register after its day, or of another town.
    newcomer = add(date(1950, 1, 1), "新来")
    type(newcomer).objects.unscoped("test").filter(pk=newcomer.pk).update(known_since=AT.replace(year=2027))
    assert found(swept())[newcomer.pk, "meal_subsidy"].state == "needs_information"


def test_an_example_amount_is_paid_for_months_and_a_yearly_one_is_due_once():
    old, child = add(date(1946, 11, 30)), add(date(2025, 11, 30), "小孩")
    state(child, "lawful_birth", "yes")
    october, november = swept(OCTOBER), swept(NOVEMBER)
    assert (old.pk, "advanced_age_allowance") not in found(october)
    row = found(november)[old.pk, "advanced_age_allowance"]
    assert (row.amount_fen, row.tier, row.due, row.due_for) == (5000, "eighty", True, "2026-11")
    yearly = [found(sweep)[child.pk, "child_allowance"] for sweep in (october, november)]
    assert [(row.amount_fen, row.due_for) for row in yearly] == [(360_000, "2026")] * 2


def test_a_missing_parameter_is_a_state_of_its_own(settings):
    settings.LAOYOU_PACK = "500118-yongchuan"
    one = add(date(1940, 1, 1))
    row = found(swept())[one.pk, "advanced_age_allowance"]
    assert (row.state, row.amount_fen, row.due) == ("parameter_missing", None, False)


def test_changes_against_the_month_before_name_their_cause():
    turns, dies, moves, told = (
        add(date(1946, 11, 9)),
        *(add(date(1940, 1, 1), name) for name in ("死者", "迁出", "低保")),
    )
    swept(OCTOBER)
    residents.record_death(dies.pk, date(2026, 10, 30), source="测试", by=SYSTEM, at=AT)
    type(moves).objects.unscoped("test").filter(pk=moves.pk).update(registered_area=None, registered_elsewhere="外地")
    status(told, "min_living_allowance")
    november = swept(NOVEMBER)
    rows = DeterminationChange.objects.unscoped("test").filter(sweep=november, benefit="advanced_age_allowance")
    assert {(row.resident_id, row.before, row.after, row.cause) for row in rows} == {
        (turns.pk, "not_entitled", "entitled", "birthday"),
        (dies.pk, "entitled", "not_entitled", "death"),
        (moves.pk, "entitled", "not_entitled", "move"),
    }
    meal = DeterminationChange.objects.unscoped("test").get(sweep=november, benefit="meal_subsidy", resident=told)
    assert (meal.before, meal.after, meal.after_fen, meal.cause) == ("needs_information", "entitled", 6000, "fact")


def test_the_same_snapshot_gives_the_same_rows_again_and_a_changed_file_is_found():
    crowd()
    sweep = swept()
    named, again = sweeps.recompute(sweep.pk, runner=sweeps.in_this_process)
    assert named == again == sweep.rows_sha256
    assert storage.manifest_sha256(sweep.folder) == sweep.file_sha256
    part = next(storage.folder(sweep.folder).glob("determinations.*"))
    part.chmod(0o600)
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    number = int(part.name.split(".")[1])
    with pytest.raises(DomainError) as refused:
        storage.read_part(sweep.folder, number, storage.manifest(sweep.folder)["parts"][number - 1])
    assert refused.value.code == "entitlements.damaged"


class Killed(BaseException):
    """What kill -9 looks like from inside: nothing after it runs."""


def test_a_sweep_that_is_killed_again_and_again_goes_on_and_enters_every_row_once(monkeypatch):
    crowd()
    whole = {key: row.code for key, row in found(swept()).items()}
    monkeypatch.setattr(sweeps, "in_own_process", sweeps.in_this_process)
    monkeypatch.setattr("laoyou.entitlements.sweeping.work.ROWS_A_FILE", 20)
    kills: list[str] = []

    def hit(point: str) -> None:
        # Once at each point; again and again where some rows have just been entered.
        if point not in kills or point == "sweep.after_rows":
            kills.append(point)
            raise Killed

    monkeypatch.setattr(failpoints, "hit", hit)
    number = sweeps.request("2026-11", by=office(), at=AT)
    for _attempt in range(50):
        Job.objects.filter(pk=number).update(state=Job.State.WAITING)
        run = jobs.lease_next()
        Job.objects.filter(pk=number).update(attempts=0)
        try:
            sweeps.perform(run)
        except Killed:
            continue
        break
    of_sweep = set(failpoints.declared("sweep."))
    assert of_sweep == {point for point in kills if point.startswith("sweep.")}
    assert kills.count("sweep.after_rows") > 3
    sweep = Sweep.objects.unscoped("test").order_by("-pk").first()
    assert sweep.state == "done"
    assert {key: row.code for key, row in found(sweep).items()} == whole
    assert Determination.objects.unscoped("test").filter(sweep=sweep).count() == len(whole)


def test_who_may_sweep_and_for_which_month():
    with pytest.raises(DomainError):
        sweeps.request("2026-11", by=office(EAST), at=AT)
    with pytest.raises(DomainError) as refused:
        sweeps.request("2026-12", by=office(), at=AT)
    assert refused.value.code == "entitlements.month_to_come"


def test_nothing_is_done_without_its_entry(monkeypatch):
    add(date(1940, 1, 1))
    swept()
    assert AuditEntry.objects.unscoped("test").filter(action="entitlements.sweep").count() == 1
    monkeypatch.setattr(sweeps.audit, "record", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("no audit")))
    with pytest.raises(RuntimeError, match="no audit"):
        swept()
    assert list(Sweep.objects.unscoped("test").order_by("pk").values_list("state", flat=True)) == ["done", "running"]
    assert sweeps.sweeps.current(NOVEMBER).pk == Sweep.objects.unscoped("test").order_by("pk").first().pk


def test_the_worklist_counts_everybody_once():
    for number in range(3):
        add(date(1950, 1, 1), f"老{number}", EAST if number else WEST)
    sweep = swept()
    rows = MissingFact.objects.unscoped("test").filter(sweep=sweep, benefit="meal_subsidy", fact="extreme_hardship")
    assert {row.area_id: (row.people, row.most_fen) for row in rows} == {
        f"{EAST}901": (2, 12_000),
        f"{WEST}901": (1, 6000),
    }


def test_rules_of_a_month_are_those_of_the_engine():
    assert isinstance(rules_of(NOVEMBER).program, rules.Program)
