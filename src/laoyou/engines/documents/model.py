"""What a plan document consists of, once it has been read; and where in the text each part of it stands.

Whatever the file was, it is first numbered lines: the lines of a text file as they are, one line for a paragraph or for a table cell of a
Word file, one for each printed line of a PDF. Everything that is read from them keeps its `Place`, so that a person can be shown it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of the file as it stands there. `number` counts from 1; `page` is None where the file has none.

    `table` and `cell` are given where the file itself has tables (Word, HTML): the table's number in the file from 1, and the
    cell's (row, column) from 0 with the rows and columns that it spans.
    """

    number: int
    text: str
    page: int | None = None
    table: int | None = None
    cell: tuple[int, int] | None = None
    spans: tuple[int, int] = (1, 1)
    style: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Characters [start, end) of the line `line`, as the file has them."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A slip of the file that was put right, with the reason that makes it certain."""

    place: Place
    printed: str
    restored: str
    kind: Literal["decimal_point", "full_width", "broken_line", "missing_unit", "traditional", "ocr"]
    reason: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """
    Running text, its broken lines joined. `text[i]` came from `places[i]`.

    The text is written one way: half-width digits, letters and signs, Chinese punctuation, no spaces within Chinese; what the
    file itself has stands at the places. `clause` is the index of the innermost clause, -1 before the first; the line that
    begins a clause is a paragraph (or the beginning of one) too. A decimal point that the copy has lost and that could be put
    back stands in the text, at the place of the digit after it; the document's repairs say why.
    """

    text: str
    clause: int
    places: tuple[tuple[int, int], ...]
    """(line, column) of each character of `text`."""

    def place(self, start: int, end: int) -> tuple[Place, ...]:
        """Where characters [start, end) of the text stand in the file: one place for each line that they lie on."""
        found: list[Place] = []
        for line, column in self.places[start:end]:
            if found and found[-1].line == line:
                found[-1] = Place(line, min(found[-1].start, column), max(found[-1].end, column + 1))
            else:
                found.append(Place(line, column, column + 1))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of the document: 一、 / （一） / 1. / （1） / 第一章 / 附件1."""

    index: int
    label: str
    title: str
    level: int
    parent: int | None
    first_line: int
    last_line: int
    path: str
    """Labels from the top, as an official would cite them: 二（三）2."""


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One cell of a table; every row has one for every column, the empty ones too. `text` is written one way, like a paragraph's.

    `number` is None where the cell is empty, a dash, a range or words; 95 for “≥95”. `unit` is the cell's own, else the
    column's, else the one that the row's name ends with. Where `repaired` is given, `number` is what was restored and `text`
    what is printed.
    """

    row: int
    column: int
    text: str
    places: tuple[Place, ...]
    number: Decimal | None = None
    unit: str = ""
    repaired: Repair | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table in whatever shape it was printed: `columns` and `rows` hold the names on the way down to each column and row.

    Columns of row numbers and of names are columns like the others. `rows` are those below the heading, totals included; a line
    that only names a part of the table is no row but the first name of the rows below it. `column_units` has one for each
    column, empty where the heading names none. `clause` is -1 before the first clause.
    """

    label: str
    title: str
    clause: int
    unit: str
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[Cell, ...]
    total_rows: tuple[int, ...]
    notes: tuple[Paragraph, ...]
    first_line: int
    last_line: int
    column_units: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a row and a column, or None where the table has a hole there."""
        return next((cell for cell in self.cells if cell.row == row and cell.column == column), None)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read: its heading, its clauses, its running text and its tables, in order."""

    title: str
    issuer: str
    number: str
    date: str
    status: Literal["draft_for_comment", "issued", "unknown"]
    period: tuple[int, int] | None
    lines: tuple[SourceLine, ...]
    clauses: tuple[Clause, ...]
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def clause_at(self, line: int) -> Clause | None:
        """The innermost clause that a line belongs to."""
        inside = [clause for clause in self.clauses if clause.first_line <= line <= clause.last_line]
        return max(inside, key=lambda clause: clause.level, default=None)
