"""`./dev test`: the tests on SQLite; beside them the checks, and once more on a real PostgreSQL the tests that use the database.

./dev test                everyday tier, in more processes than there are cores: many tests wait for a browser, a child or a page
./dev test --full         every tier
./dev test PATH -k …      only these tests, on SQLite, no checks
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]
SLOWEST = ["--durations", "40", "--durations-min", "4"]  # what to look at when the everyday tier grows too long
SHARED_OUT = ["-n", str(len(os.sched_getaffinity(0)) + 1), "--dist", "worksteal"]
NO_TESTS = 5  # pytest's exit code where nothing was selected


class Beside:
    """A command that runs beside the tests; what it prints is shown when they are done."""

    def __init__(self, title: str, command: Sequence[str], env: dict[str, str] | None = None) -> None:
        self.title = title
        self.output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - open until it is shown
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=self.output, stderr=subprocess.STDOUT)

    def shown(self) -> int:
        """Wait for it, print what it said, return its exit code."""
        code = self.process.wait()
        self.output.seek(0)
        print(f"\n{self.title}\n{self.output.read().decode('utf-8', 'replace')}", flush=True)
        self.output.close()
        return code


def main(arguments: list[str]) -> int:
    full = [argument for argument in arguments if argument == "--full"]
    chosen = [argument for argument in arguments if argument != "--full"]
    if chosen:
        return subprocess.run([*PYTEST, *full, *chosen], cwd=ROOT).returncode
    started = time.monotonic()
    with ExitStack() as stack:
        checks = Beside("Checks", [sys.executable, "-m", "tools.check"])
        on_postgres = postgres_beside(full, stack)
        print("Tests on SQLite; the checks and PostgreSQL run beside them and are shown below", flush=True)
        codes = [subprocess.run([*PYTEST, *SLOWEST, *SHARED_OUT, *full], cwd=ROOT).returncode, checks.shown()]
        if on_postgres is None:
            print("\nTests on PostgreSQL: skipped, this machine lacks it (apt-get install postgresql)")
        else:
            code = on_postgres.shown()
            codes.append(0 if code == NO_TESTS else code)
    print(f"\nAll of it took {time.monotonic() - started:.0f} s; {'FAILED' if any(codes) else 'everything passed'}.")
    return 1 if any(codes) else 0


def postgres_beside(options: list[str], stack: ExitStack) -> Beside | None:
    """The tests that use the database, on LAOYOU_TEST_POSTGRES or on a server of our own; None where there is neither."""
    url = os.environ.get("LAOYOU_TEST_POSTGRES")
    if not url:
        if postgres.programs() is None:
            return None
        url = stack.enter_context(postgres.temporary_server())
    env = os.environ | {"LAOYOU_TEST_DATABASE": "postgres", "LAOYOU_TEST_POSTGRES": url}
    return Beside("Tests on PostgreSQL", [*PYTEST, *SLOWEST, "-n", "1", *options], env)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
