"""
What has to be so before anything is written: the key file, a database this program knows, room on the disk, a clock that
goes forward. Each condition that does not hold is one sentence with a way on.
"""

from __future__ import annotations

import errno
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max

from laoyou.base.errors import DomainError
from laoyou.core import audit, backup, keyring
from laoyou.core.audit import Subject
from laoyou.core.keyring import Keyring, Profile
from laoyou.core.models import ChainHead, KeyRecord
from laoyou.core.scope import Scope

LEAST_FREE_MEGABYTES = 200
WITHIN_UPGRADE = "LAOYOU_UPGRADING"
"""Set for the processes that an upgrade starts itself: for all others an upgrade that goes on stands against a start."""

_DATABASE_SAYS = (
    ("database is locked", "core.database_locked"),
    ("database table is locked", "core.database_locked"),
    ("lock timeout", "core.database_locked"),
    ("deadlock detected", "core.database_locked"),
    ("disk is full", "core.disk_full"),
    ("no space left", "core.disk_full"),
    ("readonly database", "core.database_read_only"),
    ("read-only transaction", "core.database_read_only"),
    ("unable to open database", "core.database_absent"),
    ("connection refused", "core.database_absent"),
    ("connection failed", "core.database_absent"),
    ("server closed the connection", "core.database_absent"),
    ("file is not a database", "core.database_damaged"),
    ("disk image is malformed", "core.database_damaged"),
)


def refusal_for(problem: BaseException) -> DomainError | None:
    """The sentence for a failure of database or disk that a person can do something about; None for every other."""
    if isinstance(problem, DomainError):
        return problem
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return DomainError("core.disk_full")
    if isinstance(problem, DatabaseError):
        text = str(problem).lower()
        return next((DomainError(code) for said, code in _DATABASE_SAYS if said in text), None)
    return None


def _has_table(name: str) -> bool:
    return name in connection.introspection.table_names()


def require_known_schema() -> None:
    """DomainError `core.database_newer` where a later version of the program has been at work in this database."""
    if not _has_table("django_migrations"):
        return
    loader = MigrationLoader(connection)
    known_apps = {app for app, _ in loader.disk_migrations}
    unknown = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in known_apps and (app, name) not in loader.disk_migrations and not _was_squashed(loader, app, name)
    )
    if unknown:
        raise DomainError("core.database_newer", migration=unknown[-1])


def _was_squashed(loader: MigrationLoader, app: str, name: str) -> bool:
    return any((app, name) in migration.replaces for migration in loader.disk_migrations.values())


def require_keys() -> Keyring:
    """
    The keyring, after it has shown that it is the one this database was written under.

    Raises DomainError: `core.key_file_missing`, `core.key_unknown`, `core.key_wrong` and the others of `Keyring.load`.
    """
    ring = keyring.current()
    if _has_table(KeyRecord._meta.db_table):
        ring.require(dict(KeyRecord.objects.values_list("pk", "fingerprint")))
    return ring


def prepare_keys(profile: Profile = Profile.STANDARD) -> Keyring:
    """
    Make the key file of a new installation, and note its keys in the database; on every later start, compare.

    A database that was written under a key never gets a new key file: that would hide the loss of the old one. Raises
    as `require_keys`.
    """
    written = _has_table(KeyRecord._meta.db_table) and KeyRecord.objects.exists()
    if not written and not keyring.default_path().exists():
        Keyring.generate(profile).save(keyring.default_path())
    ring = require_keys()
    if _has_table(KeyRecord._meta.db_table):
        record_keys(ring)
    return ring


def record_keys(ring: Keyring) -> None:
    """Note the fingerprint of every key of `ring` that the database does not know yet."""
    known = set(KeyRecord.objects.values_list("pk", flat=True))
    now = datetime.now(UTC)
    fingerprints = ring.fingerprints()
    for key in ring.keys:
        name = f"{key.purpose.value} {key.id}"
        if name not in known:
            row = {"fingerprint": fingerprints[name], "algorithm": key.algorithm, "recorded_at": now}
            KeyRecord.objects.get_or_create(pk=name, defaults=row)


def require_room() -> None:
    """DomainError `core.disk_nearly_full` where less than `LEAST_FREE_MEGABYTES` are free below LAOYOU_HOME."""
    home = keyring.home()
    free = shutil.disk_usage(home if home.exists() else home.parent).free // 1_048_576
    if free < LEAST_FREE_MEGABYTES:
        raise DomainError("core.disk_nearly_full", free=free, needed=LEAST_FREE_MEGABYTES, path=str(home))


def last_written_at() -> datetime | None:
    """When the machine's clock said the newest entry of all chains was appended; None before the first."""
    if not _has_table(ChainHead._meta.db_table):
        return None
    newest: datetime | None = ChainHead.objects.aggregate(newest=Max("written_at"))["newest"]
    return newest


def require_clock() -> None:
    """DomainError `core.clock_jumped` where the machine's clock stands before the newest audit entry."""
    last, now = last_written_at(), datetime.now(UTC)
    if last is not None and last - now > audit.clock_tolerance():
        shown = "%Y-%m-%d %H:%M:%S"
        raise DomainError("core.clock_jumped", now=f"{now.astimezone():{shown}}", last=f"{last.astimezone():{shown}}")


def require_ready() -> None:
    """All conditions, in the order in which a person would mend them. Asked before serving, working and building."""
    if backup.is_unfinished():
        raise DomainError("core.restore_unfinished")
    if (keyring.home() / backup.UPGRADING).exists() and not os.environ.get(WITHIN_UPGRADE):
        raise DomainError("core.upgrade_unfinished")
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith((":", "file:")) and not Path(name).exists():
        raise DomainError("core.database_absent")  # connecting would leave an empty one, and no room for a restore
    try:
        connection.ensure_connection()
        require_known_schema()
        require_keys()
        require_room()
        require_clock()
    except DatabaseError as problem:
        refusal = refusal_for(problem)
        if refusal is None:
            raise
        raise refusal from problem


@transaction.atomic
def accept_clock(*, by: Scope, at: datetime) -> datetime | None:
    """
    Take the machine's clock as right although it stands before the last entry, with an audit entry that says so.

    Returns the time of the last entry, None where there was none and nothing was done.
    """
    last = last_written_at()
    if last is None:
        return None
    ChainHead.objects.update(written_at=datetime.now(UTC))
    audit.record(
        "core.accept_clock",
        Subject("core.clock", "machine"),
        by=by,
        permission="core.manage_calendar",
        at=at,
        chain="system",
        detail={"last_entry": last.isoformat(), "machine": datetime.now(UTC).isoformat()},
    )
    return last
