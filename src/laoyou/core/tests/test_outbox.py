"""A message is decided with its transaction, sent at least once, and never decided twice."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from laoyou.base.errors import DomainError
from laoyou.core import keyring, notices, outbox
from laoyou.core.models import Account, Notice, OutboxMessage

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)
PHONE = "13812345678"


@pytest.fixture
def sent(monkeypatch):
    """What a handler of the kind 'test' was given."""
    received = []
    monkeypatch.setitem(outbox._handlers, "test", lambda payload, key: received.append((key, payload)))
    return received


@pytest.fixture
def failing(monkeypatch):
    def fail(payload, key):
        raise ConnectionError(f"no answer for {PHONE}")

    monkeypatch.setitem(outbox._handlers, "test", fail)


def publish(key="k1", payload=None):
    return outbox.publish("test", payload or {"to": PHONE}, key=key, at=AT)


def test_a_message_is_sent_once_and_keeps_its_key(sent):
    publish()
    assert outbox.dispatch(at=AT) == 1
    assert outbox.dispatch(at=AT + timedelta(days=1)) == 0
    assert sent == [("k1", {"to": PHONE})]


def test_the_same_decision_twice_is_one_message(sent):
    assert publish().pk == publish(payload={"to": "other"}).pk
    outbox.dispatch(at=AT)
    assert sent == [("k1", {"to": PHONE})]


def test_the_payload_lies_sealed(sent):
    publish()
    assert PHONE.encode() not in bytes(OutboxMessage.objects.get().payload or b"")


def test_a_decision_that_was_rolled_back_is_never_sent(sent):
    with pytest.raises(RuntimeError), transaction.atomic():
        publish()
        raise RuntimeError
    assert outbox.dispatch(at=AT) == 0
    assert sent == []


def test_deciding_needs_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        publish()


def test_what_failed_is_tried_again_later_and_later_and_then_put_aside(failing):
    publish()
    now, waits = AT, []
    for _ in range(20):
        outbox.dispatch(at=now)
        message = OutboxMessage.objects.get()
        if message.state == OutboxMessage.State.FAILED:
            break
        assert outbox.dispatch(at=message.next_at - timedelta(seconds=1)) == 0
        waits.append((message.next_at - now).total_seconds())
        now = message.next_at
    assert waits == list(outbox.WAITS)
    assert message.attempts == len(outbox.WAITS) + 1


def test_a_problem_is_noted_without_its_text(failing, caplog):
    publish()
    outbox.dispatch(at=AT)
    assert OutboxMessage.objects.get().problem == "ConnectionError"
    assert PHONE not in caplog.text


def test_one_that_fails_does_not_hold_up_the_next(monkeypatch, sent):
    def fail_first(payload, key):
        if key == "k1":
            raise ConnectionError
        sent.append(key)

    monkeypatch.setitem(outbox._handlers, "test", fail_first)
    publish("k1")
    publish("k2")
    assert outbox.dispatch(at=AT) == 1
    assert sent == ["k2"]


def test_a_failed_message_can_be_given_another_chance(failing, monkeypatch):
    message = publish()
    with pytest.raises(DomainError):
        outbox.retry(message.pk, at=AT)
    OutboxMessage.objects.update(state=OutboxMessage.State.FAILED, attempts=9)
    outbox.retry(message.pk, at=AT)
    monkeypatch.setitem(outbox._handlers, "test", lambda payload, key: None)
    assert outbox.dispatch(at=AT) == 1


def test_a_message_whose_sender_died_is_sent_by_the_next_one(sent):
    publish()
    assert outbox._lease(AT) is not None
    assert outbox.dispatch(at=AT + timedelta(seconds=1)) == 0
    assert outbox.dispatch(at=AT + outbox.LEASE) == 1


def test_a_kind_that_nobody_sends_yet_waits(sent):
    outbox.publish("unknown", {}, key="u", at=AT)
    assert outbox.dispatch(at=AT) == 0
    assert OutboxMessage.objects.get().state == OutboxMessage.State.WAITING


def test_sent_payloads_are_forgotten_and_waiting_ones_are_not(sent):
    publish("k1")
    outbox.dispatch(at=AT)
    publish("k2")
    assert outbox.forget_old(at=AT + outbox.KEPT) == 0
    assert outbox.forget_old(at=AT + outbox.KEPT + timedelta(seconds=1)) == 1
    assert OutboxMessage.objects.get(key="k1").payload is None
    assert OutboxMessage.objects.get(key="k2").payload is not None


class TestNotices:
    @pytest.fixture(autouse=True)
    def own_folder(self, tmp_path, monkeypatch):
        real = keyring.current()
        monkeypatch.setattr(keyring, "home", lambda: tmp_path)
        monkeypatch.setattr(keyring, "current", lambda: real)
        self.folder = tmp_path / "outbox"

    def test_the_default_channel_writes_a_sealed_file(self):
        notices.send(notices.Letter(PHONE, "请于周五前核对账户"), key="letter-1", at=AT)
        outbox.dispatch(at=AT)
        (file,) = self.folder.glob("*.json")
        assert PHONE not in file.read_text()
        assert json.loads(file.read_text())["kind"] == notices.KIND
        assert notices.read_file(file) == notices.Letter(PHONE, "请于周五前核对账户")

    def test_the_same_letter_twice_is_one_file(self):
        for _ in range(2):
            notices.FileChannel().send(notices.Letter(PHONE, "x"), "letter-1")
        assert len(list(self.folder.iterdir())) == 1

    def test_a_file_renamed_to_another_cannot_be_read(self):
        notices.FileChannel().send(notices.Letter(PHONE, "x"), "letter-1")
        (file,) = self.folder.glob("*.json")
        with pytest.raises(DomainError):
            notices.read_file(file.rename(file.with_name("0" * 32 + ".json")))

    def test_old_files_are_deleted(self):
        notices.FileChannel().send(notices.Letter(PHONE, "x"), "letter-1")
        now = datetime.now(UTC)
        assert notices.forget_old_files(at=now) == 0
        assert notices.forget_old_files(at=now + outbox.KEPT + timedelta(hours=1)) == 1

    def test_a_notice_is_shown_until_its_own_reader_has_read_it(self):
        reader = Account.objects.create(username="a", display_name="a", created_at=AT)
        other = Account.objects.create(username="b", display_name="b", created_at=AT)
        one = notices.tell(reader.pk, "任务已完成", key="job-1", at=AT, url="/jobs/1/")
        assert notices.tell(reader.pk, "任务已完成", key="job-1", at=AT).pk == one.pk
        assert notices.unread(reader.pk) == [one]
        assert notices.mark_read(other.pk, [one.pk], at=AT) == 0
        assert notices.mark_read(reader.pk, [one.pk], at=AT) == 1
        assert notices.unread(reader.pk) == []
        assert Notice.objects.get().read_at == AT
