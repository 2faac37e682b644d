"""
`laoyou upgrade`: the database is brought to the form of this program, and back to the old form where that does not hold.

Before anything is changed, the databases are copied into LAOYOU_HOME/.upgrading; a marker there says that an upgrade is under
way, and nothing is served as long as it stands. Then the migrations run and what they left is verified: by foreign keys, the
audit trail and the conditions of a start. Where one of these fails, or the machine dies in between, the copies go back into
place, and the old program goes on as if nothing had been.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import connections, transaction

from laoyou.base.errors import DomainError, declare
from laoyou.core import audit, backup, conditions, failpoints, keyring
from laoyou.core.audit import Subject
from laoyou.core.scope import Scope
from laoyou.faces import home

declare(
    {
        "upgrade.step_failed": "%(step)s 没有成功：%(why)s",
        "upgrade.foreign_key": "升级后 %(table)s 的第 %(row)s 行指向 %(other)s 里不存在的行。",
        "upgrade.audit_broken": "升级后审计链 %(chain)s 在第 %(seq)s 条处核验不符。",
    }
)

COPIED = failpoints.declare("upgrade.after_copy", "the databases are copied, nothing is migrated")
MIGRATED = failpoints.declare("upgrade.after_migration", "the migrations have run, nobody has verified them")
VERIFIED = failpoints.declare("upgrade.after_verifying", "all is verified, the marker still stands")
PUTTING_BACK = failpoints.declare(
    "upgrade.while_putting_back", "one database is back in its place, the marker still stands"
)


def upgrade(*, at: datetime) -> tuple[str, ...]:
    """
    Upgrade the district of LAOYOU_HOME; returns the migrations that were new.

    An upgrade that was interrupted is undone first. Raises `core.upgrade_served` while the district is served,
    `core.upgrade_undone` where it did not hold and everything is as before, and those of `conditions`.
    """
    with _nobody_serves():
        undo_unfinished()
        conditions.require_known_schema()
        conditions.require_keys()
        conditions.require_room()
        new = _missing()
        if not new:
            return ()
        folder = keyring.home() / backup.UPGRADING
        _copy(folder)
        failpoints.hit(COPIED)
        try:
            _run("migrate")
            failpoints.hit(MIGRATED)
            _verify()
            failpoints.hit(VERIFIED)
        except DomainError as refusal:
            undo_unfinished()
            raise DomainError("core.upgrade_undone", why=refusal.sentence()) from refusal
        _note(new, at)
        shutil.rmtree(folder)
        return new


def undo_unfinished() -> bool:
    """Put the copies back where an upgrade was interrupted or did not hold; says whether there were any."""
    folder = keyring.home() / backup.UPGRADING
    if not folder.exists():
        return False
    if (folder / "whole").exists():  # else it died while copying, before anything was changed
        connections.close_all()
        backup.put_databases_back(folder, between=lambda: failpoints.hit(PUTTING_BACK))
    shutil.rmtree(folder)
    return True


def _copy(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for _ in backup.copies_of_databases(folder):
        pass
    for name in sorted(path.name for path in folder.iterdir()):
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())
    (folder / "whole").touch()
    backup.sync_folder(folder)


def _missing() -> tuple[str, ...]:
    from django.db.migrations.executor import MigrationExecutor

    from laoyou.faces.routers import migrated_apps

    found = []
    for database in ("default", "edge"):
        executor = MigrationExecutor(connections[database])
        apps = migrated_apps(database) or (None,)
        targets = [node for app in apps for node in executor.loader.graph.leaf_nodes(app)]
        found += [f"{step.app_label}.{step.name}" for step, _ in executor.migration_plan(targets)]
    return tuple(dict.fromkeys(found))


def _run(command: str) -> None:
    """A command of `laoyou` in a process of its own: whatever it does to itself, this one can still put things back."""
    environment = {**os.environ, conditions.WITHIN_UPGRADE: "1"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "laoyou.faces.cli", command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise DomainError("upgrade.step_failed", step=command, why=said[-1] if said else str(done.returncode))


def _verify() -> None:
    """The databases after the migrations: whole in themselves, with an audit trail that holds, and fit for a start."""
    from laoyou.core import witness

    connections.close_all()
    for alias in ("default", "edge"):
        with connections[alias].cursor() as cursor:
            if connections[alias].vendor != "sqlite":
                continue  # PostgreSQL holds its foreign keys by itself
            cursor.execute("PRAGMA foreign_key_check")
            if (broken := cursor.fetchone()) is not None:
                raise DomainError("upgrade.foreign_key", table=broken[0], row=broken[1], other=broken[2])
            cursor.execute("PRAGMA quick_check(1)")
            if (said := cursor.fetchone()[0]) != "ok":
                raise DomainError("core.database_damaged", problem=said)
    broken_chain = next(iter(audit.verify(witness.points()).breaks), None)
    if broken_chain is not None:
        raise DomainError("upgrade.audit_broken", chain=broken_chain.chain, seq=broken_chain.seq)
    _run("ready")


def _note(new: tuple[str, ...], at: datetime) -> None:
    with transaction.atomic():
        audit.record(
            "core.upgrade",
            Subject("core.upgrade", datetime.now(UTC).isoformat()),
            by=Scope.system("the program was upgraded on the command line"),
            permission="core.manage_accounts",
            at=at,
            chain="system",
            detail={"migrations": list(new)},
        )


@contextmanager
def _nobody_serves() -> Iterator[None]:
    with home.held_alone() as free:
        if not free:
            raise DomainError("core.upgrade_served")
        yield
