"""How long `laoyou demo --no-serve` takes from an empty folder to a whole district, and how large it is."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import time
from pathlib import Path

from benchmarks._districts import FULL_PEOPLE, PACK, SHORT_PEOPLE, build, size_of
from benchmarks._harness import Bench, Peer

TITLE = "Building the demonstration"
LIBRARIES = ("django", "cryptography", "numpy", "polars")
LIMIT_SECONDS = 120.0


def plain_insert(home: Path, database: Path) -> tuple[float, int]:
    """Seconds that `executemany` takes for the resident rows alone, without key, index, history or audit; and the rows."""
    target = home / "plain.sqlite3"
    target.unlink(missing_ok=True)
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as source:
        columns = [row[1] for row in source.execute("PRAGMA table_info(people_resident)")]
        rows = source.execute(f"SELECT {', '.join(columns)} FROM people_resident").fetchall()  # noqa: S608 - column names
    started = time.perf_counter()
    with sqlite3.connect(target) as plain:
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute(f"CREATE TABLE resident ({', '.join(columns)})")
        plain.executemany(f"INSERT INTO resident VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608
    seconds = time.perf_counter() - started
    target.unlink()
    return seconds, len(rows)


def run(bench: Bench) -> None:
    people = FULL_PEOPLE if bench.full else SHORT_PEOPLE
    home = bench.data / f"build-{people}"
    seconds = []
    for _ in range(bench.repeats(short=1, full=3)):
        shutil.rmtree(home, ignore_errors=True)
        seconds.append(build(home, people))
    size = {"people": people, "pack": PACK}
    floor, rows = plain_insert(home, home / "laoyou.sqlite3")
    bench.record(
        "build",
        "s",
        seconds,
        size=size | {"resident rows": rows},
        limit=LIMIT_SECONDS if bench.full else None,
        peers=[Peer("SQLite executemany of the finished resident rows alone, the floor", floor, (floor,))],
    )
    bench.record("size on disk", "MB", size_of(home) / 1e6, size=size)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    bench.record("largest process", "MiB", peak, size=size)
    shutil.rmtree(home, ignore_errors=True)
