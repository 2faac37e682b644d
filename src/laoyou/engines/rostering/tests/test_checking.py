"""Each planted fault is found, and found as what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from laoyou.engines.rostering import (
    Bill,
    Carer,
    Costs,
    Lunch,
    Reason,
    Rest,
    Roster,
    Rule,
    Running,
    Second,
    Stop,
    Unserved,
    Visit,
    check,
)  # fmt: skip

MINUTES = np.abs(np.subtract.outer([0.0, 10.0, 20.0], [0.0, 10.0, 20.0]))
CARERS = [
    Carer("ann", 0, 0, (480, 700), frozenset({"bath"}), "f", frozenset({"x"}), Lunch(30, 540, 600), 200),
    Carer("bob", 0, 0, (480, 700), frozenset(), "m"),
]
VISITS = [
    Visit("one", 1, 30, (480, 540), frozenset({"bath"}), gender="f", must_gender=True, dialects=frozenset({"x"}), must_dialect=True, barred=frozenset({"bob"})),
    Visit("two", 2, 30, (480, 700), second=Second(20, frozenset(), (0, 0))),
    Visit("out", 1, 30, skills=frozenset({"nurse"})),
]  # fmt: skip
GOOD = Roster(
    (
        Stop("one", 0, "ann", 500, 530),
        Stop("two", 0, "ann", 580, 610),
        Stop("two", 1, "bob", 580, 600),
    ),
    (Rest("ann", 540, 570),),
    (Unserved("out", Reason.NO_SKILL),),
    Bill(80.0, 0.0, 0.0, 2000.0, 0.0),
)


def stop(number: int, **changes: object) -> Callable[[Roster], Roster]:
    def planted(roster: Roster) -> Roster:
        stops = list(roster.stops)
        stops[number] = replace(stops[number], **changes)  # type: ignore[arg-type]
        return replace(roster, stops=tuple(stops))

    return planted


def field(**changes: object) -> Callable[[Roster], Roster]:
    return lambda roster: replace(roster, **changes)  # type: ignore[arg-type]


def test_a_good_roster_has_no_fault() -> None:
    assert check(GOOD, VISITS, CARERS, MINUTES) == []


PLANTED = [
    (Rule.UNKNOWN_VISIT, stop(0, visit="none")),
    (Rule.UNKNOWN_CARER, stop(0, carer="none")),
    (Rule.FORGOTTEN, field(unserved=())),
    (Rule.TWICE, field(stops=(*GOOD.stops, Stop("one", 0, "ann", 620, 650)))),
    (Rule.MADE_AND_NOT, field(unserved=(*GOOD.unserved, Unserved("one", Reason.FULL)))),
    (Rule.HALF, field(stops=GOOD.stops[:2])),
    (Rule.SAME_CARER, stop(2, carer="ann")),
    (Rule.GAP, stop(2, start=585.0, end=605.0)),
    (Rule.BARRED, stop(0, carer="bob")),
    (Rule.WINDOW, stop(0, start=541.0, end=571.0)),
    (Rule.WINDOW, stop(0, start=479.0, end=509.0)),
    (Rule.DURATION, stop(0, end=529.0)),
    (Rule.TRAVEL, stop(1, start=535.0, end=565.0)),
    (Rule.SHIFT, stop(1, start=681.0, end=711.0)),
    (Rule.SHIFT, stop(0, start=485.0, end=515.0)),
    (Rule.LUNCH_MISSING, field(rests=())),
    (Rule.LUNCH_TWICE, field(rests=(*GOOD.rests, Rest("ann", 620, 650)))),
    (Rule.LUNCH_TWICE, field(rests=(*GOOD.rests, Rest("bob", 610, 640)))),
    (Rule.LUNCH_WINDOW, field(rests=(Rest("ann", 535, 565),))),
    (Rule.LUNCH_WINDOW, field(rests=(Rest("ann", 610, 640),))),
    (Rule.LUNCH_WINDOW, field(rests=(Rest("ann", 540, 565),))),
    (Rule.LUNCH_BROKEN, field(rests=(Rest("ann", 545, 575),))),
    (Rule.BILL, field(bill=replace(GOOD.bill, travel=79.0))),
    (Rule.BILL, field(bill=replace(GOOD.bill, wishes=15.0))),
    (Rule.BILL, field(bill=replace(GOOD.bill, unserved=0.0))),
    (Rule.REASON, field(unserved=(Unserved("out", Reason.FULL),))),
    (Rule.REASON, field(unserved=(Unserved("out", Reason.OFF_SHIFT),))),
]


@pytest.mark.parametrize(("rule", "plant"), PLANTED)
def test_a_planted_fault_is_found(rule: Rule, plant: Callable[[Roster], Roster]) -> None:
    assert rule in {fault.rule for fault in check(plant(GOOD), VISITS, CARERS, MINUTES)}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        (Rule.SKILL, {"skills": frozenset()}),
        (Rule.GENDER, {"gender": "m"}),
        (Rule.DIALECT, {"dialects": frozenset()}),
        (Rule.WORK, {"work_minutes": 99.0}),
    ],
)
def test_a_carer_who_may_not_is_found(rule: Rule, changes: dict[str, object]) -> None:
    carers = [replace(CARERS[0], **changes), CARERS[1]]  # type: ignore[arg-type]
    assert rule in {fault.rule for fault in check(GOOD, VISITS, carers, MINUTES)}


def test_what_a_running_day_may_not_change_is_found() -> None:
    changed = stop(0, start=505.0, end=535.0)(GOOD)
    rules = {f.rule for f in check(changed, VISITS, CARERS, MINUTES, running=Running(GOOD, now=520.0))}
    assert {Rule.PAST, Rule.TOO_EARLY} <= rules
    other = replace(
        GOOD, stops=(GOOD.stops[0], replace(GOOD.stops[1], carer="bob"), replace(GOOD.stops[2], carer="ann"))
    )
    rules = {f.rule for f in check(other, VISITS, CARERS, MINUTES, running=Running(GOOD, 490.0, frozenset({"two"})))}
    assert {Rule.LOCKED, Rule.MOVED} <= rules
    assert check(GOOD, VISITS, CARERS, MINUTES, costs=Costs(), running=Running(GOOD, now=590.0)) == []


def test_every_rule_is_planted_somewhere() -> None:
    elsewhere = {Rule.SKILL, Rule.GENDER, Rule.DIALECT, Rule.WORK, Rule.PAST, Rule.TOO_EARLY, Rule.LOCKED, Rule.MOVED}
    assert {rule for rule, _ in PLANTED} | elsewhere == set(Rule)
