"""Times equal those of networkx, whoever travels; catchments hold every pair within the limit and no other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.engines.access import HAS_COMPILER, Network, Points, at_nodes, catchments, nearest
from laoyou.engines.access import catchments as catchments_of
from laoyou.engines.access.tests import small

DIRECTIONS = st.sampled_from(["to_site", "from_site"])


@small.given(st.data(), small.networks(), DIRECTIONS)
def test_the_nearest_site_is_the_one_that_networkx_finds(data: st.DataObject, network: Network, direction: str) -> None:
    sites = data.draw(small.points(network))
    homes = data.draw(small.points(network, lost=True))
    found = nearest(network, sites, direction=direction)
    expected = small.all_minutes(network, sites, at_nodes(network, np.arange(network.nodes)), direction)
    assert found.minutes == pytest.approx(expected.min(axis=0), rel=1e-12, abs=1e-12)
    named = expected[found.site, np.arange(network.nodes)]
    assert named == pytest.approx(expected.min(axis=0), rel=1e-12, abs=1e-12)
    minutes, site = found.at(homes)
    off = homes.node < 0
    assert np.isnan(minutes[off]).all()
    assert (site[off] == -1).all()
    wanted = small.all_minutes(network, sites, homes, direction).min(axis=0)
    assert minutes[~off] == pytest.approx(wanted[~off], rel=1e-12, abs=1e-12)


@small.given(st.data(), small.networks(), st.floats(0.1, 20.0))
def test_beyond_the_limit_nothing_is_reached(data: st.DataObject, network: Network, limit: float) -> None:
    sites = data.draw(small.points(network))
    whole, part = nearest(network, sites), nearest(network, sites, limit=limit)
    inside = whole.minutes <= limit
    assert (part.minutes[inside] == whole.minutes[inside]).all()
    assert np.isinf(part.minutes[~inside]).all()
    assert (part.site[~inside] == -1).all()


@pytest.mark.skipif(not HAS_COMPILER, reason="absent: numba")
def test_of_sites_equally_near_the_first_is_named() -> None:
    network = small.town()
    node = int(np.argmin(np.hypot(*network.xy.T)))
    assert set(nearest(network, [node, node]).site.tolist()) == {0}
    corners = [
        int(np.argmin(np.hypot(*(network.xy - spot).T))) for spot in ([0, 0], [1000, 0], [0, 1000], [1000, 1000])
    ]
    plain, turned = nearest(network, corners), nearest(network, corners[::-1])
    middle = int(np.argmin(np.hypot(*(network.xy - [500, 500]).T)))
    assert plain.site[middle] == turned.site[middle] == 0


@small.given(st.data(), small.networks(), DIRECTIONS, st.floats(0.5, 40.0), st.booleans(), st.integers(1, 3))
def test_catchments_hold_every_pair_within_the_limit_and_no_other(
    data: st.DataObject, network: Network, direction: str, limit: float, of_nodes: bool, workers: int
) -> None:
    sites = data.draw(small.points(network, lost=True))
    homes = None if of_nodes else data.draw(small.points(network, lost=True, most=12))
    pairs = catchments(network, sites, limit, homes=homes, direction=direction, workers=workers)
    places = at_nodes(network, np.arange(network.nodes)) if homes is None else homes
    expected = small.all_minutes(network, sites, places, direction)
    found = np.full(expected.shape, np.inf)
    for site in range(len(sites)):
        home, minutes = pairs.of(site)
        assert len(set(home.tolist())) == len(home)
        found[site, home] = minutes
    near = np.abs(expected - limit) < 1e-9
    expected[(expected > limit) | near] = np.inf
    found[near] = np.inf
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert (pairs.site_of_pair() == np.repeat(pairs.row_site, np.diff(pairs.row_start))).all()


def test_meals_come_down_the_hill_and_elders_go_up_to_care() -> None:
    from laoyou.engines.access import walking

    network = walking([[0, 0], [1000, 0]], [0], [1], [1000.0], heights=[0.0, 120.0], kmh=4.0)
    top = int(np.argmax(network.xy[:, 0]))
    up = nearest(network, [top], direction="to_site").minutes.max()
    down = nearest(network, [top], direction="from_site").minutes.max()
    assert up > 20 > 17 > down > 16, "12 % down is a little slower than the flat, 12 % up much slower"


def test_without_a_usable_site_or_a_limit_nothing_is_made_up() -> None:
    network = small.town(4)
    lost = Points(np.array([-1], np.int32), np.array([np.nan]), np.array([np.nan]), np.array([3], np.int32), 300.0)
    with pytest.raises(DomainError) as refusal:
        nearest(network, lost)
    assert refusal.value.code == "access.no_sites"
    assert catchments(network, lost, 10.0).pairs == 0
    with pytest.raises(DomainError) as refusal:
        catchments(network, [0], np.inf)
    assert refusal.value.code == "access.no_limit"


def test_more_pairs_than_fit_are_refused_before_the_memory_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys.modules[catchments_of.__module__], "MOST_PAIRS", 1000)
    network = small.town(70)
    with pytest.raises(DomainError) as refusal:
        catchments(network, np.arange(0, network.nodes, 50), 500.0)
    assert refusal.value.code == "access.too_many_pairs"
