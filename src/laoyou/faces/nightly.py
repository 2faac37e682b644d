"""
The scheduled backup: made in a process of its own, restored into an empty place beside the district, and noted.

A backup that nobody has tried to restore is a hope. Each one is unpacked by the same `laoyou restore` that would be used in
need, with the key file of today, into a folder (and, on PostgreSQL, a database) that is thrown away afterwards.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from django.utils import timezone

from laoyou.base.errors import DomainError, declare
from laoyou.core import backup, clock, failpoints, keyring, rounds, watch, witness
from laoyou.core.models import BackupTrial

declare(
    {
        "nightly.not_restored": "备份 %(file)s 试恢复没有成功：%(why)s",
        "nightly.no_trial_database": "不能建立试恢复用的数据库：%(why)s。请给数据库账号 CREATEDB 权限。",
        "nightly.time": "%(name)s 的值“%(value)s”不是时间。请写成 02:30 这样。",
    }
)

AT = "LAOYOU_BACKUP_AT"
KEPT = 14
"""How many scheduled backups that came back are kept; the newest of them is never removed."""
PAUSE = timedelta(hours=1)
"""How long a failed one waits before the next attempt."""
PREFIX, SUFFIX = "laoyou-", ".backup"

MADE = failpoints.declare("nightly.after_backup", "the backup is whole, nobody has tried it")
TRIED = failpoints.declare("nightly.after_trial", "the trial is over, nothing is noted of it")


def make_and_try(folder: Path, *, at: datetime) -> BackupTrial:
    """
    Back up into `folder`, try the backup out, note both, and remove what is older than the kept ones.

    A backup that cannot be made or does not come back is noted with the sentence why; nothing older is removed then.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear(folder)
    trial = BackupTrial(made_at=at)
    try:
        witness.write(at=clock.now())
        made = backup.make(folder / f"{PREFIX}{at:%Y%m%d-%H%M%S}{SUFFIX}", at=at)
        failpoints.hit(MADE)
        trial.file, trial.size = made.file.name, made.size
        try_out(made.file)
        trial.held = True
    except DomainError as refusal:
        trial.said = refusal.sentence()[:400]
    trial.tried_at = timezone.now()
    failpoints.hit(TRIED)
    trial.save(force_insert=True)
    if trial.held:
        _remove_old(folder)
    return trial


def try_out(file: Path) -> None:
    """
    Restore `file` into an empty place and check its audit trail there. Raises `nightly.not_restored` with the reason.

    The place lies beside the backup, where there must be as much room again.
    """
    place = file.parent / f".trial-{secrets.token_hex(4)}"
    place.mkdir(mode=0o700)
    try:
        with _database_for_trial() as url:
            environment = {
                **os.environ,
                "LAOYOU_HOME": str(place),
                "LAOYOU_KEYS": str(keyring.default_path().resolve()),
                "LAOYOU_DATABASE_URL": url,
                "LAOYOU_WITNESS_COPIES": "",
                "LAOYOU_FAILPOINT": "",
            }
            for command in (("restore", str(file)), ("ready",)):
                done = subprocess.run(  # noqa: S603
                    [sys.executable, "-m", "laoyou.faces.cli", *command],
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if done.returncode:
                    said = (done.stderr or done.stdout).strip().splitlines()
                    raise DomainError("nightly.not_restored", file=file.name, why=said[-1] if said else command[0])
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _database_for_trial() -> Iterator[str]:
    """The address of an empty database that is dropped afterwards; '' on SQLite, which needs none."""
    url = os.environ.get("LAOYOU_DATABASE_URL", "")
    if connection.vendor != "postgresql":
        yield ""
        return
    name = f"laoyou_trial_{secrets.token_hex(4)}"
    quoted = connection.ops.quote_name(name)
    try:
        _alone(f"CREATE DATABASE {quoted}")
    except Exception as problem:
        raise DomainError("nightly.no_trial_database", why=str(problem).strip().splitlines()[0]) from problem
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        _alone(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _alone(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _clear(folder: Path) -> None:
    """What a killed trial left behind."""
    for left in folder.glob(".trial-*"):
        shutil.rmtree(left, ignore_errors=True)


def _remove_old(folder: Path) -> None:
    kept = set(BackupTrial.objects.filter(held=True).order_by("-made_at").values_list("file", flat=True)[:KEPT])
    for file in folder.glob(f"{PREFIX}*{SUFFIX}"):
        if file.name not in kept:
            file.unlink(missing_ok=True)


# The schedule


def planned_time() -> time:
    """When the backup of a day is due, in China: `LAOYOU_BACKUP_AT`, half past two at night where nobody has said."""
    try:
        return time.fromisoformat(os.environ.get(AT, "") or "02:30")
    except ValueError:
        raise DomainError("nightly.time", name=AT, value=os.environ[AT]) from None


def is_due(at: datetime) -> bool:
    """Whether no backup has been tried since the last planned moment, and none failed within the last hour."""
    local = at.astimezone(clock.BEIJING)
    planned = local.replace(hour=planned_time().hour, minute=planned_time().minute, second=0, microsecond=0)
    if planned > local:
        planned -= timedelta(days=1)
    since = BackupTrial.objects.filter(made_at__gte=planned)
    return not since.filter(held=True).exists() and not since.filter(made_at__gt=at - PAUSE).exists()


class Schedule:
    """The round of the worker that starts the nightly process and does not wait for it."""

    def __init__(self) -> None:
        self.running: subprocess.Popen[bytes] | None = None

    def visit(self) -> None:
        """Start one where one is due and none is running."""
        if self.running is not None and self.running.poll() is None:
            return
        self.running = None
        if watch.backups_folder() is not None and is_due(timezone.now()):
            self.running = subprocess.Popen([sys.executable, "-m", "laoyou.faces.cli", "backup", "--try"])


def keep_schedule() -> None:
    """Have the worker keep it."""
    rounds.register(60.0, Schedule().visit)
