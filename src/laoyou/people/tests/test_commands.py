"""Commands keep scope, audit and history together: all of it happens, or nothing."""

import hashlib
from datetime import date

import pytest
from django.db import connection

from laoyou.base.errors import DomainError
from laoyou.base.ids import resident_id_check_digit
from laoyou.core import audit
from laoyou.core.models import AuditEntry, HistoryEntry
from laoyou.people.commands import households, residents, statuses
from laoyou.people.models import EmergencyContact, LivingHousehold, Resident, StatusFact
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, WEST, add, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"


def number_of(birth=date(1950, 3, 7), sex="female", serial=1):
    first = f"000118{birth:%Y%m%d}{2 * serial - (sex == 'male'):03d}"
    return first + resident_id_check_digit(first)


def everything():
    """A hash over every row of the room's tables and of history."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(
            name for name in connection.introspection.table_names() if name.startswith(("people_", "core_history"))
        ):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            digest.update(
                repr(
                    (table, [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
                ).encode()
            )
    return digest.hexdigest()


def prepared():
    """An elder and her daughter with a status, as the commands below want them."""
    elder = add(id_document="resident_id", id_number=number_of(), phone="10400000001", address="永川区东街道人民路1号")
    child = add("王丽", birth=date(1978, 5, 1))
    fact = statuses.add(elder.pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    home = households.add_living(EAST + "901", by=SYSTEM, at=AT)
    book = households.add_registered(EAST + "901", "500118001901000001", by=SYSTEM, at=AT)
    return elder, child, fact, home, book


COMMANDS = {
    "add": lambda e, c, f, h, b: add("李秀英"),
    "change": lambda e, c, f, h, b: residents.change(e.pk, {"phone": "10400000002", "name": "王晓明"}, by=SYSTEM, at=AT),
    "record_move": lambda e, c, f, h, b: residents.record_move(e.pk, date(2026, 5, 1), residence_area_id=WEST + "901", by=SYSTEM, at=AT),
    "record_registration": lambda e, c, f, h, b: residents.record_registration(e.pk, date(2026, 5, 1), registered_area_id=WEST + "901", by=SYSTEM, at=AT),
    "correct_home": lambda e, c, f, h, b: residents.correct_home(e.pk, "residence", on=None, area_id=WEST + "901", reason="登记错了", by=SYSTEM, at=AT),
    "receive": lambda e, c, f, h, b: residents.receive(number_of(), "王小明", date(2026, 5, 1), residence_area_id=WEST + "901", by=SYSTEM, at=AT),
    "record_death": lambda e, c, f, h, b: residents.record_death(e.pk, date(2026, 10, 1), by=SYSTEM, at=AT),
    "add_status": lambda e, c, f, h, b: statuses.add(e.pk, "severe_disability", date(2021, 1, 1), source="残联", by=SYSTEM, at=AT),
    "end_status": lambda e, c, f, h, b: statuses.end(f.pk, date(2026, 1, 1), by=SYSTEM, at=AT),
    "correct_status": lambda e, c, f, h, b: statuses.correct(f.pk, true_from=date(2021, 1, 1), true_to=None, source="走访", by=SYSTEM, at=AT),
    "add_living": lambda e, c, f, h, b: households.add_living(EAST + "901", by=SYSTEM, at=AT),
    "add_registered": lambda e, c, f, h, b: households.add_registered(EAST + "901", "9", by=SYSTEM, at=AT),
    "join_living": lambda e, c, f, h, b: households.join_living(e.pk, h.pk, "head", by=SYSTEM, at=AT),
    "join_registered": lambda e, c, f, h, b: households.join_registered(e.pk, b.pk, "head", by=SYSTEM, at=AT),
    "open_aid_unit": lambda e, c, f, h, b: households.open_aid_unit(
        EAST + "901", {e.pk: "head", c.pk: "child"}, date(2025, 1, 1), source="社救", by=SYSTEM, at=AT
    ),
    "add_support": lambda e, c, f, h, b: households.add_support(e.pk, c.pk, "child", by=SYSTEM, at=AT),
    "add_guardian": lambda e, c, f, h, b: households.add_guardian(e.pk, c.pk, "relative", date(2025, 1, 1), source="法院", by=SYSTEM, at=AT),
    "add_family_carer": lambda e, c, f, h, b: households.add_family_carer(e.pk, c.pk, "child", date(2025, 1, 1), source="走访", by=SYSTEM, at=AT),
    "add_emergency_contact": lambda e, c, f, h, b: households.add_emergency_contact(e.pk, "王丽", "child", "10400000003", by=SYSTEM, at=AT),
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_leaves_one_audit_entry(command):
    given = prepared()
    before = AuditEntry.objects.unscoped(ALL).count()
    COMMANDS[command](*given)
    assert AuditEntry.objects.unscoped(ALL).count() == before + 1


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_changes_when_the_audit_entry_fails(command, monkeypatch):
    given = prepared()
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("no entry can be written")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        COMMANDS[command](*given)
    assert everything() == before


def test_sealed_values_are_stored_sealed_and_found_by_the_whole_number():
    resident = add(
        id_document="resident_id", id_number=number_of().lower(), phone="10400000001", address="永川区东街道人民路1号"
    )
    stored = Resident.objects.unscoped(ALL).get(pk=resident.pk)
    assert stored.id_number.open() == number_of()
    assert "1950" not in str(stored.id_number)
    assert b"10400000001" not in bytes(stored.phone)


def test_an_id_number_is_on_the_register_once():
    add(id_document="resident_id", id_number=number_of())
    with pytest.raises(DomainError) as refusal:
        add("王小芳", id_document="resident_id", id_number=number_of())
    assert refusal.value.code == "people.id_number_taken"


def test_a_change_keeps_what_was_before_and_moves_the_reading_with_the_name():
    resident = add()
    residents.change(resident.pk, {"name": "曾小贤"}, by=SYSTEM, at=AT)
    stored = Resident.objects.unscoped(ALL).get(pk=resident.pk)
    assert stored.pinyin == "zengxiaoxian"
    entry = HistoryEntry.objects.unscoped(ALL).get(table="people_resident", row=str(resident.pk))
    assert "王小明" in entry.before


def test_a_change_to_the_same_values_writes_nothing():
    resident = add(phone="10400000001")
    before = everything(), AuditEntry.objects.unscoped(ALL).count()
    residents.change(resident.pk, {"phone": "10400000001", "name": "王小明"}, by=SYSTEM, at=AT)
    assert (everything(), AuditEntry.objects.unscoped(ALL).count()) == before


def test_the_dead_stay_with_their_date_and_their_statuses_end_with_them():
    elder, _, fact, _, _ = prepared()
    residents.record_death(elder.pk, date(2026, 10, 1), by=SYSTEM, at=AT)
    facts = StatusFact.objects.unscoped(ALL).filter(resident=elder).order_by("pk")
    assert [(one.true_to, one.superseded_at) for one in facts] == [(None, AT), (date(2026, 10, 1), None)]
    assert facts[0].pk == fact.pk
    with pytest.raises(DomainError) as refusal:
        residents.record_move(elder.pk, date(2026, 10, 2), residence_elsewhere="成都", by=SYSTEM, at=AT)
    assert refusal.value.code == "people.already_dead"


def test_whoever_moves_leaves_household_and_address_behind():
    elder, _, _, home, _ = prepared()
    households.join_living(elder.pk, home.pk, "head", by=SYSTEM, at=AT)
    residents.record_move(elder.pk, date(2026, 5, 1), residence_elsewhere="四川省成都市", by=SYSTEM, at=AT)
    stored = Resident.objects.unscoped(ALL).get(pk=elder.pk)
    assert (stored.residence_area_id, stored.living_household_id, stored.address) == (None, None, None)
    assert stored.residence_town is None
    assert stored.moved_out_on == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("lives_alone", "people.status_open"),
        ("empty_nest", "people.status_conflict"),
        ("rich", "people.status_unknown"),
    ],
)
def test_statuses_that_cannot_be_are_refused(kind, code):
    elder, *_ = prepared()
    with pytest.raises(DomainError) as refusal:
        statuses.add(elder.pk, kind, date(2021, 1, 1), source="走访", by=SYSTEM, at=AT)
    assert refusal.value.code == code


def test_a_correction_keeps_the_fact_that_was_wrong():
    _, _, fact, _, _ = prepared()
    new = statuses.correct(fact.pk, true_from=date(2022, 1, 1), true_to=None, source="走访", by=SYSTEM, at=AT)
    old = StatusFact.objects.unscoped(ALL).get(pk=fact.pk)
    assert (old.true_from, old.superseded_at, new.true_from) == (date(2020, 1, 1), AT, date(2022, 1, 1))


def test_a_household_of_another_community_is_refused():
    elder, *_ = prepared()
    elsewhere = households.add_living(WEST + "901", by=SYSTEM, at=AT)
    with pytest.raises(DomainError) as refusal:
        households.join_living(elder.pk, elsewhere.pk, "head", by=SYSTEM, at=AT)
    assert refusal.value.code == "people.household_elsewhere"


def test_an_officer_of_another_town_finds_nobody_and_changes_nothing():
    elder, child, fact, home, _book = prepared()
    before = everything()
    west = office(WEST)
    for refused in (
        lambda: residents.change(elder.pk, {"name": "赵六"}, by=west, at=AT),
        lambda: residents.record_death(elder.pk, date(2026, 1, 1), by=west, at=AT),
        lambda: statuses.end(fact.pk, date(2026, 1, 1), by=west, at=AT),
        lambda: statuses.add(elder.pk, "severe_disability", date(2021, 1, 1), source="残联", by=west, at=AT),
        lambda: households.join_living(elder.pk, home.pk, "head", by=west, at=AT),
        lambda: households.add_support(elder.pk, child.pk, "child", by=west, at=AT),
    ):
        with pytest.raises(DomainError) as refusal:
            refused()
        assert refusal.value.code == "core.not_found"
    with pytest.raises(DomainError):
        add("李四", EAST + "901", by=west)
    assert everything() == before


def test_a_contact_is_sealed_and_comes_after_those_before():
    elder, *_ = prepared()
    for phone in ("10400000003", "10400000004"):
        households.add_emergency_contact(elder.pk, "王丽", "child", phone, by=SYSTEM, at=AT)
    contacts = EmergencyContact.objects.unscoped(ALL).filter(resident=elder).order_by("rank")
    assert [(one.rank, one.phone.open()) for one in contacts] == [(1, "10400000003"), (2, "10400000004")]
    assert LivingHousehold.objects.unscoped(ALL).count() == 1
