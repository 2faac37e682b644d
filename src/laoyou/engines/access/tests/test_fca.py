"""Floating catchment areas equal PySAL's, hand out every bed exactly once, and are the same with stored pairs and without."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from access.fca import three_stage_fca, two_stage_fca
from access.weights import gaussian, step_fn
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.engines.access import Catchments, Decay, Network, Points, catchments, fca, fca_by_search
from laoyou.engines.access.tests import small

STEPS = {4.0: 1.0, 9.0: 0.68, 15.0: 0.22}
DECAYS = [Decay.steps(list(STEPS.items())), Decay.gaussian(15.0, 6.0), Decay.all_or_nothing(15.0)]


def by_pysal(pairs: Catchments, people: np.ndarray, supply: np.ndarray, decay: Decay, method: str) -> pd.Series:
    cost = pd.DataFrame({"origin": pairs.home, "dest": pairs.site_of_pair(), "cost": pairs.minutes})
    demand = pd.DataFrame({"geoid": np.arange(len(people)), "demand": people})
    offered = pd.DataFrame({"supply": supply}, index=pd.Index(np.arange(len(supply)), name="geoid"))
    weight = (
        gaussian(float(decay.weights[0]))
        if decay is DECAYS[1]
        else step_fn(dict(zip(decay.edges, decay.weights, strict=True)))
    )
    work = three_stage_fca if method == "3sfca" else two_stage_fca
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return work(
            demand, offered, cost, decay.limit, demand_index="geoid", demand_name="demand", supply_index=True,
            supply_name="supply", weight_fn=weight,
        )  # fmt: skip


@pytest.mark.parametrize("method", ["e2sfca", "3sfca"])
@pytest.mark.parametrize("decay", DECAYS, ids=["steps", "gaussian", "all or nothing"])
@small.given(data=st.data(), network=small.networks(), examples=15)
def test_scores_are_those_of_pysal(data: st.DataObject, network: Network, decay: Decay, method: str) -> None:
    sites = data.draw(small.points(network, most=8))
    pairs = catchments(network, sites, decay.limit)
    people = np.array(data.draw(st.lists(st.integers(1, 500), min_size=network.nodes, max_size=network.nodes)), float)
    supply = np.array(data.draw(st.lists(st.integers(0, 200), min_size=len(sites), max_size=len(sites))), float)
    ours = fca(pairs, people, supply, decay, method=method).score
    if not pairs.pairs:
        assert not ours.any()
        return
    theirs = by_pysal(pairs, people, supply, decay, method).reindex(np.arange(network.nodes)).fillna(0.0).to_numpy()
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@small.given(st.data(), small.networks(), st.sampled_from(DECAYS), st.sampled_from(["e2sfca", "3sfca"]))
def test_every_bed_within_reach_of_somebody_is_handed_out_exactly_once(
    data: st.DataObject, network: Network, decay: Decay, method: str
) -> None:
    sites = data.draw(small.points(network, lost=True))
    homes = data.draw(small.points(network, lost=True, most=15))
    people = np.array(data.draw(st.lists(st.integers(0, 90), min_size=len(homes), max_size=len(homes))), float)
    supply = np.arange(1.0, len(sites) + 1)
    found = fca(catchments(network, sites, decay.limit, homes=homes), people, supply, decay, method=method, homes=homes)
    on = homes.node >= 0
    assert np.isnan(found.score[~on]).all()
    shared = found.demand > 0
    assert (found.score[on] * people[on]).sum() == pytest.approx(supply[shared].sum(), rel=1e-9)
    assert np.isnan(found.ratio[~shared]).all()


@small.given(
    st.data(),
    small.networks(),
    st.sampled_from(DECAYS),
    st.sampled_from(["to_site", "from_site"]),
    st.booleans(),
    st.integers(1, 2),
)
def test_searching_without_storing_pairs_gives_the_same(
    data: st.DataObject, network: Network, decay: Decay, direction: str, of_nodes: bool, workers: int
) -> None:
    sites = data.draw(small.points(network, lost=True))
    homes: Points | None = None if of_nodes else data.draw(small.points(network, lost=True, most=12))
    count = network.nodes if homes is None else len(homes)
    people, supply = np.arange(1.0, count + 1), np.arange(2.0, len(sites) + 2)
    pairs = catchments(network, sites, decay.limit, homes=homes, direction=direction)
    stored = fca(pairs, people, supply, decay, homes=homes)
    found = fca_by_search(network, sites, people, supply, decay, homes=homes, direction=direction, workers=workers)
    for ours, theirs in ((found.score, stored.score), (found.ratio, stored.ratio), (found.demand, stored.demand)):
        assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-15, nan_ok=True)


def test_the_worked_example_of_two_villages_and_one_home() -> None:
    # 30 elders at the door and 70 at 8 minutes share 20 beds: 20 / (30 + 0.68 * 70) a head at the door, 0.68 of it farther off.
    pairs = Catchments(
        np.array([0, 2]), np.array([0], np.int32), np.array([0, 1], np.int32), np.array([1.0, 8.0]), 3, 15.0
    )
    found = fca(pairs, [30, 70, 10], [20], DECAYS[0])
    each = 20 / (30 + 0.68 * 70)
    assert found.score.tolist() == pytest.approx([each, 0.68 * each, 0.0])
    assert found.ratio.tolist() == pytest.approx([each])


def test_three_steps_do_not_count_a_home_twice_that_two_sites_share() -> None:
    # One village between two equal homes: by two steps each home thinks it serves all 100, by three steps half of them.
    pairs = Catchments(
        np.array([0, 1, 2]), np.array([0, 1], np.int32), np.zeros(2, np.int32), np.array([3.0, 3.0]), 1, 15.0
    )
    assert fca(pairs, [100], [10, 10], DECAYS[0]).demand.tolist() == [100, 100]
    assert fca(pairs, [100], [10, 10], DECAYS[0], method="3sfca").demand.tolist() == [50, 50]


@pytest.mark.parametrize("decay", DECAYS)
def test_weights_of_arrays_are_those_of_the_loops(decay: Decay) -> None:
    from laoyou.engines.access._kernels import weigh

    times = np.array([0.0, 3.9, 4.0, 4.1, 9.0, 14.99, 15.0, 15.01, 40.0])
    looped = [weigh(decay.kind, decay.edges, decay.weights, time) for time in times]
    assert decay(times).tolist() == pytest.approx(looped, rel=1e-15)


@pytest.mark.parametrize(
    ("people", "supply", "what"),
    [([1, -1, 1], [1], "people"), ([1, 1, np.nan], [1], "people"), ([1, 1, 1], [-3], "supply")],
)
def test_fewer_than_nobody_and_unknown_numbers_are_refused(people: list[float], supply: list[float], what: str) -> None:
    pairs = Catchments(np.array([0, 1]), np.array([0], np.int32), np.array([0], np.int32), np.array([1.0]), 3, 15.0)
    with pytest.raises(DomainError) as refusal:
        fca(pairs, people, supply, DECAYS[0])
    assert refusal.value.code == f"access.negative_{what}"


def test_weights_that_reach_beyond_the_catchments_are_refused() -> None:
    pairs = Catchments(np.array([0, 1]), np.array([0], np.int32), np.array([0], np.int32), np.array([1.0]), 3, 10.0)
    with pytest.raises(ValueError, match="reach 10"):
        fca(pairs, [1, 1, 1], [1], DECAYS[0])
