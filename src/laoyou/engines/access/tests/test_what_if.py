"""After any number of changes, what is kept up to date equals what is computed anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.engines.access import HAS_COMPILER, Decay, Network, WhatIf, at_nodes, catchments, fca, nearest
from laoyou.engines.access.tests import small

DECAY = Decay.steps([(3.0, 1.0), (9.0, 0.5), (15.0, 0.2)])


def require_up_to_date(state: WhatIf) -> None:
    """Times to the last bit, scores to rounding."""
    if state.open.any():
        anew = nearest(state.network, state.points, direction=state.direction)
        assert (state.nearest.minutes == anew.minutes).all()
        if HAS_COMPILER:
            assert (state.nearest.site == anew.site).all()
    else:
        assert np.isinf(state.nearest.minutes).all()
    pairs = catchments(state.network, state.points, DECAY.limit, homes=state.homes, direction=state.direction)
    score = fca(pairs, state.people, state.supply, DECAY, homes=state.homes).score
    assert state.score == pytest.approx(score, rel=1e-9, abs=1e-12, nan_ok=True)
    assert (state.score[score == 0] == 0).all(), "nothing within reach is exactly nothing"


@small.given(st.data(), small.networks(), st.sampled_from(["to_site", "from_site"]), st.booleans())
def test_changes_equal_recomputation(data: st.DataObject, network: Network, direction: str, of_nodes: bool) -> None:
    sites = data.draw(small.points(network, least=0, lost=True))
    homes = None if of_nodes else data.draw(small.points(network, lost=True, most=10))
    count = network.nodes if homes is None else len(homes)
    state = WhatIf(
        network,
        sites,
        np.arange(1.0, len(sites) + 1),
        homes=homes,
        people=np.arange(count) % 5,
        decay=DECAY,
        direction=direction,
    )
    require_up_to_date(state)
    for _ in range(data.draw(st.integers(1, 6))):
        before = state.nearest.minutes.copy()
        open_ones = np.flatnonzero(state.open).tolist()
        what = data.draw(st.sampled_from(["add", "remove", "move", "enlarge", "reopen"] if open_ones else ["add"]))
        spot = data.draw(small.points(network, most=1))
        site = data.draw(st.sampled_from(open_ones)) if open_ones else 0
        if what == "add":
            change = state.add(spot, data.draw(st.floats(0, 50)))
        elif what == "remove":
            change = state.remove(site)
        elif what == "move":
            change = state.move(site, spot)
        elif what == "reopen":
            state.remove(site)
            before = state.nearest.minutes.copy()
            change = state.reopen(site)
        else:
            change = state.enlarge(site, 7.5)
        require_up_to_date(state)
        moved = np.flatnonzero(before != state.nearest.minutes)
        assert set(moved.tolist()) <= set(change.nodes.tolist()), "the change names every node whose time changed"
        assert (change.before == before[change.nodes]).all()
        assert (change.after == state.nearest.minutes[change.nodes]).all()


def test_a_copy_goes_its_own_way() -> None:
    network = small.town()
    state = WhatIf(network, [0, network.nodes - 1], [10, 10], decay=DECAY)
    twin = state.copy()
    twin.remove(0)
    twin.add(5, 30)
    require_up_to_date(state)
    require_up_to_date(twin)
    assert state.open.tolist() == [True, True]
    assert twin.open.tolist() == [False, True, True]
    assert not np.array_equal(state.score, twin.score)


def test_coverage_follows_the_sites() -> None:
    network = small.town()
    state = WhatIf(network, [0], decay=DECAY)
    people = np.ones(network.nodes)
    few = state.coverage(people, [10.0]).inside[0, 0, 0]
    added = state.add(network.nodes - 1)
    assert (
        state.coverage(people, [10.0]).inside[0, 0, 0] == few + (added.after <= 10).sum() - (added.before <= 10).sum()
    )
    state.remove(added.site)
    assert state.coverage(people, [10.0]).inside[0, 0, 0] == few
    state.remove(0)
    assert state.coverage(people, [10.0]).inside[0, 0, 0] == 0
    assert state.coverage(people, [10.0]).beyond[0, 0] == network.nodes


def test_three_steps_are_computed_anew_for_the_sites_as_they_are() -> None:
    network = small.town()
    state = WhatIf(network, [0, 50], [10, 20], decay=DECAY)
    state.add(100, 5)
    pairs = catchments(network, [0, 50, 100], DECAY.limit)
    expected = fca(pairs, np.ones(network.nodes), [10, 20, 5], DECAY, method="3sfca").score
    assert state.access("3sfca").score == pytest.approx(expected)


@pytest.mark.parametrize("work", ["remove", "reopen", "move", "enlarge"])
def test_a_site_that_is_not_there_cannot_be_changed(work: str) -> None:
    state = WhatIf(small.town(4), [0])
    argument = [5] if work in {"remove", "reopen"} else [5, 1]
    with pytest.raises(DomainError) as refusal:
        getattr(state, work)(*argument)
    assert refusal.value.code == "access.unknown_site"


def test_a_point_on_no_street_is_refused_and_changes_nothing() -> None:
    network = small.town(4)
    state = WhatIf(network, [0], [3], decay=DECAY)
    with pytest.raises(DomainError, match="没有坐标"):
        state.add(at_nodes(network, [-1]))
    with pytest.raises(DomainError):
        state.add(3, -1.0)
    with pytest.raises(DomainError):
        state.enlarge(0, np.nan)
    assert state.sites == 1
    require_up_to_date(state)


def test_warming_up_runs_every_loop() -> None:
    import laoyou.engines.access._kernels as kernels
    from laoyou.engines.access import warm_up

    warm_up()
    if HAS_COMPILER:
        loops = {name: one for name, one in vars(kernels).items() if hasattr(one, "signatures")}
        assert len(loops) > 8
        # `flood` and `weigh` are part of those that call them.
        assert {name for name, loop in loops.items() if not loop.signatures} <= {"flood", "weigh"}
