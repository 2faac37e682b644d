"""Twenty people at work on the full district: page times at the client, errors, and the memory of the serving processes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks._districts import FULL_PEOPLE, SHORT_PEOPLE, build, built
from benchmarks._harness import Bench, NotRunError
from benchmarks._memory import pss_megabytes
from tools import postgres
from tools.serving import ServedDistrict

TITLE = "Pages under load"
LIBRARIES = ("django", "granian", "psycopg")
SCENARIO = Path(__file__).resolve().parent / "scenarios" / "office.toml"
USERS = 20
ROLES = {"department_officer": 8, "town_officer": 8, "planner": 2, "system_administrator": 2}
LIMITS = {"p95": 200.0, "p99": 500.0}
LIMIT_MEGABYTES = 400.0


class MemoryWatch(threading.Thread):
    """Notes the largest proportional memory of a process family, once a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.largest = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(1.0):
            self.largest = max(self.largest, pss_megabytes(self.pid))


def load(served: ServedDistrict, seconds: int) -> tuple[dict[str, Any], float]:
    """The load generator's report and the largest memory of the serving processes while it ran, MB."""
    links = served.sign_in_links(ROLES)
    sessions = [f"{role}\t{served.signed_in(link)}" for role, some in links.items() for link in some]
    with tempfile.NamedTemporaryFile("w", suffix=".sessions") as file:
        file.write("\n".join(sessions))
        file.flush()
        watch = MemoryWatch(served.process.pid)
        watch.start()
        command = [sys.executable, "-m", "benchmarks._load", str(SCENARIO), "--base", served.url, "--users", str(USERS)]
        command += ["--sessions", file.name, "--seconds", str(seconds)]
        done = subprocess.run(command, text=True, capture_output=True)
        watch.over.set()
        watch.join()
    if done.returncode:
        raise NotRunError(f"the load generator stopped: {done.stderr[-2000:]}")
    return json.loads(done.stdout), watch.largest


def publish(bench: Bench, database: str, people: int, result: Mapping[str, Any], megabytes: float) -> None:
    """Leave the figures of one run; a run with errors is said to be none."""
    size = {"people": people, "database": database, "users": USERS, "requests": result["all"]["requests"]}
    if result["errors"]:
        bench.say(f"{result['errors']} errors: {json.dumps(result['error_examples'], ensure_ascii=False)}")
    note = f"{result['errors']} ERRORS: not a result" if result["errors"] else ""
    for share, limit in LIMITS.items():
        bench.record(f"all pages, {share}", "ms", result["all"][share], size=size, limit=limit, note=note)
    for kind, figures in result["kinds"].items():
        for share in ("p50", "p95"):
            bench.record(f"{kind}, {share}", "ms", figures[share], size=size | {"requests": figures["requests"]})
    bench.record("answered", "requests/s", result["requests_per_second"], size=size, less_is_better=False)
    bench.record("errors", "requests", float(result["errors"]), size=size, limit=0.0)
    bench.record("memory of the serving processes", "MB", megabytes, size=size, limit=LIMIT_MEGABYTES)


def run(bench: Bench) -> None:
    people = FULL_PEOPLE if bench.full else SHORT_PEOPLE
    seconds = 300 if bench.full else 45
    district = built(bench, people)
    with tempfile.TemporaryDirectory(dir=bench.data) as folder:
        home = Path(folder) / "sqlite"
        shutil.copytree(district, home)
        with ServedDistrict(home) as served:
            publish(bench, "SQLite", people, *load(served, seconds))
        shutil.rmtree(home)
        if postgres.programs() is None:
            bench.say("PostgreSQL: not run, its server is not installed (apt-get install postgresql)")
            return
        with postgres.temporary_server() as url:
            home = Path(folder) / "postgres"
            environment = {"LAOYOU_DATABASE_URL": url}
            bench.say(f"building a district of {people:,} people on PostgreSQL")
            size = {"people": people, "database": "PostgreSQL"}
            bench.record("build", "s", build(home, people, environment), size=size)
            with ServedDistrict(home, environment) as served:
                publish(bench, "PostgreSQL", people, *load(served, seconds))
