"""
Messages that leave the house: decided in a transaction, sent after it, never lost and never decided twice.

`publish` writes a row in the caller's transaction. The worker comes by, hands each due message to the handler that a
room registered for its kind, and tries again later where that fails. A handler may see the same message twice, after a
kill between sending and noting it: it gets the message's key, and the receiver must know it again by that.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, router, transaction
from django.db.models import Q

from laoyou.base.errors import DomainError
from laoyou.core import failpoints
from laoyou.core.fields import Sealed, seal
from laoyou.core.models import OutboxMessage
from laoyou.core.row_ids import reserve

logger = logging.getLogger("laoyou.outbox")

Handler = Callable[[Any, str], None]

WAITS = (60, 300, 1_800, 7_200, 43_200, 86_400)
"""Seconds before the second, third … attempt; after the last one the message is put aside as failed."""
LEASE = timedelta(minutes=2)
KEPT = timedelta(days=30)

AFTER_SENDING = failpoints.declare("outbox.after_sending", "the handler has sent a message, and nothing has noted it")

_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """Let `handler(payload, key)` send the messages of `kind`; it raises where it could not."""
    _handlers[kind] = handler


def publish(kind: str, payload: Any, *, key: str, at: datetime) -> OutboxMessage:
    """
    Decide to send `payload` (anything JSON can say) as a message of `kind`, inside the caller's transaction.

    The same `key` published twice is one message: the first is returned, its payload unchanged. Raises
    TransactionManagementError outside a transaction.
    """
    if not connections[router.db_for_write(OutboxMessage)].in_atomic_block:
        raise transaction.TransactionManagementError("a message belongs into the transaction that decides it")
    known = OutboxMessage.objects.filter(key=key).first()
    if known is not None:
        return known
    message = OutboxMessage(pk=reserve(OutboxMessage, 1)[0], key=key, kind=kind, created_at=at, next_at=at)
    seal(message, "payload", json.dumps(payload, ensure_ascii=False))
    message.save(force_insert=True)
    return message


def dispatch(*, at: datetime, limit: int = 200) -> int:
    """Send what is due at `at`, at most `limit` messages; returns how many were sent."""
    sent = 0
    for _ in range(limit):
        message = _lease(at)
        if message is None:
            break
        sent += _send(message, at)
    return sent


def _lease(at: datetime) -> OutboxMessage | None:
    with transaction.atomic():
        waiting = OutboxMessage.objects.select_for_update(skip_locked=True)
        due = Q(state=OutboxMessage.State.WAITING, next_at__lte=at, kind__in=list(_handlers))
        message = waiting.filter(due).order_by("next_at", "pk").first()
        if message is not None:
            message.attempts += 1
            message.next_at = at + LEASE
            message.save(update_fields=["attempts", "next_at"])
        return message


def _send(message: OutboxMessage, at: datetime) -> bool:
    try:
        payload = json.loads(message.payload.open()) if isinstance(message.payload, Sealed) else None
        _handlers[message.kind](payload, message.key)
    except Exception as problem:  # noqa: BLE001 - whatever a channel raises, the message stays and is tried again
        name = _name_of(problem)
        where = traceback.extract_tb(problem.__traceback__)[-1]
        logger.warning("outbox message %s: %s at %s:%s", message.pk, name, where.filename, where.lineno)
        _put_off(message, name, at)
        return False
    failpoints.hit(AFTER_SENDING)
    message.state, message.sent_at, message.problem = OutboxMessage.State.SENT, at, ""
    message.save(update_fields=["state", "sent_at", "problem"])
    return True


def _name_of(problem: Exception) -> str:
    """The name of a problem, and the status that another system gave: its text may hold the number that a message was sent to."""
    if not isinstance(problem, DomainError):
        return type(problem).__name__
    status = problem.data.get("status")
    return problem.code if status is None else f"{problem.code} {status}"


def _put_off(message: OutboxMessage, problem: str, at: datetime) -> None:
    message.problem = problem[:200]
    if message.attempts > len(WAITS):
        message.state = OutboxMessage.State.FAILED
    else:
        message.next_at = at + timedelta(seconds=WAITS[message.attempts - 1])
    message.save(update_fields=["problem", "state", "next_at"])


def retry(message_id: int, *, at: datetime) -> None:
    """Give a failed message its attempts back. DomainError `core.not_found` where there is no such failed message."""
    failed = OutboxMessage.objects.filter(pk=message_id, state=OutboxMessage.State.FAILED)
    if not failed.update(state=OutboxMessage.State.WAITING, attempts=0, next_at=at, problem=""):
        raise DomainError("core.not_found")


def forget_old(*, at: datetime) -> int:
    """Empty the payloads of messages that were sent longer than `KEPT` ago; the rows stay as evidence."""
    old = OutboxMessage.objects.filter(state=OutboxMessage.State.SENT, sent_at__lt=at - KEPT, payload__isnull=False)
    return old.update(payload=None)
