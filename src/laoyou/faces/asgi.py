"""
One door: pages and API run as WSGI in threads, live events as coroutines, on one port and one origin.

A page costs half a millisecond more than under a WSGI server (docs/decisions/0003-one-door.md has the figures); in return there is
one port, one certificate and one cookie, and a thousand open screens cost no thread.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")

from laoyou.faces.wsgi import application as pages  # isort: skip
from a2wsgi import WSGIMiddleware
from django.conf import settings

from laoyou.faces import compiler

if not settings.LAOYOU_EDGE:
    from laoyou.faces.events import events

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

compiler.leave_out()
THREADS = int(os.environ.get("LAOYOU_THREADS", "4"))
_in_threads = WSGIMiddleware(pages, workers=THREADS)  # type: ignore[arg-type]


async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application of the product."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/events/") and not settings.LAOYOU_EDGE:
        await events(scope, receive, send)
    elif scope["type"] == "http":
        await _page(scope, receive, send)


async def _page(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """One page, in a thread. The bridge asks for real coroutines, which granian's own callables are not."""

    async def receive_message() -> Message:
        return await receive()

    async def send_message(message: Message) -> None:
        await send(message)

    await _in_threads(scope, receive_message, send_message)  # type: ignore[arg-type]


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
