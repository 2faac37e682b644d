"""Changes are told to agreed hosts only, to whom they concern, signed, and again until they were taken."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import urllib.error
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import outbox
from laoyou.core.domain.roles import Role
from laoyou.core.models import OutboxMessage
from laoyou.core.scope import Scope
from laoyou.exchange.api import limits
from laoyou.exchange.commands import keys, webhooks
from laoyou.exchange.models import Webhook
from laoyou.exchange.tests.conftest import AT, SYSTEM
from laoyou.exchange.tests.test_verifications import asked, sent  # noqa: F401 - a fixture
from laoyou.providers.commands import beds

pytestmark = pytest.mark.django_db
HOST = "front.example.cn"
URL = f"https://{HOST}/hook"


@pytest.fixture
def other_side(sample, monkeypatch):
    """A verified fake of the other system: keeps what it is sent and answers `status`. What the sample itself changed is told before."""
    outbox.dispatch(at=timezone.now())
    seen = SimpleNamespace(requests=[], status=200)

    def open_(request, timeout):
        seen.requests.append(request)
        if seen.status >= 300:
            raise urllib.error.HTTPError(request.full_url, seen.status, "no", {}, None)  # type: ignore[arg-type]
        return _Answer(seen.status)

    monkeypatch.setattr(webhooks._opener, "open", open_)
    return seen


class _Answer(SimpleNamespace):
    def __init__(self, status):
        super().__init__(status=status)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


def test_a_change_is_told_signed_to_whom_it_concerns(program, sample, other_side):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk, webhook_hosts=(HOST,))
    town = program(Role.TOWN_OFFICER, area_id="500118002", webhook_hosts=(HOST,))
    secret = own.post("webhooks/add/", {"url": URL, "events": ["facility.changed"]}).json()["secret"]
    town.post("webhooks/add/", {"url": URL, "events": ["facility.changed"]})
    assert secret not in str(own.get("webhooks/").json())
    beds.occupy(sample.bed.pk, began_on=AT.date(), by=SYSTEM, at=AT)
    outbox.dispatch(at=timezone.now())  # the room tells those who listen, and they decide whom to tell
    outbox.dispatch(at=timezone.now())
    (request,) = other_side.requests
    moment, mark = (part.split("=")[1] for part in request.headers["Laoyou-signature"].split(","))
    assert mark == hmac.new(secret.encode(), f"{moment}.".encode() + request.data, hashlib.sha256).hexdigest()
    assert json.loads(request.data)["data"] == {"facility_id": sample.home.pk}


def test_what_was_not_taken_is_sent_again_under_the_same_name(program, sample, other_side):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk, webhook_hosts=(HOST,))
    own.post("webhooks/add/", {"url": URL, "events": ["facility.changed"]})
    webhooks.facility_changed(SimpleNamespace(facility_id=sample.home.pk))
    other_side.status = 503
    now = timezone.now()
    outbox.dispatch(at=now)
    assert OutboxMessage.objects.get(kind=webhooks.KIND).problem == "exchange.webhook_refused 503"
    other_side.status = 204
    outbox.dispatch(at=now + timedelta(minutes=2))
    first, second = other_side.requests
    assert first.headers["Laoyou-delivery"] == second.headers["Laoyou-delivery"] and first.data == second.data


@pytest.mark.parametrize(
    "url",
    [
        "http://front.example.cn/", "https://127.0.0.1/", "https://front.example.cn@evil.example/", "https://evil.example/",
        "https://front.example.cn.evil.example/", "https://[::1]/", "https://front.example.cn:99999/", "https:///x/////", "ftp://front.example.cn/",
    ],
)  # fmt: skip
def test_no_other_host_is_ever_called(url, program, sample):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk, webhook_hosts=(HOST,))
    refused = own.post("webhooks/add/", {"url": url, "events": ["facility.changed"]})
    assert (refused.status_code, refused.json()["title"]) == (422, "exchange.webhook_address")


def test_a_redirect_is_not_followed():
    assert webhooks._NoRedirect().redirect_request(None, None, 302, "", {}, "https://evil.example/") is None


def test_a_revoked_key_is_told_nothing_more(program, sample, other_side):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk, webhook_hosts=(HOST,))
    own.post("webhooks/add/", {"url": URL, "events": ["facility.changed"]})
    webhooks.facility_changed(SimpleNamespace(facility_id=sample.home.pk))
    keys.revoke(own.key.pk, by=SYSTEM, at=AT)
    webhooks.facility_changed(SimpleNamespace(facility_id=sample.home.pk))
    outbox.dispatch(at=timezone.now())
    assert OutboxMessage.objects.get(kind=webhooks.KIND).state == OutboxMessage.State.SENT and not other_side.requests
    assert not Webhook.objects.filter(stopped_at__isnull=True).exists()


def test_another_key_stops_nothing_and_a_stopped_address_is_told_nothing(program, sample):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk, webhook_hosts=(HOST,))
    other = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk, webhook_hosts=(HOST,))
    hook = own.post("webhooks/add/", {"url": URL, "events": ["facility.changed"]}).json()["id"]
    assert other.post(f"webhooks/{hook}/stop/", {}).status_code == 404
    assert own.post(f"webhooks/{hook}/stop/", {}, "write-0002").status_code == 200
    webhooks.facility_changed(SimpleNamespace(facility_id=None))
    assert not OutboxMessage.objects.filter(kind=webhooks.KIND).exists()
    with pytest.raises(DomainError):
        webhooks.stop(keys.know(own.token, address="127.0.0.1", at=AT), hook, at=AT)


def test_only_the_unit_that_is_asked_is_told_of_a_request(asked, program):  # noqa: F811 - the fixture
    unit = program(Role.DEPARTMENT_OFFICER, area_id="500118", unit_id="assistance", webhook_hosts=(HOST,))
    other = program(Role.DEPARTMENT_OFFICER, area_id="500118", webhook_hosts=(HOST,))
    for one in (unit, other):
        one.post("webhooks/add/", {"url": URL, "events": ["verification.sent"]})
    sent(asked, form="api")
    sent(asked, form="csv")
    assert OutboxMessage.objects.filter(kind=webhooks.KIND).count() == 1


def test_who_keeps_the_keys_sees_what_was_not_delivered_and_sends_it_again(program, sample, other_side, client):
    own = program(Role.PROVIDER_DIRECTOR, provider_id=sample.provider.pk, webhook_hosts=(HOST,))
    number = own.post("webhooks/add/", {"url": URL, "events": ["facility.changed"]}).json()["id"]
    beds.occupy(sample.bed.pk, began_on=AT.date(), by=SYSTEM, at=AT)
    outbox.dispatch(at=timezone.now())
    message = webhooks.deliveries(number).get()
    other_side.status = 500
    at = timezone.now()
    while message.state == "waiting":
        outbox.dispatch(at=at)
        message.refresh_from_db()
        at += timedelta(days=2)
    assert (message.state, "500" in message.problem) == ("failed", True)
    keeper = Scope.system("a test")
    other_side.status = 200
    with pytest.raises(DomainError):
        webhooks.send_again(number + 1, message.pk, by=keeper, at=AT)
    webhooks.send_again(number, message.pk, by=keeper, at=AT)
    outbox.dispatch(at=timezone.now())
    message.refresh_from_db()
    assert message.state == "sent"
    webhooks.stop_for(number, by=keeper, at=AT)
    assert Webhook.objects.get(pk=number).stopped_at is not None
    with pytest.raises(DomainError):
        webhooks.stop_for(number, by=keeper, at=AT)
    key = Webhook.objects.get(pk=number).key
    assert keys.last_used(key) is not None


def test_requests_are_counted_over_all_processes():
    limits.forget()
    codes = []
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            try:
                for _ in range(4):
                    limits.count(7, 10)
                    limits.count(7 + 2048, 10)  # a key whose place the other one has taken
                os._exit(0)
            except DomainError:
                os._exit(3)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    assert codes == [0, 0, 3]
    limits.forget()
    limits.count(7, 10)
