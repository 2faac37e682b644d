"""Built districts for benchmarks, kept in --data between runs and rebuilt when the product changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks._harness import Bench, NotRunError
from tools.serving import product_environment

ROOT = Path(__file__).resolve().parent.parent
PACK = "500118-demo"
FULL_PEOPLE = 1_148_896
SHORT_PEOPLE = 20_000


def build(home: Path, people: int, environment: Mapping[str, str] | None = None) -> float:
    """Build a district of `people` in the empty folder `home` as a user would; returns the seconds it took."""
    command = [sys.executable, "-m", "laoyou.faces.cli", "demo", "--no-serve", "--pack", PACK]
    if people != FULL_PEOPLE:
        command += ["--people", str(people)]
    started = time.perf_counter()
    done = subprocess.run(
        command,
        env=product_environment(home) | dict(environment or {}),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise NotRunError(f"the district could not be built:\n{done.stdout[-2000:]}")
    return seconds


def sources_digest() -> str:
    """Changes with anything that may change what the builder writes."""
    whole = hashlib.sha256()
    for path in sorted([*ROOT.glob("src/laoyou/**/*.py"), *ROOT.glob("packs/**/*.*")]):
        if "tests" not in path.parts:
            whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def built(bench: Bench, people: int) -> Path:
    """Home of a built district of `people` on SQLite, from --data where the same product built it before."""
    home = bench.data / f"district-{people}"
    mark = home / "built-for-benchmarks.json"
    digest = sources_digest()
    if mark.exists() and json.loads(mark.read_text())["sources"] == digest:
        return home
    bench.say(f"building a district of {people:,} people")
    shutil.rmtree(home, ignore_errors=True)
    seconds = build(home, people)
    mark.write_text(json.dumps({"sources": digest, "seconds": seconds}))
    return home


def size_of(path: Path) -> int:
    """Bytes of all files under `path`."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
