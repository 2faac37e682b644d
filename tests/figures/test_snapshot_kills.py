"""A snapshot that is killed at any point leaves nothing half: the next run begins cleanly or enters what was whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from laoyou.core import failpoints
from laoyou.snapshots.commands import snapshots as _points  # noqa: F401 - declares the points
from tools.serving import product_environment

ROOT = Path(__file__).resolve().parents[2]
POINTS = failpoints.declared("snapshot.")
EVERYDAY = ("snapshot.after_rename",)


def run(home: Path, *arguments: str, kill_at: str = "") -> subprocess.CompletedProcess[str]:
    environment = product_environment(home) | ({failpoints.ENVIRONMENT: kill_at} if kill_at else {})
    command = [sys.executable, "-m", "laoyou.faces.cli", "snapshot", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, text=True, capture_output=True)


def names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "snapshots").iterdir() if path.name != ".lock")


@pytest.mark.parametrize(
    "point", [point if point in EVERYDAY else pytest.param(point, marks=pytest.mark.full) for point in POINTS]
)
def test_a_kill_leaves_a_snapshot_whole_or_absent(district_home: Path, point: str) -> None:
    before = names(district_home)
    killed = run(district_home, "--again", kill_at=point)
    assert killed.returncode in (-9, 137), killed.stderr[-400:]
    taken = run(district_home, "--again")
    assert taken.returncode == 0, taken.stderr[-400:]
    after = names(district_home)
    assert not [name for name in after if name.startswith(".")]
    # After the rename the folder is whole, and the next run enters it into the register beside its own.
    assert len(after) == len(before) + (2 if point == "snapshot.after_rename" else 1)
    for name in after:
        verified = run(district_home, "--verify", name)
        assert verified.returncode == 0, (name, verified.stdout)
