"""Synthetic streets are the same for the same seed, hang together, and hold exactly the people they are given."""

from __future__ import annotations

import numpy as np
import pytest

from laoyou.engines.access import nearest
from laoyou.engines.access.synthetic import PATH, Streets, homes, streets


@pytest.fixture(scope="module")
def made() -> Streets:
    return streets(9_000, seed=7)


def test_the_same_seed_gives_the_same_streets(made: Streets) -> None:
    again, other = streets(9_000, seed=7), streets(9_000, seed=8)
    for name in ("xy", "height", "start", "end", "metres", "rank", "one_way"):
        assert np.array_equal(getattr(made, name), getattr(again, name))
    assert not np.array_equal(made.xy, other.xy)


def test_the_number_of_nodes_is_met_and_nearly_all_hang_together(made: Streets) -> None:
    assert len(made.xy) == 9_000
    for network in (made.walking(), made.driving()):
        assert network.nodes > 0.9 * 9_000
        assert network.nodes + network.dropped.nodes == 9_000
        assert np.isfinite(nearest(network, [0]).minutes).all()


def test_there_are_hills_and_they_are_no_cliffs(made: Streets) -> None:
    slope = np.abs(made.height[made.start] - made.height[made.end]) / made.metres
    assert 0.01 < np.median(slope) < 0.12
    assert np.quantile(slope, 0.99) < 0.3


def test_cars_take_no_steps_and_are_faster(made: Streets) -> None:
    assert (made.rank == PATH).sum() > 50
    assert made.one_way.sum() > 50
    assert made.driving().edges < made.walking().edges


def test_towns_stand_where_they_are_asked_for() -> None:
    centres = np.array([[0.0, 0.0], [9_000.0, 1_000.0], [4_000.0, 8_000.0]])
    made = streets(6_000, seed=1, centres=centres, sizes=[4, 1, 1])
    assert np.array_equal(made.centre, centres)
    assert np.bincount(made.town)[0] > np.bincount(made.town)[1]
    for town in range(3):
        middle = np.median(made.xy[made.town == town], axis=0)
        assert np.hypot(*(middle - centres[town])) < 2_500


def test_people_are_shared_out_whole_and_add_up(made: Streets) -> None:
    wanted = np.array([[1_203, 77, 4_000], [15, 0, 308]])
    found = homes(made, wanted, seed=5, most=300)
    assert np.array_equal(found.people, np.round(found.people))
    for group in range(2):
        assert np.bincount(found.town, found.people[group]).tolist() == wanted[group].tolist()
    assert len(found.xy) == len(found.town) == found.people.shape[1] <= 900
