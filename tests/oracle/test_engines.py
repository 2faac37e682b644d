"""The oracle, one person told, Polars, DuckDB and Spark say the same of every row, by the rules of the packs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from laoyou.engines.rules import Program, read_code
from laoyou.engines.rules.tests.test_engines_agree import by_duckdb, by_function, by_polars, by_spark
from tests.oracle.people import MONTHS, people
from tests.oracle.sides import PLACES, Row, book_of, explainer_of, facts_for, oracle_rows, tables

Rows = list[tuple[int | None, ...]]
Engine = Callable[[Program, Sequence[dict[str, Any]]], Rows]


def agree(place: str, number: int, count: int, engines: Sequence[Engine]) -> None:
    month = MONTHS[number]
    pairs = tables(place, month)
    explainer = explainer_of(book_of(place), month, "person")
    program = explainer.program
    someone = people(11, month, count)
    facts = [{fact.name: None for fact in program.facts} | facts_for(explainer, one, month, pairs) for one in someone]
    expected = by_function(program, facts)
    for engine in engines:
        assert engine(program, facts) == expected
    for one, row in zip(someone, expected, strict=True):
        told = _rows(program, row)
        for name, known in oracle_rows(one, month, pairs, "person").items():
            assert told[name] == (known.status, known.amount, known.superseded, known.may_be_higher), (name, one)


def _rows(program: Program, row: tuple[int | None, ...]) -> dict[str, tuple[str, int | None, bool, bool]]:
    """What a row of codes and amounts says."""
    found = {}
    values = iter(row)
    for ready in program.benefits:
        reading = read_code(ready, next(values) or 0)
        amount = next(values) if ready.due is not None else None
        shown = Row(reading.status, amount, reading.superseded, reading.may_be_higher and not reading.superseded)
        found[ready.name] = (shown.status, shown.amount, shown.superseded, shown.may_be_higher)
    return found


@pytest.mark.parametrize(("place", "number"), [(PLACES[0], 1), (PLACES[1], 2), (PLACES[4], 4)])
def test_all_say_the_same(place: str, number: int) -> None:
    agree(place, number, 200, [by_polars, by_duckdb])


@pytest.mark.full
@pytest.mark.parametrize("number", range(len(MONTHS)))
@pytest.mark.parametrize("place", PLACES)
def test_all_say_the_same_of_many(place: str, number: int) -> None:
    agree(place, number, 3000, [by_polars, by_duckdb])


@pytest.mark.full
@pytest.mark.parametrize("place", PLACES)
def test_spark_says_the_same(place: str) -> None:
    pytest.importorskip("pyspark")
    agree(place, 3, 5000, [by_spark])
