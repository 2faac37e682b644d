"""The tables of the tests' databases, made once for a state of the sources: every later process copies them.

Running all migrations takes ten seconds, and the everyday tests start over a hundred processes. Migrations themselves are
run by `./dev check`, by whoever makes the copy first, and by every district that a test builds.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import sabotage

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".laoyou" / "test-tables"
KEPT = 3
"""How many copies stay: going back and forth between two branches makes nothing anew."""


def sources_digest() -> str:
    """SHA-256 over what tables, triggers, content types and permissions are made from."""
    whole = hashlib.sha256(f"{sys.version_info[:2]} {sqlite3.sqlite_version}".encode())
    files = [*ROOT.glob("src/laoyou/**/*.py"), ROOT / "requirements" / "runtime.lock", Path(__file__)]
    for path in sorted(files):
        if (
            {"migrations", "models"} & set(path.parts)
            or path.parent.name in {"core", "faces"}
            or path.suffix == ".lock"
        ):
            whole.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return whole.hexdigest()[:20]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """Make the test databases, one for each worker: on SQLite from the copy, on PostgreSQL from a template."""
    from django.db import connections
    from django.test.utils import setup_databases, teardown_databases

    copied = [alias for alias in connections if connections[alias].vendor == "sqlite"]
    copy = CACHE / sources_digest()
    # A run that takes a protection away never makes what other runs copy.
    if os.environ.get(sabotage.ENVIRONMENT) and not all((copy / f"{alias}.sqlite3").exists() for alias in copied):
        copied = []
    with django_db_blocker.unblock():
        CACHE.mkdir(parents=True, exist_ok=True)
        with (CACHE / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # one process makes them, the others wait
            for alias in connections:
                if connections[alias].vendor == "postgresql" and not os.environ.get(sabotage.ENVIRONMENT):
                    _use_template(connections[alias], f"laoyou_tables_{copy.name}")
            for alias in copied:
                if not (copy / f"{alias}.sqlite3").exists():
                    _make(copy, alias)
            if copied:
                os.utime(copy)
        made = setup_databases(verbosity=0, interactive=False, aliases=set(connections) - set(copied))
        for alias in copied:
            _open_empty(connections[alias])
            with closing(sqlite3.connect(copy / f"{alias}.sqlite3")) as source:
                source.backup(connections[alias].connection)
        yield
        teardown_databases(made, verbosity=0)
        for alias in copied:
            connections[alias].close()


def _open_empty(connection: Any) -> None:
    """Point `connection` at its own empty database in memory, as Django's test runner would."""
    connection.close()
    name = connection.creation._get_test_db_name()  # in memory, shared by the threads of this process
    connection.settings_dict["NAME"] = name
    connection.connect()


def _use_template(connection: Any, name: str) -> None:
    """Let the test database of `connection` begin as a copy of the database `name`, which is made by all migrations if it is not there."""
    from django.core.management import call_command

    from laoyou.faces.routers import migrated_apps

    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        there = cursor.fetchone() is not None
        if not there:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}_new"')
            cursor.execute(f'CREATE DATABASE "{name}_new"')
    if not there:
        ours = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = f"{name}_new"
        call_command(
            "migrate", *migrated_apps(connection.alias), database=connection.alias, verbosity=0, interactive=False
        )
        connection.close()
        connection.settings_dict["NAME"] = ours
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    connection.settings_dict["TEST"] |= {"TEMPLATE": name, "MIGRATE": False}


def _make(copy: Path, alias: str) -> None:
    """Make the tables of a database by all migrations, and put them into `copy`; of the copies, the newest stay."""
    from django.core.management import call_command
    from django.db import connections

    from laoyou.faces.routers import migrated_apps

    copy.mkdir(exist_ok=True)
    connection = connections[alias]
    _open_empty(connection)
    call_command("migrate", *migrated_apps(alias), database=alias, verbosity=0, interactive=False)
    fresh = copy / f"{alias}.new"
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as target:
        connection.connection.backup(target)
    connection.close()  # what was in memory is gone: the copy is all there is
    fresh.rename(copy / f"{alias}.sqlite3")
    kept = sorted((path for path in CACHE.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in kept[:-KEPT]:
        shutil.rmtree(old)
