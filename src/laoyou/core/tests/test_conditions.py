"""What must hold before anything is written, and the sentence for each condition that does not."""

import errno
from datetime import UTC, datetime, timedelta

import pytest
from django.core.checks import run_checks
from django.db import OperationalError, connection

from laoyou.base.errors import DomainError
from laoyou.core import audit, conditions, keyring
from laoyou.core.audit import Subject
from laoyou.core.keyring import Keyring, Profile, Purpose
from laoyou.core.models import AuditEntry, ChainHead, KeyRecord
from laoyou.core.scope import Scope

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)
SYSTEM = Scope.system("a test")


@pytest.fixture
def key_file(tmp_path, monkeypatch):
    path = tmp_path / "keyring.json"
    monkeypatch.setenv("LAOYOU_KEYS", str(path))
    return path


def refusal(call, *args):
    with pytest.raises(DomainError) as raised:
        call(*args)
    return raised.value.code


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (OperationalError("database is locked"), "core.database_locked"),
        (OperationalError("database or disk is full"), "core.disk_full"),
        (OperationalError('could not extend file "base/1": No space left on device'), "core.disk_full"),
        (OperationalError("attempt to write a readonly database"), "core.database_read_only"),
        (OperationalError("unable to open database file"), "core.database_absent"),
        (
            OperationalError('connection to server at "127.0.0.1", port 5432 failed: Connection refused'),
            "core.database_absent",
        ),
        (OperationalError("database disk image is malformed"), "core.database_damaged"),
        (OSError(errno.ENOSPC, "No space left on device"), "core.disk_full"),
        (OperationalError("near SELEC: syntax error"), None),
        (ValueError("database is locked"), None),
    ],
)
def test_each_failure_that_a_person_can_mend_has_its_sentence(problem, code):
    found = conditions.refusal_for(problem)
    assert (found.code if found else None) == code


def test_a_newer_database_is_named_with_the_migration_that_made_it():
    conditions.require_known_schema()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '0999_later', '2027-01-01')")
    with pytest.raises(DomainError, match=r"core\.0999_later"):
        conditions.require_known_schema()


def test_a_new_installation_gets_a_key_file_once(key_file):
    ring = conditions.prepare_keys(Profile.SM)
    assert ring.profile is Profile.SM
    assert conditions.prepare_keys() == ring
    assert KeyRecord.objects.count() == len(Purpose)


def test_a_database_that_lost_its_key_file_never_gets_a_new_one(key_file):
    conditions.prepare_keys()
    key_file.unlink()
    assert refusal(conditions.prepare_keys) == "core.key_file_missing"
    assert not key_file.exists()


def test_a_key_file_of_another_installation_is_refused(key_file):
    conditions.prepare_keys()
    key_file.unlink()
    Keyring.generate().save(key_file)
    assert refusal(conditions.require_ready) == "core.key_wrong"


def test_an_older_copy_of_the_key_file_is_refused(key_file):
    old = conditions.prepare_keys()
    old.with_new(Purpose.FIELD, at=AT).save(key_file, replace_existing=True)
    conditions.prepare_keys()
    old.save(key_file, replace_existing=True)
    assert refusal(conditions.require_ready) == "core.key_unknown"


def test_too_little_room_is_said_before_the_disk_is_full(monkeypatch):
    conditions.require_room()
    monkeypatch.setattr(conditions, "LEAST_FREE_MEGABYTES", 10**9)
    assert refusal(conditions.require_ready) == "core.disk_nearly_full"


class TestClock:
    def record(self):
        subject = Subject("core.test", "1", "500118")
        return audit.record("core.test", subject, by=SYSTEM, permission="core.see_home", at=AT, chain="people")

    def test_a_clock_before_the_last_entry_is_noticed_at_start_and_accepted_with_an_entry(self):
        conditions.require_clock()
        self.record()
        conditions.require_clock()
        ahead = datetime.now(UTC) + timedelta(days=2)
        ChainHead.objects.update(written_at=ahead)
        assert refusal(conditions.require_clock) == "core.clock_jumped"
        assert refusal(self.record) == "core.clock_jumped"
        assert conditions.accept_clock(by=SYSTEM, at=AT) == ahead
        conditions.require_clock()
        self.record()
        accepted = AuditEntry.objects.unscoped("a test").get(action="core.accept_clock")
        assert ahead.isoformat() in accepted.detail
        assert audit.verify().breaks == ()

    def test_before_the_first_entry_there_is_nothing_to_accept(self):
        assert conditions.accept_clock(by=SYSTEM, at=AT) is None


class TestChecks:
    def found(self):
        return {message.id for message in run_checks() if str(message.id).startswith("laoyou.")}

    def test_the_product_as_it_is_passes(self):
        assert self.found() == set()

    def test_a_key_file_that_others_may_read_is_an_error_with_a_hint(self, key_file):
        Keyring.generate().save(key_file)
        key_file.chmod(0o644)
        assert "laoyou.E001" in self.found()
        assert all(message.hint for message in run_checks() if str(message.id).startswith("laoyou."))

    def test_a_key_file_beside_the_database_is_a_warning(self, key_file, settings):
        Keyring.generate().save(key_file)
        settings.DATABASES = {
            **settings.DATABASES,
            "default": {**settings.DATABASES["default"], "NAME": str(key_file.parent / "db")},
        }
        assert "laoyou.W001" in self.found()

    def test_transactions_without_the_write_lock_are_an_error(self, settings):
        loose = {**settings.DATABASES["default"], "ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}
        settings.DATABASES = {**settings.DATABASES, "default": loose}
        assert "laoyou.E003" in self.found()


def test_a_locked_database_is_a_page_with_a_sentence_and_not_a_stack_trace(client, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("laoyou.core.pages.health.HealthPage.get", locked)
    response = client.get("/health/")
    assert response.status_code == 503
    assert "占用" in response.content.decode()


def test_the_secrets_of_second_factors_are_sealed():
    from laoyou.core.sign_in import SecondFactorAdapter

    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"
    assert keyring.current()
