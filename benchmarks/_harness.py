"""What every benchmark shares: timing, peers, the machine's state, the table, the JSON.

A benchmark is a file in this folder with a `TITLE`, a `LIBRARIES` tuple (whose versions matter), and `run(bench)`, which
calls `bench.time(…)` or `bench.record(…)` once for each figure.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
Result = TypeVar("Result")

SHORT_NOTE = "short budget: figures are indicative; publish only those of --full"


@dataclass(frozen=True)
class Peer:
    """Another way of doing the same, measured in the same run on the same data; or why it was not run."""

    name: str
    value: float | None = None
    raw: tuple[float, ...] = ()
    not_run: str = ""


@dataclass(frozen=True)
class Figure:
    """One published figure. `value` is the median of `raw`; `limit` is the promise it is held to, if there is one."""

    name: str
    unit: str
    value: float
    raw: tuple[float, ...]
    less_is_better: bool
    size: Mapping[str, Any]
    limit: float | None = None
    peers: tuple[Peer, ...] = ()
    note: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the figure keeps its limit; None where it has none."""
        if self.limit is None:
            return None
        return self.value <= self.limit if self.less_is_better else self.value >= self.limit

    def ratio(self, peer: Peer) -> float | None:
        """How many times better than the peer (above 1: ours is better); None where the peer was not run."""
        if peer.value is None or not self.value or not peer.value:
            return None
        return peer.value / self.value if self.less_is_better else self.value / peer.value

    def lines(self) -> list[str]:
        """The figure for a reader, one line for itself and one for each peer."""
        size = ", ".join(
            f"{key} {value:,}" if isinstance(value, int) else f"{key} {value}" for key, value in self.size.items()
        )
        promise = ""
        if self.limit is not None:
            sign = "≤" if self.less_is_better else "≥"
            promise = f"  limit {sign} {self.limit:g} {self.unit}: {'kept' if self.kept else 'NOT KEPT'}"
        spread = f"  ({min(self.raw):.4g} to {max(self.raw):.4g}, {len(self.raw)} runs)" if len(self.raw) > 1 else ""
        note = f"  {self.note}" if self.note else ""
        lines = [f"  {self.name} [{size}]: {self.value:.4g} {self.unit}{spread}{promise}{note}"]
        for peer in self.peers:
            ratio = self.ratio(peer)
            if peer.value is None or ratio is None:
                lines.append(f"      {peer.name}: not run ({peer.not_run or 'no figure'})")
            else:
                lines.append(f"      {peer.name}: {peer.value:.4g} {self.unit}, ratio {ratio:.2f}")
        return lines


class NotRunError(Exception):
    """The benchmark cannot run here; the message says what is missing and how to get it."""


@dataclass
class Bench:
    """What a benchmark is given: its budget, its data, its seed; and where it leaves its figures."""

    name: str
    full: bool
    data: Path
    seed: int = 20261031
    figures: list[Figure] = field(default_factory=list)

    def say(self, text: str) -> None:
        print(f"  … {text}", file=sys.stderr, flush=True)

    def repeats(self, *, short: int, full: int) -> int:
        return full if self.full else short

    def measure(
        self, work: Callable[[], Result], *, repeats: int, warm: bool = True
    ) -> tuple[tuple[float, ...], Result]:
        """Seconds of each of `repeats` runs, and the last result; with `warm`, one run before them is not counted."""
        if warm:
            result = work()
        seconds = []
        for _ in range(repeats):
            started = time.perf_counter()
            result = work()
            seconds.append(time.perf_counter() - started)
        return tuple(seconds), result

    def time(
        self,
        name: str,
        work: Callable[[], Result],
        *,
        size: Mapping[str, Any],
        repeats: int = 5,
        warm: bool = True,
        limit: float | None = None,
        peers: Mapping[str, Callable[[], object] | str] | None = None,
    ) -> Result:
        """
        Time `work`, then each peer in the same way, and leave one figure in seconds; returns `work`'s result.

        peers  name -> the same work done by the peer, or a text that says why it is not run
        """
        raw, result = self.measure(work, repeats=repeats, warm=warm)
        measured = []
        for peer, its_work in (peers or {}).items():
            if isinstance(its_work, str):
                measured.append(Peer(peer, not_run=its_work))
            else:
                its_raw, _ = self.measure(its_work, repeats=repeats, warm=warm)
                measured.append(Peer(peer, statistics.median(its_raw), its_raw))
        self.record(name, "s", raw, size=size, limit=limit, peers=measured)
        return result

    def record(
        self,
        name: str,
        unit: str,
        raw: tuple[float, ...] | list[float] | float,
        *,
        size: Mapping[str, Any],
        limit: float | None = None,
        less_is_better: bool = True,
        peers: list[Peer] | None = None,
        note: str = "",
    ) -> Figure:
        """Leave a figure that was measured elsewhere (a percentile, a size in memory)."""
        values = (raw,) if isinstance(raw, int | float) else tuple(raw)
        value = statistics.median(values)
        figure = Figure(name, unit, value, values, less_is_better, size, limit, tuple(peers or ()), note)
        self.figures.append(figure)
        print("\n".join(figure.lines()), file=sys.stderr, flush=True)
        return figure


def machine() -> dict[str, Any]:
    """The state of this machine: what a reader needs to compare figures with another."""
    cpu = platform.processor()
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                cpu = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.platform()
    with contextlib.suppress(OSError):
        system = platform.freedesktop_os_release()["PRETTY_NAME"] + ", Linux " + platform.release()
    return {
        "cpu": cpu,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory, 1),
        "system": system,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load_before": round(os.getloadavg()[0], 2),
    }


def versions(libraries: tuple[str, ...]) -> dict[str, str]:
    """Library -> installed version, or 'absent'."""
    found = {}
    for library in libraries:
        try:
            found[library] = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            found[library] = "absent"
    return found


def commit() -> str:
    """The commit that was measured, with '+' where files were changed after it; '' without git."""
    git = ["git", "-C", str(ROOT)]
    head = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True)
    dirty = subprocess.run([*git, "status", "--porcelain", "--untracked-files=no"], capture_output=True, text=True)
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "")


def report(
    bench: Bench, title: str, libraries: tuple[str, ...], seconds: float, state: dict[str, Any]
) -> dict[str, Any]:
    """Everything that is published of one benchmark."""
    figures = []
    for figure in bench.figures:
        row = asdict(figure) | {"kept": figure.kept}
        row["peers"] = [asdict(peer) | {"ratio": figure.ratio(peer)} for peer in figure.peers]
        figures.append(row)
    return {
        "benchmark": bench.name,
        "title": title,
        "budget": "full" if bench.full else "short",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "seed": bench.seed,
        "seconds": round(seconds, 1),
        "machine": state,
        "versions": versions(libraries),
        "figures": figures,
    }
