"""No missing fact ever yields “not entitled” unless another clause is false; nothing that was said turns out untrue once it is known."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.engines.rules import Explainer
from tests.oracle.people import CERTAIN, MONTHS, person
from tests.oracle.sides import PLACES, Row, book_of, explainer_of, facts_for, oracle_rows, product_rows, tables

HIDEABLE = sorted(set(person(random.Random(0), MONTHS[0], hidden=0)) - set(CERTAIN))


@cache
def explainer(place: str, number: int) -> Explainer:
    return explainer_of(book_of(place), MONTHS[number], "person")


def hold(place: str, number: int, seed: int, hidden: set[str]) -> None:
    month = MONTHS[number]
    known = person(random.Random(seed), month, hidden=0)
    masked = {name: value for name, value in known.items() if name not in hidden}
    pairs = tables(place, month)
    said, truth = _both(masked, place, number), _both(known, place, number)
    by_oracle = oracle_rows(known, month, pairs, "person")
    for name, row in said.items():
        if row.status == "not_entitled":
            assert truth[name].status == "not_entitled", (name, masked)
            if name in by_oracle:
                assert by_oracle[name].status == "not_entitled", (name, masked)
        if row.status == "entitled":
            assert truth[name].status == "entitled", (name, masked)
        if row.status == "needs_information":
            assert row.missing, (name, masked)


def _both(facts: dict[str, Any], place: str, number: int) -> dict[str, Row]:
    explain = explainer(place, number)
    pairs = tables(place, MONTHS[number])
    for finding in explain.explain(facts_for(explain, facts, MONTHS[number], pairs)):
        if finding.status == "not_entitled":
            assert False in [truth for _, truth in finding.reading.clauses], "only a false clause takes a right away"
    return product_rows(explain, facts_for(explain, facts, MONTHS[number], pairs))


A_PLACE = st.sampled_from(PLACES)
A_MONTH = st.integers(0, len(MONTHS) - 1)
SOMEBODY = st.integers(0, 10**9)
FACTS = st.sets(st.sampled_from(HIDEABLE))


@settings(max_examples=120, deadline=None)
@given(place=A_PLACE, number=A_MONTH, seed=SOMEBODY, hidden=FACTS)
def test_no_missing_fact_denies(place: str, number: int, seed: int, hidden: set[str]) -> None:
    hold(place, number, seed, hidden)


@pytest.mark.full
@settings(max_examples=10_000, deadline=None)
@given(place=A_PLACE, number=A_MONTH, seed=SOMEBODY, hidden=FACTS)
def test_no_missing_fact_denies_among_many(place: str, number: int, seed: int, hidden: set[str]) -> None:
    hold(place, number, seed, hidden)
