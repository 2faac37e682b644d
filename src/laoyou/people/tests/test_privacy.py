"""A copy holds everything that is kept about somebody; after an erasure nothing says any more who it was."""

from datetime import date

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import privacy
from laoyou.core.domain.roles import Role
from laoyou.core.models import AccessEntry, HistoryEntry
from laoyou.core.privacy import OnErasure
from laoyou.people.commands import households, residents, statuses
from laoyou.people.commands.privacy import copy_of, erase
from laoyou.people.models import EmergencyContact, Resident, StatusFact
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, WEST, add, office
from laoyou.people.tests.test_commands import number_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"
SECRETS = (
    "王小明",
    "王晓明",
    "wangxiaoming",
    number_of(),
    "10400000001",
    "10400000003",
    "人民路八号",
    "赵丽",
    "西街二号",
)


@pytest.fixture
def elder():
    """Somebody with something in each table, and a past."""
    elder = add(id_document="resident_id", id_number=number_of(), phone="10400000001", address="永川区东街道人民路八号")
    child = add("赵海", birth=date(1975, 1, 1))
    residents.change(elder.pk, {"name": "王晓明"}, by=SYSTEM, at=AT)
    statuses.add(elder.pk, "lives_alone", date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)
    residents.record_move(
        elder.pk, date(2026, 5, 1), residence_area_id=WEST + "901", address="西街二号", by=SYSTEM, at=AT
    )
    households.add_emergency_contact(elder.pk, "赵丽", "child", "10400000003", by=SYSTEM, at=AT)
    households.add_support(elder.pk, child.pk, "child", by=SYSTEM, at=AT)
    return elder


def said_of(person_id):
    """Every value that the registry finds about a person, as one text."""
    return repr([(held.entry.model, held.about) for held in privacy.everything_about(person_id)])


def test_a_copy_holds_everything_in_clear_and_is_remembered(elder):
    copy = copy_of(elder.pk, reason="本人申请复制", by=office("500118"), at=AT)
    text = repr([held.about for held in copy])
    # What was sealed before a change stays sealed in history: the copy shows that there was something, and since when not.
    shown = [secret for secret in SECRETS if secret not in ("wangxiaoming", "人民路八号")]
    assert [secret for secret in shown if secret not in text] == []
    assert {held.entry.model for held in copy} >= {
        "people.resident", "people.residency", "people.statusfact", "people.emergencycontact", "people.supportrelation",
        "core.historyentry", "core.auditentry",
    }  # fmt: skip
    assert "本人申请复制" in AccessEntry.objects.unscoped(ALL).get(action="people.copy").detail


def test_after_an_erasure_nothing_says_who_it_was(elder):
    erase(elder.pk, reason="本人申请删除，已迁出", by=office("500118"), at=AT)
    assert [secret for secret in SECRETS if secret in said_of(elder.pk)] == []
    past = "".join(HistoryEntry.objects.unscoped(ALL).values_list("before", flat=True))
    assert [secret for secret in SECRETS if secret in past] == []
    row = Resident.objects.unscoped(ALL).get(pk=elder.pk)
    assert (row.id_number, row.id_number_index, row.phone, row.phone_index, row.address) == (None,) * 5
    assert row.birth_date == date(1950, 1, 1)


def test_what_law_keeps_stays_and_nothing_else(elder):
    erase(elder.pk, reason="本人申请删除", by=office("500118"), at=AT)
    kept = {held.entry.model for held in privacy.everything_about(elder.pk) if held.about}
    may_stay = {entry.model for entry in privacy.entries() if entry.on_erasure is not OnErasure.DELETE}
    assert kept <= may_stay
    assert StatusFact.objects.unscoped(ALL).filter(resident=elder).exists()
    assert not EmergencyContact.objects.unscoped(ALL).filter(resident=elder).exists()


def test_the_number_of_an_erased_person_can_be_registered_again(elder):
    erase(elder.pk, reason="误登记", by=office("500118"), at=AT)
    assert add("王小明", id_document="resident_id", id_number=number_of()).pk != elder.pk


@pytest.mark.parametrize("by", [office(EAST, Role.TOWN_OFFICER), office("500199")])
def test_only_the_department_over_this_person_erases(elder, by):
    before = said_of(elder.pk)
    for command in (erase, copy_of):
        with pytest.raises(DomainError):
            command(elder.pk, reason="想看看", by=by, at=AT)
    assert said_of(elder.pk) == before
