"""LAOYOU_HOME: the one folder that holds a district's data, and the few files in it that are read before Django starts."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def _home() -> Path:
    told = os.environ.get("LAOYOU_HOME")
    return Path(told).expanduser().resolve() if told else Path.cwd() / ".laoyou"


HOME = _home()
"""The folder of this district's data: LAOYOU_HOME, or `.laoyou` where the program was started."""


def read_home_file(name: str, absent: Any) -> Any:
    """The JSON in HOME/`name`, or `absent` where there is no such file. A broken file raises ValueError naming it."""
    path = HOME / name
    if not path.exists():
        return absent
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as broken:
        raise ValueError(f"{path} is not valid JSON: {broken}") from broken


def secret(purpose: str) -> str:
    """
    The secret for `purpose` (signing of sessions and forms), made at first use and kept in HOME/secrets, readable by the
    owner alone.
    """
    folder = HOME / "secrets"
    path = folder / purpose
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = folder / f".{purpose}.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # fails where another process was first, whose secret then holds
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()


LOCK = ".serving"


def hold_while_serving() -> None:
    """Say that this process and those that it forks serve the district; it holds until the last of them has ended."""
    fcntl.flock(_opened_lock(), fcntl.LOCK_SH)


@contextmanager
def held_alone() -> Iterator[bool]:
    """Whether nobody serves the district, and nobody begins to as long as the block lasts."""
    descriptor = _opened_lock()
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)


def _opened_lock() -> int:
    HOME.mkdir(parents=True, exist_ok=True)
    return os.open(HOME / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
