"""Operations on webhooks: where the changes are told that a key may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from laoyou.core import clock
from laoyou.exchange.api import schemas
from laoyou.exchange.api.registers import Number
from laoyou.exchange.api.surface import caller_of, operation
from laoyou.exchange.commands import webhooks
from laoyou.exchange.models import Webhook


def _shown(row: Webhook) -> dict[str, Any]:
    return {"id": row.pk, "url": row.url, "events": row.events.split()}


@operation("list_webhooks", schemas.WebhooksSchema)
def list_webhooks(request: HttpRequest) -> dict[str, Any]:
    """Addresses of this key that are told of events."""
    return {"items": [_shown(row) for row in webhooks.listed(caller_of(request))]}


@operation("add_webhook", schemas.NewWebhookSchema)
def add_webhook(request: HttpRequest, body: schemas.AddWebhookSchema) -> dict[str, Any]:
    """Have events told to an https address on a host of the key; the same address again gets a new secret."""
    row, secret = webhooks.add(caller_of(request), body.url, body.events, at=clock.now())
    return {**_shown(row), "secret": secret}


@operation("stop_webhook", schemas.WebhookSchema)
def stop_webhook(request: HttpRequest, webhook_id: Number) -> dict[str, Any]:
    """Tell an address nothing more."""
    return _shown(webhooks.stop(caller_of(request), webhook_id, at=clock.now()))
