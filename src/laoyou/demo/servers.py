"""A demonstration on a database server: its files stand in LAOYOU_HOME, its rows in the database of LAOYOU_DATABASE_URL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from laoyou.base.errors import DomainError
from laoyou.demo import homes

Progress = Callable[[str, int, int], None]


def build(
    home: Path,
    *,
    people: int | None = None,
    pack: str = "500118-demo",
    progress: Progress | None = None,
    reset: bool = False,
    seed: int = homes.SEED,
) -> bool:
    """
    As `homes.build`, into a PostgreSQL database. An interrupted build goes on after the last stage that it committed;
    with `reset`, or where another district was asked for before, it begins again with an emptied database.
    """
    home = home.expanduser().resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with homes.locked(home):
        found = homes.built_with(home)
        asked = {"pack": pack, "people": people, "seed": seed}
        if found is not None and not reset:
            if {name: found.get(name) for name in asked} != asked:
                raise DomainError(
                    "demo.home_has_other_demo", home=home, pack=found.get("pack"), people=found.get("people") or "全部"
                )
            return False
        if found is None and not (home / homes.DISTRICT).exists() and (home / "laoyou.sqlite3").exists():
            raise DomainError("demo.home_in_use", home=home)
        (home / homes.MARK).unlink(missing_ok=True)
        if reset:
            shutil.rmtree(home / "cache", ignore_errors=True)
        command = [sys.executable, "-m", "laoyou.demo.worker", "--pack", pack, "--seed", str(seed)]
        command += ["--people", str(people)] if people is not None else []
        command += ["--reset"] if reset else []
        environment = {**os.environ, "LAOYOU_HOME": str(home), "LAOYOU_PACK": pack, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 our own
            homes.follow(process, progress or (lambda stage, done, total: None))
        if process.returncode:
            raise DomainError("demo.build_interrupted")
        return True
