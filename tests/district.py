"""One small district, built once for a state of the sources and shared by every test that only needs rows to look at."""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper

from tools.serving import ServedDistrict, product_environment

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".laoyou" / "test-district"
PEOPLE = 20_000
PACK = "500118-demo"
KEPT = 3
"""How many built districts stay: going back and forth between two branches builds nothing."""


def sources_digest() -> str:
    """SHA-256 over everything that can change what the builder writes: code, packs and locked libraries."""
    whole = hashlib.sha256(f"{PEOPLE} {PACK} {sys.version_info[:2]}".encode())
    files = [*ROOT.glob("src/laoyou/**/*.py"), *ROOT.glob("packs/**/*"), ROOT / "requirements" / "runtime.lock"]
    for path in sorted(files):
        if path.is_file() and not {"tests", "pages", "views"} & set(path.relative_to(ROOT).parts):
            whole.update(str(path.relative_to(ROOT)).encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:20]


def build_into(home: Path) -> None:
    """Build the district in `home` as a user would, in a process of its own; what it prints is shown when it fails."""
    command = [sys.executable, "-m", "laoyou.faces.cli", "demo", "--no-serve", "--people", str(PEOPLE), "--pack", PACK]
    env = product_environment(home)
    done = subprocess.run(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise RuntimeError(f"The test district could not be built:\n{done.stdout[-4000:]}")


def shared_home() -> Path:
    """Home of the shared district for the sources as they are; built now where it is not there yet."""
    CACHE.mkdir(parents=True, exist_ok=True)
    home = CACHE / sources_digest()
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker builds, the others wait
        if not home.exists():
            fresh = home.with_suffix(".new")
            shutil.rmtree(fresh, ignore_errors=True)
            build_into(fresh)
            fresh.rename(home)
        os.utime(home)
        built = sorted((path for path in CACHE.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
        for old in built[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    return home


@pytest.fixture(scope="session")
def built_district() -> Path:
    """Home of the shared district. Nobody writes into it: take `district_home` for a copy of your own."""
    return shared_home()


@pytest.fixture(scope="session")
def district_copy(built_district: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This worker's copy of the district, which `district` opens; what a test writes there is rolled back."""
    home = tmp_path_factory.mktemp("district") / "home"
    shutil.copytree(built_district, home)
    return home


@pytest.fixture
def district(district_copy: Path, settings: Any, django_db_blocker: Any) -> Iterator[Path]:
    """The database of this process is the built district, at its own date and with its own keys, until the test ends."""
    built = json.loads((district_copy / "district.json").read_text("utf-8"))
    settings.LAOYOU_HOME = district_copy
    settings.LAOYOU_PACK = built["pack"]
    settings.LAOYOU_DEMO_DATE = datetime.date.fromisoformat(built["demo_date"])
    cache.clear()  # counts of another database are kept there under the same names
    with django_db_blocker.unblock(), ExitStack() as stack:
        for alias, name in (("default", "laoyou.sqlite3"), ("edge", "edge.sqlite3")):
            stack.enter_context(_opened(alias, district_copy / name))
        yield district_copy
    cache.clear()


@contextmanager
def _opened(alias: str, path: Path) -> Iterator[None]:
    """Let database `alias` be the file `path`, inside a transaction that is taken back."""
    before = connections[alias]
    settings = {**connections.settings[alias], "ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    connections[alias] = DatabaseWrapper(settings, alias)
    atomic = transaction.atomic(using=alias)
    atomic._from_testcase = True  # type: ignore[attr-defined]  # so that `durable=True` in the product still works
    atomic.__enter__()
    try:
        yield
    finally:
        transaction.set_rollback(True, using=alias)
        atomic.__exit__(None, None, None)
        connections[alias].close()
        connections[alias] = before


@pytest.fixture
def district_home(built_district: Path, tmp_path: Path) -> Path:
    """An own copy of the district's home, for a test that writes, damages, serves or kills."""
    home = tmp_path / "home"
    shutil.copytree(built_district, home)
    return home


@pytest.fixture(scope="session")
def served_district(built_district: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDistrict]:
    """The district served on a free port by the product's own `serve`, on a copy that all tests of this worker share."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(built_district, home)
    with ServedDistrict(home) as served:
        yield served
