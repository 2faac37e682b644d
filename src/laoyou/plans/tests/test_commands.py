"""Values on record name what they were computed from, and what is published stays as it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from laoyou.base.errors import DomainError
from laoyou.core.models import AuditEntry
from laoyou.core.scope import NOBODY, Scope
from laoyou.plans import public as plans
from laoyou.plans.commands import publishing, values
from laoyou.plans.domain.state import State
from laoyou.plans.models import IndicatorPublication, IndicatorValue
from laoyou.plans.queries.indicators import all_indicators, latest_values, one_indicator
from laoyou.plans.tests.conftest import AT, OTHER_TOWN, TOWN, Registers
from laoyou.snapshots import public as snapshots

SYSTEM = Scope.system("test")


def computed() -> str:
    name = snapshots.take(by=SYSTEM, at=AT, again=True).name
    values.compute(name, by=SYSTEM, at=AT)
    return name


def test_a_snapshot_gives_the_value_that_the_live_register_gives(registers: Registers) -> None:
    name = computed()
    for row in all_indicators():
        if row.live is None:
            continue
        [stored] = [one for one in row.history if one.snapshot == name]
        assert (stored.value, stored.numerator) == (row.live.computed.value, row.live.computed.numerator), row.code


def test_towns_are_computed_from_the_same_rows(registers: Registers) -> None:
    name = computed()
    stored = IndicatorValue.objects.filter(snapshot_id=name, indicator="yc-05")
    found = {row.area_id: (row.numerator, row.denominator) for row in stored if row.denominator}
    assert found == {"500118": (6, 10), TOWN: (6, 7), OTHER_TOWN: (0, 3)}


def test_computing_twice_from_one_snapshot_adds_nothing(registers: Registers) -> None:
    name = computed()
    before = IndicatorValue.objects.count()
    values.compute(name, by=SYSTEM, at=AT)
    assert IndicatorValue.objects.count() == before


def test_a_reported_value_of_the_last_year_judges_the_ended_plan(registers: Registers) -> None:
    assert one_indicator("yc-09").verdict.state is State.ENDED_NOT_EVALUATED
    values.report(
        "yc-09", Decimal("100"), as_of=date(2025, 12, 31), source="区教委2025年统计", by=SYSTEM, at=AT, example=True
    )
    row = one_indicator("yc-09")
    assert (row.verdict.state, row.verdict.late) == (State.ENDED_REACHED, False)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"as_of": date(2027, 1, 1)}, "plans.future_value"),
        ({"source": "  "}, "plans.source_missing"),
        ({"code": "yc-99"}, "plans.unknown_indicator"),
        ({"area_id": "510100"}, "plans.outside"),
    ],
)
def test_a_report_that_cannot_be_is_refused(registers: Registers, changed: dict, code: str) -> None:
    given = {"code": "yc-09", "value": Decimal(1), "as_of": date(2025, 12, 31), "source": "某局"} | changed
    with pytest.raises(DomainError) as refused:
        values.report(given.pop("code"), given.pop("value"), **given, by=SYSTEM, at=AT)
    assert refused.value.code == code
    assert not IndicatorValue.objects.exists()


@pytest.mark.parametrize("act", ["compute", "report", "publish"])
def test_nothing_changes_without_the_permission_or_when_the_audit_entry_fails(
    registers: Registers, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    name = computed() if act == "publish" else snapshots.take(by=SYSTEM, at=AT).name

    def run(by: Scope) -> None:
        if act == "compute":
            values.compute(name, by=by, at=AT)
        elif act == "report":
            values.report("yc-09", Decimal(1), as_of=date(2025, 12, 31), source="某局", by=by, at=AT)
        else:
            publishing.publish_indicators(by=by, at=AT)

    before = (IndicatorValue.objects.count(), IndicatorPublication.objects.count())
    with pytest.raises(DomainError):
        run(NOBODY)
    with monkeypatch.context() as broken:
        for recorder in ("record", "record_batch"):
            broken.setattr(values.audit, recorder, lambda *_, **__: (_ for _ in ()).throw(RuntimeError("no audit")))
        with pytest.raises(RuntimeError, match="no audit"):
            run(SYSTEM)
    assert (IndicatorValue.objects.count(), IndicatorPublication.objects.count()) == before
    entries = AuditEntry.objects.unscoped("test").count()
    run(SYSTEM)
    assert AuditEntry.objects.unscoped("test").count() == entries + 1


def test_what_is_published_does_not_move_with_the_register(registers: Registers) -> None:
    name = computed()
    plans.publish_indicators(by=SYSTEM, at=AT)
    registers.beds.add(area=TOWN, facility_kind="care_home", nursing=True, tier="affordable", actual=1)
    row = next(one for one in plans.published_indicators() if one.code == "yc-05")
    assert (row.value, row.numerator, row.denominator, row.snapshot) == ("60", "6", "10", name)
    assert row.state == "in_doubt"
    assert row.formula_hash
    assert row.pack_version
    assert row.name.en.startswith("Share of nursing beds")
    assert {town.area_id: town.value for town in row.by_town}[OTHER_TOWN] == "0"


def test_publishing_after_the_register_moved_still_says_what_the_snapshot_says(registers: Registers) -> None:
    computed()
    registers.beds.add(area=TOWN, facility_kind="care_home", nursing=True, tier="affordable", actual=1)
    plans.publish_indicators(by=SYSTEM, at=AT)
    assert next(one for one in plans.published_indicators() if one.code == "yc-05").value == "60"


def test_nothing_is_published_without_a_computed_snapshot(registers: Registers) -> None:
    with pytest.raises(DomainError) as refused:
        plans.publish_indicators(by=SYSTEM, at=AT)
    assert refused.value.code == "plans.no_snapshot"
    snapshots.take(by=SYSTEM, at=AT)
    with pytest.raises(DomainError) as refused:
        plans.publish_indicators(by=SYSTEM, at=AT)
    assert refused.value.code == "plans.not_computed"


def test_the_command_line_is_told_the_latest_value_of_its_own_pack_only(registers: Registers) -> None:
    found = latest_values("500118-yongchuan")
    assert found["yc-05"]["latest"]["value"] == 60  # type: ignore[index]
    assert found["yc-05"]["state"] == "in_doubt"
    assert found["yc-01"]["latest"] is None
    assert latest_values("510100-chengdu") == {}
