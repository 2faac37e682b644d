"""Not only our book: whatever rules can be written are determined alike by every engine, and a missing fact never takes a right away."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.engines.rules import Benefit, Book, Clause, Conflict, Explainer, Tier, check, prepare
from laoyou.engines.rules.tests.books import BOOK, GRADES, JANUARY, MONTH, person
from laoyou.engines.rules.tests.test_engines_agree import by_duckdb, by_function, by_polars, read_from_the_tree
from laoyou.engines.rules.tests.test_unknown import UNKNOWABLE

LAWS = BOOK.laws
GRADE = st.sampled_from(GRADES)
AGE = st.integers(0, 105)

amounts = st.recursive(
    st.sampled_from(["income", "cost", "low", "middle", "high", "unentered", "cost + low", "income - cost"]),
    lambda below: st.one_of(
        st.tuples(st.sampled_from(["min", "max"]), below, below).map(lambda of: f"{of[0]}({of[1]}, {of[2]})"),
        st.tuples(below, st.sampled_from(["+", "-"]), below).map(lambda of: f"({of[0]} {of[1]} {of[2]})"),
        below.map(lambda of: f"share({of}, rate)"),
        below.map(lambda of: f"({of}) * days"),
        below.map(lambda of: f"2 * ({of})"),
    ),
    max_leaves=4,
)
conditions = st.recursive(
    st.one_of(
        st.sampled_from(["poor", "hardship", "disabled", "needy", "here", "alive(death_date)", "holds(registered_from, registered_to)"]),
        st.tuples(st.sampled_from(["age", "age_months"]), st.sampled_from(["<", "<=", ">", ">="]), AGE).map(
            lambda of: f"{of[0]}(birth_date) {of[1]} {of[2]}"
        ),
        st.lists(GRADE, min_size=1, max_size=3).map(lambda of: f"grade in ({', '.join(repr(one) for one in of)},)"),
        GRADE.map(lambda of: f"grade != {of!r}"),
        st.sampled_from(["within(area, '500118')", "days > 5", "days == 0", "registered_from <= date(2026, 2, 1)", "unentered > cost"]),
        st.tuples(amounts, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), amounts).map(lambda of: " ".join(of)),
    ),
    lambda below: st.one_of(
        st.lists(below, min_size=2, max_size=3).map(lambda of: f"({' and '.join(of)})"),
        st.lists(below, min_size=2, max_size=3).map(lambda of: f"({' or '.join(of)})"),
        below.map(lambda of: f"(not {of})"),
    ),
    max_leaves=6,
)  # fmt: skip


@st.composite
def benefits(draw: st.DrawFn, name: str, others: tuple[str, ...] = ()) -> Benefit:
    whens = draw(st.lists(conditions, min_size=1, max_size=3))
    if others and draw(st.booleans()):
        whens.append(draw(st.sampled_from([f"entitled({other})" for other in others] + [f"not entitled({others[0]})"])))
    tiers = draw(st.lists(st.tuples(conditions, amounts), max_size=3))
    return Benefit(
        name, "person", JANUARY, tuple(Clause(f"c{number}", when) for number, when in enumerate(whens)),
        draw(st.sampled_from([law.name for law in LAWS])),
        tiers=tuple(Tier(f"t{number}", when, amount) for number, (when, amount) in enumerate(tiers)),
        amount=None if tiers else draw(amounts),
    )  # fmt: skip


@st.composite
def books(draw: st.DrawFn) -> Book:
    one, two, three = draw(benefits("one")), draw(benefits("two", ("one",))), draw(benefits("three", ("one", "two")))
    members = draw(st.permutations(["one", "two", "three"]))[: draw(st.integers(2, 3))]
    conflict = Conflict("highest", tuple(members), JANUARY)
    return Book(BOOK.facts, BOOK.parameters, BOOK.definitions, LAWS, (one, two, three), (conflict,))


def agree(book: Book, seed: int, people: int, *, sql: bool) -> None:
    assert check(book) == []
    program = prepare(book, MONTH)
    rng = random.Random(seed)
    some = [person(rng, unknown=rng.choice([0.0, 0.3, 0.8])) for _ in range(people)]
    expected = by_function(program, some)
    assert expected == [read_from_the_tree(program, one) for one in some]
    assert by_polars(program, some) == expected
    if sql:
        assert by_duckdb(program, some) == expected


def deny_nobody(book: Book, seed: int, hidden: set[str]) -> None:
    """Hiding facts never turns what is true into what is false, and never pays more than is owed."""
    explainer = Explainer(prepare(book, MONTH))
    known: dict[str, Any] = person(random.Random(seed), unknown=0)
    truth = explainer.explain(known)
    said = explainer.explain({name: None if name in hidden else value for name, value in known.items()})
    for real, masked in zip(truth, said, strict=True):
        if masked.status == "not_entitled":
            assert real.status == "not_entitled"
        elif masked.status == "entitled":
            assert real.status == "entitled"
        else:
            assert masked.missing
            assert {name for name, _ in masked.missing} <= hidden | {"unentered"}
    if all(one.amount is not None or one.status == "needs_information" for one in (*truth, *said)):
        members = book.conflicts[0].benefits
        owed, paid = (sum(one.amount or 0 for one in found if one.benefit in members) for found in (truth, said))
        assert paid <= owed


@settings(max_examples=12, deadline=None)
@given(book=books(), seed=st.integers(0, 10**6))
def test_every_engine_determines_any_rule_alike(book: Book, seed: int) -> None:
    agree(book, seed, 20, sql=False)


@settings(max_examples=40, deadline=None)
@given(book=books(), seed=st.integers(0, 10**6), hidden=st.sets(st.sampled_from(UNKNOWABLE)))
def test_no_rule_can_deny_for_want_of_a_fact(book: Book, seed: int, hidden: set[str]) -> None:
    deny_nobody(book, seed, hidden)


@pytest.mark.full
@settings(max_examples=600, deadline=None)
@given(book=books(), seed=st.integers(0, 10**6), hidden=st.sets(st.sampled_from(UNKNOWABLE)))
def test_any_rule_at_length(book: Book, seed: int, hidden: set[str]) -> None:
    agree(book, seed, 50, sql=True)
    deny_nobody(book, seed, hidden)
