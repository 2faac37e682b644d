"""
The folder of a demonstration: built beside its place, complete when it appears there.

    home            a complete district, or not there
    home.building   a build under way, or what an interrupted one left
    home.replaced   the district that `--reset` moved aside, until the new one is in
    home.lock       held by whoever builds

A build marks its folder complete (`demo.json`, flushed to the disk) before it is renamed into its place. Whatever was
interrupted, the next start finds one of these states and finishes it, or throws the unfinished folder away.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.demo import errors  # noqa: F401 declares the sentences
from laoyou.demo.points import hit

Progress = Callable[[str, int, int], None]
MARK = "demo.json"
DISTRICT = "district.json"
SEED = 500118
MEGABYTES_PER_1000_PEOPLE = 1.3
"""Space of a finished district and of the sorting while it is built."""

HARMLESS = frozenset({"secrets", "cache", "static", "logs", "tls"})
"""What a program may have left in a home in which no district was ever kept."""


def build(
    home: Path,
    *,
    people: int | None = None,
    pack: str = "500118-demo",
    progress: Progress | None = None,
    reset: bool = False,
    seed: int = SEED,
) -> bool:
    """
    Make sure that `home` holds the complete demonstration of `pack` with `people` residents; True where it was built now.

    people     residents on the day of the census; None = as published
    progress   called with (stage, done, total) as the build goes on
    reset      build anew even where a demonstration stands there; the old one goes when the new one is complete

    Raises DomainError: `demo.home_in_use`, `demo.home_has_other_demo`, `demo.being_built`, `demo.disk_full`,
    `demo.no_census`, `demo.too_few_people`, `demo.build_failed`.
    """
    home = home.expanduser().resolve()
    home.parent.mkdir(parents=True, exist_ok=True)
    with locked(home):
        _tidy(home)
        if _is_complete(home):
            if not reset:
                _require_same(home, pack, people)
                return False
        elif home.exists() and {entry.name for entry in home.iterdir()} - HARMLESS:
            raise DomainError("demo.home_in_use", home=home)
        _require_space(home, pack, people)
        work = _beside(home, "building")
        _in_own_process(work, pack, people, seed, progress or (lambda stage, done, total: None))
        _put_in_place(work, home)
        return True


def built_with(home: Path) -> dict[str, Any] | None:
    """What the complete demonstration in `home` was built with (pack, people, seed, demo_date); None where there is none."""
    return json.loads((home / MARK).read_text("utf-8")) if _is_complete(home) else None


def describe(folder: Path, *, pack: str, demo_date: str, people: int | None, seed: int) -> None:
    """Write the district.json by which every process of a home knows its pack and its day."""
    text = json.dumps({"pack": pack, "demo_date": demo_date, "people": people, "seed": seed})
    (folder / DISTRICT).write_text(text, "utf-8")


def mark_complete(folder: Path) -> None:
    """Flush every file of `folder` to the disk, then the mark that it is complete."""
    for path in [*folder.rglob("*")]:
        _sync(path)
    temporary = folder / f".{MARK}"
    temporary.write_text((folder / DISTRICT).read_text("utf-8"), "utf-8")
    _sync(temporary)
    temporary.rename(folder / MARK)
    _sync(folder)
    hit("demo.after_sync")


def _beside(home: Path, what: str) -> Path:
    return home.with_name(f"{home.name}.{what}")


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the lock of `home` while building; `demo.being_built` where somebody else holds it."""
    with _beside(home, "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DomainError("demo.being_built", home=home) from None
        yield


def _is_complete(folder: Path) -> bool:
    return (folder / MARK).is_file()


def _tidy(home: Path) -> None:
    """Finish or undo what an interrupted build left."""
    work, replaced = _beside(home, "building"), _beside(home, "replaced")
    if _is_complete(work) and not home.exists():
        work.rename(home)
    if replaced.exists() and not home.exists():
        replaced.rename(home)
    if _is_complete(home):
        shutil.rmtree(replaced, ignore_errors=True)
    shutil.rmtree(work, ignore_errors=True)


def _require_same(home: Path, pack: str, people: int | None) -> None:
    found = built_with(home) or {}
    if (found.get("pack"), found.get("people")) != (pack, people):
        number = found.get("people")
        raise DomainError("demo.home_has_other_demo", home=home, pack=found.get("pack"), people=number or "全部")


def _require_space(home: Path, pack: str, people: int | None) -> None:
    needed = round((people or 1_200_000) / 1000 * MEGABYTES_PER_1000_PEOPLE) + 50
    free = shutil.disk_usage(home.parent).free // 1_000_000
    if free < needed:
        raise DomainError("demo.disk_full", needed=needed, free=free, home=home)


def _in_own_process(work: Path, pack: str, people: int | None, seed: int, progress: Progress) -> None:
    """Run `laoyou.demo.worker` with LAOYOU_HOME = `work`: settings, keys and databases of the new district, nobody else's."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    command = [sys.executable, "-m", "laoyou.demo.worker", "--pack", pack, "--seed", str(seed)]
    if people is not None:
        command += ["--people", str(people)]
    environment = {**os.environ, "LAOYOU_HOME": str(work), "LAOYOU_PACK": pack, "PYTHONUNBUFFERED": "1"}
    environment.pop("LAOYOU_DATABASE_URL", None)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 our own
        follow(process, progress)
    if process.returncode:
        shutil.rmtree(work, ignore_errors=True)
        if process.returncode < 0:
            raise DomainError("demo.build_killed", signal=-process.returncode)
        raise DomainError("demo.build_failed")


def follow(process: subprocess.Popen[str], progress: Progress) -> None:
    """Hand on what a worker reports; a refusal that it reports is raised here."""
    assert process.stdout is not None
    refusal: DomainError | None = None
    try:
        for line in process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                sys.stderr.write(line)
                continue
            if "error" in said:
                refusal = DomainError(said["error"], **said["data"])
            else:
                progress(said["stage"], said["done"], said["total"])
    except BaseException:
        process.terminate()
        raise
    process.wait()
    if refusal is not None:
        raise refusal


def _put_in_place(work: Path, home: Path) -> None:
    hit("demo.before_rename")
    replaced = _beside(home, "replaced")
    if _is_complete(home):
        home.rename(replaced)
    elif home.exists():
        shutil.rmtree(home)
    hit("demo.between_renames")
    work.rename(home)
    _sync(home.parent)
    hit("demo.after_rename")
    shutil.rmtree(replaced, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
