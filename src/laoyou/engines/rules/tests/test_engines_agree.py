"""One tree, several ways to carry it out: the evaluator that reads it, the written function, Polars, DuckDB and Spark give the same rows."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from laoyou.base.month import Month
from laoyou.engines.rules import Explainer, Program, compile_plain, prepare, status_of
from laoyou.engines.rules.plain import evaluate
from laoyou.engines.rules.program import UNKNOWN_SHIFT
from laoyou.engines.rules.tests.books import BOOK, MONTH, person

Rows = list[tuple[int | None, ...]]
MONTHS = (MONTH, Month(2026, 3), Month(2027, 2), Month(2028, 2))


def read_from_the_tree(program: Program, facts: dict[str, Any]) -> tuple[int | None, ...]:
    """A row by the slow evaluator, part by part."""
    row: list[int | None] = []
    for ready in program.benefits:
        code = evaluate(ready.extra, facts)
        for number, (_, condition) in enumerate(ready.clauses):
            truth = evaluate(condition, facts)
            code += 0 if truth else 1 << (number if truth is False else UNKNOWN_SHIFT + number)
        row.append(code)
        if ready.due is not None:
            row.append(evaluate(ready.due, facts))
    return tuple(row)


def by_function(program: Program, people: Sequence[dict[str, Any]]) -> Rows:
    determine = compile_plain(program)
    kept = [
        place
        for place in range(2 * len(program.benefits))
        if place % 2 == 0 or program.benefits[place // 2].due is not None
    ]
    return [tuple(row[place] for place in kept) for row in map(determine, people)]


def frame(program: Program, people: Sequence[dict[str, Any]]) -> Any:
    import polars as pl

    from laoyou.engines.rules import columns

    schema = columns.schema(program)
    return pl.DataFrame({name: [one[name] for one in people] for name in schema}, schema=schema)


def by_polars(program: Program, people: Sequence[dict[str, Any]]) -> Rows:
    from laoyou.engines.rules import columns

    return columns.determine(frame(program, people).lazy(), program).collect().rows()


def by_duckdb(program: Program, people: Sequence[dict[str, Any]]) -> Rows:
    duckdb = pytest.importorskip("duckdb")
    from laoyou.engines.rules import sql

    with duckdb.connect() as connection:
        # By way of a file: handing a table over in memory would need a third library.
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "people.parquet")
            frame(program, people).write_parquet(file)
            connection.execute("CREATE TABLE people AS SELECT * FROM read_parquet(?)", [str(file)])
        found: Rows = connection.execute(sql.query(program, "people")).fetchall()
        return found


def by_spark(program: Program, people: Sequence[dict[str, Any]]) -> Rows:
    spark = pytest.importorskip("pyspark.sql")
    from laoyou.engines.rules import sql

    builder = spark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    try:
        session.createDataFrame(frame(program, people).to_arrow()).createOrReplaceTempView("people")
        return [tuple(row) for row in session.sql(sql.query(program, "people", dialect="spark")).collect()]
    finally:
        session.stop()


def people_of(seed: int, count: int) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    return [person(rng, unknown=rng.choice([0.0, 0.1, 0.5])) for _ in range(count)]


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_the_written_function_says_what_the_tree_says(month: Month) -> None:
    program = prepare(BOOK, month)
    people = people_of(1, 150)
    assert by_function(program, people) == [read_from_the_tree(program, one) for one in people]


@pytest.mark.parametrize("engine", [by_polars, by_duckdb])
def test_columns_say_row_by_row_what_one_person_is_told(engine: Callable[..., Rows]) -> None:
    program = prepare(BOOK, MONTH)
    people = people_of(2, 3000)
    expected = by_function(program, people)
    assert engine(program, people) == expected
    statuses = {status_of(row[0] or 0) for row in expected}
    assert statuses == {"entitled", "needs_information", "not_entitled"}


@pytest.mark.full
@pytest.mark.parametrize("engine", [by_polars, by_duckdb])
@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_columns_agree_on_many_people_and_months(engine: Callable[..., Rows], month: Month) -> None:
    program = prepare(BOOK, month)
    people = people_of(3, 100_000)
    assert engine(program, people) == by_function(program, people)


@pytest.mark.full
def test_spark_agrees() -> None:
    program = prepare(BOOK, MONTH)
    people = people_of(4, 20_000)
    assert by_spark(program, people) == by_function(program, people)


def test_the_worklist_of_columns_names_what_the_explanation_names() -> None:
    from laoyou.engines.rules import columns

    program = prepare(BOOK, MONTH)
    people = people_of(5, 2000)
    explainer = Explainer(program)
    named = {
        (number, finding.benefit, fact)
        for number, one in enumerate(people)
        for finding in explainer.explain(one)
        for fact, _ in finding.missing
    }
    rows = columns.missing(frame(program, people).with_row_index("id").lazy(), program, ["id"]).collect().rows()
    assert len(rows) == len(set(rows))
    assert set(rows) == named
    assert len(named) > 1000


def test_a_facility_has_its_own_program() -> None:
    program = prepare(BOOK, MONTH, "facility")
    assert [ready.name for ready in program.benefits] == ["operating"]
    assert compile_plain(program)({"beds": 3}) == (0, 3000)
    assert [status_of(compile_plain(program)({"beds": beds})[0] or 0) for beds in (0, None)] == [
        "not_entitled",
        "needs_information",
    ]
