"""Nobody loses a right because a fact is missing, and nobody is paid on doubt."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.engines.rules import Explainer, Finding, prepare
from laoyou.engines.rules.tests.books import BOOK, FACTS, MONTH, person

UNKNOWABLE = [fact.name for fact in FACTS if fact.type != "open_date" and fact.subject == "person"]
CONFLICT = BOOK.conflicts[0].benefits


@cache
def explainer() -> Explainer:
    return Explainer(prepare(BOOK, MONTH))


def found(facts: dict[str, Any]) -> dict[str, Finding]:
    return {finding.benefit: finding for finding in explainer().explain(facts)}


def hold(seed: int, hidden: set[str]) -> None:
    """Hide facts of somebody about whom all is known; nothing that is said then may be untrue."""
    known = person(random.Random(seed), unknown=0)
    masked = {name: None if name in hidden else value for name, value in known.items()}
    truth, said = found(known), found(masked)
    for name, finding in said.items():
        assert truth[name].status != "needs_information"
        if finding.status == "not_entitled":
            assert False in [value for _, value in finding.reading.clauses], "only a false clause takes a right away"
        if finding.status != "needs_information":
            assert finding.status == truth[name].status, (name, masked)
        else:
            assert finding.missing, name
            assert {fact for fact, _ in finding.missing} <= hidden
            assert finding.amount is None
        if finding.status == "entitled" and name not in CONFLICT and finding.amount is not None:
            assert finding.amount <= (truth[name].amount or 0)
            if finding.amount < (truth[name].amount or 0):
                assert finding.reading.may_be_higher
    paid, due = (sum(one[name].amount or 0 for name in CONFLICT) for one in (said, truth))
    assert paid <= due, "what is certain is never more than what is owed"
    certain = [said[name] for name in CONFLICT if said[name].status == "entitled" and not said[name].reading.superseded]
    if certain and paid < due:
        assert any(finding.reading.may_be_higher for finding in certain)


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**9), hidden=st.sets(st.sampled_from(UNKNOWABLE)))
def test_hiding_facts_never_makes_anything_untrue(seed: int, hidden: set[str]) -> None:
    hold(seed, hidden)


@pytest.mark.full
@settings(max_examples=30_000, deadline=None)
@given(seed=st.integers(0, 10**9), hidden=st.sets(st.sampled_from(UNKNOWABLE)))
def test_hiding_facts_never_makes_anything_untrue_at_length(seed: int, hidden: set[str]) -> None:
    hold(seed, hidden)


def test_telling_all_missing_facts_settles_every_benefit() -> None:
    """What is named as missing is enough to know, and nothing is named that does not matter: each alone stays open without it."""
    rng = random.Random(3)
    for seed in range(400):
        known = person(random.Random(seed), unknown=0)
        masked = {name: None if name in UNKNOWABLE and rng.random() < 0.5 else value for name, value in known.items()}
        for name, finding in found(masked).items():
            told = dict(masked)
            while (now := found(told)[name]).status == "needs_information":
                lacking = [fact for fact, _ in now.missing]
                assert lacking, "open, and nothing to ask for"
                told |= {fact: known[fact] for fact in lacking}
            assert now.status == found(known)[name].status
            assert finding.status in ("needs_information", now.status)


def test_a_department_is_named_with_each_missing_fact() -> None:
    known = person(random.Random(1), unknown=0) | {
        "death_date": None, "registered_to": None, "disabled": None, "hardship": False, "grade": None,
    }  # fmt: skip
    missing = dict(found(known)["disability_allowance"].missing)
    assert missing == {"disabled": "disability federation"}
    assert found(known | {"disabled": False})["disability_allowance"].status == "not_entitled"


def test_what_does_not_matter_any_more_is_not_asked_for() -> None:
    """Of “poor or hardship, or income up to the line” nobody asks for the income of somebody poor."""
    known = person(random.Random(1), unknown=0) | {
        "registered_from": date(2000, 1, 1), "death_date": None, "registered_to": None, "poor": True, "income": None, "grade": None,
    }  # fmt: skip
    finding = found(known)["care_allowance"]
    assert [name for name, _ in finding.missing] == ["grade"]
    assert dict(finding.reading.clauses) == {"here": True, "needy": True, "grade": None}


def test_of_a_conflict_one_benefit_is_paid_and_it_is_the_highest() -> None:
    several = 0
    for seed in range(600):
        all_known = found(person(random.Random(seed), unknown=0))
        given = [all_known[name] for name in CONFLICT if all_known[name].status == "entitled"]
        paid = [finding for finding in given if not finding.reading.superseded]
        assert len(paid) == bool(given)
        assert all(finding.amount == 0 for finding in given if finding.reading.superseded)
        several += len(given) > 1
        alone = {
            name: next(one for one in alone_explainer(name).explain(person(random.Random(seed), unknown=0)))
            for name in CONFLICT
        }
        assert sum(finding.amount or 0 for finding in paid) == max(finding.amount or 0 for finding in alone.values())
    assert several > 50


@cache
def alone_explainer(name: str) -> Explainer:
    return Explainer(prepare(BOOK, MONTH, only=[name]))


def test_a_right_without_an_entered_amount_is_a_right() -> None:
    known = person(random.Random(1), unknown=0) | {"poor": True, "area": "500118001"}
    finding = found(known)["later"]
    assert (finding.status, finding.amount, finding.reading.parameter_missing) == ("entitled", None, True)


def test_a_certain_amount_is_given_while_a_higher_one_is_open() -> None:
    known = person(random.Random(1), unknown=0) | {
        "birth_date": date(1940, 1, 1), "registered_from": date(2000, 1, 1), "death_date": None, "registered_to": None,
        "poor": None, "hardship": False, "disabled": False, "grade": "none",
    }  # fmt: skip
    finding = found(known)["age_allowance"]
    assert (finding.status, finding.amount, finding.reading.tier) == ("entitled", 2500, "eighty")
    assert finding.reading.may_be_higher
    sure = found(known | {"poor": True})["age_allowance"]
    assert (sure.amount, sure.reading.tier, sure.reading.may_be_higher) == (20000, "needy", False)
