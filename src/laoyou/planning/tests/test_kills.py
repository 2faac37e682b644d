"""An import that is killed leaves a network or none; the next one enters it once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from laoyou.core import failpoints
from laoyou.planning.commands import networks as _points  # noqa: F401 - declares the points
from tools.serving import product_environment

ROOT = Path(__file__).resolve().parents[4]


def run(home: Path, *arguments: str, kill_at: str = "") -> subprocess.CompletedProcess[str]:
    environment = product_environment(home) | ({failpoints.ENVIRONMENT: kill_at} if kill_at else {})
    command = [sys.executable, "-m", "laoyou.faces.cli", "network", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, text=True, capture_output=True)


@pytest.mark.full
@pytest.mark.parametrize("point", failpoints.declared("network."))
def test_a_killed_import_is_done_again_and_enters_one_network(district_home: Path, tmp_path: Path, point: str) -> None:
    square = [[105.9, 29.3], [105.901, 29.3], [105.901, 29.301], [105.9, 29.301], [105.9, 29.3]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": square}}
    file = tmp_path / "square.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    before = run(district_home, "list").stdout
    asked = ("import", str(file), "--mode", "walk", "--name", "kill")
    killed = run(district_home, *asked, kill_at=point)
    assert killed.returncode in (-9, 137), killed.stderr[-400:]
    assert run(district_home, "list").stdout == before
    for _ in range(2):
        done = run(district_home, *asked)
        assert done.returncode == 0, done.stderr[-400:]
    after = run(district_home, "list").stdout
    assert after.count("kill") == 1
    number = next(line.split()[0] for line in after.splitlines() if "kill" in line)
    assert run(district_home, "withdraw", number).returncode == 0
    assert run(district_home, "list").stdout == before
