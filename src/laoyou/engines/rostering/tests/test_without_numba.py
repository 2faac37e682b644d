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
for ties in (True, False):
    visits, carers, minutes = small.day(4, ties=ties)
    print(repr(plan(visits, carers, minutes, iterations=15, seed=3)))
"""


def test_the_same_rosters_come_out_without_a_compiler() -> None:
    rosters = []
    for ties in (True, False):
        visits, carers, minutes = small.day(4, ties=ties)
        rosters.append(plan(visits, carers, minutes, iterations=15, seed=3))
    ran = subprocess.run([sys.executable, "-c", PLAIN], capture_output=True, text=True, check=True, env=os.environ)
    assert ran.stdout.split("\n")[:2] == [repr(roster) for roster in rosters]
