"""Every projection accounts for everybody; what is impossible is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from laoyou.base.errors import DomainError
from laoyou.engines.demography import (
    Migration,
    _kernel,
    accounting_gap,
    fertility_schedule,
    graduate_population,
    graduate_rates,
    life_table,
    migration_schedule,
    project,
    projection,
)
from laoyou.engines.demography.tests.rates import AGES, both_sexes

MX = graduate_rates(both_sexes(), AGES)
FERTILITY = fertility_schedule(1.6, [4, 20, 35, 27, 11, 2, 1], np.arange(15, 50, 5))
PEOPLE = graduate_population(np.linspace(900, 20, len(AGES)) * np.array([[[1.05], [1.0]], [[0.3], [0.33]]]), AGES)
ARRIVING = 60 * migration_schedule() * np.ones((2, 2, 1))
MOVES = Migration(0.5 * migration_schedule() * np.ones((2, 1)), ARRIVING)


def run(people=PEOPLE, **changes):
    arguments = {
        "base_year": 2020,
        "target_year": 2030,
        "mx": MX,
        "fertility": FERTILITY,
        "boys_per_girl": 1.06,
    }
    return project(people, **arguments | changes)


numbers = st.floats(0, 1e6, width=32)
shares = st.floats(0, 0.9)


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.float64, (2, 2, 2, 8), elements=st.floats(1, 1e6, width=32)),
    arrays(np.float64, (1, 2, 3, 2, 8), elements=st.floats(1e-5, 5)),
    arrays(np.float64, (2, 1, 1, 8), elements=st.floats(0, 1, width=32)),
    arrays(np.float64, (2, 2, 8), elements=shares),
    arrays(np.float64, (2, 2, 8), elements=numbers),
    arrays(np.float64, (2, 3), elements=st.floats(0, 1.1)),
    st.booleans(),
)
def test_every_cell_is_beginning_plus_births_less_deaths_plus_moves(
    people, mx, fertility, leaving, arriving, factor, held
):
    """By age, sex, area and draw, for any rates whatever: the ledger of people balances."""
    totals = people.sum((1, 2, 3))[:, None] * np.array([1.01, 1.0, 1.05]) if held else None
    try:
        found = project(
            people,
            base_year=0,
            target_year=3,
            mx=mx,
            fertility=fertility,
            boys_per_girl=1.1,
            migration=Migration(leaving, arriving, leaving_factor=factor),
            totals=totals,
            groups={"all": (0, None)},
            keep="components",
        )
    except DomainError as refused:
        assert held  # only a total can ask for more leavers than there are
        assert refused.code in {"demography.emptied", "demography.total_out_of_reach"}
        return
    assert accounting_gap(found) < 1e-9
    assert (found.people >= 0).all()
    assert all((flow >= -1e-9 * people.max()).all() for flow in vars(found.components).values())
    for flow, cells in zip(
        (found.births, found.deaths, found.arrivals, found.departures), vars(found.components).values(), strict=True
    ):
        np.testing.assert_allclose(flow, cells.sum((-1, -2)), rtol=1e-9, atol=1e-9 * people.max())
    everybody = found.group("all")
    change = found.births - found.deaths + found.net_migration
    np.testing.assert_allclose(np.diff(everybody, axis=-1), change, atol=1e-9 * everybody.max())


def test_a_ledger_with_a_wrong_entry_does_not_balance():
    found = run(migration=MOVES, keep="components")
    assert accounting_gap(found) < 1e-12
    found.components.deaths[0, 0, 3, 1, 70] += 0.001
    assert accounting_gap(found) > 1e-7


def test_a_stable_population_grows_at_its_own_rate_and_keeps_its_shape():
    found = run(target_year=3520, keep="people").people[0, 0].sum(1)
    shape_before, shape_after = found[-2] / found[-2].sum(), found[-1] / found[-1].sum()
    np.testing.assert_allclose(shape_after, shape_before, atol=1e-9)


def test_replacement_under_a_stationary_life_table_stands_still():
    """As many births as the life table needs, in its own shape: nothing changes."""
    lived = life_table(MX, np.arange(101)).person_years
    stationary = lived * 1000.0 / np.array([[1.0], [1.0]])
    exposed = (stationary[1] + np.append(0, stationary[1][:-1])) / 2
    rates = FERTILITY * 2000.0 / (FERTILITY @ stationary[1])
    del exposed
    found = run(stationary[None], mx=MX, fertility=rates, boys_per_girl=1.0, target_year=2060, keep="people")
    assert found.births[0, 0, 0] == pytest.approx(2000, rel=0.01)
    assert found.group("60+")[0, 0, -1] == pytest.approx(found.group("60+")[0, 0, 0], rel=0.002)


def test_one_area_and_draw_at_a_time_gives_what_all_at_once_give():
    random = np.random.default_rng(5)
    draws = 150
    mx = MX * np.exp(random.normal(0, 0.1, (1, draws, 10, 1, 1)))
    fertility = FERTILITY * np.exp(random.normal(0, 0.1, (1, draws, 10, 1)))
    factor = np.exp(random.normal(0, 0.2, (2, draws, 10)))
    moves = Migration(MOVES.leaving, MOVES.arriving, arriving_factor=factor)
    found = run(mx=mx, fertility=fertility, migration=moves)
    for area, draw in ((0, 0), (1, 77), (0, 149)):
        alone = run(
            PEOPLE[area : area + 1],
            mx=mx[0, draw],
            fertility=fertility[0, draw],
            migration=Migration(MOVES.leaving, ARRIVING[area] * factor[area, draw, :, None, None][None, None]),
        )
        np.testing.assert_allclose(found.groups[area, draw], alone.groups[0, 0], rtol=1e-12)
        np.testing.assert_allclose(found.deaths[area, draw], alone.deaths[0, 0], rtol=1e-9)


@pytest.mark.parametrize("moving", [True, False])
def test_machine_code_and_plain_arrays_give_the_same(monkeypatch, moving):
    if not _kernel.HAS_COMPILER:
        pytest.skip("numba is not installed")
    random = np.random.default_rng(6)
    draws = 260
    mx = MX * np.exp(random.normal(0, 0.1, (1, draws, 10, 1, 1)))
    fertility = FERTILITY * np.exp(random.normal(0, 0.1, (2, draws, 1, 1)))
    factor = np.exp(random.normal(0, 0.2, (2, draws, 10)))
    moves = Migration(MOVES.leaving, MOVES.arriving, arriving_factor=factor, leaving_factor=0.5) if moving else None
    changes = {"mx": mx, "fertility": fertility, "migration": moves, "boys_per_girl": np.linspace(1.1, 1.05, 10)}
    fast = run(**changes)
    monkeypatch.setattr(projection, "MANY", 10**9)
    slow = run(**changes)
    for name in ("groups", "births", "deaths", "arrivals", "departures"):
        np.testing.assert_allclose(getattr(fast, name), getattr(slow, name), rtol=1e-9, atol=1e-9)


def test_a_slow_reading_of_the_method_gives_the_same():
    """One person-cell at a time, as one would explain it on paper."""
    people, moves = PEOPLE[0], MOVES
    survive = {}
    for sex, name in enumerate(("male", "female")):
        lived = life_table(MX[sex], np.arange(101), sex=name).person_years
        survive[sex] = [lived[x + 1] / lived[x] for x in range(99)] + [lived[100] / (lived[99] + lived[100])] * 2
        survive[sex].append(lived[0])
    state = people.copy()
    for _ in range(10):
        after = np.zeros_like(state)
        for sex in (0, 1):
            for age in range(101):
                after[sex, min(age + 1, 100)] += state[sex, age] * survive[sex][age]

        def births(women_before, women_after):
            return sum(FERTILITY[age] * (women_before[age] + women_after[age]) / 2 for age in range(15, 50))

        moved = after - moves.leaving * after + moves.arriving[0]
        babies = births(state[1], moved[1])
        for sex, share in ((0, 1.06 / 2.06), (1, 1 / 2.06)):
            moved[sex, 0] += babies * share * survive[sex][101] * (1 - moves.leaving[sex, 0])
        state = moved
    found = run(migration=MOVES, keep="people").people[0, 0, -1]
    np.testing.assert_allclose(found, state, rtol=1e-9)


def test_known_totals_are_met_in_every_draw_by_moves_alone():
    totals = PEOPLE.sum((1, 2))[:, None] * 1.004 ** np.arange(1, 11)
    factor = np.exp(np.random.default_rng(1).normal(0, 0.3, (1, 30, 10)))
    moves = Migration(MOVES.leaving, MOVES.arriving, arriving_factor=factor)
    found = run(migration=moves, totals=totals)
    np.testing.assert_allclose(found.group("all")[..., 1:], np.broadcast_to(totals[:, None], (2, 30, 10)), rtol=1e-10)


def test_mortality_that_improves_leaves_more_elders_than_mortality_that_stands_still():
    better = np.stack([MX * 0.97**year for year in range(10)])
    assert run(mx=better).group("80+")[0, 0, -1] > 1.05 * run().group("80+")[0, 0, -1]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"target_year": 2020}, "demography.years"),
        ({"target_year": 2010}, "demography.years"),
        ({"people": -PEOPLE}, "demography.negative"),
        ({"people": np.where(PEOPLE > 100, np.nan, PEOPLE)}, "demography.missing"),
        ({"people": PEOPLE * 0}, "demography.empty"),
        ({"people": PEOPLE[0]}, "demography.shape"),
        ({"mx": MX[:, :50]}, "demography.shape"),
        ({"mx": np.stack([MX] * 5)}, "demography.horizon"),
        ({"mx": MX * 0}, "demography.empty"),
        ({"fertility": FERTILITY[:50]}, "demography.shape"),
        ({"boys_per_girl": np.ones(3)}, "demography.horizon"),
        ({"boys_per_girl": -1.0}, "demography.negative"),
        ({"migration": Migration(np.full((2, 101), 1.5), 0 * ARRIVING)}, "demography.rate_above_one"),
        ({"migration": Migration(MOVES.leaving, ARRIVING, leaving_factor=500.0)}, "demography.rate_above_one"),
        ({"migration": Migration(MOVES.leaving, -ARRIVING)}, "demography.negative"),
        ({"migration": MOVES, "totals": np.full((2, 10), 0.5)}, "demography.emptied"),
        ({"totals": np.full((2, 10), 100.0)}, "demography.missing"),
        (
            {"migration": Migration(np.zeros((2, 101)), ARRIVING), "totals": np.full((2, 10), 9.0)},
            "demography.total_out_of_reach",
        ),
        ({"groups": {"x": (60, 20)}}, "demography.age_not_covered"),
        ({"keep": "everything"}, "demography.choice"),
    ],
)
def test_bad_input_is_refused(changes, code):
    with pytest.raises(DomainError) as refused:
        run(**changes)
    assert refused.value.code == code
    assert refused.value.sentence()


def test_parts_that_were_not_kept_are_not_made_up():
    found = run()
    assert found.people is None
    with pytest.raises(DomainError):
        accounting_gap(found)
    with pytest.raises(DomainError):
        found.group("70+")
