"""
Watching the machine: what whoever keeps it running has to do something about, each as a sentence with a way on.

The page of the system asks `concerns` when it is opened; the worker asks every few minutes and tells the system administrators,
each concern once a day.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import clock, conditions, custody, keyring, notices, permissions, rounds, witness
from laoyou.core.models import BackupTrial, ClockJump, KeyDrill, KeyRotation, OutboxMessage, RoleGrant

EVERY = 300.0
MEGABYTE = 1_048_576
LEAST_FREE_MEGABYTES = 5_000
"""Below this a concern; below `conditions.LEAST_FREE_MEGABYTES` nothing starts."""
CLOCK_TOLERANCE = timedelta(minutes=2)
OLDEST_BACKUP = timedelta(hours=36)
OLDEST_DRILL = timedelta(days=180)
SHOWN_AFTER_JUMP = timedelta(days=7)
ROOM_OF_A_TRIAL = 4
"""How many times the size of the last backup the next one takes with its trial: itself, and what is in it unpacked."""
KEEPERS = 2
LONGEST_WAIT = timedelta(hours=1)
WHOEVER_KEEPS = "core.see_keeping"
BACKUPS = "LAOYOU_BACKUPS"


def backups_folder() -> Path | None:
    """The folder into which scheduled backups go, from `LAOYOU_BACKUPS`; None where nobody has set it."""
    told = os.environ.get(BACKUPS, "")
    return Path(told).expanduser().resolve() if told else None


def concerns(*, at: datetime) -> list[DomainError]:
    """
    What needs somebody, worst first.

    at  the machine's own time: a demonstration's clock turns back every night
    """
    return [*_room(), *_clock(at), *_backups(at), *_shares(), *_drills(at), *_rotation(), *_outbox(at), *_witness()]


def _room() -> Iterator[DomainError]:
    home = keyring.home()
    free = shutil.disk_usage(home if home.exists() else home.parent).free // MEGABYTE
    if free < LEAST_FREE_MEGABYTES:
        yield DomainError("core.watch_disk", free=free, least=conditions.LEAST_FREE_MEGABYTES)


class _Clocks:
    """The machine's clock beside one that only goes forward, from one round of the worker to the next."""

    def __init__(self) -> None:
        self.wall: datetime | None = None
        self.steady = 0.0

    def look(self, wall: datetime, steady: float) -> float | None:
        """Compare how far both have gone since the last look; returns by how many seconds the clock jumped."""
        apart = 0.0 if self.wall is None else (wall - self.wall).total_seconds() - (steady - self.steady)
        self.wall, self.steady = wall, steady
        return apart if abs(apart) > CLOCK_TOLERANCE.total_seconds() else None


clocks = _Clocks()


def look_at_clocks(*, at: datetime, steady: float) -> None:
    """Note a jump since the last look: the worker sees it, and the processes that show pages have to know of it too."""
    apart = clocks.look(at, steady)
    if apart is not None:
        ClockJump.objects.create(at=at, seconds=round(apart))


def _steady() -> float:
    """Seconds that go on while the machine sleeps, where the system counts them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def _clock(at: datetime) -> Iterator[DomainError]:
    try:
        conditions.require_clock()
    except DomainError as behind:
        yield behind
    last = ClockJump.objects.order_by("-pk").first()
    if last is not None and abs(at - last.at) < SHOWN_AFTER_JUMP:
        yield DomainError("core.watch_clock", at=_shown(last.at), seconds=f"{last.seconds:+d}")


def _backups(at: datetime) -> Iterator[DomainError]:
    folder = backups_folder()
    if folder is None:
        yield DomainError("core.watch_backup_unset")
        return
    if folder.exists() and os.stat(folder).st_dev == os.stat(keyring.home()).st_dev:  # noqa: PTH116
        yield DomainError("core.watch_backup_same_disk")
    last = BackupTrial.objects.filter(held=True).order_by("-made_at").first()
    if folder.exists() and last is not None:
        free = shutil.disk_usage(folder).free // MEGABYTE
        needed = ROOM_OF_A_TRIAL * last.size // MEGABYTE
        if free < needed:
            yield DomainError("core.watch_backup_room", free=free, needed=needed)
    if last is None:
        yield DomainError("core.watch_backup_none")
    elif at - last.made_at > OLDEST_BACKUP:
        hours = int(OLDEST_BACKUP.total_seconds() // 3600)
        yield DomainError("core.watch_backup_old", at=_shown(last.made_at), hours=hours)


def _shares() -> Iterator[DomainError]:
    shares = custody.current()
    if not shares:
        return  # the missing drill says it
    if not custody.suffice(shares):
        yield DomainError("core.watch_shares_old")
    elif sum(1 for share in shares if share.received_at) < KEEPERS:
        yield DomainError("core.watch_shares_waiting")


def _drills(at: datetime) -> Iterator[DomainError]:
    last = KeyDrill.objects.order_by("-at").first()
    if last is None:
        yield DomainError("core.watch_drill_none")
    elif at - last.at > OLDEST_DRILL:
        yield DomainError("core.watch_drill_old", at=_shown(last.at), days=OLDEST_DRILL.days)


def _rotation() -> Iterator[DomainError]:
    for one in KeyRotation.objects.filter(finished_at__isnull=True):
        yield DomainError("core.watch_rotation", at=_shown(one.started_at))


def _outbox(at: datetime) -> Iterator[DomainError]:
    stuck = OutboxMessage.objects.exclude(state=OutboxMessage.State.SENT).filter(created_at__lt=at - LONGEST_WAIT)
    first = stuck.order_by("created_at").first()
    if first is not None:
        minutes = int(LONGEST_WAIT.total_seconds() // 60)
        yield DomainError("core.watch_outbox", count=stuck.count(), minutes=minutes, at=_shown(first.created_at))


def _witness() -> Iterator[DomainError]:
    for copy in witness.copies():
        if not os.access(copy, os.W_OK):
            yield DomainError("core.watch_witness", path=str(copy))


def _shown(at: datetime) -> str:
    return f"{at.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}"


def keepers() -> list[int]:
    """The accounts that keep the machine running: those whom a concern is told."""
    told = permissions.get("core.manage_accounts").roles
    now = timezone.now()
    rows = RoleGrant.objects.filter(role__in=[role.value for role in told], revoked_at__isnull=True)
    return sorted({row.account_id for row in rows if row.ends_at is None or row.ends_at > now})


def tell(*, at: datetime) -> int:
    """Tell the keepers every concern, each once a day; returns how many there are. A demonstration only shows them."""
    look_at_clocks(at=at, steady=_steady())
    found = concerns(at=at)
    if clock.demo_date() is None:
        for concern in found:
            for account in keepers():
                notices.tell(
                    account, concern.sentence(), key=f"watch {concern.code} {at:%Y-%m-%d}", at=at, url="/office/system/"
                )
    return len(found)


def _visit() -> None:
    tell(at=timezone.now())


rounds.register(EVERY, _visit)
