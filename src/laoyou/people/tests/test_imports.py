"""Lists of residents go in as people keep them: matched, tried, written, mended and taken back."""

import json
from datetime import date

import pytest

from laoyou.core.imports import commands
from laoyou.core.models import AuditEntry, ImportRow
from laoyou.people.models import Resident
from laoyou.people.tests.conftest import AT
from laoyou.people.tests.import_helpers import (
    as_csv,
    clerk,
    handed_in,
    line,
    messy,
    outcomes,
    tried,
    work_off,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"


def test_a_list_goes_in_and_comes_out_as_it_was():
    by = clerk()
    rows = [line(f"王小{n:03d}".replace("0", "一"), date(1950, 1, 1 + n % 28), serial=n) for n in range(1, 30)]
    run = tried(handed_in(as_csv(rows), by), by)
    assert outcomes(run) == {"new": 29}
    assert Resident.objects.unscoped(ALL).count() == 0, "a dry run writes nobody"
    run = written(run, by)
    assert (run.state, run.written) == ("written", {"new": 29, "changed": 0})
    one = Resident.objects.unscoped(ALL).get(name=rows[3]["姓名"])
    assert one.id_number.open() == rows[3]["身份证号码"] and one.phone.open() == rows[3]["联系电话"]
    entries = AuditEntry.objects.unscoped(ALL).filter(action="core.import_rows")
    assert sum(json.loads(one.detail)["rows"] for one in entries) == 29
    again = tried(handed_in(as_csv(rows), by), by)
    assert outcomes(again) == {"same": 29}
    commands.start_undo(run.pk, by=by, at=AT)
    work_off()
    assert Resident.objects.unscoped(ALL).count() == 0
    assert not ImportRow.objects.unscoped(ALL).filter(run=run, outcome="undo").exists()


def faults_of(run):
    """Line of the file → codes of its faults."""
    rows = ImportRow.objects.unscoped(ALL).filter(run=run, outcome="fault")
    return {row.line: [one["code"] for one in json.loads(row.detail.open())["faults"]] for row in rows}


def test_sixty_faults_of_twelve_kinds_in_two_thousand_rows_are_each_reported_as_what_they_are():
    by = clerk()
    rows, planted = messy()
    assert len(planted) == 70 and len(set(planted.values())) == 12  # ten of the lines contradict another of them
    run = tried(handed_in(as_csv(rows, encoding="gb18030", above=[["东街道老年人名单"], ["填报单位：东街道"]]), by), by)
    found = faults_of(run)
    assert {line - 4: codes for line, codes in found.items()} == {at: [kind] for at, kind in planted.items()}
    assert outcomes(run) == {"new": 2_000 - len(planted), "fault": len(planted)}
    assert run.counts["notes"]["full_width"] > 150
    run = written(run, by)
    assert Resident.objects.unscoped(ALL).count() == 2_000 - len(planted) == run.written["new"]
