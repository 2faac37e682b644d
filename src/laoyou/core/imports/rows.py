"""The rows of an import: read from its files, mended ones in their places, each cell given its meaning."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.core import attachments, fields
from laoyou.core.imports import files, values
from laoyou.core.imports.headers import LINE_TITLE, find_head
from laoyou.core.imports.tables import Column, Decision, Fault, ImportTable, Kind, Row, Work
from laoyou.core.models import ImportBatch, ImportFile, ImportRow, ImportRun

SUMS = frozenset({"合计", "总计", "小计", "共计", "填表人", "填报人", "审核人", "备注", "说明", "注"})
"""First words of rows that are no rows of the list but stand below it."""


@dataclass(slots=True)
class Raw:
    """A row as it stands in a file: the line in the first file, its cells as text, the columns that hold a formula without a result."""

    line: int
    cells: list[str]
    empty_formulas: tuple[int, ...] = ()


def sheets_of(file: ImportFile) -> tuple[list[files.Sheet], str]:
    """The sheets of a stored file, and its name."""
    name = fields.opened(file.attachment.name)
    return files.open_sheets(attachments.contents(file.attachment), name), name


def sheet_of(file: ImportFile) -> files.Sheet:
    """The sheet that was chosen."""
    sheets, _ = sheets_of(file)
    for sheet in sheets:
        if sheet.name == file.sheet:
            return sheet
    raise DomainError("core.import_file_no_rows")


def raw_rows(sheet: files.Sheet, head_rows: int) -> Iterator[Raw]:
    """The rows below the head, with their line as Excel shows it; blank rows, sums and signatures are left out."""
    formulas = sheet.formulas.cells
    text_of = values.text_of
    for line, cells in enumerate(sheet.rows(), start=1):
        if line <= head_rows:
            continue
        texts = [cell if type(cell) is str and cell.isascii() and cell.isalnum() else text_of(cell) for cell in cells]
        filled = sum(1 for text in texts if text)
        if not filled:
            continue
        first = next(text for text in texts if text)
        if filled <= 3 and first.rstrip(":：").split("：")[0].split(":")[0].replace(" ", "") in SUMS:
            continue
        empty: tuple[int, ...] = ()
        if formulas:
            empty = tuple(place for place, text in enumerate(texts) if not text and (line - 1, place) in formulas)
        yield Raw(line, texts, empty)


class LineIndex:
    """Where, in a mended file, the line of the original stands, and how to read it."""

    def __init__(self, titles: Sequence[str]) -> None:
        self.place = list(titles).index(LINE_TITLE) if LINE_TITLE in titles else -1

    def run_and_line(self, cells: Sequence[str]) -> tuple[int, int] | None:
        """('12-35') → (12, 35); None where nothing of the kind stands there."""
        if not 0 <= self.place < len(cells):
            return None
        run, _, line = cells[self.place].partition("-")
        return (int(run), int(line)) if run.isdigit() and line.isdigit() and len(line) < 9 else None


@dataclass
class Source:
    """
    All rows of an import that are still to be written, in order of their lines.

    The list is streamed; its mended rows, which are few, are kept.
    """

    run: ImportRun
    table: ImportTable
    work: Work
    decisions: Mapping[int, Decision]
    proposals: Mapping[int, Mapping[str, str]]
    done: frozenset[int]
    total: int
    _first: ImportFile
    _sheet: files.Sheet
    _mended: dict[int, tuple[ImportFile, Raw]] = field(default_factory=dict)
    _added: list[tuple[ImportFile, Raw]] = field(default_factory=list)
    _readers: dict[int, RowReader] = field(default_factory=dict)

    @classmethod
    def open(cls, run: ImportRun, table: ImportTable, work: Work) -> Source:
        """Decrypt and open the files of `run`. DomainError where one is gone or cannot be read."""
        parts = list(run.files.unscoped("of a run that was found within the scope").order_by("number"))
        if not parts:
            raise DomainError("core.file_gone")
        decisions, proposals = decided(run)
        source = cls(
            run, table, work, decisions, proposals, done_lines(run), sum(part.rows for part in parts[:1]),
            parts[0], sheet_of(parts[0]),
        )  # fmt: skip
        beyond = 10_000_000
        for part in parts[1:]:
            lines = LineIndex(part.titles)
            for raw in raw_rows(sheet_of(part), part.head_rows):
                named = lines.run_and_line(raw.cells)
                if named is not None and named[0] == run.pk:
                    raw.line = named[1]
                    source._mended[raw.line] = (part, raw)
                else:
                    raw.line = beyond + part.number * 1_000_000 + raw.line
                    source._added.append((part, raw))
        return source

    def raw(self) -> Iterator[tuple[ImportFile, Raw]]:
        """Each row that is not written yet, as it stands in the newest file that has it."""
        for raw in raw_rows(self._sheet, self._first.head_rows):
            if raw.line not in self.done:
                yield self._mended.get(raw.line, (self._first, raw))
        for part, raw in self._added:
            if raw.line not in self.done:
                yield part, raw

    def batches(self, size: int) -> Iterator[list[Row]]:
        """Rows with their meaning, `size` at a time."""
        batch: list[Row] = []
        for part, raw in self.raw():
            batch.append(self.row(part, raw))
            if len(batch) >= size:
                yield batch
                batch = []
        if batch:
            yield batch

    def row(self, part: ImportFile, raw: Raw) -> Row:
        """One row with its meaning; where its reader said 'as proposed', with the proposals in their cells."""
        decision = self.decisions.get(raw.line)
        reader = self.reader(part)
        cells, taken = raw.cells, self.proposals.get(raw.line, {})
        if taken:
            cells = reader.with_values(cells, taken)
        row = reader.read(raw.line, cells, raw.empty_formulas)
        row.decision, row.taken = decision, taken
        return row

    def reader(self, part: ImportFile) -> RowReader:
        """The reader for the columns of one file."""
        found = self._readers.get(part.pk)
        if found is None:
            found = self._readers[part.pk] = RowReader(self.table, part.mapping)
        return found

    def by_name(self, part: ImportFile, cells: Sequence[str]) -> dict[str, str]:
        """The cells by the names of the table's columns, as they stand."""
        return self.reader(part).by_name(cells)


def decided(run: ImportRun) -> tuple[dict[int, Decision], dict[int, dict[str, str]]]:
    """(line → what a person said, line → column → the proposal that stood there) of a run."""
    decisions: dict[int, Decision] = {}
    proposals: dict[int, dict[str, str]] = {}
    rows = ImportRow.objects.unscoped("of a run that was found within the scope").filter(run=run)
    for row in rows.exclude(decision__isnull=True).iterator():
        decision = Decision.from_json(row.decision)
        if decision is None:
            continue
        decisions[row.line] = decision
        if decision.answer == "proposal":
            proposals[row.line] = json.loads(fields.opened(row.detail)).get("proposals", {})
    return decisions, proposals


def done_lines(run: ImportRun) -> frozenset[int]:
    """The lines that were written."""
    lines: set[int] = set()
    batches = ImportBatch.objects.unscoped("of a run that was found within the scope").filter(run=run, undone_at=None)
    for packed in batches.values_list("rows", flat=True):
        lines.update(one[0] for one in json.loads(zlib.decompress(bytes(packed))))
    return frozenset(lines)


def _text(longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > longest:
            raise DomainError("core.import_text_too_long", most=longest)
        return values.half_width(text) if values.has_full_width(text) else text

    return read


def _reader_of(column: Column) -> Callable[[str], Any]:
    if column.kind is Kind.CODE:
        return values.code_reader(column.codes)
    if column.kind is Kind.CODES:
        return values.codes_reader(column.codes)
    simple: dict[Kind, Callable[[str], Any]] = {
        Kind.DAY: values.day_of,
        Kind.NUMBER: values.number_text,
        Kind.PHONE: values.phone_text,
        Kind.YES_NO: values.yes_no,
        Kind.WHOLE: values.whole,
    }
    return simple.get(column.kind) or _text(column.longest)


class RowReader:
    """Reads rows of a file whose columns are `mapping`."""

    def __init__(self, table: ImportTable, mapping: Sequence[str]) -> None:
        self.table = table
        self.places = {name: place for place, name in enumerate(mapping) if name}
        self.columns = [
            (place, table.column(name), _reader_of(table.column(name))) for name, place in self.places.items()
        ]
        self.required = [column for column in table.columns if column.required]

    def by_name(self, cells: Sequence[str]) -> dict[str, str]:
        """Column → cell as it stands."""
        return {name: cells[place] for name, place in self.places.items() if place < len(cells)}

    def with_values(self, cells: list[str], given: Mapping[str, str]) -> list[str]:
        """The cells with some of them replaced; a column that the file has not is left out."""
        changed = list(cells)
        for name, text in given.items():
            place = self.places.get(name, -1)
            if place >= 0:
                changed += [""] * (place + 1 - len(changed))
                changed[place] = text
        return changed

    def read(self, line: int, cells: list[str], empty_formulas: tuple[int, ...] = ()) -> Row:
        """The row `line`: values of the cells that say something, faults of those that cannot be read."""
        found: dict[str, Any] = {}
        faults: list[Fault] = []
        notes: list[str] = []
        width = len(cells)
        for place, column, read in self.columns:
            text = cells[place] if place < width else ""
            if not text or text in values.BLANKS:
                if place in empty_formulas:
                    faults.append(Fault(column.name, "", DomainError("core.import_formula_empty")))
                continue
            try:
                found[column.name] = read(text)
            except DomainError as refusal:
                faults.append(Fault(column.name, text, refusal))
                continue
            if not text.isascii() and values.has_full_width(text) and values.FULL_WIDTH not in notes:
                notes.append(values.FULL_WIDTH)
        said = found.keys() | {fault.column for fault in faults}
        missing = [column.name for column in self.required if column.name not in said]
        faults += [Fault(name, "", DomainError("core.import_value_missing")) for name in missing]
        return Row(line, cells, found, faults, notes)


def best_sheet(sheets: Sequence[files.Sheet], table: ImportTable) -> tuple[files.Sheet, Any] | None:
    """The sheet whose head names most columns, with its head; None where none does."""
    found = [(sheet, head) for sheet in sheets if (head := find_head(sheet, table)) is not None]
    return max(found, key=lambda one: one[1].score) if found else None
