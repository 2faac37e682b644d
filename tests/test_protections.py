"""
Each protection is shown to protect: its test passes with it and fails when it is taken away, for that reason alone.

Every day the tests named here pass in the same run, with nothing taken away, and the first protection of each test file
is taken away. Under --full every one is, and the tests named here are run again by themselves as well.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import sabotage
from tests.needs import REASON, has

ROOT = Path(__file__).resolve().parent.parent
PROTECTIONS = tomllib.loads((ROOT / "tests" / "protections.toml").read_text("utf-8"))["protection"]
FIRSTS = {one["test"].partition("::")[0]: one for one in reversed(PROTECTIONS)}
EVERYDAY = [one for file, one in FIRSTS.items() if not file.startswith("tests/keeping/")]
"""One of each test file, but for those whose tests build whole installations."""

FIELDS = {"name", "protects", "switch", "sabotage", "test", "needs"}


class Runs:
    """Runs of pytest, each in a process of its own that `tests.prepared` forks."""

    def __init__(self):
        given = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.prepared"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=given, stdin=pipe, stdout=pipe, text=True)

    def __call__(self, *tests, environment=None):
        """(exit status, what pytest printed)"""
        self.process.stdin.write(json.dumps({"tests": tests, "environment": environment or {}}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["code"], answer["said"]


@pytest.fixture(scope="module")
def run():
    runs = Runs()
    yield runs
    runs.process.stdin.close()
    runs.process.wait(30)


def here(protection):
    return "needs" not in protection or has(protection["needs"])


@pytest.fixture(scope="module")
def green(request, run):
    """Under --full: what passed of the tests of all protections that this machine can run, with nothing taken away."""
    if not request.config.getoption("--full"):
        return None
    code, said = run(*sorted({protection["test"] for protection in PROTECTIONS if here(protection)}))
    assert code == 0, said
    return set(re.findall(r"^PASSED (\S+)", said, re.M))


@pytest.mark.parametrize(
    "protection",
    [pytest.param(one, id=one["name"], marks=[] if one in EVERYDAY else [pytest.mark.full]) for one in PROTECTIONS],
)
def test_without_it_its_test_fails(protection, green, run):
    if not here(protection):
        pytest.skip(f"{REASON}{protection['needs']}")
    if green is not None:
        assert any(passed.startswith(protection["test"]) for passed in green), "with it, its test did not run"
    switch = f"{protection['switch']}={protection['sabotage']}"
    code, said = run(protection["test"], environment={sabotage.ENVIRONMENT: switch})
    assert code == 1, f"{protection['name']}: nothing failed without it\n{said}"
    assert re.search(r"^FAILED ", said, re.M), f"it failed for another reason\n{said}"


def test_the_list_says_of_each_protection_what_it_must():
    for protection in PROTECTIONS:
        assert set(protection) <= FIELDS, protection
        assert set(protection) >= FIELDS - {"needs"}, protection
        assert protection["sabotage"] in sabotage.SABOTAGES, protection["name"]
        assert (ROOT / protection["test"].split("::")[0]).exists(), protection["name"]
        sabotage.find(protection["switch"])
    names = [protection["name"] for protection in PROTECTIONS]
    assert len(set(names)) == len(names)


def test_every_sabotage_is_used():
    assert {protection["sabotage"] for protection in PROTECTIONS} == set(sabotage.SABOTAGES)
