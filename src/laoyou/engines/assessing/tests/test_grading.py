"""Levels from answers: every step, what is missing, what raises, what is refused."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.engines.assessing import (
    AssessmentError,
    Circumstance,
    Dimension,
    Instrument,
    Item,
    Rule,
    Span,
    check,
    grade,
)

TOTAL = Instrument(
    "total",
    "total",
    (Dimension("one", (Item("a", (2, 1, 0)), Item("b", (2, 1, 0)))), Dimension("two", (Item("c", (1, 0)),))),
    levels=(Span(0, 5, 5), Span(1, 3, 4), Span(2, 1, 2), Span(3, 0, 0)),
    circumstances=(Circumstance("ill", raises=1), Circumstance("falls", raises=1), Circumstance("coma", sets=3, needs={"c": 0})),
)  # fmt: skip
TABLE = Instrument(
    "table",
    "combination",
    (
        Dimension("first", (Item("a", (2, 1, 0)),), (Span(0, 2, 2), Span(1, 0, 1))),
        Dimension("second", (Item("b", (1, 0)),), (Span(0, 1, 1), Span(1, 0, 0))),
        Dimension("third", (Item("c", (1, 0)),), (Span(0, 1, 1), Span(1, 0, 0))),
    ),
    combination=((0, 1), (2, 3)),
)
OLD = Instrument(
    "old",
    "rules",
    tuple(Dimension(code, (), tuple(Span(level, level, level) for level in range(3))) for code in ("x", "y", "z")),
    rules=(
        Rule(0, {"x": frozenset({0}), "y": frozenset({0}), "z": frozenset({0})}),
        Rule(1, {"x": frozenset({0})}, ((1, 2, frozenset({1, 2})),)),
        Rule(2, {"x": frozenset({2})}),
    ),
)
NO = {"ill": False, "falls": False, "coma": False}


@pytest.mark.parametrize("instrument", [TOTAL, TABLE, OLD], ids=lambda one: one.code)
def test_these_instruments_have_no_fault(instrument: Instrument) -> None:
    assert list(check(instrument)) == []


def test_the_points_make_the_level_and_a_circumstance_raises_it_once() -> None:
    answers = {"a": 2, "b": 1, "c": 1}
    plain = grade(TOTAL, answers, NO)
    assert (plain.points, plain.total, plain.first, plain.level) == ({"one": 3, "two": 1}, 4, 1, 1)
    raised = grade(TOTAL, answers, NO | {"ill": True, "falls": True})
    assert (raised.first, raised.level, raised.raised_by) == (1, 2, ("ill", "falls"))
    worst = grade(TOTAL, {"a": 0, "b": 0, "c": 0}, NO | {"ill": True})
    assert (worst.level, worst.raised_by) == (3, ())
    set_ = grade(TOTAL, {"a": 2, "b": 2, "c": 0}, NO | {"coma": True})
    assert (set_.first, set_.level, set_.raised_by) == (1, 3, ("coma",))


def test_what_is_missing_leaves_the_level_open_and_is_named() -> None:
    one = grade(TOTAL, {"a": 2, "b": 2}, NO)
    assert (one.level, one.missing, one.possible) == (None, ("c",), (0, 1))
    assert one.points == {"one": 4, "two": None}
    settled = grade(TOTAL, {"a": 1, "b": 1}, NO)
    assert (settled.level, settled.total, settled.possible) == (None, None, (1, 2))
    unknown = grade(TOTAL, {"a": 2, "b": 2, "c": 1}, {"falls": False})
    assert (unknown.first, unknown.level, unknown.possible) == (
        0,
        None,
        (0, 1),
    )  # nobody has said whether she is ill; coma cannot be
    nothing_changes = grade(TOTAL, {"a": 0, "b": 0, "c": 0})
    assert nothing_changes.level == 3


def test_the_table_takes_the_worst_of_the_others() -> None:
    assert grade(TABLE, {"a": 2, "b": 1, "c": 0}).level == 1
    assert grade(TABLE, {"a": 0, "b": 1, "c": 1}).classes == {"first": 1, "second": 0, "third": 0}
    assert grade(TABLE, {"a": 0, "b": 0}).level == 3  # whatever c is, the worst of the others is known
    assert grade(TABLE, {"a": 0, "c": 1}).possible == (2, 3)


def test_old_files_go_by_rules_and_where_none_holds_there_is_no_level() -> None:
    assert grade(OLD, {}, classes={"x": 0, "y": 0, "z": 0}).level == 0
    assert grade(OLD, {}, classes={"x": 0, "y": 2, "z": 0}).level == 1
    assert grade(OLD, {}, classes={"x": 2, "y": 0, "z": 0}).level == 2
    silent = grade(OLD, {}, classes={"x": 1, "y": 0, "z": 0})
    assert (silent.level, silent.possible, silent.missing) == (None, (), ())
    assert grade(OLD, {}, classes={"x": 2}).level == 2
    assert grade(OLD, {}, classes={"x": 0}).missing == ("y", "z")


@pytest.mark.parametrize(
    ("answers", "held", "code"),
    [
        ({"a": 3}, {}, "unknown_answer"),
        ({"q": 1}, {}, "unknown_answer"),
        ({}, {"asleep": True}, "unknown_circumstance"),
        ({"c": 1}, {"coma": True}, "circumstance_against_answer"),
    ],
)
def test_what_the_instrument_does_not_know_is_refused(
    answers: dict[str, int], held: dict[str, bool], code: str
) -> None:
    with pytest.raises(AssessmentError) as raised:
        grade(TOTAL, answers, held)
    assert [fault.code for fault in raised.value.faults] == [code]
    with pytest.raises(AssessmentError):
        grade(OLD, {}, classes={"x": 7})


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 1)),
    st.dictionaries(st.sampled_from(["ill", "falls", "coma"]), st.booleans()),
)
def test_possible_is_what_filling_in_can_still_make(answers: dict[str, int], held: dict[str, bool]) -> None:
    """Against every way to fill in what is missing: no level is left out, none is promised that cannot come, one that is stated is the only one."""
    if held.get("coma") and answers.get("c") == 1:
        return
    open_items = [item for item in TOTAL.items.values() if item.code not in answers]
    open_held = [one.code for one in TOTAL.circumstances if one.code not in held]
    come = set()
    for scores in product(*(item.scores for item in open_items)):
        filled = answers | dict(zip((item.code for item in open_items), scores, strict=True))
        for truths in product((False, True), repeat=len(open_held)):
            all_held = held | dict(zip(open_held, truths, strict=True))
            if all_held["coma"] and filled["c"] == 1:
                continue
            come.add(grade(TOTAL, filled, all_held).level)
    found = grade(TOTAL, answers, held)
    assert set(found.possible) == come
    assert found.level == (next(iter(come)) if len(come) == 1 else None)
