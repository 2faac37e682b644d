"""Lists of residents go in as people keep them: matched, tried, written, mended and taken back."""

import io
import json
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.db import connection
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import attachments, history
from laoyou.core.imports import commands, error_files, files, tables
from laoyou.core.models import AuditEntry, ImportRow
from laoyou.people.commands import residents, statuses
from laoyou.people.models import Resident
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, WEST, add
from laoyou.people.tests.import_helpers import (
    GIVEN,
    as_csv,
    clerk,
    fresh,
    handed_in,
    id_of,
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


def mended(run, change):
    """The error file of a run as its downloader sends it back: `change(titles, rows)` is what he did with it."""
    table = tables.get(run.table)
    first = run.files.unscoped(ALL).get(number=0)
    rows = ImportRow.objects.unscoped(ALL).filter(run=run, outcome__in=["fault", "decide", "conflict"], applied=False)
    data = error_files.error_file(run, table, first, rows.order_by("line"))
    (sheet,) = files.open_sheets(data, "错误.xlsx")
    titles, *lines = sheet.head(100)
    change(titles, lines)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    target = book.add_worksheet()
    for number, one in enumerate([titles, *lines]):
        target.write_row(number, 0, one)
    book.close()
    return out.getvalue()


def test_mended_rows_join_the_import_that_they_come_from():
    by = clerk()
    rows = [line(f"赵{GIVEN[n]}", date(1945, 1, 1 + n), serial=n + 1) for n in range(20)]
    rows[4]["镇街"], rows[7]["联系电话"] = "东街衔", "12"
    run = written(tried(handed_in(as_csv(rows), by), by), by)
    assert run.written == {"new": 18, "changed": 0} and outcomes(run) == {"new": 18, "fault": 2}

    def mend(titles, lines):
        for one in lines:
            town, phone = titles.index("镇街"), titles.index("联系电话")
            one[town] = "东街道"
            one[phone] = one[phone] if len(one[phone]) == 11 else "10400000999"

    same = handed_in(mended(run, mend), by, name="错误.xlsx")
    assert same.pk == run.pk, "whoever hands it in as a new list goes on with the old one"
    work_off()
    run = fresh(run)
    assert outcomes(run) == {"new": 2} and run.state == "checked"
    run = written(run, by)
    assert run.written == {"new": 20, "changed": 0}
    assert not ImportRow.objects.unscoped(ALL).filter(run=run, applied=False).exists()


def test_a_proposal_for_a_slip_of_the_pen_is_taken_by_a_person_and_then_goes_in():
    by = clerk()
    known = add(
        "王小明",
        EAST + "901",
        birth=date(1950, 3, 7),
        id_document="resident_id",
        id_number=id_of(date(1950, 3, 7), "female", 1),
    )
    number = id_of(date(1950, 3, 7), "female", 1)
    wrong = {
        "digit": number[:15] + str((int(number[15]) + 1) % 10) + number[16:],
        "missing": number[:9] + number[10:],
        "old": number[:6] + number[8:17],
    }
    rows = [
        line(身份证号码=wrong["digit"], 出生日期="1950-3-7"),
        line("李四", date(1951, 1, 2), serial=5, 镇街="永川区东街道办事处"),
    ]
    for kind in ("missing", "old"):
        run = tried(handed_in(as_csv([line(身份证号码=wrong[kind])]), by), by)
        row = ImportRow.objects.unscoped(ALL).get(run=run)
        assert row.outcome == "fault" and row.proposed, kind
        assert json.loads(row.detail.open())["proposals"] == {"id_number": number}
    run = tried(handed_in(as_csv(rows), by), by)
    assert outcomes(run) == {"fault": 1, "new": 1}, "an office is its town"
    assert commands.accept_proposals(run.pk, "base.resident_id.check_digit", by=by, at=AT) == 1
    commands.start_check(run.pk, by=by, at=AT)
    work_off()
    run = fresh(run)
    assert outcomes(run) == {"changed": 1, "new": 1}
    run = written(run, by)
    assert Resident.objects.unscoped(ALL).get(pk=known.pk).phone.open() == "10400000001"
    assert run.written == {"new": 1, "changed": 1}


def test_what_differs_is_asked_or_follows_the_rule_and_an_undo_brings_it_all_back():
    by = clerk()
    number = id_of(date(1950, 3, 7), "female", 1)
    known = add(
        "王小明", EAST + "901", birth=date(1950, 3, 7), id_document="resident_id", id_number=number, phone="10400000777"
    )
    before = history.values_of(Resident.objects.unscoped(ALL).get(pk=known.pk))
    row = line(
        **{"村（社区）": "东街道902"},
        低保="是",
        紧急联系人="王丽",
        联系人电话="10400000888",
        联系人关系="女儿",
        户号="H1",
    )
    run = tried(handed_in(as_csv([row]), by), by)
    assert outcomes(run) == {"conflict": 1}
    assert written(run, by).written == {}, "nobody was asked yet"
    run = tried(handed_in(as_csv([row]), by), by, rules={"phone": "fill", "residence_town": "ask", "address": "fill"})
    commands.decide(run.pk, 2, "same", key=known.pk, take=["residence_community"], by=by, at=AT)
    run = written(run, by)
    now = Resident.objects.unscoped(ALL).get(pk=known.pk)
    assert (now.phone.open(), now.residence_area_id, now.registered_household.number) == (
        "10400000777",
        EAST + "902",
        "H1",
    )
    assert [one.kind for one in now.status_facts.unscoped(ALL)] == ["min_living_allowance"]
    assert now.emergency_contacts.unscoped(ALL).get().phone.open() == "10400000888"
    assert now.residencies.unscoped(ALL).filter(superseded_at=None, basis="residence").count() == 2
    commands.start_undo(run.pk, by=by, at=AT)
    assert work_off()[-1][:2] == ("imports.undo", "done")
    now = Resident.objects.unscoped(ALL).get(pk=known.pk)
    assert history.values_of(now) == before
    assert not now.status_facts.unscoped(ALL).exists() and not now.residencies.unscoped(ALL).exists()


def test_an_undo_leaves_alone_what_somebody_touched_since():
    by = clerk()
    rows = [line(f"赵{GIVEN[n]}", date(1945, 1, 1 + n), serial=n + 1) for n in range(3)]
    run = written(tried(handed_in(as_csv(rows), by), by), by)
    people = list(Resident.objects.unscoped(ALL).order_by("pk"))
    residents.change(people[0].pk, {"phone": "10400000555"}, by=SYSTEM, at=AT)
    statuses.add(people[1].pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    commands.start_undo(run.pk, by=by, at=AT)
    work_off()
    left = {row.line: row.code for row in ImportRow.objects.unscoped(ALL).filter(run=run, outcome="undo")}
    assert left == {2: "core.import_undo_changed", 3: "core.import_undo_used"}
    assert set(Resident.objects.unscoped(ALL).values_list("pk", flat=True)) == {people[0].pk, people[1].pk}


def test_somebody_else_is_somebody_elses_without_a_word_of_what_is_there():
    west = add(
        "周一",
        WEST + "901",
        birth=date(1940, 2, 2),
        id_document="resident_id",
        id_number=id_of(date(1940, 2, 2), "female", 9),
    )
    by = clerk()
    rows = [
        line("周一", date(1940, 2, 2), serial=9),  # lives in the west, whatever the list says
        line("吴二", date(1940, 2, 3), serial=10, 镇街="西镇", **{"村（社区）": "西镇901"}),
    ]
    run = tried(handed_in(as_csv(rows), by), by)
    said = [json.loads(row.detail.open()) for row in ImportRow.objects.unscoped(ALL).filter(run=run).order_by("line")]
    assert [[one["code"] for one in row["faults"]] for row in said] == [["people.import_not_yours"]] * 2
    assert all(not row["candidates"] and not row["faults"][0]["data"] and not row["kept"] for row in said)
    assert west.pk not in ImportRow.objects.unscoped(ALL).filter(run=run).values_list("key", flat=True)
    with pytest.raises(DomainError):
        handed_in(as_csv(rows), by, area=WEST)
    with pytest.raises(DomainError):
        commands.get(run.pk, by=clerk(WEST, name="western clerk"))


def test_all_or_nothing_writes_all_or_nothing():
    by = clerk()
    rows = [line(f"赵{GIVEN[n]}", date(1945, 1, 1 + n), serial=n + 1) for n in range(8)]
    rows[3]["联系电话"] = "12"
    run = written(tried(handed_in(as_csv(rows), by), by, mode="whole"), by)
    assert (run.state, run.written, Resident.objects.unscoped(ALL).count()) == ("checked", {}, 0)
    assert "1" in run.problem
    rows[3]["联系电话"] = "10400000123"
    run = written(tried(handed_in(as_csv(rows), by), by, mode="whole"), by)
    assert (run.state, run.written) == ("written", {"new": 8, "changed": 0})
    assert AuditEntry.objects.unscoped(ALL).filter(action="core.import_rows").count() == 1


def test_a_mapping_is_remembered_for_the_next_list_with_the_same_head():
    by = clerk()
    rows = [{"甲": "王小明", "乙": "1950-03-07", "丙": "女", "镇街": "东街道"}]
    with pytest.raises(DomainError, match="表头"):
        handed_in(as_csv(rows), by)
    rows = [{"姓名": "王小明", "生日": "1950-03-07", "性别": "女", "镇街": "东街道", "备注号": "10400000123"}]
    run = handed_in(as_csv(rows), by)
    mapping = run.files.unscoped(ALL).get().mapping
    assert mapping == ["name", "birth_date", "sex", "residence_town", ""] or mapping[4] == "phone"
    commands.set_mapping(run.pk, [*mapping[:4], "phone"], rules={"phone": "fill"}, mode="good_rows", by=by, at=AT)
    again = handed_in(as_csv(rows), by)
    assert again.files.unscoped(ALL).get().mapping == [*mapping[:4], "phone"] and again.rules == {"phone": "fill"}


def test_uploads_and_rows_are_sealed_and_go_when_their_time_is_over():
    by = clerk()
    run = tried(handed_in(as_csv([line(联系电话="12")]), by), by)
    file = run.files.unscoped(ALL).get()
    path = attachments._path(file.attachment.stored_as)
    assert "王小明".encode() not in path.read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT detail FROM core_importrow")
        assert "王小明".encode() not in bytes(cursor.fetchone()[0])
    later = timezone.now() + timedelta(days=31)
    assert commands.expire(at=later) == 1 and attachments.expire(at=later) == 1
    assert not ImportRow.objects.unscoped(ALL).exists()
    assert fresh(run).state == "expired"


@pytest.mark.parametrize("what", ["check", "write", "undo"])
def test_a_run_whose_job_broke_down_can_be_taken_up_again(what, monkeypatch):
    by = clerk()
    run = tried(handed_in(as_csv([line()]), by), by)
    if what == "undo":
        run = written(run, by)

    def broken(*arguments, **more):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("laoyou.core.imports.judging.judge", broken)
    monkeypatch.setattr("laoyou.core.imports.undoing._undo_batch", broken)
    start = {"check": commands.start_check, "write": commands.start_write, "undo": commands.start_undo}[what]
    start(run.pk, by=by, at=AT)
    assert work_off()[-1][1] == "failed"
    monkeypatch.undo()
    start(run.pk, by=by, at=AT)
    assert work_off()[-1][1] == "done"
    assert Resident.objects.unscoped(ALL).count() == {"check": 0, "write": 1, "undo": 0}[what]
