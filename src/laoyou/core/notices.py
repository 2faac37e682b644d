"""
Telling people something: a line in the product for those who sign in, a letter through a channel for everybody else.

The default channel writes each letter to a file below `LAOYOU_HOME/outbox`, sealed like a table, for a district that has
no message gateway yet. Another channel is a class with `send`, named by the setting `LAOYOU_NOTICE_CHANNEL`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from laoyou.core import crypto, keyring, outbox
from laoyou.core.models import Notice, OutboxMessage

KIND = "notice.letter"


@dataclass(frozen=True)
class Letter:
    """One message to one person outside the product."""

    to: str
    text: str
    subject: str = ""


class Channel(Protocol):
    """A way by which letters leave the house."""

    def send(self, letter: Letter, key: str) -> None:
        """Hand `letter` over; raise where that failed. The same `key` may come twice and must be sent once."""


class FileChannel:
    """Writes each letter to `LAOYOU_HOME/outbox/<hash of its key>.json`: the envelope in clear, the letter sealed."""

    def send(self, letter: Letter, key: str) -> None:
        """Write the file, whole or not at all; the same key writes the same file."""
        folder = keyring.home() / "outbox"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        sealed = crypto.seal_json(asdict(letter), "outbox_file", name)
        draft = folder / f".{name}.{os.getpid()}"
        draft.write_text(json.dumps({"format": 1, "kind": KIND, "sealed": base64.b64encode(sealed).decode()}))
        draft.replace(folder / f"{name}.json")


def read_file(path: Path) -> Letter:
    """The letter in a file of `FileChannel`. Raises DomainError `core.sealed_value_altered`."""
    sealed = base64.b64decode(json.loads(path.read_text())["sealed"])
    return Letter(**crypto.open_json(sealed, "outbox_file", path.stem))


def channel() -> Channel:
    """The channel of this installation."""
    named: Channel = import_string(getattr(settings, "LAOYOU_NOTICE_CHANNEL", "laoyou.core.notices.FileChannel"))()
    return named


def send(letter: Letter, *, key: str, at: datetime) -> OutboxMessage:
    """Decide to send `letter`, inside the caller's transaction; the worker hands it to the channel."""
    return outbox.publish(KIND, asdict(letter), key=key, at=at)


def _hand_over(payload: dict[str, Any], key: str) -> None:
    channel().send(Letter(**payload), key)


outbox.register(KIND, _hand_over)


def tell(account_id: int, text: str, *, key: str, at: datetime, url: str = "") -> Notice:
    """
    Show `text` to one account in the product. The same `key` twice is one notice.

    The text carries no sensitive value: it leads, by `url`, to a page that checks the reader's scope again.
    """
    notice, _ = Notice.objects.get_or_create(
        account_id=account_id, key=key, defaults={"text": text[:300], "url": url, "created_at": at}
    )
    return notice


def unread(account_id: int) -> list[Notice]:
    """The unread notices of an account, newest first, at most 50."""
    return list(Notice.objects.filter(account_id=account_id, read_at__isnull=True).order_by("-created_at")[:50])


def mark_read(account_id: int, notice_ids: list[int], *, at: datetime) -> int:
    """Note that an account has read its notices; another account's notices are not touched. Returns how many were new."""
    own = Notice.objects.filter(account_id=account_id, pk__in=notice_ids, read_at__isnull=True)
    return own.update(read_at=at)


def forget_old_files(*, at: datetime) -> int:
    """Delete letter files older than `outbox.KEPT`; returns how many."""
    gone = 0
    for file in (keyring.home() / "outbox").glob("*.json"):
        if file.stat().st_mtime < (at - outbox.KEPT).timestamp():
            file.unlink(missing_ok=True)
            gone += 1
    return gone
