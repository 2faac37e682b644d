"""Lists of facilities, beds, places and staff go in through the room's own commands, are compared, and come out again."""

import csv
import io
from datetime import date

import pytest

from laoyou.base.ids import resident_id_check_digit
from laoyou.core import clock, jobs
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import Role
from laoyou.core.imports import commands
from laoyou.core.models import Area, AuditEntry, ImportRow, ImportRun
from laoyou.core.scope import Scope, scope_of
from laoyou.providers.models import Bed, ChildcareClass, ChildcarePlace, Facility, StaffMember

pytestmark = pytest.mark.django_db
ALL = "a test looks at everything"
SYSTEM = Scope.system("a test")
TOWN = "500118001"


@pytest.fixture
def officer(settings):
    settings.LAOYOU_DEMO_DATE = date(2026, 10, 31)
    for pk, level, name in (
        ("50", "province", "重庆市"),
        ("500118", "district", "永川区"),
        (TOWN, "town", "东街道"),
        (TOWN + "901", "community", "东门社区"),
    ):
        if not Area.objects.filter(pk=pk).exists():
            above = {"500118": "50", TOWN: "500118", TOWN + "901": TOWN}.get(pk)
            Area.objects.create(pk=pk, level=level, name=name, parent_id=above)
    account = accounts.create("officer", "officer", by=SYSTEM, at=clock.now())
    accounts.grant(account.pk, Role.DEPARTMENT_OFFICER, by=SYSTEM, at=clock.now(), area_id="500118")
    return scope_of(account, at=clock.now())


def number(serial):
    body = f"00011819800101{serial:03d}"
    return body + resident_id_check_digit(body)


def imported(table, rows, by, take=()):
    """The run of a list after its import; `take` = columns in which the list is right where it differs."""
    out = io.StringIO()
    csv.DictWriter(out, list(rows[0])).writeheader()
    csv.DictWriter(out, list(rows[0])).writerows(rows)
    at = clock.now()
    run = commands.upload(
        table, out.getvalue().encode(), "a.csv", area_id="500118", source="测试", as_of=date(2026, 10, 1), by=by, at=at
    )
    file = run.files.unscoped(ALL).get()
    commands.set_mapping(run.pk, file.mapping, rules={}, mode="good_rows", by=by, at=at)
    commands.start_check(run.pk, by=by, at=at)
    work_off()
    for row in ImportRow.objects.unscoped(ALL).filter(run=run, outcome="conflict"):
        commands.decide(run.pk, row.line, "same", key=row.key, take=take, by=by, at=at)
    commands.start_write(run.pk, by=by, at=at)
    work_off()
    return ImportRun.objects.unscoped(ALL).get(pk=run.pk)


def work_off():
    while (run := jobs.lease_next()) is not None:
        jobs.perform(run)
        job = jobs.Job.objects.get(pk=run.job_id)
        assert job.state == "done", job.message


def faults(run):
    rows = ImportRow.objects.unscoped(ALL).filter(run=run, outcome="fault").order_by("line")
    return {row.line: row.code for row in rows}


def undone(run, by):
    commands.start_undo(run.pk, by=by, at=clock.now())
    work_off()


HOME = {
    "机构名称": "东门养老院",
    "设施类别": "养老院",
    "镇街": "东街道",
    "社区": "东门",
    "性质": "公办",
    "电话": "023-49812345",
}


def test_facilities_beds_places_and_staff_go_in_and_come_out(officer):
    nursery = {**HOME, "机构名称": "东门托育园", "设施类别": "托育机构"}
    wrong = {**HOME, "机构名称": "无处", "社区": "西门"}
    strange = {**HOME, "机构名称": "网吧", "设施类别": "网吧"}
    homes = imported("providers.facilities", [HOME, nursery, wrong, strange], officer)
    assert faults(homes) == {4: "core.import_area_unknown", 5: "core.import_code_unknown"}
    assert Facility.objects.unscoped(ALL).get(name="东门养老院").ownership == "public"

    beds = [{"所在机构": "东门养老院", "床号": f"30{n}", "护理型": "是", "核定": "√", "实际": "是"} for n in range(4)]
    beds += [{**beds[0], "所在机构": "东门托育园", "床号": "9"}, {**beds[0], "所在机构": "东门养老园", "床号": "8"}]
    run = imported("providers.beds", beds, officer)
    assert faults(run) == {6: "providers.no_beds_here", 7: "providers.import_facility_unknown"}
    assert Bed.objects.unscoped(ALL).filter(approved=True, nursing=True, filed=False).count() == 4

    places = [
        {"园所名称": "东门托育园", "托位编号": f"1-{n}", "班级": "一班", "班型": "托小班", "备案": "是"}
        for n in range(3)
    ]
    spots = imported("providers.places", places, officer)
    assert ChildcarePlace.objects.unscoped(ALL).count() == 3 and ChildcareClass.objects.unscoped(ALL).count() == 1

    people = [{"机构": "东门养老院", "姓名": "李小芳", "身份证号": number(2), "岗位": "护理员", "电话": "13800000001"}]
    people.append({**people[0], "姓名": "周二", "身份证号": number(4)[:17] + "A"})
    staff = imported("providers.staff", people, officer)
    assert faults(staff) == {3: "base.resident_id.shape"}
    one = StaffMember.objects.unscoped(ALL).get()
    assert (one.job, one.phone.open()) == ("carer", "13800000001")

    undone(homes, officer)
    left = ImportRow.objects.unscoped(ALL).filter(run=homes, outcome="undo")
    assert set(left.values_list("code", flat=True)) == {"core.import_undo_used"}
    for one in (staff, spots, run, homes):
        undone(one, officer)
    for model in (StaffMember, ChildcarePlace, ChildcareClass, Bed, Facility):
        assert not model.objects.unscoped(ALL).exists(), model
    assert AuditEntry.objects.unscoped(ALL).filter(action="core.import_rows").count() == 4


def test_what_differs_is_asked_and_what_is_blank_is_filled(officer):
    imported("providers.facilities", [{**HOME, "电话": ""}], officer)
    kept = imported("providers.facilities", [{**HOME, "性质": "民办"}], officer)
    one = Facility.objects.unscoped(ALL).get()
    assert (one.ownership, one.phone, kept.written["changed"]) == ("public", "023-49812345", 1)
    taken = imported("providers.facilities", [{**HOME, "性质": "民办"}], officer, take=["ownership"])
    assert Facility.objects.unscoped(ALL).get().ownership == "private"
    undone(taken, officer)
    one = Facility.objects.unscoped(ALL).get()
    assert (one.ownership, one.phone) == ("public", "023-49812345")
