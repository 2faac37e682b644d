"""
Telling other systems what has changed: through the outbox, signed, again until it was taken.

A message says that something changed and which row it is; what it is now is asked by the API, under the key. Only hosts that
the security administrator entered for the key are ever called, and no redirect is followed: nobody makes this house call a
machine of his choice.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district, outbox
from laoyou.core.fields import opened, seal
from laoyou.core.models import OutboxMessage
from laoyou.core.row_ids import reserve
from laoyou.core.scope import Scope
from laoyou.exchange.commands.keys import Caller, is_in_force, scope_of_key_account
from laoyou.exchange.domain.abilities import Ability, Event
from laoyou.exchange.models import ApiKey, VerificationRequest, Webhook
from laoyou.exchange.permissions import ANSWER, ISSUE_KEYS, KEEP_WEBHOOKS
from laoyou.providers import public as providers

CHAIN = "exchange"
KIND = "exchange.webhook"
MOST = 10
SECONDS = 10


def add(caller: Caller, url: str, events: Sequence[str], *, at: datetime) -> tuple[Webhook, str]:
    """
    Have events told to `url`; the secret that signs them is given this once. The same address again replaces the former.

    Raises `exchange.webhook_address`, `exchange.webhook_events`, `exchange.webhooks_full`.
    """
    caller.scope.require(KEEP_WEBHOOKS)
    known = [one.value for one in Event]
    for event in events:
        if event not in known:
            raise DomainError("exchange.webhook_events", event=event[:40], known=", ".join(known))
    if not _is_allowed(url, caller.key):
        raise DomainError("exchange.webhook_address")
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        ApiKey.objects.select_for_update().get(pk=caller.key.pk)
        mine = Webhook.objects.filter(key=caller.key, stopped_at__isnull=True)
        mine.filter(url=url).update(stopped_at=at)
        if mine.count() >= MOST:
            raise DomainError("exchange.webhooks_full", most=MOST)
        row = Webhook(pk=reserve(Webhook, 1)[0], key=caller.key, url=url, events=" ".join(sorted(set(events))))
        row.created_at = at
        seal(row, "secret", secret)
        row.save(force_insert=True)
        _note("add_webhook", row, by=caller.scope, at=at)
    return row, secret


def _is_allowed(url: str, key: ApiKey) -> bool:
    if not (url.isascii() and url.isprintable()) or " " in url:
        return False
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and "@" not in parts.netloc and (parts.port or 443) > 0
    except ValueError:
        return False
    return plain and (parts.hostname or "") in key.webhook_hosts.split()


def listed(caller: Caller) -> list[Webhook]:
    """The addresses of a key that are told of events."""
    caller.scope.require(KEEP_WEBHOOKS)
    return list(Webhook.objects.filter(key=caller.key, stopped_at__isnull=True).order_by("pk"))


@transaction.atomic
def stop(caller: Caller, webhook_id: int, *, at: datetime) -> Webhook:
    """Tell an address nothing more. Raises `core.not_found` for one that is not there or of another key."""
    caller.scope.require(KEEP_WEBHOOKS)
    rows = Webhook.objects.select_for_update().filter(key=caller.key, stopped_at__isnull=True)
    row = rows.filter(pk=webhook_id).first() if webhook_id < 2**63 else None
    if row is None:
        raise DomainError("core.not_found")
    row.stopped_at = at
    row.save(update_fields=["stopped_at"])
    _note("stop_webhook", row, by=caller.scope, at=at)
    return row


@transaction.atomic
def stop_for(webhook_id: int, *, by: Scope, at: datetime) -> Webhook:
    """Tell an address nothing more, by who keeps the keys. Raises `core.not_found`."""
    by.require(ISSUE_KEYS)
    rows = Webhook.objects.select_for_update().filter(pk=webhook_id, stopped_at__isnull=True)
    row = rows.first() if webhook_id < 2**63 else None
    if row is None:
        raise DomainError("core.not_found")
    row.stopped_at = at
    row.save(update_fields=["stopped_at"])
    _note("stop_webhook", row, by=by, at=at, permission=ISSUE_KEYS)
    return row


def delivery_prefix(webhook_id: int) -> str:
    """How the keys of the messages to one address begin in the outbox."""
    return f"webhook-{webhook_id}-"


def deliveries(webhook_id: int) -> QuerySet[OutboxMessage]:
    """What was sent, or waits to be sent, to one address; newest first. The page that asks has looked up the address."""
    return OutboxMessage.objects.filter(kind=KIND, key__startswith=delivery_prefix(webhook_id)).order_by("-pk")


@transaction.atomic
def send_again(webhook_id: int, message_id: int, *, by: Scope, at: datetime) -> None:
    """Give a message that could not be delivered its attempts back. Raises `core.not_found`."""
    by.require(ISSUE_KEYS)
    row = Webhook.objects.filter(pk=webhook_id).first() if webhook_id < 2**63 else None
    if row is None or message_id >= 2**63 or not deliveries(webhook_id).filter(pk=message_id).exists():
        raise DomainError("core.not_found")
    outbox.retry(message_id, at=timezone.now())
    _note("send_webhook_again", row, by=by, at=at, permission=ISSUE_KEYS)


def _note(action: str, row: Webhook, *, by: Scope, at: datetime, permission: str = KEEP_WEBHOOKS) -> None:
    subject = audit.Subject(row._meta.label_lower, str(row.pk), district.area_id())
    detail = {"key": row.key.prefix, "events": row.events, "host": urlsplit(row.url).hostname}
    audit.record(f"exchange.{action}", subject, by=by, permission=permission, at=at, chain=CHAIN, detail=detail)


MaySee = Callable[[ApiKey, Scope], bool]


def tell(event: Event, data: Mapping[str, Any], may_see: MaySee, *, at: datetime) -> int:
    """
    Decide to tell `event` to every address that asked for it and whose account may see what it is about; returns how many.

    Belongs into the transaction of what happened: then it is told exactly if it happened.
    """
    told = 0
    hooks = Webhook.objects.filter(stopped_at__isnull=True, events__contains=event.value).select_related("key__account")
    for hook in hooks:
        scope = scope_of_key_account(hook.key.account, at=at)
        if not is_in_force(hook.key, at=at) or event.value not in hook.events.split() or not may_see(hook.key, scope):
            continue
        body = {"id": uuid4().hex, "event": event.value, "at": at.isoformat(), "data": dict(data)}
        # The outbox goes by the machine's time, which a demonstration's clock does not.
        outbox.publish(
            KIND, {"webhook": hook.pk, "body": body}, key=f"{delivery_prefix(hook.pk)}{body['id']}", at=timezone.now()
        )
        told += 1
    return told


def tell_unit(event: Event, request: VerificationRequest, data: Mapping[str, Any], *, at: datetime) -> int:
    """Tell the department that a request was sent to, where it asked to be told."""

    def may_see(key: ApiKey, scope: Scope) -> bool:
        answers = Ability.ANSWER.value in key.abilities.split() and scope.covers_area(ANSWER, request.area_id)
        return answers and key.account.unit_id == request.unit_id

    return tell(event, data, may_see, at=at) if request.form == VerificationRequest.Form.API else 0


def facility_changed(changed: providers.FacilityChanged) -> None:
    """Tell of a facility whose data, beds or places may have changed; of all of them without a number."""
    facility = changed.facility_id

    def may_see(key: ApiKey, scope: Scope) -> bool:
        if Ability.READ_FACILITIES.value not in key.abilities.split():
            return False
        return facility is None or providers.may_see_facility(facility, scope)

    with transaction.atomic():
        tell(Event.FACILITY_CHANGED, {"facility_id": facility}, may_see, at=clock.now())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Nowhere: the host was agreed, no other one was."""


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def signature(secret: str, moment: int, body: bytes) -> str:
    """What stands in the Laoyou-Signature header: HMAC-SHA256 over moment, a dot and the body, as hex."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def deliver(payload: Any, key: str) -> None:
    """Send one message; what was stopped meanwhile is not sent. Raises `exchange.webhook_refused`, to be tried again."""
    hook = Webhook.objects.select_related("key__account").filter(pk=payload["webhook"], stopped_at__isnull=True).first()
    if hook is None or not is_in_force(hook.key, at=clock.now()) or not _is_allowed(hook.url, hook.key):
        return
    body, moment = json.dumps(payload["body"], ensure_ascii=False).encode(), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Laoyou-Webhook/1",
        "Laoyou-Delivery": key,
        "Laoyou-Signature": signature(opened(hook.secret), moment, body),
    }
    request = urllib.request.Request(hook.url, data=body, headers=headers, method="POST")  # noqa: S310 - https only
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            status = answer.status
    except urllib.error.HTTPError as refused:
        status = refused.code
    except OSError as failure:
        raise DomainError("exchange.webhook_refused", status=type(failure).__name__) from None
    if not 200 <= status < 300:
        raise DomainError("exchange.webhook_refused", status=status)


outbox.register(KIND, deliver)
