"""The rounds that keep what must not be lost: signing the audit heads, sending the outbox, letting things expire."""

from __future__ import annotations

from django.utils import timezone

from laoyou.core import attachments, clock, keyring, logs, notices, outbox, rounds, witness
from laoyou.core.imports import commands as imports

HOUR = 3600.0


def sign_heads() -> None:
    """Sign the heads that moved."""
    witness.write(at=clock.now())


def send_outbox() -> None:
    """Send what is due. By the machine's time: a demonstration's clock turns back every night."""
    outbox.dispatch(at=timezone.now())


def let_expire() -> None:
    """Remove expired files and forget what was sent long ago."""
    now = timezone.now()
    imports.expire(at=now)
    attachments.expire(at=now)
    attachments.sweep(at=now)
    outbox.forget_old(at=now)
    notices.forget_old_files(at=now)
    logs.rotate(keyring.home() / "logs")


rounds.register(5.0, send_outbox)
rounds.register(HOUR, let_expire)
rounds.register(witness.EVERY.total_seconds(), sign_heads)
