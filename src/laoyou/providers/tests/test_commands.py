"""Commands: what they write, what they refuse, and that nothing stays when their audit entry fails."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from laoyou.base.errors import DomainError
from laoyou.core import outbox
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import AuditEntry, HistoryEntry
from laoyou.providers import models, permissions
from laoyou.providers.commands import beds, facilities, papers, places, providers, staff
from laoyou.providers.domain.readings import BedReading
from laoyou.providers.domain.selection import Selection
from laoyou.providers.domain.states import FiledState
from laoyou.providers.events import _listeners, on_facility_changed
from laoyou.providers.queries.counts import by_key, by_town, count
from laoyou.providers.tests.conftest import AT, ID_NUMBER, SYSTEM, TODAY, example_code, holder

pytestmark = pytest.mark.django_db
OFFICER = holder(Role.DEPARTMENT_OFFICER, "500118")
ELSEWHERE = holder(Role.DEPARTMENT_OFFICER, "500118002")


def everything():
    """All rows of the room, and how much was noted about them."""
    tables = [getattr(models, name) for name in models.__all__]
    rows = {table.__name__: list(table.objects.unscoped("a test").order_by("pk").values()) for table in tables}
    history = HistoryEntry.objects.unscoped("a test").count()
    return rows, history, AuditEntry.objects.unscoped("a test").count()


def commands(sample):
    """Name → a call of each command that succeeds on the sample, by somebody else's leave."""
    stay = {"began_on": date(2026, 10, 1)}
    return {
        "providers.add": lambda by: providers.add(example_code(9), "新机构", area_id="500118001", by=by, at=AT),
        "providers.update": lambda by: providers.update(sample.provider.pk, name="改名", by=by, at=AT),
        "providers.bar": lambda by: providers.bar(
            sample.provider.pk, ground="提供虚假材料", decided_by="区民政局", barred_from=TODAY, by=by, at=AT
        ),
        "facilities.add": lambda by: facilities.add(
            "新站", ["community_care_station"], area_id="500118001901", by=by, at=AT
        ),
        "facilities.update": lambda by: facilities.update(sample.home.pk, tier="affordable", by=by, at=AT),
        "facilities.set_kinds": lambda by: facilities.set_kinds(sample.home.pk, ["care_home", "canteen"], by=by, at=AT),
        "facilities.set_filing": lambda by: facilities.set_filing(sample.home.pk, FiledState.WITHDRAWN, by=by, at=AT),
        "facilities.close": lambda by: facilities.close(sample.home.pk, on=TODAY, reason="自愿停业", by=by, at=AT),
        "papers.add_licence": lambda by: papers.add_licence(sample.home.pk, "fire_safety", "消1", by=by, at=AT),
        "beds.add": lambda by: beds.add(sample.home.pk, "102-1", by=by, at=AT),
        "beds.set_readings": lambda by: beds.set_readings(sample.bed.pk, {BedReading.FILED: False}, by=by, at=AT),
        "beds.update": lambda by: beds.update(sample.bed.pk, nursing=False, by=by, at=AT),
        "beds.occupy": lambda by: beds.occupy(sample.bed.pk, by=by, at=AT, **stay),
        "staff.add": lambda by: staff.add(sample.home.pk, "张三", "carer", id_number=ID_NUMBER, by=by, at=AT),
    }


NAMES = [
    "providers.add", "providers.update", "providers.bar", "facilities.add", "facilities.update", "facilities.set_kinds",
    "facilities.set_filing", "facilities.close", "papers.add_licence", "beds.add", "beds.set_readings", "beds.update",
    "beds.occupy", "staff.add",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_command_leaves_one_audit_entry_and_nothing_at_all_when_that_entry_fails(name, sample, monkeypatch):
    assert set(NAMES) == set(commands(sample))
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("no entry")

    with monkeypatch.context() as patch:
        patch.setattr("laoyou.core.audit.record", fail)
        with pytest.raises(RuntimeError, match="no entry"):
            commands(sample)[name](OFFICER)
    assert everything() == before

    commands(sample)[name](OFFICER)
    after = everything()
    assert after[0] != before[0], name
    assert after[2] == before[2] + 1, name


@pytest.mark.parametrize("name", NAMES)
def test_a_command_in_another_town_finds_nothing_and_changes_nothing(name, sample):
    before = everything()
    with pytest.raises(DomainError) as refusal:
        commands(sample)[name](ELSEWHERE)
    assert refusal.value.code == "core.not_found"
    assert everything() == before


@pytest.mark.parametrize("name", NAMES)
def test_a_command_without_the_permission_is_refused(name, sample):
    reader = holder(Role.GRID_WORKER, "500118")
    with pytest.raises(DomainError) as refusal:
        commands(sample)[name](reader)
    assert refusal.value.code == "core.not_permitted"


def test_changing_one_bed_changes_the_counts_of_its_town_kind_and_reading(sample):
    approved = Selection.of("beds", {"reading": "approved"})
    nursing = approved.but(nursing=True)
    other = beds.add(sample.home.pk, "101-2", approved=True, actual=True, tier="market", by=SYSTEM, at=AT)
    assert count(approved, OFFICER, on=TODAY) == 2
    assert by_town(approved, OFFICER, on=TODAY) == {"500118001": 2}
    assert by_key(approved, "nursing", OFFICER, on=TODAY) == {"1": 1, "0": 1}
    assert count(approved.but(kind="care_home", tier="market"), OFFICER, on=TODAY) == 1

    beds.update(other.pk, nursing=True, by=SYSTEM, at=AT)
    assert count(nursing, OFFICER, on=TODAY) == 2
    beds.set_readings(other.pk, {BedReading.APPROVED: False}, by=SYSTEM, at=AT)
    assert count(approved, OFFICER, on=TODAY) == 1
    assert count(approved, ELSEWHERE, on=TODAY) == 0


def test_what_a_bed_was_stays_in_the_history(sample):
    beds.set_readings(sample.bed.pk, {BedReading.FILED: False}, by=OFFICER, at=AT)
    entry = HistoryEntry.objects.unscoped("a test").get(table="providers_bed", row=str(sample.bed.pk))
    assert entry.before == '{"filed":true}'


def test_a_bed_is_occupied_while_somebody_is_in_it_and_free_from_the_day_of_leaving(sample):
    occupied, free = (Selection.of("beds", {"reading": reading}) for reading in ("occupied", "free"))
    assert (count(occupied, OFFICER, on=TODAY), count(free, OFFICER, on=TODAY)) == (0, 1)
    beds.occupy(sample.bed.pk, began_on=date(2026, 9, 1), by=SYSTEM, at=AT)
    assert (count(occupied, OFFICER, on=TODAY), count(free, OFFICER, on=TODAY)) == (1, 0)
    with pytest.raises(DomainError) as refusal:
        beds.set_readings(sample.bed.pk, {BedReading.ACTUAL: False}, by=SYSTEM, at=AT)
    assert refusal.value.code == "providers.bed_in_use"
    beds.vacate(sample.bed.pk, ended_on=date(2026, 10, 1), by=SYSTEM, at=AT)
    beds.occupy(sample.bed.pk, began_on=date(2026, 10, 1), by=SYSTEM, at=AT)
    assert count(occupied, OFFICER, on=TODAY) == 1


@pytest.mark.parametrize(
    ("began", "ended"),
    [("2026-03-10", "2026-03-20"), ("2026-02-01", "2026-03-02"), ("2026-02-01", None), ("2026-03-31", None)],
)
def test_the_database_itself_refuses_two_stays_that_share_a_day(sample, began, ended):
    first = models.BedOccupancy.objects.create(bed=sample.bed, began_on=date(2026, 3, 1), ended_on=date(2026, 4, 1))
    second = {"bed": sample.bed, "began_on": date.fromisoformat(began), "ended_on": ended and date.fromisoformat(ended)}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.BedOccupancy.objects.create(**second)
    later = models.BedOccupancy.objects.create(bed=sample.bed, began_on=date(2026, 4, 1), ended_on=date(2026, 5, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        models.BedOccupancy.objects.unscoped("a test").filter(pk=later.pk).update(began_on=date(2026, 3, 31))
    models.BedOccupancy.objects.unscoped("a test").filter(pk=first.pk).update(ended_on=date(2026, 3, 2))


def test_a_barred_provider_opens_nothing_until_the_bar_is_lifted(sample):
    row = providers.bar(
        sample.provider.pk,
        ground="提供虚假材料",
        decided_by="区民政局",
        barred_from=date(2026, 10, 1),
        by=OFFICER,
        at=AT,
    )
    new = {"area_id": "500118001901", "provider_id": sample.provider.pk, "by": OFFICER, "at": AT}
    with pytest.raises(DomainError) as refusal:
        facilities.add("第二养老院", ["care_home"], **new)
    assert refusal.value.code == "providers.provider_barred"
    assert "安康养老服务有限公司" in refusal.value.sentence()
    assert count(Selection.of("providers", {"state": "barred"}), OFFICER, on=TODAY) == 1
    with pytest.raises(DomainError) as again:
        providers.bar(sample.provider.pk, ground="又", decided_by="区民政局", barred_from=TODAY, by=OFFICER, at=AT)
    assert again.value.code == "providers.provider_already_barred"
    providers.lift_bar(row.pk, on=TODAY, by=OFFICER, at=AT)
    assert facilities.add("第二养老院", ["care_home"], **new).pk


def test_an_example_code_is_refused_in_a_real_district(sample, settings):
    settings.LAOYOU_DEMO_DATE = None
    with pytest.raises(DomainError) as refusal:
        providers.add(example_code(5), "机构", area_id="500118001", by=SYSTEM, at=AT)
    assert refusal.value.code == "base.credit_code.example"


def test_a_code_that_is_known_names_who_has_it(sample):
    with pytest.raises(DomainError) as refusal:
        providers.add(example_code(1), "另一家", area_id="500118001", by=SYSTEM, at=AT)
    assert refusal.value.code == "providers.provider_known"
    assert "安康养老服务有限公司" in refusal.value.sentence()


def test_a_facility_that_moves_takes_its_beds_with_it_into_the_new_town(sample):
    facilities.update(sample.home.pk, area_id="500118002901", by=OFFICER, at=AT)
    assert by_town(Selection.of("beds", {"reading": "actual"}), OFFICER, on=TODAY) == {"500118002": 1}
    with pytest.raises(DomainError) as refusal:
        facilities.update(sample.home.pk, area_id="500118001901", by=ELSEWHERE, at=AT)
    assert refusal.value.code == "core.not_found"


def test_a_facility_with_two_kinds_is_counted_under_both_and_once_among_facilities(sample):
    facilities.set_kinds(sample.home.pk, ["town_care_centre", "care_home"], by=OFFICER, at=AT)
    everyone = Selection.of("facilities", {"register": "elder_care"})
    assert count(everyone, OFFICER, on=TODAY) == 1
    assert by_key(everyone, "kind", OFFICER, on=TODAY) == {"town_care_centre": 1, "care_home": 1}
    assert count(Selection.of("beds", {"kind": "town_care_centre"}), OFFICER, on=TODAY) == 1


def test_a_facility_closes_only_when_nobody_is_left_and_then_counts_no_longer(sample):
    beds.occupy(sample.bed.pk, began_on=date(2026, 9, 1), by=SYSTEM, at=AT)
    with pytest.raises(DomainError) as refusal:
        facilities.close(sample.home.pk, on=TODAY, reason="自愿停业", by=OFFICER, at=AT)
    assert refusal.value.code == "providers.facility_occupied"
    beds.vacate(sample.bed.pk, ended_on=date(2026, 10, 30), by=SYSTEM, at=AT)
    person = staff.add(sample.home.pk, "张三", "carer", by=SYSTEM, at=AT)
    facilities.close(sample.home.pk, on=TODAY, reason="自愿停业", by=OFFICER, at=AT)
    for reading in ("approved", "filed", "actual"):
        assert count(Selection.of("beds", {"reading": reading}), OFFICER, on=TODAY) == 0
    assert count(Selection.of("facilities", {"kind": "care_home"}), OFFICER, on=TODAY) == 0
    assert count(Selection.of("facilities", {"kind": "care_home", "state": "closed"}), OFFICER, on=TODAY) == 1
    person.refresh_from_db()
    assert person.employed_to == TODAY
    with pytest.raises(DomainError) as shut:
        beds.add(sample.home.pk, "103-1", by=SYSTEM, at=AT)
    assert shut.value.code == "providers.facility_closed"


def test_a_child_is_enrolled_only_into_an_open_place(sample):
    places.set_readings(sample.place.pk, enrolled=True, by=SYSTEM, at=AT)
    with pytest.raises(DomainError) as taken:
        places.set_readings(sample.place.pk, open=False, by=SYSTEM, at=AT)
    assert taken.value.code == "providers.place_enrolled"
    places.set_readings(sample.place.pk, enrolled=False, open=False, by=SYSTEM, at=AT)
    with pytest.raises(DomainError) as closed:
        places.set_readings(sample.place.pk, enrolled=True, by=SYSTEM, at=AT)
    assert closed.value.code == "providers.place_not_open"
    with pytest.raises(IntegrityError), transaction.atomic():
        models.ChildcarePlace.objects.unscoped("a test").filter(pk=sample.place.pk).update(enrolled=True)


def test_a_family_takes_in_at_most_five_children(sample):
    point = facilities.add("家庭托育点", ["home_childcare"], area_id="500118001901", by=SYSTEM, at=AT)
    group = places.add_class(point.pk, "混龄班", "mixed", by=SYSTEM, at=AT)
    for number in range(5):
        places.add(point.pk, group.pk, f"T{number}", by=SYSTEM, at=AT)
    with pytest.raises(DomainError) as refusal:
        places.add(point.pk, group.pk, "T6", by=SYSTEM, at=AT)
    assert refusal.value.code == "providers.home_childcare_full"


def test_beds_stand_where_beds_may_stand_and_a_number_is_used_once(sample):
    with pytest.raises(DomainError) as refusal:
        beds.add(sample.nursery.pk, "1", by=SYSTEM, at=AT)
    assert refusal.value.code == "providers.no_beds_here"
    with pytest.raises(DomainError) as taken:
        beds.add(sample.home.pk, "101-1", by=SYSTEM, at=AT)
    assert taken.value.code == "providers.bed_number_taken"


def test_the_number_and_phone_of_staff_are_sealed_and_shown_masked(sample):
    person = staff.add(sample.home.pk, "李四", "carer", id_number=ID_NUMBER, phone="10490000001", by=SYSTEM, at=AT)
    stored = (
        models.StaffMember.objects.unscoped("a test").filter(pk=person.pk).values_list("id_number", flat=True).get()
    )
    assert ID_NUMBER.encode() not in bytes(stored)
    fresh = models.StaffMember.objects.unscoped("a test").get(pk=person.pk)
    assert str(fresh.id_number) == f"009***********{ID_NUMBER[-4:]}"
    assert fresh.id_number.open() == ID_NUMBER
    with pytest.raises(DomainError) as twice:
        staff.add(sample.home.pk, "李四", "carer", id_number=ID_NUMBER.lower(), by=SYSTEM, at=AT)
    assert twice.value.code == "providers.staff_known"


def test_a_credential_that_ran_out_is_found_and_one_that_was_renewed_no_longer(sample):
    person = staff.add(sample.home.pk, "李四", "nurse", by=SYSTEM, at=AT)
    paper = staff.add_credential(
        person.pk, "nurse_licence", "护1", issued_on=date(2021, 1, 1), expires_on=date(2026, 10, 1), by=SYSTEM, at=AT
    )
    expired = Selection.of("staff", {"standing": "expired"})
    assert count(expired, OFFICER, on=TODAY) == 1
    staff.renew_credential(paper.pk, expires_on=date(2031, 10, 1), by=SYSTEM, at=AT)
    assert count(expired, OFFICER, on=TODAY) == 0
    assert count(Selection.of("staff", {"standing": "none"}), OFFICER, on=TODAY) == 0


def test_a_director_sees_and_changes_his_own_facilities_and_no_others(sample):
    director = holder(Role.PROVIDER_DIRECTOR, str(sample.provider.pk), GrantKind.PROVIDER)
    stranger = holder(Role.PROVIDER_DIRECTOR, str(sample.provider.pk + 1), GrantKind.PROVIDER)
    everything = Selection.of("beds", {"reading": "all"})
    assert (count(everything, director, on=TODAY), count(everything, stranger, on=TODAY)) == (1, 0)
    assert count(Selection.of("facilities", {}), director, on=TODAY) == 1
    beds.update(sample.bed.pk, nursing=False, by=director, at=AT)
    with pytest.raises(DomainError) as refusal:
        beds.update(sample.bed.pk, nursing=True, by=stranger, at=AT)
    assert refusal.value.code == "core.not_found"


def test_a_change_is_a_message_of_the_outbox_that_reaches_every_listener(sample):
    heard = []
    on_facility_changed(heard.append)
    try:
        outbox.dispatch(at=AT)
        heard.clear()
        beds.update(sample.bed.pk, nursing=False, by=SYSTEM, at=AT)
        assert heard == [], "not before the worker comes by"
        assert outbox.dispatch(at=AT) == 1
        assert [(event.facility_id, event.area_id) for event in heard] == [(sample.home.pk, sample.home.area_id)]
        assert outbox.dispatch(at=AT) == 0
    finally:
        _listeners.remove(heard.append) if heard.append in _listeners else _listeners.clear()


def test_a_listener_that_fails_hears_of_the_change_again(sample):
    calls = []

    def stumbles(event):
        calls.append(event)
        if len(calls) == 1:
            raise RuntimeError("the line is busy")

    outbox.dispatch(at=AT)
    on_facility_changed(stumbles)
    try:
        beds.update(sample.bed.pk, nursing=False, by=SYSTEM, at=AT)
        assert outbox.dispatch(at=AT) == 0
        assert outbox.dispatch(at=AT + timedelta(hours=1)) == 1
        assert [event.facility_id for event in calls] == [sample.home.pk] * 2
    finally:
        _listeners.remove(stumbles)


def test_permissions_of_this_room_are_never_held_by_the_three_administrators():
    from laoyou.core import permissions as all_permissions

    apart = {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}
    names = [value for value in vars(permissions).values() if isinstance(value, str) and value.startswith("providers.")]
    assert len(names) == 14
    for name in names:
        assert not all_permissions.get(name).roles & apart
