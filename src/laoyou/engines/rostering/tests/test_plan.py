"""The search makes rosters in which the checker, written apart, finds no fault; it is deterministic and says why it leaves something out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.engines.rostering import (
    Bill,
    Carer,
    Costs,
    Lunch,
    Reason,
    Roster,
    Rule,
    Running,
    Second,
    Visit,
    check,
    plan,
    planning,
)
from laoyou.engines.rostering.day import Day
from laoyou.engines.rostering.synthetic import district_day
from laoyou.engines.rostering.tests import small

COSTS = Costs(latest=0.5)


def faults(seed: int) -> list[str]:
    visits, carers, minutes = small.day(seed, ties=seed % 2 == 0)
    roster = plan(visits, carers, minutes, costs=COSTS, iterations=25, seed=seed)
    found = [str(fault) for fault in check(roster, visits, carers, minutes, costs=COSTS)]
    # At some moment one falls ill, and something urgent comes.
    ill = replace(
        carers[seed % len(carers)], shift=(min(carers[seed % len(carers)].shift[0], 600.0), 600.0), lunch=None
    )
    staff = [ill if carer.id == ill.id else carer for carer in carers]
    urgent = Visit("urgent", place=3, minutes=20, window=(600.0, 800.0), priority=3.0)
    running = Running(
        roster, now=600.0, locked=frozenset({"v1", "v2"}) - {s.visit for s in roster.routes().get(ill.id, ())}
    )
    again = plan([*visits, urgent], staff, minutes, costs=COSTS, running=running, iterations=25, seed=seed)
    found += [
        f"later: {fault}" for fault in check(again, [*visits, urgent], staff, minutes, costs=COSTS, running=running)
    ]
    return found


@pytest.mark.parametrize("seed", range(12))
def test_random_days_have_no_fault(seed: int) -> None:
    assert faults(seed) == []


@pytest.mark.full
def test_a_thousand_random_days_have_no_fault() -> None:
    wrong = {seed: found for seed in range(1000) if (found := faults(seed))}
    assert wrong == {}


@pytest.mark.parametrize("ties", [True, False])
def test_the_same_seed_and_turns_give_the_same_roster(ties: bool) -> None:
    visits, carers, minutes = small.day(3, ties=ties)
    one, two = (plan(visits, carers, minutes, iterations=30, seed=7) for _ in range(2))
    assert one == two
    assert one.iterations == 30


LINE = np.abs(np.subtract.outer([0.0, 10.0, 20.0, 30.0], [0.0, 10.0, 20.0, 30.0]))
ANN = Carer("ann", 0, 0, shift=(480.0, 720.0), skills=frozenset({"bath"}))


@pytest.mark.parametrize(
    ("visit", "reason"),
    [
        (Visit("x", 1, 30, skills=frozenset({"nurse"})), Reason.NO_SKILL),
        (Visit("x", 1, 30, second=Second(30)), Reason.NO_SKILL),
        (Visit("x", 1, 30, window=(800.0, 900.0)), Reason.OFF_SHIFT),
        (Visit("x", 3, 30, window=(480.0, 500.0)), Reason.UNREACHABLE),
        (Visit("x", 3, 30, optional=True, priority=0.01), Reason.BY_CHOICE),
        (Visit("x", 1, 30, window=(600.0, 600.0)), Reason.FULL),
    ],
)
def test_a_visit_that_is_not_made_has_its_reason(visit: Visit, reason: Reason) -> None:
    block = Visit("block", 1, 60, window=(590.0, 590.0), priority=5.0)
    roster = plan([visit, block], [ANN], LINE, iterations=20)
    (row,) = roster.unserved
    assert (row.visit, row.reason) == ("x", reason)
    if reason is Reason.FULL:
        assert (row.instead, row.carer) == ("block", "ann")
    assert check(roster, [visit, block], [ANN], LINE) == []


def test_two_carers_begin_a_double_visit_together() -> None:
    bob = Carer("bob", 3, 3, shift=(480.0, 720.0))
    visit = Visit("lift", 1, 30, second=Second(30))
    roster = plan([visit], [ANN, bob], LINE, iterations=10)
    assert {(stop.carer, stop.start) for stop in roster.stops} == {("ann", 500.0), ("bob", 500.0)}


def test_the_lunch_is_undisturbed() -> None:
    ann = replace(ANN, lunch=Lunch(30, 500, 560))
    visits = [Visit(f"v{n}", n, 40, window=(480.0, 640.0)) for n in (1, 2, 3)]
    roster = plan(visits, [ann], LINE, iterations=40)
    assert len(roster.rests) == 1 and not roster.unserved
    assert check(roster, visits, [ann], LINE) == []


def test_who_was_free_until_it_was_too_late_for_lunch_has_rested() -> None:
    ann = replace(ANN, lunch=Lunch(30, 500, 560))
    visit = Visit("urgent", 1, 30, window=(600.0, 700.0))
    empty = Roster((), (), (), Bill(0.0, 0.0, 0.0, 0.0, 0.0))
    late, early = Running(empty, now=600.0), Running(empty, now=540.0)
    roster = plan([visit], [ann], LINE, running=late, iterations=10)
    assert roster.stops and not roster.rests
    assert check(roster, [visit], [ann], LINE, running=late) == []
    missing = {fault.rule for fault in check(roster, [visit], [ann], LINE, running=early)}
    assert missing == {Rule.LUNCH_MISSING}


def test_running_days_move_few_visits_and_keep_what_has_begun() -> None:
    visits, carers, minutes = small.day(5, visits=20, carers=5)
    roster = plan(visits, carers, minutes, iterations=200, seed=1)
    again = plan(visits, carers, minutes, running=Running(roster, now=560.0), iterations=50, seed=2)
    assert again.moved == ()
    begun = {stop for stop in roster.stops if stop.start < 560.0}
    assert begun and begun <= set(again.stops)


def test_a_hole_in_the_travel_table_is_refused_in_words() -> None:
    holed = LINE.copy()
    holed[2, 1] = np.nan
    with pytest.raises(DomainError, match="第 2 行第 1 列"):
        plan([], [ANN], holed)


@pytest.mark.parametrize(
    ("visit", "code"),
    [
        (Visit("x", 9, 30), "rostering.no_place"),
        (Visit("x", 1, 0), "rostering.visit_minutes"),
        (Visit("x", 1, 30, window=(500.0, 400.0)), "rostering.window"),
        (Visit("x", 1, 30, second=Second(30, gap=(5.0, 1.0))), "rostering.gap"),
        (Visit("x", 1, 30, priority=0), "rostering.priority"),
        (Visit("ann", 1, float("nan")), "rostering.visit_minutes"),
    ],
)
def test_what_means_nothing_is_refused(visit: Visit, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        plan([visit], [ANN], LINE, iterations=1)
    assert refused.value.code == code


def test_what_the_fast_search_keeps_up_is_what_the_roster_costs() -> None:
    asked = district_day(120, 8, 3, optional=0.2)
    begun = planning._begin(asked.visits, asked.carers, asked.minutes, None)
    day = Day(asked.visits, asked.carers, asked.minutes, Costs(), begun.tasks, begun.openings, {}, 5)
    assert day.is_plain
    day.begin_with([[] for _ in asked.carers])
    for _ in range(3):
        day.search(150, 5.0, 0.5)
        kept, routes = day.total[1], day.best.copy()
        day.finish()  # counts anew
        assert day.total[0] == pytest.approx(kept)
        assert (day.link[: day.nodes] == routes[: day.nodes]).all()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_day_planned_by_stations_has_no_fault(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "LARGEST", 50)
    day = district_day(240, 18, 5, stations=3, doubles=0.1)
    roster = plan(day.visits, day.carers, day.minutes, iterations=300, seed=1, threads=threads)
    assert check(roster, day.visits, day.carers, day.minutes) == []
    assert len(roster.unserved) < 24
    assert roster == plan(day.visits, day.carers, day.minutes, iterations=300, seed=1)
