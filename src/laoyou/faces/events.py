"""
Server-sent events: what a live screen listens to.

A stream is `/events/<topic>/<key>/`. A room registers a topic with a function `(scope, key) -> (version, html) | None`; the
stream sends the HTML whenever the version changes, a comment every 15 seconds so that proxies keep the line open, and ends
after an hour (the browser connects again). Whoever may not see the thing gets 404, like everywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import SimpleCookie
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import translation
from django.utils.crypto import constant_time_compare

from laoyou.core import clock, live
from laoyou.core.models import Account
from laoyou.core.scope import NOBODY, Scope, scope_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LOOK_EVERY = 1.0  # seconds between two looks at the database
KEEP_ALIVE = 15
LONGEST = 3600


async def events(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer one stream until the listener leaves, the thing ends, or an hour has passed."""
    parts = [part for part in scope["path"].split("/") if part]
    topic = live.topic(parts[1]) if len(parts) == 3 else None
    cookies = _cookies(scope)
    reader = await sync_to_async(_reader, thread_sensitive=False)(cookies)
    seen = await _look(topic, reader, parts[2], cookies) if topic and reader.account_id is not None else None
    if topic is None or seen is None:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b""})
        return
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    left = asyncio.ensure_future(_left(receive))
    version = None
    silent = 0.0
    passed = 0.0
    try:
        while passed < LONGEST and not left.done():
            if seen is None:
                break
            if seen.version != version:
                version, silent = seen.version, 0.0
                await send({"type": "http.response.body", "body": _frame(seen), "more_body": True})
                if seen.ended:
                    break
            elif silent >= KEEP_ALIVE:
                silent = 0.0
                await send({"type": "http.response.body", "body": b": still here\n\n", "more_body": True})
            await asyncio.wait([left], timeout=LOOK_EVERY)
            silent += LOOK_EVERY
            passed += LOOK_EVERY
            # Rights may be withdrawn while somebody watches: look them up again with every look at the thing.
            reader = await sync_to_async(_reader, thread_sensitive=False)(cookies)
            seen = await _look(topic, reader, parts[2], cookies) if reader.account_id is not None else None
    finally:
        left.cancel()
    await send({"type": "http.response.body", "body": b""})


def _frame(seen: live.Seen) -> bytes:
    """An unnamed message with what to show (htmx swaps no named one); after the last, the event `end`, which closes the stream."""
    lines = "".join(f"data: {line}\n" for line in seen.html.splitlines() or [""])
    end = "event: end\ndata: end\n\n" if seen.ended else ""
    return f"id: {seen.version}\n{lines}\n{end}".encode()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _look(topic: live.Topic, reader: Scope, key: str, cookies: SimpleCookie) -> live.Seen | None:
    chosen = cookies.get(settings.LANGUAGE_COOKIE_NAME)
    language = chosen.value if chosen and chosen.value in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    def look() -> live.Seen | None:
        with translation.override(language):
            return topic(reader, key)

    return await sync_to_async(look, thread_sensitive=False)()


def _cookies(scope: MutableMapping[str, Any]) -> SimpleCookie:
    raw = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    return SimpleCookie(raw.decode("latin-1"))


def _reader(cookies: SimpleCookie) -> Scope:
    """The scope behind the session cookie, checked as Django's own middleware does; NOBODY for a stranger."""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return NOBODY
    session = SessionStore(morsel.value)
    account_id = session.get(SESSION_KEY)
    if account_id is None or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return NOBODY
    account = Account.objects.filter(pk=account_id).first()
    if account is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()):
        return NOBODY
    return scope_of(account, at=clock.now())
