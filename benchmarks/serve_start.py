"""From the command to the first answered request, on a built district."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks._districts import FULL_PEOPLE, SHORT_PEOPLE, built
from benchmarks._harness import Bench
from tools.serving import ServedDistrict

TITLE = "Starting to serve"
LIBRARIES = ("django", "granian")
LIMIT_SECONDS = 10.0


def run(bench: Bench) -> None:
    people = FULL_PEOPLE if bench.full else SHORT_PEOPLE
    district = built(bench, people)
    seconds = []
    with tempfile.TemporaryDirectory(dir=bench.data) as folder:
        home = Path(folder) / "home"
        shutil.copytree(district, home)
        for _ in range(bench.repeats(short=2, full=5)):
            with ServedDistrict(home) as served:
                seconds.append(served.start_seconds)
    bench.record("start", "s", seconds, size={"people": people}, limit=LIMIT_SECONDS)
