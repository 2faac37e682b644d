"""
Each protection is shown to protect: its test passes with it and fails when it is taken away, for that reason alone.

Every day the tests named here pass in the same run, with nothing taken away, and the first protection of each test file
is taken away. Under --full every one is, and the tests named here are run again by themselves as well.
"""

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


def run(*tests, environment=None):
    options = ["-p", "tests.sabotage", "-p", "no:cacheprovider", "-q", "--tb=line", "-rAf"]
    given = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}
    given |= environment or {}
    command = [sys.executable, "-m", "pytest", *options, *tests]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def here(protection):
    return "needs" not in protection or has(protection["needs"])


@pytest.fixture(scope="module")
def green(request):
    """Under --full: what passed of the tests of all protections that this machine can run, with nothing taken away."""
    if not request.config.getoption("--full"):
        return None
    done = run(*sorted({protection["test"] for protection in PROTECTIONS if here(protection)}))
    assert done.returncode == 0, done.stdout
    return set(re.findall(r"^PASSED (\S+)", done.stdout, re.M))


@pytest.mark.parametrize(
    "protection",
    [pytest.param(one, id=one["name"], marks=[] if one in EVERYDAY else [pytest.mark.full]) for one in PROTECTIONS],
)
def test_without_it_its_test_fails(protection, green):
    if not here(protection):
        pytest.skip(f"{REASON}{protection['needs']}")
    if green is not None:
        assert any(passed.startswith(protection["test"]) for passed in green), "with it, its test did not run"
    switch = f"{protection['switch']}={protection['sabotage']}"
    without = run(protection["test"], environment={sabotage.ENVIRONMENT: switch})
    assert without.returncode == 1, f"{protection['name']}: nothing failed without it\n{without.stdout}"
    assert re.search(r"^FAILED ", without.stdout, re.M), f"it failed for another reason\n{without.stdout}"


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
