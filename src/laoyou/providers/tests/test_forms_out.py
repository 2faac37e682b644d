"""A form of a superior is filled from the registers, reported, and remembered."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from laoyou.base.errors import DomainError
from laoyou.core import attachments, figures
from laoyou.core.domain.roles import Role
from laoyou.core.forms_out import commands, reading, terms
from laoyou.core.models import Area, AuditEntry, BlankForm, ReportedCell, ReportedForm, RoleGrant
from laoyou.core.tests.test_form_files import blank
from laoyou.providers.commands import beds
from laoyou.providers.tests.conftest import AT, OFFICER_KEY, SYSTEM, TODAY, holder

OFFICER = holder(Role.DEPARTMENT_OFFICER, "500118")


@pytest.fixture
def named(sample):
    for pk, name in (("500118", "永川区"), ("500118001", "东街道"), ("500118002", "西镇")):
        Area.objects.filter(pk=pk).update(name=name)
    return sample


@pytest.fixture
def form(named) -> BlankForm:
    return commands.add(blank(), "表.xlsx", area_id="500118", recipient="市民政局", by=OFFICER, at=AT)


@contextmanager
def refuses(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as refusal:
        yield
    assert refusal.value.code == code


def confirmed(form, **columns):
    said = {axis: dict(form.meanings[axis]) for axis in ("row", "column")}
    said["column"].update(columns)
    return commands.set_meanings(form.pk, said, by=OFFICER, at=AT)


def cells(report):
    return {cell.place: cell for cell in ReportedCell.objects.unscoped("a test").filter(form=report)}


def test_heads_are_understood_by_what_they_are_called(form):
    assert form.meanings["row"] == {"东街道": "area=500118001", "西镇": "area=500118002", "合计": "area=500118"}
    column = {label: terms.parse(text) for label, text in form.meanings["column"].items()}
    assert terms.together(column["养老机构/机构数"]) == {"of": "facilities", "kind": "care_home"}
    assert terms.together(column["养老机构/床位数(张)"]) == {"of": "beds", "kind": "care_home"}
    assert terms.together(column["养老机构/其中护理型床位"]) == {"of": "beds", "kind": "care_home", "nursing": "1"}
    assert column["备注"] == {}


@pytest.mark.parametrize("head", ["本年新增床位数", "护理型床位占比", "床位建设补贴资金", "每千名老年人床位数"])
def test_another_quantity_of_a_known_thing_is_not_guessed(named, head):
    words = sorted(
        (word for one in reading.fillers.all_fillers() for word in one.words()), key=lambda word: -len(word.text)
    )
    found = reading.read(reading.Head((head,), "B1"), words, reading.AreaIndex.load(), "500118")
    assert found.terms == {} or found.terms.get("of") == "indicator"


def test_a_form_is_filled_and_each_number_leads_to_its_rows(form):
    confirmed(form)
    report = commands.fill(form.pk, as_of=TODAY, by=OFFICER, at=AT)
    found = cells(report)
    assert {place: cell.value for place, cell in found.items() if cell.value is not None} == {
        "B4": 1, "C4": 1, "D4": 1, "B5": 0, "C5": 0, "D5": 0,
    }  # fmt: skip
    assert found["E4"].code == "core.form_open_head", "a column of remarks stays empty, and it is said why"
    written = openpyxl.load_workbook(io.BytesIO(attachments.contents(report.attachment)))["表1"]
    assert [written[place].value for place in ("B4", "C4", "D4", "E4", "B6")] == [1, 1, 1, None, "=SUM(B4:B5)"]
    live = figures.resolve(found["D4"].ref, OFFICER)
    assert (live.value, live.ref) == (1, "beds:area=500118001&nursing=1&kind=care_home")
    assert figures.resolve(f"reported:{found['D4'].pk}", OFFICER).terms[0].figure.ref == live.ref


def test_a_row_that_nobody_understood_is_not_the_whole_area(form):
    """Half an answer is another figure: cells of a head without a meaning stay empty."""
    said = {axis: dict(form.meanings[axis]) for axis in ("row", "column")}
    said["row"]["西镇"] = ""
    commands.set_meanings(form.pk, said, by=OFFICER, at=AT)
    found = cells(commands.fill(form.pk, as_of=TODAY, by=OFFICER, at=AT))
    assert {found[place].code for place in ("B5", "C5", "D5")} == {"core.form_open_head"}
    assert found["B4"].value == 1


def test_nothing_of_another_town_goes_into_a_town_officers_form(form):
    confirmed(form)
    town = holder(Role.TOWN_OFFICER, "500118001")
    with refuses("core.not_found"):
        commands.fill(form.pk, as_of=TODAY, by=town, at=AT)
    own = commands.add(blank(), "表.xlsx", area_id="500118001", recipient="区民政局", by=town, at=AT)
    commands.set_meanings(own.pk, own.meanings, by=town, at=AT)
    found = cells(commands.fill(own.pk, as_of=TODAY, by=town, at=AT))
    assert (found["B4"].value, found["B5"].value, found["B5"].code) == (1, None, "core.form_outside")
    with refuses("core.not_found"):
        figures.resolve(f"reported:{found['B4'].pk}", holder(Role.TOWN_OFFICER, "500118002"))


def test_what_changed_since_last_time_is_marked(form, named, settings):
    confirmed(form)
    settings.LAOYOU_DEMO_DATE = TODAY - timedelta(days=30)
    first = commands.fill(form.pk, as_of=TODAY - timedelta(days=30), by=OFFICER, at=AT)
    commands.report(first.pk, by=OFFICER, at=AT)
    settings.LAOYOU_DEMO_DATE = TODAY
    beds.add(
        named.home.pk,
        "101-2",
        nursing=False,
        tier="affordable",
        approved=True,
        filed=True,
        actual=True,
        by=SYSTEM,
        at=AT,
    )
    second = commands.fill(form.pk, as_of=TODAY, by=OFFICER, at=AT)
    changed = commands.changed(list(cells(second).values()))
    assert [(cell.place, cell.before, cell.value) for cell in changed] == [("C4", 1, 2)]
    assert changed[0].before_on == TODAY - timedelta(days=30)


def test_another_figure_for_the_same_day_does_not_leave_without_a_reason(form, named):
    """The same quantity of the same place for the same day, also where it was reported in another form."""
    confirmed(form)
    first = commands.fill(form.pk, as_of=TODAY, by=OFFICER, at=AT)
    commands.report(first.pk, by=OFFICER, at=AT)
    beds.add(
        named.home.pk,
        "101-2",
        nursing=False,
        tier="affordable",
        approved=True,
        filed=True,
        actual=True,
        by=SYSTEM,
        at=AT,
    )
    other = commands.add(
        blank(lambda sheet, book: sheet.write(7, 0, "说明")),
        "表.xlsx",
        area_id="500118",
        recipient="市统计局",
        by=OFFICER,
        at=AT,
    )
    assert other.pk != form.pk and other.mapped_at is not None, "its heads are all known"
    second = commands.fill(other.pk, as_of=TODAY, by=OFFICER, at=AT)
    assert [(now.place, was.value, now.value) for now, was in commands.differing(second)] == [("C4", 1, 2)]
    with refuses("core.form_differs"):
        commands.report(second.pk, by=OFFICER, at=AT)
    commands.report(second.pk, reason="新开一张床位", by=OFFICER, at=AT)
    kept = ReportedForm.objects.unscoped("a test").get(pk=second.pk)
    assert (kept.state, kept.reason, kept.recipient) == ("reported", "新开一张床位", "市统计局")
    with refuses("core.form_already_reported"):
        commands.report(second.pk, reason="再报", by=OFFICER, at=AT)
    with refuses("core.form_already_reported"):
        commands.drop(second.pk, by=OFFICER, at=AT)


def test_a_later_edition_begins_with_what_was_confirmed(form):
    confirmed(form, 备注="of=staff")
    moved = blank(lambda sheet, book: sheet.write(2, 5, "托位数"))
    later = commands.add(moved, "表.xlsx", area_id="500118", recipient="市民政局", by=OFFICER, at=AT)
    assert (later.family_id, later.carried) == (form.pk, 7)
    assert later.meanings["column"]["备注"] == "of=staff"
    assert later.mapped_at is None, "a new column is looked at once"
    assert commands.add(moved, "表.xlsx", area_id="500118", recipient="市民政局", by=OFFICER, at=AT).pk == later.pk


def test_a_day_that_is_over_needs_its_snapshot(form):
    confirmed(form)
    found = cells(commands.fill(form.pk, as_of=date(2026, 6, 30), by=OFFICER, at=AT))
    assert {cell.code for cell in found.values()} == {"core.form_no_snapshot", "core.form_open_head"}
    with refuses("core.form_nothing_filled"):
        commands.report(ReportedForm.objects.unscoped("a test").get().pk, by=OFFICER, at=AT)
    with refuses("core.form_future"):
        commands.fill(form.pk, as_of=TODAY + timedelta(days=1), by=OFFICER, at=AT)


def test_each_step_leaves_its_entry_and_none_happens_without(form, monkeypatch):
    confirmed(form)
    report = commands.fill(form.pk, as_of=TODAY, by=OFFICER, at=AT)
    monkeypatch.setattr("laoyou.core.audit.record", lambda *a, **k: (_ for _ in ()).throw(RuntimeError("no entry")))
    with pytest.raises(RuntimeError):
        commands.report(report.pk, by=OFFICER, at=AT)
    assert ReportedForm.objects.unscoped("a test").get(pk=report.pk).state == "filled"
    actions = set(AuditEntry.objects.unscoped("a test").values_list("action", flat=True))
    assert {"core.add_form", "core.map_form", "core.fill_form"} <= actions


@pytest.fixture
def client(form) -> Client:
    account_id = OFFICER_KEY
    RoleGrant.objects.create(account_id=account_id, role="department_officer", area_id="500118", granted_at=AT)
    client = Client()
    client.force_login(form._meta.get_field("account").related_model.objects.get(pk=OFFICER_KEY), backend="allauth.account.auth_backends.AuthenticationBackend")  # fmt: skip
    return client


def test_the_pages_lead_through_the_work(client, form):
    page = client.get(f"/forms/{form.pk}/meanings/")
    assert page.status_code == 200 and "其中：护理型床位" in page.text
    fields = dict.fromkeys((f"column-{n}" for n in range(4)), "")
    wrong = client.post(f"/forms/{form.pk}/meanings/", {**fields, "row-0": "没有这一项", "row-1": ""})
    assert wrong.status_code == 422 and "没有这一项" in wrong.text
    confirmed(form)
    filled = client.post(f"/forms/{form.pk}/", {"as_of": "2026-10-31", "began_on": ""})
    assert filled.status_code == 302
    shown = client.get(filled.url)
    assert "9格中填了6格" in shown.text and "data-figure" in shown.text
    assert client.get(filled.url + "changes/").status_code == 200
    assert client.get(filled.url + "marked.xlsx").content[:2] == b"PK"
    sent = client.post(filled.url, {"recipient": "市民政局", "reason": ""}, follow=True)
    assert "已报送" in sent.text
    for path in ("/forms/", "/forms/add/", f"/forms/{form.pk}/", "/forms/reports/", "/forms/reports/?format=xlsx"):
        assert client.get(path).status_code == 200, path
    too_large = client.post("/forms/add/", {"area": "500118", "recipient": "市民政局"})
    assert too_large.status_code == 422


def test_values_keep_their_decimals():
    assert [str(commands.as_number(Decimal(text))) for text in ("120", "12.500000", "0", "1E+3")] == [
        "120",
        "12.5",
        "0",
        "1000",
    ]
