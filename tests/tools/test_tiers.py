"""What a run leaves out it says: absent parts by name, the full tier by number; and it reaches no other machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import needs

ROOT = Path(__file__).resolve().parents[2]

PLANTED = """
import socket
import pytest
from tests import needs

needs.PARTS["unicorn"] = (lambda: False, "apt-get install unicorn")

@needs.needs("unicorn")
def test_needs_an_absent_part(): ...

@pytest.mark.full
def test_of_the_full_tier(): ...

def test_reaches_another_machine():
    with socket.socket() as ours:
        ours.settimeout(1)
        ours.connect(("192.0.2.1", 80))

def test_reaches_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
"""


def run(tmp_path: Path, *options: str) -> str:
    (tmp_path / "test_planted.py").write_text(PLANTED)
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-c", ROOT / "pyproject.toml", "--rootdir", tmp_path]
    done = subprocess.run([*command, *options, tmp_path / "test_planted.py"], cwd=ROOT, text=True, capture_output=True)
    return done.stdout


def test_an_everyday_run_names_what_it_leaves_out(tmp_path: Path) -> None:
    said = run(tmp_path)
    assert "lacks it: unicorn (apt-get install unicorn): 1 tests" in said
    assert "1 failed, 1 passed, 1 skipped, 1 deselected" in said
    assert "The network is off in tests: 192.0.2.1 is another machine" in said


def test_the_full_tier_leaves_nothing_out(tmp_path: Path) -> None:
    assert "1 failed, 2 passed, 1 skipped in" in run(tmp_path, "--full")


def test_a_part_that_nobody_described_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        needs.needs("unicorns")
