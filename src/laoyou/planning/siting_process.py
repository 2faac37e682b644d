"""The process of a siting search, and preparing the compiler for it. Loads nothing heavy until it is there."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

BEFORE: Final = 60.0
"""Seconds after the start of the worker before anything is compiled: whoever starts the district wants its pages first."""

_loaded = time.monotonic()
_warming: list[subprocess.Popen[bytes]] = []


def solve(asked: dict[str, Any], *, progress: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """`siting_work.solve`, for a process of its own: only there the engines are loaded, and compiled."""
    from laoyou.planning import siting_work

    return siting_work.solve(asked, progress=progress)


def round_of_warming() -> None:
    """
    Compile the searches once for each version of them, in a process of its own at the lowest priority, so that the first search of a
    district does not wait some twenty seconds for the compiler.
    """
    if time.monotonic() - _loaded < BEFORE or _warming:
        return
    from laoyou.planning import storage

    mark = storage.root() / f"compiled-{_version()}"
    if mark.exists():
        return
    command = [sys.executable, "-m", "laoyou.planning.siting_process", str(mark)]
    _warming.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))  # noqa: S603 - our own program


def warm_up() -> None:
    """Run every kind of search on a handful of streets."""
    import numpy as np

    from laoyou.engines import access, siting

    access.warm_up()
    rng = np.random.default_rng(1)
    weights, minutes = rng.integers(1, 9, 40).astype(float), rng.uniform(1, 30, (40, 8))
    siting.max_coverage(weights, minutes, within=10.0, count=2, seconds=1.0)
    siting.set_cover(weights, minutes, within=25.0, share=0.5, seconds=1.0)
    siting.p_median(weights, minutes, count=3, seconds=1.0)
    siting.capacitated(
        weights, minutes, capacity=np.full(8, 60), count=6, bed_fen=1, unserved_minutes=600.0, seconds=1.0
    )


def _version() -> str:
    """What decides whether machine code can be used again: the engines' sources, the compiler, Python."""
    engines = Path(__file__).resolve().parents[1] / "engines"
    told = hashlib.sha256(sys.version.encode())
    try:
        told.update(importlib.metadata.version("numba").encode())
    except importlib.metadata.PackageNotFoundError:
        told.update(b"none")
    for source in (*sorted((engines / "access").glob("*.py")), *sorted((engines / "siting").glob("*.py"))):
        told.update(source.read_bytes())
    return told.hexdigest()[:16]


if __name__ == "__main__":
    os.nice(19)
    warm_up()
    done = Path(sys.argv[1])
    done.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    done.touch()
