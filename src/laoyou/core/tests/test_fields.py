"""A sealed field shows its mask wherever it is printed, and its value only where somebody asked for it with a reason."""

import json
import pickle

import pytest
from django.db import connection, transaction
from django.template import Context, Template

from laoyou.base.errors import DomainError
from laoyou.core import clock, unmasking
from laoyou.core.fields import EncryptedText, looking_for, seal
from laoyou.core.models import AccessEntry, Attachment
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Grant, GrantKind, Role, Scope
from laoyou.core.tests.sealed_model import sealed_model

pytestmark = pytest.mark.django_db

NUMBER = "500999193601011234"
AUDITOR = Scope(None, (Grant(Role.AUDITOR, GrantKind.AREA, "500118"),))


@pytest.fixture
def person_model(db):
    with sealed_model() as model:
        yield model


@pytest.fixture
def person(person_model):
    row = person_model(pk=reserve(person_model, 1)[0], name="王小明")
    seal(row, "id_number", NUMBER)
    row.save(force_insert=True)
    return person_model.objects.get(pk=row.pk)


def test_the_database_holds_nothing_in_clear(person):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, id_number_index FROM core_test_person")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert NUMBER.encode() not in stored


def test_wherever_it_is_printed_it_is_masked(person):
    masked = "500***********1234"
    assert str(person.id_number) == masked
    assert f"{person.id_number:>3}" == masked
    assert f"{person.id_number}" == masked
    assert Template("{{ person.id_number }}").render(Context({"person": person})) == masked
    for shown in (repr(person.id_number), repr(person.__dict__), repr([person.id_number])):
        assert NUMBER not in shown


def test_a_value_read_without_its_row_shows_nothing_at_all(person_model, person):
    assert str(person_model.objects.values_list("id_number", flat=True)[0]) == "••••••"


def test_a_pickled_value_stays_sealed(person):
    assert NUMBER.encode() not in pickle.dumps(person.id_number)
    assert NUMBER.encode() not in pickle.dumps(person)


def test_it_is_found_by_its_exact_value_however_typed(person_model, person):
    assert person_model.objects.filter(looking_for(person_model, "id_number", " 500999 19360101-1234")).get() == person
    assert not person_model.objects.filter(looking_for(person_model, "id_number", NUMBER[:-1])).exists()


def test_a_plain_value_is_never_saved(person):
    person.id_number = NUMBER
    with pytest.raises(TypeError, match=r"fields\.seal"), transaction.atomic():
        person.save()


def test_sealing_needs_the_row_number_first(person_model):
    with pytest.raises(ValueError, match="primary key"):
        seal(person_model(name="x"), "id_number", NUMBER)


def test_emptying_a_field_empties_its_index_too(person):
    seal(person, "id_number", None)
    assert (person.id_number, person.id_number_index) == (None, None)


def test_a_value_copied_to_another_row_is_refused_there(person_model, person):
    other = person_model.objects.create(name="李四", id_number=bytes(person.id_number))
    with pytest.raises(DomainError, match=rf"core_test_person 表 {other.pk} 号"):
        str(person_model.objects.get(pk=other.pk).id_number)


def test_reserved_numbers_are_never_handed_out_twice(person_model, person):
    first = reserve(person_model, 3)
    person_model.objects.bulk_create([person_model(pk=pk, name="x") for pk in first])
    automatic = person_model.objects.create(name="y").pk
    assert len({person.pk, *first, automatic, *reserve(person_model, 2)}) == 7


def test_reserving_needs_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        reserve(Attachment, 1)


def test_field_knows_how_to_write_itself_into_a_migration():
    _, path, _, kwargs = EncryptedText(mask="phone", index="phone_index").deconstruct()
    assert (path, kwargs) == ("laoyou.core.fields.EncryptedText", {"mask": "phone", "index": "phone_index"})


class TestUnmasking:
    def reveal(self, person, reason="核对高龄津贴账户", by=AUDITOR):
        return unmasking.reveal(
            person, "id_number", reason=reason, by=by, permission="core.see_access_log", at=clock.now()
        )

    def test_it_gives_the_value_and_leaves_an_entry_with_the_reason(self, person):
        assert self.reveal(person) == NUMBER
        entry = AccessEntry.objects.unscoped("a test").get()
        assert json.loads(entry.detail) == {"field": "id_number", "reason": "核对高龄津贴账户"}
        assert (entry.action, entry.subject_id, entry.role) == ("core.unmask", str(person.pk), "auditor")

    @pytest.mark.parametrize("reason", ["", "   ", "看看"])
    def test_without_a_reason_there_is_no_value_and_no_entry(self, person, reason):
        with pytest.raises(DomainError, match="原因"):
            self.reveal(person, reason)
        assert not AccessEntry.objects.unscoped("a test").exists()

    def test_without_the_permission_there_is_no_value(self, person):
        with pytest.raises(DomainError) as refusal:
            self.reveal(person, by=Scope(None, (Grant(Role.PLANNER, GrantKind.AREA, "500118"),)))
        assert refusal.value.code == "core.not_permitted"

    def test_when_the_entry_cannot_be_written_there_is_no_value(self, person, monkeypatch):
        def broken(*args, **kwargs):
            raise RuntimeError("no entry")

        monkeypatch.setattr("laoyou.core.audit.read", broken)
        with pytest.raises(RuntimeError):
            self.reveal(person)

    def test_a_row_of_another_area_is_not_found(self, db):
        row = Attachment(
            pk=reserve(Attachment, 1)[0],
            subject_type="a.b",
            subject_id="1",
            area_id="500103",
            stored_as="x",
            media_type="text/plain",
            size=1,
            created_at=clock.now(),
        )
        seal(row, "data_key", "k")
        seal(row, "name", "身份证.jpg")
        row.save(force_insert=True)
        with pytest.raises(DomainError) as refusal:
            unmasking.reveal(
                row, "name", reason="核对材料", by=AUDITOR, permission="core.see_access_log", at=clock.now()
            )
        assert refusal.value.code == "core.not_found"
