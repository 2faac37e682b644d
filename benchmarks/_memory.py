"""Proportional memory (PSS) of a process and everything it started: shared pages count once, divided among their users."""

from __future__ import annotations

import contextlib
from pathlib import Path

PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """`pid` and all its living descendants."""
    parents: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                # The name may hold spaces and brackets: the fields follow the last bracket.
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(folder.name))
    found, ahead = [], [pid]
    while ahead:
        current = ahead.pop()
        found.append(current)
        ahead.extend(parents.get(current, []))
    return found


def pss_megabytes(pid: int) -> float:
    """Proportional set size of `pid` and its descendants in MB (10^6 bytes); 0 for a process that is gone."""
    kibibytes = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            for line in (PROC / str(member) / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kibibytes += int(line.split()[1])
    return kibibytes * 1024 / 1e6
