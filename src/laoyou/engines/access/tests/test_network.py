"""A frozen network keeps the largest part that hangs together both ways, and says what it left out."""

from __future__ import annotations

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.engines.access import Network, driving, freeze_network, split_long, tobler_factor, walking
from laoyou.engines.access.network import morton_order
from laoyou.engines.access.tests import small

SPOTS = [[0, 0], [100, 0], [200, 0], [300, 0], [5000, 0], [5100, 0]]


def test_a_street_that_cannot_be_left_again_is_dropped_and_counted() -> None:
    network = freeze_network(
        SPOTS, [0, 1, 1, 2, 2, 4, 5, 0, 0], [1, 0, 2, 1, 3, 5, 4, 0, 1], [1, 1, 1, 1, 1, 1, 1, 1, 9], mode="drive"
    )
    assert network.nodes == 3
    assert set(network.original.tolist()) == {0, 1, 2}
    assert network.dropped.pieces == 2
    assert (network.dropped.nodes, network.dropped.edges, network.dropped.largest) == (3, 3, 2)
    assert (network.dropped.loops, network.dropped.doubles) == (1, 1)
    assert network.minutes.max() == 1, "of two streets between the same nodes the faster stays"


def test_nobody_writes_into_a_frozen_network() -> None:
    network = small.town(3)
    with pytest.raises(ValueError, match="read-only"):
        network.minutes[0] = 0.0


@small.given(small.networks())
def test_every_edge_can_be_travelled_backwards_in_the_reverse_graph(network: Network) -> None:
    there = network.matrix().toarray()
    back = type(network.matrix())(
        (network.back_minutes, network.back_indices, network.back_indptr), shape=there.shape
    ).toarray()
    assert (there == back.T).all()


def test_neighbours_on_the_map_are_neighbours_in_the_arrays() -> None:
    rng = np.random.default_rng(1)
    spots = rng.uniform(0, 1000, (4000, 2))
    ordered = spots[morton_order(spots)]
    step = np.hypot(*np.diff(ordered, axis=0).T)
    assert np.median(step) < 25, "at random it would be some 500"


def test_going_up_takes_longer_than_going_down_and_gently_down_is_fastest() -> None:
    network = walking([[0, 0], [1000, 0]], [0], [1], [1000.0], heights=[0.0, 100.0], kmh=4.0)
    up, down = (network.minutes[network.indptr[node]] for node in np.argsort(network.original))
    assert up == pytest.approx(15.0 * np.exp(3.5 * 0.1), rel=1e-12)
    assert down == pytest.approx(15.0, rel=1e-12), "10 % down is as fast as the flat: |-0.1 + 0.05| = 0.05"
    assert tobler_factor(-0.05) == pytest.approx(np.exp(0.175))
    assert tobler_factor(0.0) == 1.0


def test_a_one_way_street_is_driven_one_way_only() -> None:
    spots = [[0, 0], [100, 0], [50, 80]]
    network = driving(spots, [0, 1, 2], [1, 2, 0], [1000, 1000, 1000], 60.0, one_way=[1, 1, 1])
    assert network.edges == 3
    assert network.minutes.tolist() == [1.0, 1.0, 1.0]
    turned = driving(spots, [0, 1, 2], [1, 2, 0], [1000, 1000, 1000], 60.0, one_way=[-1, -1, -1])
    assert (turned.matrix().toarray()[np.ix_(np.argsort(turned.original), np.argsort(turned.original))]
            == network.matrix().toarray()[np.ix_(np.argsort(network.original), np.argsort(network.original))].T).all()  # fmt: skip


def test_a_long_street_gets_nodes_and_keeps_its_length() -> None:
    xy, start, end, metres, street = split_long([[0, 0], [250, 0], [250, 40]], [0, 1], [1, 2], [260.0, 40.0], 100.0)
    assert len(xy) == 5
    assert street.tolist() == [0, 0, 0, 1]
    assert np.bincount(street, metres).tolist() == pytest.approx([260.0, 40.0])
    assert [start[0], *end[:3]] == [0, 3, 4, 1]
    assert xy[3].tolist() == pytest.approx([250 / 3, 0])


@pytest.mark.parametrize(
    ("tail", "head", "minutes", "code"),
    [
        ([], [], [], "access.no_streets"),
        ([0], [0], [1.0], "access.no_streets"),
        ([0], [1], [1.0], "access.no_streets"),
        ([0, 1], [1, 0], [1.0, -2.0], "access.bad_edge"),
        ([0, 1], [1, 0], [1.0, np.nan], "access.bad_edge"),
    ],
    ids=["no street", "a loop only", "one way only", "negative time", "no time"],
)
def test_what_is_no_network_is_refused_in_words(
    tail: list[int], head: list[int], minutes: list[float], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        freeze_network([[0, 0], [1, 0]], tail, head, minutes, mode="walk")
    assert refusal.value.code == code
    assert "请" in refusal.value.sentence()
