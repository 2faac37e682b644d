"""The daily work on pages: every form opens, does what it says, and says beside its field why it does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core import outbox
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import Account, Notice, RoleGrant
from laoyou.providers.commands import beds, confirming, contracts, estates, papers, places, premises, reminders, staff
from laoyou.providers.domain.estates import DutyState, duty_state, in_order
from laoyou.providers.domain.readings import BedReading
from laoyou.providers.domain.reminding import Terms, turn
from laoyou.providers.domain.staffing import needed
from laoyou.providers.domain.states import BedState
from laoyou.providers.models import (
    Bed,
    BedOccupancy,
    Estate,
    EstateDuty,
    Facility,
    FacilityProposal,
    IdlePremises,
    InsurancePolicy,
    Licence,
    OperatingContract,
    PlaceOccupancy,
    PriceFiling,
    Provider,
    Room,
    StaffMember,
)
from laoyou.providers.public import candidate_premises
from laoyou.providers.queries import expiring, staffing
from laoyou.providers.tests.conftest import AT, ID_NUMBER, SYSTEM, TODAY, example_code, holder

pytestmark = pytest.mark.django_db
WHY = "a test"


def signed_in(role, *, area=None, provider=None):
    account = Account.objects.create(username=f"{role}-{area}-{provider}", display_name="某人", created_at=AT)
    RoleGrant.objects.create(
        account=account, role=role.value, area_id=area, provider_id=provider, granted_at=AT - timedelta(days=9)
    )
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def officer(sample):
    return signed_in(Role.DEPARTMENT_OFFICER, area="500118")


@pytest.fixture
def director(sample):
    return signed_in(Role.PROVIDER_DIRECTOR, provider=sample.provider.pk)


def url(name, *arguments):
    return reverse(f"providers:{name}", args=arguments)


def send(client, form, name, *arguments, status=302):
    """Open the form, send it, and look at the answer."""
    address = url(name, *arguments)
    opened = client.get(address)
    assert opened.status_code == 200, (name, opened.status_code)
    answer = client.post(address, form)
    assert answer.status_code == status, (name, answer.status_code, answer.content.decode()[-3000:])
    return answer


def only(model, **conditions):
    return model.objects.unscoped(WHY).get(**conditions)


DAY = "2026-10-01"


def test_an_office_registers_a_provider_with_a_facility_and_everything_in_it(officer, sample):
    send(officer, {"credit_code": "12345", "name": "新机构", "ownership": "private", "area_id": "500118001901"}, "add_provider", status=422)  # fmt: skip
    send(officer, {"credit_code": example_code(77), "name": "新机构", "ownership": "private", "area_id": "500118001901"}, "add_provider")  # fmt: skip
    provider = only(Provider, name="新机构")
    send(
        officer, {"name": "改名机构", "ownership": "public", "area_id": "500118001901"}, "change_provider", provider.pk
    )
    facts = {"name": "新养老院", "area_id": "500118001901", "ownership": "public", "operation": "entrusted", "tier": "affordable"}  # fmt: skip
    unknown = send(officer, {**facts, "kinds": "care_home", "provider_code": "nobody"}, "add_facility", status=422)
    assert "没有这个统一社会信用代码" in unknown.content.decode()
    send(
        officer, {**facts, "kinds": "care_home", "provider_code": example_code(77), "owner": "某镇政府"}, "add_facility"
    )
    home = only(Facility, name="新养老院")
    assert (home.provider_id, home.owner, home.operation) == (provider.pk, "某镇政府", "entrusted")
    send(officer, {**facts, "name": "新养老中心", "owner": "某镇政府", "provider_code": example_code(77), "bed_capacity": "2"}, "change_facility", home.pk)  # fmt: skip
    send(officer, {"first": "care_home", "also": ["day_care_centre"]}, "set_facility_kinds", home.pk)
    send(officer, {"state": "filed", "filed_on": DAY, "filing_number": "备1"}, "set_filing", home.pk)
    send(officer, {"number": "301", "capacity": "2", "floor": "3"}, "add_room", home.pk)
    send(officer, {"number": "301", "capacity": "2"}, "add_room", home.pk, status=422)
    for number in ("301-1", "301-2"):
        send(officer, {"number": number, "room": "301", "tier": "affordable", "approved": "on", "filed": "on", "actual": "on"}, "add_bed", home.pk)  # fmt: skip
    third = {"number": "301-3", "room": "301", "tier": "affordable", "actual": "on"}
    assert "最多设 2 张" in send(officer, third, "add_bed", home.pk, status=422).content.decode()
    send(officer, {"capacity": "1"}, "change_room", only(Room, number="301").pk, status=422)
    home.refresh_from_db()
    page = officer.get(url("show_facility", home.pk)).content.decode()
    missing = [word for word in ("新养老中心", "某镇政府", "301（2）", url("add_bed", home.pk)) if word not in page]
    assert missing == [], page[page.find("房间（") :][:600]
    send(officer, {"on": DAY, "reason": "停办"}, "close_facility", home.pk)
    assert only(Facility, pk=home.pk).closed_on == date(2026, 10, 1)


def test_somebody_moves_into_a_bed_and_out_and_the_bed_is_closed_and_taken_out(officer, sample):
    bed = sample.bed.pk
    send(officer, {"on": DAY}, "occupy_bed", bed)
    page = officer.get(url("show_bed", bed)).content.decode()
    assert url("vacate_bed", bed) in page and url("name_occupant", bed) in page and "没有登记是谁" in page
    assert "已有人入住" in send(officer, {"on": DAY}, "occupy_bed", bed, status=422).content.decode()
    send(officer, {"state": "closed", "on": DAY, "reason": "维修"}, "put_bed", bed, status=422)
    send(officer, {"on": "2026-09-01"}, "vacate_bed", bed, status=422)
    send(officer, {"on": "2026-10-05"}, "vacate_bed", bed)
    assert only(BedOccupancy, bed=bed).ended_on == date(2026, 10, 5)
    send(officer, {"state": "closed", "on": "2026-10-06", "reason": "维修"}, "put_bed", bed)
    row = only(Bed, pk=bed)
    assert (row.state, row.actual, row.approved) == ("closed", False, True)
    send(officer, {"approved": "on", "filed": "on", "actual": "on"}, "set_bed_readings", bed, status=422)
    send(officer, {"state": "taken_out", "on": "2026-10-07", "reason": "拆除"}, "put_bed", bed)
    row.refresh_from_db()
    assert (row.state, row.actual, row.approved, row.filed) == ("taken_out", False, False, False)
    send(officer, {"state": "open", "on": "2026-10-08", "reason": "误登"}, "put_bed", bed)
    send(officer, {"approved": "on", "filed": "on", "actual": "on"}, "set_bed_readings", bed)
    send(officer, {"room": "102", "nursing": "on", "tier": "market"}, "change_bed", bed)
    row.refresh_from_db()
    assert (row.actual, row.room, row.tier, row.state_reason) == (True, "102", "market", "误登")


def test_who_is_in_a_bed_is_found_by_number_and_name_together(officer, sample, monkeypatch):
    known = {("510", "张三"): 4711}
    monkeypatch.setattr("laoyou.people.public.known_by", lambda number, name: known.get((number, name)))
    monkeypatch.setattr("laoyou.people.public.names_of", lambda ids: {4711: "张三"} if 4711 in set(ids) else {})
    bed = sample.bed.pk
    for wrong in ({"id_number": "510"}, {"id_number": "510", "name": "李四"}):
        send(officer, {"on": DAY, **wrong}, "occupy_bed", bed, status=422)
    send(officer, {"on": DAY}, "occupy_bed", bed)
    send(officer, {"id_number": "510", "name": "张三"}, "name_occupant", bed)
    assert only(BedOccupancy, bed=bed).resident_id == 4711
    assert "张三" in officer.get(url("show_bed", bed)).content.decode()
    grid = signed_in(Role.GRID_WORKER, area="500118")
    shown = grid.get(url("show_bed", bed))
    assert shown.status_code == 200 and "张三" not in shown.content.decode()
    assert grid.get(url("occupy_bed", bed)).status_code == 403


def test_a_child_is_enrolled_and_leaves_and_classes_keep_their_capacity(officer, sample):
    nursery, place = sample.nursery.pk, sample.place.pk
    send(officer, {"name": "托小2班", "kind": "toddler", "capacity": "1"}, "add_class", nursery)
    klass = sample.nursery.classes.unscoped(WHY).get(name="托小2班")
    for number in ("T2", "T3"):
        send(officer, {"number": number, "childcare_class": klass.pk, "session": "full_day", "tier": "market", "open": "on"}, "add_place", nursery)  # fmt: skip
    second, third = (sample.nursery.places.unscoped(WHY).get(number=number).pk for number in ("T2", "T3"))
    send(officer, {"on": DAY}, "enrol", second)
    assert "已达到容量 1 人" in send(officer, {"on": DAY}, "enrol", third, status=422).content.decode()
    assert not sample.nursery.places.unscoped(WHY).get(number="T3").enrolled
    send(officer, {"name": "托小2班"}, "change_class", klass.pk)
    send(officer, {"on": DAY}, "enrol", third)
    send(officer, {"name": "托小2班", "capacity": "1"}, "change_class", klass.pk, status=422)
    send(officer, {"on": "2026-10-20"}, "leave_place", third)
    assert only(PlaceOccupancy, place=third).ended_on == date(2026, 10, 20)
    send(officer, {"filed": "on"}, "set_place_readings", third)
    send(officer, {"childcare_class": sample.childcare_class.pk, "session": "half_day", "tier": "market"}, "change_place", third)  # fmt: skip
    places.set_readings(place, enrolled=True, by=SYSTEM, at=AT)
    page = officer.get(url("show_place", place)).content.decode()
    assert "没有登记是谁、从哪天起" in page
    send(officer, {"on": DAY}, "enrol", place)
    with pytest.raises(DomainError) as refusal:
        places.set_readings(place, enrolled=False, by=SYSTEM, at=AT)
    assert refusal.value.code == "providers.place_child_known"


def test_ratios_are_reckoned_class_by_class_with_the_clause_of_the_pack(officer, sample):
    assert needed([7, 1], 5) == 3 and needed([], 5) == 0 and needed([5, 5], 5) == 2
    for number in range(7):
        row = places.add(sample.nursery.pk, sample.childcare_class.pk, f"R{number}", open=True, by=SYSTEM, at=AT)
        places.enrol(row.pk, began_on=date(2026, 10, 1), by=SYSTEM, at=AT)
    staff.add(sample.nursery.pk, "王老师", "childcare_worker", by=SYSTEM, at=AT)
    found = staffing.of_facility(sample.nursery, on=TODAY)
    assert found is not None and found.whole is not None
    assert (found.whole.needed, found.whole.there, found.whole.kept) == (2, 1, False)
    assert found.ratios[0].norm is not None and found.ratios[0].norm.clause
    page = officer.get(url("show_facility", sample.nursery.pk)).content.decode()
    assert "配比不足" in page and found.ratios[0].norm.clause in page
    explained = officer.get(f"/figures/carers:{sample.nursery.pk}/toddler/").content.decode()
    assert "不足一人的算一人" in explained and found.ratios[0].norm.clause in explained
    staff.add(sample.nursery.pk, "赵老师", "childcare_worker", by=SYSTEM, at=AT)
    assert "配比达标" in officer.get(url("show_facility", sample.nursery.pk)).content.decode()


TERM = {"starts_on": "2026-01-01", "expires_on": "2026-12-01"}


def test_what_a_director_enters_counts_once_somebody_else_has_confirmed_it(officer, director, sample):
    home = sample.home.pk
    send(director, {"kind": "fire_safety", "number": "消1", "expires_on": "2026-12-01"}, "add_licence", home)
    send(director, {"kind": "liability", "insurer": "某保险", "number": "保1", **TERM, "sum_fen": "1,000,000"}, "add_insurance", home)  # fmt: skip
    price = {"item": "bed", "name": "双人间", "unit": "month", "filed_on": DAY, "valid_from": DAY}
    assert "至多两位小数" in send(director, {**price, "amount_fen": "1.234"}, "file_price", home, status=422).content.decode()  # fmt: skip
    send(director, {**price, "amount_fen": "1200.50"}, "file_price", home)
    facts = {"name": sample.home.name, "tier": sample.home.tier, "phone": "023-1", "floor_area_m2": "800.5", "opened_on": "2019-05-01"}  # fmt: skip
    send(director, {**facts, "reason": "扩建"}, "propose_change", home)
    assert "已有一份申报" in send(director, {**facts, "phone": "2", "reason": "又"}, "propose_change", home, status=422).content.decode()  # fmt: skip
    waiting = {"licence": only(Licence, number="消1"), "insurance": only(InsurancePolicy), "price": only(PriceFiling), "proposal": only(FacilityProposal)}  # fmt: skip
    assert {row.confirmation for row in waiting.values()} == {"waiting"}
    assert waiting["insurance"].sum_fen == 100_000_000 and waiting["price"].amount_fen == 120_050
    assert only(Facility, pk=home).phone == ""
    grid = signed_in(Role.GRID_WORKER, area="500118").get(url("show_facility", home)).content.decode()
    assert "消1" not in grid and "双人间" not in grid
    assert director.get(url("list_waiting")).status_code == 403
    listed = officer.get(url("list_waiting")).content.decode()
    assert all(url("decide", what, row.pk) in listed for what, row in waiting.items())
    assert "800.5" in officer.get(url("decide", "proposal", waiting["proposal"].pk)).content.decode()
    send(officer, {"decision": "send_back", "answer": ""}, "decide", "price", waiting["price"].pk, status=422)
    send(officer, {"decision": "send_back", "answer": "价目表不清楚"}, "decide", "price", waiting["price"].pk)
    for what in ("licence", "insurance", "proposal"):
        send(officer, {"decision": "confirm"}, "decide", what, waiting[what].pk)
    send(officer, {"decision": "confirm"}, "decide", "price", waiting["price"].pk, status=422)
    changed = only(Facility, pk=home)
    assert (changed.phone, str(changed.floor_area_m2)) == ("023-1", "800.5")
    seen = director.get(url("show_facility", home)).content.decode()
    assert "价目表不清楚" in seen and "已退回" in seen


def test_nobody_confirms_what_he_entered_himself(sample):
    both = holder(Role.PROVIDER_DIRECTOR, str(sample.provider.pk), GrantKind.PROVIDER)
    row = confirming.propose(sample.home.pk, {"phone": "1"}, reason="x", by=both, at=AT)
    same = holder(Role.TOWN_OFFICER, "500118001")
    with pytest.raises(DomainError) as refusal:
        confirming.confirm("proposal", row.pk, by=same, at=AT)
    assert refusal.value.code == "providers.own_entry"
    assert only(Facility, pk=sample.home.pk).phone == ""


def test_a_director_says_what_stands_there_and_not_what_was_approved(sample):
    director = holder(Role.PROVIDER_DIRECTOR, str(sample.provider.pk), GrantKind.PROVIDER)
    beds.set_readings(sample.bed.pk, {BedReading.ACTUAL: False}, by=director, at=AT)
    for work in (
        lambda: beds.set_readings(sample.bed.pk, {BedReading.APPROVED: False}, by=director, at=AT),
        lambda: beds.add(sample.home.pk, "9-9", filed=True, by=director, at=AT),
        lambda: beds.put(sample.bed.pk, BedState.TAKEN_OUT, on=TODAY, reason="x", by=director, at=AT),
    ):
        with pytest.raises(DomainError) as refusal:
            work()
        assert refusal.value.code == "providers.reading_by_office"


def test_a_new_price_ends_the_one_before(officer, sample):
    price = {"item": "bed", "name": "", "unit": "month", "filed_on": DAY, "amount_fen": "900"}
    send(officer, {**price, "valid_from": "2026-01-01"}, "file_price", sample.home.pk)
    send(officer, {**price, "valid_from": "2026-01-01", "amount_fen": "950"}, "file_price", sample.home.pk, status=422)
    send(officer, {**price, "valid_from": "2026-10-01", "amount_fen": "950"}, "file_price", sample.home.pk)
    rows = PriceFiling.objects.unscoped(WHY).order_by("valid_from").values_list("amount_fen", "valid_to")
    assert list(rows) == [(90_000, date(2026, 10, 1)), (95_000, None)]


def test_a_contract_is_one_at_a_time_and_ends_early_with_a_reason(officer, sample):
    form = {"owner": "某镇政府", "provider_code": sample.provider.credit_code, "form": "entrusted", "chosen_by": "quality_selection", "signed_on": "2026-01-01", **TERM, "reserved_beds": "20", "fee_fen": "50,000"}  # fmt: skip
    send(officer, form, "add_contract", sample.home.pk)
    send(officer, form, "add_contract", sample.home.pk, status=422)
    row = only(OperatingContract)
    assert (row.fee_fen, row.reserved_beds) == (5_000_000, 20)
    send(officer, {"on": "2025-06-01", "why": "收回"}, "end_contract", row.pk, status=422)
    send(officer, {"on": "2026-06-01", "why": "收回自营"}, "end_contract", row.pk)
    page = officer.get(url("show_facility", sample.home.pk)).content.decode()
    assert "收回自营" in page and "50,000.00元" in page
    send(officer, {**form, "starts_on": "2026-06-01"}, "add_contract", sample.home.pk)


def test_staff_come_change_jobs_earn_credentials_and_leave(officer, sample):
    form = {"name": "李护士", "job": "nurse", "id_number": ID_NUMBER[:-1] + "0", "employed_from": DAY}
    send(officer, form, "add_staff", sample.home.pk, status=422)
    send(officer, {**form, "id_number": ID_NUMBER}, "add_staff", sample.home.pk)
    person = only(StaffMember)
    send(officer, {"kind": "nurse_licence", "number": "护1", "expires_on": "2026-11-30"}, "add_credential", person.pk)
    send(officer, {"job": "carer"}, "change_job", person.pk)
    assert "护1" in officer.get(url("list_expiring")).content.decode()
    credential = person.credentials.unscoped(WHY).get()
    send(officer, {"expires_on": "2029-01-01"}, "renew_credential", credential.pk)
    assert "护1" not in officer.get(url("list_expiring")).content.decode()
    send(officer, {"on": "2026-10-20"}, "leave_work", person.pk)
    person.refresh_from_db()
    assert (person.job, person.employed_to) == ("carer", date(2026, 10, 20))


def test_what_runs_out_is_told_to_the_director_before_and_to_the_office_afterwards(sample, officer, director):
    known = Terms(days_before=60, again_days=30)
    assert [turn(known, date(2026, 12, 1), day) for day in (date(2026, 10, 1), date(2026, 10, 2), date(2026, 11, 1), date(2027, 1, 1))] == [None, 0, 1, 3]  # fmt: skip
    assert turn(Terms(), date(2026, 12, 1), TODAY) is None
    papers.add_licence(sample.home.pk, "fire_safety", "消1", expires_on=date(2026, 12, 1), by=SYSTEM, at=AT)
    assert reminders.remind(known, at=AT) == reminders.remind(known, at=AT) == 1
    notice = Notice.objects.get()
    assert notice.account.username.startswith("provider_director") and "消防安全" in notice.text
    assert reminders.remind(known, at=AT + timedelta(days=60)) == 2
    assert Notice.objects.count() == 3
    found = expiring.papers(SYSTEM, on=date(2027, 1, 1))
    assert [one.what for one in found.rows] == ["licence"] and not found.left_out


def test_an_estate_looks_back_at_what_was_due_with_it(officer, sample):
    steps = {"planned_on": date(2026, 1, 1), "built_on": date(2026, 2, 1), "accepted_on": None, "handed_over_on": None, "in_use_on": None}  # fmt: skip
    assert duty_state(steps, "") is DutyState.BUILT and duty_state(steps, "仓库") is DutyState.MISUSED
    assert in_order(steps) and not in_order({**steps, "planned_on": None})
    assert not in_order({**steps, "built_on": date(2025, 1, 1)})
    send(officer, {"name": "锦绣小区", "area_id": "500118001901", "households": "800"}, "add_estate")
    send(officer, {"name": "锦绣小区", "area_id": "500118001901"}, "add_estate", status=422)
    estate = only(Estate)
    send(officer, {"name": "锦绣小区", "area_id": "500118001901", "households": "820"}, "change_estate", estate.pk)
    send(officer, {"kind": "community_care_station", "required_m2": "0", "clause": "规划条件"}, "add_duty", estate.pk, status=422)  # fmt: skip
    send(officer, {"kind": "community_care_station", "required_m2": "350", "clause": "规划条件"}, "add_duty", estate.pk)
    duty = only(EstateDuty)
    send(officer, {"built_on": "2026-01-01"}, "set_steps", duty.pk, status=422)
    send(officer, {"planned_on": "2025-01-01", "built_on": "2026-01-01", "built_m2": "300", "used_as": "售楼部"}, "set_steps", duty.pk)  # fmt: skip
    page = officer.get(url("show_estate", estate.pk)).content.decode()
    assert "挪作他用" in page and "售楼部" in page and "820" in page
    assert "锦绣小区" in officer.get(url("list_estates") + "?duty=misused").content.decode()
    assert "锦绣小区" not in officer.get(url("list_estates") + "?duty=in_use").content.decode()


def test_idle_premises_are_candidates_while_they_are_idle(officer, sample):
    form = {"name": "老校舍", "area_id": "500118001901", "owner": "某镇政府", "former_use": "school", "floor_area_m2": "900", "free_from": "2026-01-01"}  # fmt: skip
    send(officer, {**form, "longitude": "105.9"}, "add_premises", status=422)
    send(officer, form, "add_premises")
    row = only(IdlePremises)
    assert [one.longitude for one in candidate_premises(SYSTEM, on=TODAY)] == [None]
    send(officer, {**form, "longitude": "105.9", "latitude": "29.3"}, "change_premises", row.pk)
    [found] = candidate_premises(SYSTEM, on=TODAY, least_m2=500)
    assert (found.name, found.longitude, found.floor_area_m2) == ("老校舍", 105.9, 900.0)
    assert candidate_premises(SYSTEM, on=TODAY, least_m2=1000) == []
    assert candidate_premises(holder(Role.TOWN_OFFICER, "500118002"), on=TODAY) == []
    send(officer, {"state": "taken", "facility_number": sample.home.pk}, "settle_premises", row.pk)
    assert candidate_premises(SYSTEM, on=TODAY) == []
    assert sample.home.name in officer.get(url("show_premises", row.pk)).content.decode()
    assert "老校舍" in officer.get(url("list_premises") + "?state=taken").content.decode()


@pytest.mark.parametrize(
    "work",
    ["put", "enrol", "propose", "contract", "estate", "premises", "price", "name"],
)
def test_nothing_stays_when_the_audit_entry_of_a_command_fails(work, sample, monkeypatch):
    beds.occupy(beds.add(sample.home.pk, "8-1", actual=True, by=SYSTEM, at=AT).pk, began_on=TODAY, by=SYSTEM, at=AT)
    occupied = only(Bed, number="8-1").pk
    by = {"by": SYSTEM, "at": AT}
    place = {"area_id": "500118001901"}
    calls = {
        "put": lambda: beds.put(sample.bed.pk, BedState.CLOSED, on=TODAY, reason="x", **by),
        "name": lambda: beds.name_occupant(occupied, 1, **by),
        "enrol": lambda: places.enrol(sample.place.pk, began_on=TODAY, **by),
        "propose": lambda: confirming.propose(sample.home.pk, {"phone": "1"}, reason="x", **by),
        "contract": lambda: contracts.add(
            sample.home.pk, sample.provider.pk, owner="x", form="lease", chosen_by="direct", signed_on=TODAY,
            starts_on=TODAY, expires_on=date(2027, 1, 1), **by,
        ),
        "estate": lambda: estates.add("小区", **place, **by),
        "premises": lambda: premises.add(
            "老校舍", owner="x", former_use="school", floor_area_m2=9, free_from=TODAY, **place, **by
        ),
        "price": lambda: papers.file_price(
            sample.home.pk, "bed", amount_fen=1, unit="day", filed_on=TODAY, valid_from=TODAY, **by
        ),
    }  # fmt: skip

    def everything():
        models = (Bed, BedOccupancy, PlaceOccupancy, FacilityProposal, OperatingContract, Estate, IdlePremises, PriceFiling)  # fmt: skip
        return [sorted(map(str, model.objects.unscoped(WHY).values())) for model in models]

    before = everything()

    def fail(*arguments, **more):
        raise RuntimeError("no entry")

    with monkeypatch.context() as patch:
        patch.setattr("laoyou.core.audit.record", fail)
        with pytest.raises(RuntimeError, match="no entry"):
            calls[work]()
    assert everything() == before
    calls[work]()
    assert everything() != before
    assert outbox.dispatch(at=AT) >= 0
