"""Without a compiler the same roster comes out, more slowly."""

from __future__ import annotations

import os
import subprocess
import sys

from laoyou.engines.rostering import plan
from laoyou.engines.rostering.tests import small

PLAIN = """
import sys
sys.modules["numba"] = None
from laoyou.engines.rostering import _compile, plan
from laoyou.engines.rostering.tests import small
assert not _compile.HAS_COMPILER
visits, carers, minutes = small.day(4)
print(repr(plan(visits, carers, minutes, iterations=15, seed=3)))
"""


def test_the_same_roster_comes_out_without_a_compiler() -> None:
    visits, carers, minutes = small.day(4)
    roster = plan(visits, carers, minutes, iterations=15, seed=3)
    ran = subprocess.run([sys.executable, "-c", PLAIN], capture_output=True, text=True, check=True, env=os.environ)
    assert ran.stdout.strip() == repr(roster)
