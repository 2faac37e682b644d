"""`./dev test`: the checks, the tests on SQLite, then those that use the database once more on a real PostgreSQL.

./dev test                everyday tier, in one process more than there are cores
./dev test --full         every tier
./dev test PATH -k …      only these tests, on SQLite, no checks
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]
SLOWEST = ["--durations", "40", "--durations-min", "4"]  # what to look at when the everyday tier grows too long
# One process more than cores: many tests wait for a browser, a child that is killed, or a page.
SHARED_OUT = ["-n", str(len(os.sched_getaffinity(0)) + 1), "--dist", "worksteal"]
NO_TESTS = 5  # pytest's exit code where nothing was selected


def main(arguments: list[str]) -> int:
    full = [argument for argument in arguments if argument == "--full"]
    chosen = [argument for argument in arguments if argument != "--full"]
    if chosen:
        return subprocess.run([*PYTEST, *full, *chosen], cwd=ROOT).returncode
    started = time.monotonic()
    print("Checks: at work beside the tests; what they find stands below", flush=True)
    checks = subprocess.Popen(
        [sys.executable, "-m", "tools.check"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    print("\nTests on SQLite", flush=True)
    codes = [subprocess.run([*PYTEST, *SLOWEST, *SHARED_OUT, *full], cwd=ROOT).returncode]
    found, _ = checks.communicate()
    print(f"\nChecks\n{found.decode('utf-8', 'replace')}", flush=True)
    codes += [checks.returncode, on_postgres(full)]
    print(f"\nAll of it took {time.monotonic() - started:.0f} s; {'FAILED' if any(codes) else 'everything passed'}.")
    return 1 if any(codes) else 0


def on_postgres(options: list[str]) -> int:
    """The tests that use the database, on LAOYOU_TEST_POSTGRES or on a server of our own; 0 where there is neither."""
    with ExitStack() as stack:
        url = os.environ.get("LAOYOU_TEST_POSTGRES")
        if not url:
            if postgres.programs() is None:
                print("\nTests on PostgreSQL: skipped, this machine lacks it (apt-get install postgresql)")
                return 0
            url = stack.enter_context(postgres.temporary_server())
        print("\nTests on PostgreSQL", flush=True)
        env = os.environ | {"LAOYOU_TEST_DATABASE": "postgres", "LAOYOU_TEST_POSTGRES": url}
        code = subprocess.run([*PYTEST, *SLOWEST, *SHARED_OUT, *options], cwd=ROOT, env=env).returncode
        return 0 if code == NO_TESTS else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
