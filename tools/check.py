"""`./dev check`: every check that needs no test run, one line of result each; what fails says what to do.

./dev check                          all
./dev check types floors             only these
./dev check translations --write     options go to the one check that is named
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable


@dataclass(frozen=True)
class Check:
    """One check: a command that prints what is wrong and leaves a non-zero exit code, and the way to mend it."""

    name: str
    title: str
    mend: str
    command: tuple[str, ...]


def _tool(name: str) -> tuple[str, ...]:
    return (PYTHON, "-m", f"tools.{name}")


CHECKS = [
    Check("lint", "Code, by ruff", "ruff check --fix mends most of it", (str(BIN / "ruff"), "check", "--quiet", ".")),
    Check("format", "Layout, by ruff", "run: .venv/bin/ruff format", (str(BIN / "ruff"), "format", "--check", ".")),
    Check("types", "Types, by mypy", "mend the types named above", (str(BIN / "mypy"), "--no-error-summary")),
    Check(
        "floors", "Floors and doors of the rooms", "import from below, and by public.py", (str(BIN / "lint-imports"),)
    ),
    Check(
        "migrations",
        "Models and migrations agree",
        "run: .venv/bin/python -m django makemigrations --settings laoyou.faces.settings",
        (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run", "--settings=laoyou.faces.settings"),
    ),
    Check(
        "translations",
        "English of every sentence",
        "run: ./dev check translations --write, then write the English",
        _tool("translations"),
    ),
    Check("hosts", "No host, machine path or secret in a file", "take it out of the file", _tool("hosts")),
    Check(
        "locks",
        "Lock files hold what pyproject.toml asks for",
        "run: ./dev check locks --write (needs uv)",
        _tool("locks"),
    ),
    Check("licences", "Licences of what is shipped", "use another package", _tool("licences")),
    Check("glossary", "Every model is in the glossary", "add the word to docs/glossary.md first", _tool("glossary")),
    Check(
        "packs",
        "Packs",
        "each line above says how to mend it",
        (PYTHON, "-m", "laoyou.faces.cli", "pack", "check"),
    ),
]


def run(check: Check, options: list[str]) -> tuple[int, str, float]:
    """Exit code, output and seconds of one check; run apart from the user's data."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="laoyou-check-") as home:
        env = os.environ | {"LAOYOU_HOME": home, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
        done = subprocess.run(
            [*check.command, *options],
            cwd=ROOT,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    return done.returncode, done.stdout, time.monotonic() - started


def main(arguments: list[str]) -> int:
    names = [argument for argument in arguments if not argument.startswith("-")]
    options = [argument for argument in arguments if argument.startswith("-")]
    known = {check.name for check in CHECKS}
    if unknown := set(names) - known:
        print(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(known))}.")
        return 2
    if options and len(names) != 1:
        print("An option belongs to one check: name it before the option.")
        return 2
    chosen = [check for check in CHECKS if not names or check.name in names]
    failed = []
    with ThreadPoolExecutor(2) as workers:
        for check, (code, output, seconds) in zip(
            chosen, workers.map(lambda check: run(check, options), chosen), strict=True
        ):
            if code:
                failed.append(check.name)
                print(output.rstrip())
            elif options:
                print(output.rstrip())
            verdict = f"FAILED: {check.mend}" if code else "ok"
            print(f"{check.name:<13} {check.title}: {verdict} ({seconds:.1f} s)", flush=True)
    if failed:
        print(f"{len(failed)} of {len(chosen)} checks failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
