"""Whoever breaks a rule is caught: a wrong sign, amount, age, law of the month, or a clause left out changes a row that the oracle knows."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from laoyou.engines.rules import RuleError
from tests.oracle.mutants import Mutant, mutants, sample
from tests.oracle.people import MONTHS, centres, people
from tests.oracle.sides import PLACES, Difference, book_of, differences, tables

PLACE, CASES, FEW, MANY = "500118-demo", 4, 150, 2000


@cache
def some(subject: str, number: int, count: int) -> list[dict[str, Any]]:
    return (centres if subject == "facility" else people)(7, MONTHS[number], count)


def caught(place: str, mutant: Mutant, *counts: int) -> Difference | None:
    """The first row on which the oracle contradicts a broken book."""
    for count in counts:
        for number, month in enumerate(MONTHS):
            subjects = ("person", "living_household", "facility") if mutant.subject == "person" else (mutant.subject,)
            for subject in subjects[:1]:
                try:
                    found = next(differences(place, month, subject, some(subject, number, count), mutant.book), None)
                except RuleError:
                    pytest.fail(f"not a book any more: {mutant.told}")
                if found is not None:
                    return found
    return None


def wrongs(place: str, seed: int) -> list[Mutant]:
    return sample(book_of(place), set(tables(place, MONTHS[2])), seed, CASES)


@pytest.mark.parametrize("mutant", wrongs(PLACE, 20), ids=lambda mutant: mutant.told)
def test_twenty_wrongs_are_caught(mutant: Mutant) -> None:
    assert caught(PLACE, mutant, FEW, MANY), mutant.told


@pytest.mark.full
@pytest.mark.parametrize("place", PLACES)
def test_every_wrong_that_can_be_made_is_caught(place: str) -> None:
    book, names = book_of(place), set(tables(place, MONTHS[2]))
    every = [
        one
        for kind in ("operator", "constant", "age", "month law", "missing clause")
        for one in mutants(book, names, kind)
    ]
    assert len(every) > 80
    assert [one.told for one in every if caught(place, one, FEW, MANY, 20_000) is None] == []
