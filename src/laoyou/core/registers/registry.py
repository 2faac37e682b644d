"""
Which registers can be photographed and counted: each room registers its tables here, downward.

A room gives, for a table of the vocabulary in `laoyou.packs.models.measure`, two things: batches of columns for the
snapshot, and a way to count the live rows. Both stand for the same rows; a test of ours compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.packs.models.measure import REGISTER_TABLES, Count

Kind = Literal["key", "integer", "boolean", "code", "codes", "area", "date", "birth_date"]
Batch = Mapping[str, Sequence[object]]
Batches = Callable[[date], Iterable[Batch]]
REGISTERS: Final = "registers"


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a register table as its room hands it over.

    kind    `key`: the register's own row number, written as a keyed hash; `birth_date`: written as completed months,
            under the name `age_months`; the others as they are. There is no kind for free text: a snapshot holds no name
    of      for a `key`: the table whose rows it numbers, so that tables can be joined; empty for the table itself
    """

    kind: Kind
    of: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row behind a number, as a list of such rows shows it: its number, what it is called, where, and its own page."""

    id: int
    label: str
    area: str
    url: str | None


class Measures(Protocol):
    """
    Counts the live rows of one register table. `QuerySetMeasures` is the one that rooms with Django models use.

    permission  whoever holds it over an area may see the rows counted there
    """

    @property
    def permission(self) -> str: ...

    def by_town(self, count: Count, *, on: date) -> Mapping[str, int]:
        """
        The number by town (area id of nine digits; a shorter one where a row is not placed more closely).

        A row without an area is in no number: it is outside every area that can be asked for.
        """

    def rows_url(self, count: Count, *, area: str, on: date) -> str | None:
        """The room's own page that lists exactly the rows counted within `area`; None where it has none."""

    def rows_count(self, count: Count, *, area: str, on: date) -> int:
        """How many rows were counted."""

    def page(self, count: Count, *, area: str, on: date, by: Scope, after: int, size: int) -> list[RegisterRow]:
        """`size` of the rows counted within `area` that `by` may see, by their number, after the row numbered `after`."""


@dataclass(frozen=True, slots=True)
class Table:
    """
    A registered table.

    keep_seconds  for how long a live count may be shown again before it is made anew
    part          which kind of snapshot holds it: "registers", or one that is taken for a purpose of its own
    """

    name: str
    columns: Mapping[str, Column]
    batches: Batches
    measures: Measures | None
    keep_seconds: int
    part: str = REGISTERS


_tables: dict[str, Table] = {}


def register_table(
    name: str,
    columns: Mapping[str, Column | Kind],
    batches: Batches,
    *,
    measures: Measures | None = None,
    keep_seconds: int = 0,
    part: str = REGISTERS,
) -> None:
    """
    Register a table under `name`.

    columns       name → kind; holds every column of the vocabulary for the table (`birth_date` for `age_months`)
    batches       `batches(on)` yields {column: values}, all values of a batch equally long, some 50,000 rows each, for
                  the rows that were on the register on the day `on`. Dates may be `date` or ISO text; codes a list, or
                  text joined by ","; unknown is None
    measures      how the live rows are counted; without it, indicators cannot use the table
    keep_seconds  0 where counting is cheap; a count over all residents may be kept for some minutes
    part          another name than "registers" keeps the table out of the ordinary snapshot

    Raises ValueError where a column of the vocabulary is missing or of another kind: a mistake of ours, found at start.
    """
    given = {key: column if isinstance(column, Column) else Column(column) for key, column in columns.items()}
    written = {
        ("age_months" if column.kind == "birth_date" else key): (
            "integer" if column.kind == "birth_date" else column.kind
        )
        for key, column in given.items()
    }
    vocabulary = REGISTER_TABLES.get(name)
    for key, expected in (vocabulary.columns if vocabulary else {}).items():
        if written.get(key) != expected.type:
            raise ValueError(f"table {name!r}: column {key!r} should be {expected.type}, is {written.get(key)}")
    _tables[name] = Table(name, given, batches, measures, keep_seconds, part)


def tables() -> tuple[Table, ...]:
    """Every registered table, by name."""
    return tuple(_tables[name] for name in sorted(_tables))


def table(name: str) -> Table:
    """The table registered as `name`; DomainError `core.no_register` where there is none."""
    found = _tables.get(name)
    if found is None:
        raise DomainError("core.no_register", table=name)
    return found


def measures_of(name: str) -> Measures:
    """How table `name` is counted live; DomainError `core.no_register` where nobody says."""
    found = table(name).measures
    if found is None:
        raise DomainError("core.no_register", table=name)
    return found
