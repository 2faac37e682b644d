"""Without numba everything works, slower, and gives the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[4]

BLOCKED = """
import sys
sys.modules["numba"] = None
import numpy as np
from laoyou.engines import access
from laoyou.engines.access.synthetic import streets
assert not access.HAS_COMPILER
network = streets(2_000, seed=4).walking()
rng = np.random.default_rng(5)
sites = rng.choice(network.nodes, 12, replace=False)
decay = access.Decay.steps([(5, 1.0), (15, 0.5)])
pairs = access.catchments(network, sites, 15.0)
state = access.WhatIf(network, sites, np.arange(1.0, 13.0), decay=decay)
state.remove(3); state.move(4, 100); state.add(50, 9.0); state.enlarge(1, 30.0)
by_search = access.fca_by_search(network, sites, np.ones(network.nodes), np.ones(12), decay)
covered = access.coverage(state.minutes, np.ones(network.nodes))
found = [
    access.nearest(network, sites).minutes.sum(), access.nearest(network, sites, direction="from_site").minutes.sum(),
    float(pairs.pairs), pairs.minutes.sum(), access.fca(pairs, np.ones(network.nodes), np.ones(12), decay).score.sum(),
    access.fca(pairs, np.ones(network.nodes), np.ones(12), decay, method="3sfca").score.max(), by_search.score.max(),
    state.minutes.sum(), state.score.sum(), covered.inside.sum(), access.gini(state.score),
]
print(repr([float(one) for one in found]))
"""


def run(code: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(SRC), "PATH": "/usr/bin:/bin"},
    )
    assert not done.returncode, done.stderr
    found: list[float] = eval(done.stdout)
    return found


def test_without_numba_it_gives_the_same() -> None:
    pytest.importorskip("numba", reason="absent: numba")
    with_numba = run(BLOCKED.replace('sys.modules["numba"] = None', "").replace("assert not access", "assert access"))
    assert run(BLOCKED) == pytest.approx(with_numba, rel=1e-9)
