"""A snapshot's tables → the columns that the engine asks for. The twin of `domain.facts`, for everybody at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from laoyou.base.month import Month
from laoyou.engines.rules import Program
from laoyou.engines.rules import columns as engine
from laoyou.entitlements.domain.facts import IMPLIES, NO, YES

OWN = {
    "birth_date", "death_date", "registered_from", "registered_to", "resident_from", "resident_to", "registered_area",
}  # fmt: skip
"""Facts that stand in the person's own row."""


@dataclass(frozen=True)
class Tables:
    """The tables of a snapshot of facts, whole."""

    people: pl.DataFrame
    statuses: pl.DataFrame
    statements: pl.DataFrame
    lists: pl.DataFrame


def with_place(people: pl.DataFrame, whole: str) -> pl.DataFrame:
    """With the area where the register looks after each of them; the whole district where they are nowhere in it now."""
    place = pl.coalesce("residence_area", "registered_area").fill_null(whole)
    return people.with_columns(area=place)


def assemble(
    tables: Tables,
    people: pl.DataFrame,
    program: Program,
    month: Month,
    excludes: Mapping[str, Sequence[str]],
    kinds: frozenset[str],
) -> pl.DataFrame:
    """
    Key, area and every fact of the program, for the rows of `people` (some of those of `tables`, with their place).

    excludes  status → statuses that nobody has beside it; kinds: the statuses of the register
    """
    last = month.end - timedelta(days=1)
    asked = people.select(
        "key",
        day=pl.min_horizontal(pl.lit(last), pl.col("death_date") - pl.duration(days=1)).fill_null(last).cast(pl.Date),
    )
    assembly = _Assembly(tables, people, asked, last, excludes)
    schema = engine.schema(program)
    for fact in program.facts:
        if fact.name in OWN:
            continue
        if fact.type == "bool" and fact.name in kinds:
            assembly.status(fact.name)
        else:
            assembly.stated(fact.name, fact.type)
    return assembly.frame.select("key", "area", *(pl.col(fact.name).cast(schema[fact.name]) for fact in program.facts))


class _Assembly:
    def __init__(
        self,
        tables: Tables,
        people: pl.DataFrame,
        asked: pl.DataFrame,
        last: date,
        excludes: Mapping[str, Sequence[str]],
    ) -> None:
        self.tables = tables
        self.frame = people
        self.last = last
        self.excludes = excludes
        self.made: set[str] = set()
        self.spells = (
            tables.statuses.join(asked, on="key", how="inner")
            .with_columns(
                holds=(pl.col("true_from") <= pl.col("day"))
                & (pl.col("true_to").is_null() | (pl.col("true_to") > pl.col("day"))),
                over=(pl.col("true_to") <= pl.col("day")).fill_null(False),
            )
            .group_by("key", "kind")
            .agg(holds=pl.col("holds").any(), over=pl.col("over").any())
        )
        self.statements = (
            tables.statements.join(asked, on="key", how="inner")
            .filter(
                (pl.col("true_from") <= pl.col("day"))
                & (pl.col("true_to").is_null() | (pl.col("true_to") > pl.col("day")))
            )
            .sort("key", "fact", "true_from")
            .group_by("key", "fact", maintain_order=True)
            .agg(value=pl.col("value").last())
        )

    def join(self, found: pl.DataFrame) -> None:
        self.frame = self.frame.join(found, on="key", how="left", maintain_order="left")

    def holding(self, kind: str) -> str:
        """The column that says whether a status holds; with it one that says whether it is over."""
        name = f"_holds {kind}"
        if name not in self.made:
            self.made.add(name)
            of_kind = self.spells.filter(pl.col("kind") == kind)
            self.join(of_kind.select("key", pl.col("holds").alias(name), pl.col("over").alias(f"_over {kind}")))
            self.frame = self.frame.with_columns(
                pl.col(name).fill_null(False), pl.col(f"_over {kind}").fill_null(False)
            )
        return name

    def statement(self, fact: str) -> str:
        """The column of the statement that holds, as text."""
        name = f"_said {fact}"
        if name not in self.made:
            self.made.add(name)
            self.join(self.statements.filter(pl.col("fact") == fact).select("key", pl.col("value").alias(name)))
        return name

    def listed(self, fact: str) -> pl.Expr:
        """What complete lists in force say of who does not stand on them, as text; the newest first."""
        lists = self.tables.lists.filter(
            (pl.col("fact") == fact) & (pl.col("true_from") <= self.last) & (pl.col("true_to") > self.last)
        ).sort("as_of", "id", descending=[True, False])
        found: pl.Expr = pl.lit(None, pl.String)
        for row in reversed(lists.to_dicts()):
            inside = pl.any_horizontal(
                pl.col(column).cast(pl.String).str.starts_with(row["area"]).fill_null(False)
                for column in ("registered_area", "residence_area")
            )
            there = pl.col("known_on").is_null() | (pl.col("known_on") <= row["as_of"])
            found = pl.when(inside & there).then(pl.lit(row["absent"])).otherwise(found)
        return found

    def stated(self, fact: str, kind: str) -> None:
        """A fact that only statements and lists tell."""
        text = pl.coalesce(pl.col(self.statement(fact)), self.listed(fact))
        self.frame = self.frame.with_columns(read(text, kind).alias(fact))

    def status(self, name: str) -> None:
        """A status of the register: the same order of reasons as `domain.facts`."""
        if name in self.made:
            return
        self.made.add(name)
        wide = IMPLIES.get(name)
        if wide is not None:
            self.status(wide)
        holds = pl.any_horizontal(
            pl.col(self.holding(kind))
            for kind in (name, *(narrow for narrow, broad in IMPLIES.items() if broad == name))
        )
        said = pl.col(self.statement(name))
        over = pl.col(f"_over {name}")
        other = [pl.col(self.holding(kind)) for kind in self.excludes.get(name, ())]
        excluded = pl.any_horizontal(*other) if other else pl.lit(False)
        listed = self.listed(name)
        value = (
            pl.when(holds)
            .then(pl.when(said == NO).then(pl.lit(None, pl.Boolean)).otherwise(True))
            .when(said.is_not_null())
            .then(said == YES)
            .when(excluded | over)
            .then(False)
            .when(listed.is_not_null())
            .then(listed == YES)
        )
        if wide is not None:
            value = value.when(~pl.col(wide)).then(False)
        self.frame = self.frame.with_columns(value.otherwise(pl.lit(None, pl.Boolean)).alias(name))


def read(text: pl.Expr, kind: str) -> pl.Expr:
    """The text of a statement as the engine takes it; null where it is of another type."""
    if kind == "bool":
        return pl.when(text == YES).then(True).when(text == NO).then(False)
    if kind in ("int", "fen"):
        return pl.when(text.str.contains(r"^[0-9]+$")).then(text).cast(pl.Int64, strict=False)
    if kind in ("date", "open_date"):
        return text.str.to_date("%Y-%m-%d", strict=False)
    return text
