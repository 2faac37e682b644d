"""What the projection is measured beside computes the same, so that the times may be compared."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import demography as bench


def test_the_numpy_peers_give_the_same_elders() -> None:
    case = bench.case(3, towns=4, draws=5, years=6)
    ours = case.run().group("60+")
    np.testing.assert_allclose(bench.whole_arrays(case), ours, rtol=1e-10)
    np.testing.assert_allclose(bench.one_draw_at_a_time(case), ours, rtol=1e-10)


def test_the_pandas_peer_gives_the_same_people() -> None:
    case = bench.case(3, towns=3, draws=1, years=5)
    peer = bench.in_pandas(case)
    if isinstance(peer, str):
        pytest.skip(peer)
    frame = peer()
    elders = frame[frame.age >= 60].groupby("town").people.sum().to_numpy()
    np.testing.assert_allclose(elders, case.run().group("60+")[:, 0, -1], rtol=1e-10)
