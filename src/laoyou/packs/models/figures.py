"""`figures/*.toml` beside `figures/*.csv`: tables as published, what each column means and must add up to.

`statements.toml`: single figures from running text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from laoyou.packs.models.common import (
    AreaRef,
    Definition,
    Example,
    Number,
    PackModel,
    Slug,
    Stated,
    Text,
    UnitOfMeasure,
    Verified,
    Year,
    complaint,
)
from laoyou.packs.models.measure import Count

Cell = Decimal | str | date | bool | None


class Column(PackModel):
    """
    One column of a table. Numbers need a unit; `values` lists the codes that a `code` column may hold.

    counts   how the registers count the same thing: pages show both side by side, and an example district is built so
             that both agree
    """

    name: Slug
    title: Text
    title_en: Text | None = None
    type: Literal["integer", "decimal", "text", "code", "boolean", "area", "date", "year"]
    unit: UnitOfMeasure | None = None
    values: tuple[Text, ...] = ()
    definition: Definition | None = None
    counts: Count | None = None
    inferred: StrictBool = False
    note: Text | None = None
    note_en: Text | None = None

    @model_validator(mode="after")
    def _numbers_have_units(self) -> Self:
        if self.type in {"integer", "decimal"} and self.unit is None:
            raise complaint("number_without_unit", name=self.name)
        if (self.type == "code") != bool(self.values):
            raise complaint("code_without_values", name=self.name)
        return self


class RowTotal(PackModel):
    """
    The row whose `key` column holds `row` is the sum of the other rows, for each of `columns`.

    differences   printed total minus the sum, by column, where the document itself does not add up; checked exactly
    """

    key: Slug
    row: Text
    columns: tuple[Slug, ...] = Field(min_length=1)
    differences: dict[Slug, Number] = Field(default_factory=dict)
    note: Text | None = None
    note_en: Text | None = None


class ColumnTotal(PackModel):
    """
    In every row `column` is the sum of the columns `of`; "table-id.column" is a column of another table, same key.

    differences   printed value minus the sum, by row key ("a/b" for two keys), where the document does not add up
    """

    column: Slug
    of: tuple[Slug, ...] = Field(min_length=1)
    differences: dict[str, Number] = Field(default_factory=dict)
    note: Text | None = None
    note_en: Text | None = None


class Ratio(PackModel):
    """In every row `column` is `numerator` / `denominator` × `scale`, rounded half up to `digits` decimals."""

    column: Slug
    numerator: Slug
    denominator: Slug
    scale: Number = Decimal(1)
    digits: StrictInt = 2
    differences: dict[str, Number] = Field(default_factory=dict)
    note: Text | None = None
    note_en: Text | None = None


class FigureDescription(PackModel):
    """
    The `.toml` beside a table.

    key          the columns that together name a row
    as_of        the day for which the table speaks; `as_of_column` where each row has its own
    empty        what an empty cell means: `unknown`, or `none_printed` where the printed sums treat it as none; never 0
    appends      the rows join the table of the same id in a pack below; a row with the same key takes its place
    """

    id: Slug
    title: Text
    title_en: Text | None = None
    document: Slug
    clause: Text
    as_of: date | None = None
    as_of_column: Slug | None = None
    as_of_note: Text | None = None
    as_of_note_en: Text | None = None
    verified: Verified
    example: Example = False
    appends: StrictBool = False
    empty: Literal["unknown", "none_printed"] = "unknown"
    key: tuple[Slug, ...] = Field(min_length=1)
    column: tuple[Column, ...] = Field(min_length=1)
    row_total: tuple[RowTotal, ...] = ()
    column_total: tuple[ColumnTotal, ...] = ()
    ratio: tuple[Ratio, ...] = ()
    disagrees_with: tuple[Text, ...] = ()
    note: Text | None = None
    note_en: Text | None = None

    @model_validator(mode="after")
    def _names_are_known_and_dated(self) -> Self:
        names = [column.name for column in self.column]
        for name in names:
            if names.count(name) > 1:
                raise complaint("duplicate_column", name=name)
        rules = [name for rule in self.row_total for name in (rule.key, *rule.columns, *rule.differences)]
        rules += [
            name for rule in self.column_total for name in (rule.column, *(part for part in rule.of if "." not in part))
        ]
        rules += [name for rule in self.ratio for name in (rule.column, rule.numerator, rule.denominator)]
        for name in (*self.key, *([self.as_of_column] if self.as_of_column else []), *rules):
            if name not in names:
                raise complaint("unknown_column_name", name=name, known="、".join(names))
        if (self.as_of is None) == (self.as_of_column is None):
            raise complaint("as_of_once")
        return self


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One line of a table: its cells by column name, and where it stands."""

    key: tuple[str, ...]
    cells: Mapping[str, Cell]
    document: str
    clause: str
    verified: bool
    example: bool
    note: str | None
    note_en: str | None
    pack: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table with the rows of every pack of the chain that adds to it, in order; rows are found by their key."""

    description: FigureDescription
    rows: Mapping[tuple[str, ...], FigureRow]

    def column(self, name: str) -> Column:
        """The description of a column; KeyError where there is none."""
        for column in self.description.column:
            if column.name == name:
                return column
        raise KeyError(name)

    def number(self, key: tuple[str, ...], column: str) -> Decimal | None:
        """A cell as a number; None where it is empty; KeyError where row or column are unknown."""
        cell = self.rows[key].cells[column]
        return cell if isinstance(cell, Decimal) else None

    def as_of(self, row: FigureRow) -> date:
        """The day for which a row speaks."""
        if self.description.as_of_column:
            day = row.cells[self.description.as_of_column]
            if isinstance(day, date):
                return day
        if self.description.as_of is None:
            raise ValueError(f"row {'/'.join(row.key)} of {self.description.id} has no date")
        return self.description.as_of


class Statement(Stated):
    """A single figure from running text, with the words of the document."""

    printed: Text
    key: Slug
    title: Text
    title_en: Text | None = None
    unit: UnitOfMeasure
    area: AreaRef
    as_of: date | None = None
    year: Year | None = None
    document: Slug
    clause: Text
    quote: Text
    definition: Definition | None = None
    verified: Verified
    example: Example = False
    disagrees_with: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        if self.as_of is None and self.year is None:
            raise complaint("statement_without_date", key=self.key)
        return self


class StatementFile(PackModel):
    statement: tuple[Statement, ...] = ()
