"""After a rotation everything lies under the new key and reads as before, however often it was interrupted."""

from datetime import UTC, datetime

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import crypto, failpoints, history, keyring, rotation
from laoyou.core.fields import looking_for, seal
from laoyou.core.keyring import Keyring, Purpose
from laoyou.core.models import AuditEntry, HistoryEntry, KeyRecord, KeyRotation, OutboxMessage
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.core.tests.sealed_model import sealed_model

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)
SYSTEM = Scope.system("a test")
ROWS = 25


class InterruptedRunError(Exception):
    pass


@pytest.fixture(autouse=True)
def own_keys(tmp_path, monkeypatch):
    monkeypatch.setenv("LAOYOU_KEYS", str(tmp_path / "keyring.json"))
    Keyring.generate().save(tmp_path / "keyring.json")


@pytest.fixture
def people(monkeypatch):
    with sealed_model() as model:
        monkeypatch.setattr(rotation, "_models", lambda: [model, OutboxMessage])
        monkeypatch.setattr(rotation, "BATCH", 4)
        for number, pk in enumerate(reserve(model, ROWS)):
            row = model(pk=pk, name=str(number))
            seal(row, "id_number", None if number == 3 else f"5009991936010112{number:02}")
            row.save(force_insert=True)
            if number % 5 == 0:
                before = history.values_of(row)
                seal(row, "id_number", f"changed {number}")
                history.append(model, pk, before, history.values_of(row), by=SYSTEM, at=AT)
                row.save()
        yield model


def everything(model):
    """Every sealed value, now and in history, in clear."""
    past = [
        history.as_known(model, row.pk, datetime(2020, 1, 1, tzinfo=UTC), scope=SYSTEM, permission="core.see_home")
        for row in model.objects.order_by("pk")
    ]
    return [row.id_number and row.id_number.open() for row in model.objects.order_by("pk")], [
        row["id_number"] and row["id_number"].open() for row in past if row
    ]


def key_numbers(model):
    return {crypto.key_number(value) for value in model.objects.values_list("id_number", flat=True) if value}


def rotate(purpose=Purpose.FIELD):
    opened = rotation.start(purpose, by=SYSTEM, at=AT)
    return rotation.go_on(opened, by=SYSTEM, at=AT)


def test_values_and_history_are_written_again_and_read_as_before(people):
    before = everything(people)
    rotate()
    assert everything(people) == before
    assert key_numbers(people) == {2}
    only_new = Keyring(keyring.current().profile, tuple(key for key in keyring.current().keys if key.active))
    assert [key.id for key in only_new.of(Purpose.FIELD)] == [2]
    for entry in HistoryEntry.objects.unscoped("a test"):
        assert '"AQAB' not in entry.before, "an old key's header is left in history"


def test_every_interruption_is_taken_up_where_it_was(people, monkeypatch):
    """Stop after the key, after every single batch and before the end; begin again each time; nothing is left out."""
    before = everything(people)
    once = {rotation.AFTER_KEY, rotation.BEFORE_END}
    stops = []

    def stop(name):
        if name in once or name == rotation.AFTER_BATCH:
            once.discard(name)
            stops.append(name)
            raise InterruptedRunError

    monkeypatch.setattr(failpoints, "hit", stop)
    for _ in range(60):
        try:
            rotate()
            break
        except InterruptedRunError:
            continue
    assert stops.count(rotation.AFTER_BATCH) > ROWS // 4
    assert everything(people) == before
    assert key_numbers(people) == {2}
    assert KeyRotation.objects.get().finished_at == AT


def test_a_kill_right_after_the_key_file_does_not_pile_up_keys(people, monkeypatch):
    def stop(name):
        raise InterruptedRunError

    monkeypatch.setattr(failpoints, "hit", stop)
    for _ in range(3):
        with pytest.raises(InterruptedRunError):
            rotation.start(Purpose.FIELD, by=SYSTEM, at=AT)
    assert [key.id for key in keyring.current().of(Purpose.FIELD)] == [2, 1]


def test_people_are_found_before_during_and_after_a_rotation_of_the_index_key(people):
    number = "500999193601011207"

    def find():
        return people.objects.filter(looking_for(people, "id_number", number)).count()

    assert find() == 1
    opened = rotation.start(Purpose.INDEX, by=SYSTEM, at=AT)
    assert find() == 1
    old = list(people.objects.order_by("pk").values_list("id_number_index", flat=True))
    rotation.go_on(opened, by=SYSTEM, at=AT)
    assert find() == 1
    new = list(people.objects.order_by("pk").values_list("id_number_index", flat=True))
    assert all(a != b for a, b in zip(old, new, strict=True) if a is not None)


def test_a_rotation_is_in_the_audit_trail_and_its_key_is_recorded(people):
    rotate()
    actions = [entry.action for entry in AuditEntry.objects.unscoped("a test").order_by("pk")]
    assert actions == ["core.start_key_rotation", "core.finish_key_rotation"]
    assert KeyRecord.objects.filter(pk="field 2").exists()


def test_a_second_rotation_makes_a_third_key(people):
    rotate()
    rotate()
    assert key_numbers(people) == {3}


def test_there_is_nothing_to_go_on_with_when_nothing_was_interrupted(people):
    with pytest.raises(DomainError, match="laoyou keys rotate"):
        rotation.unfinished()


def test_a_value_changed_meanwhile_is_not_overwritten(people, monkeypatch):
    opened = rotation.start(Purpose.FIELD, by=SYSTEM, at=AT)
    real = crypto.decrypt_bytes
    victim = people.objects.order_by("pk")[7]

    def meddle(sealed, table, column, pk, **kwargs):
        if table == "core_test_person" and pk == victim.pk and not victim.name.endswith("!"):
            victim.name += "!"
            seal(victim, "id_number", "newer value")
            victim.save()
        return real(sealed, table, column, pk, **kwargs)

    monkeypatch.setattr(crypto, "decrypt_bytes", meddle)
    rotation.go_on(opened, by=SYSTEM, at=AT)
    assert people.objects.get(pk=victim.pk).id_number.open() == "newer value"
