"""
The workbook of a form: what stands in its cells, and the same file with some more cells filled.

A form is written by changing those cells in the file's own XML and nothing else: formats, merged heads, formulas, pictures
and rules of entry stay byte by byte as the superior made them. Only the results that formulas had when the form was
saved are taken out, because they belong to empty cells; a spreadsheet program works them out when it opens the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from laoyou.base.errors import DomainError
from laoyou.core.imports import files
from laoyou.core.imports.files import column_letters, column_number
from laoyou.core.imports.values import text_of

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 2_000, 200, 40
LARGEST = 20 * 1024 * 1024
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Cell:
    """A cell with something in it. `formula` says that a spreadsheet program works it out."""

    text: str
    number: bool = False
    formula: bool = False


@dataclass
class Grid:
    """
    One visible sheet.

    cells    (row, column) from 0 → what stands there; of a merged block only its first cell
    merged   (row, column) inside a merged block → its first cell
    spans    first cell of a merged block → its last cell
    locked   cells that the form's own protection does not let anybody fill
    """

    name: str
    rows: int
    columns: int
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    locked: set[tuple[int, int]] = field(default_factory=set)

    def first_of(self, row: int, column: int) -> tuple[int, int]:
        """The cell itself, or the first one of the merged block that it lies in."""
        return self.merged.get((row, column), (row, column))

    def at(self, row: int, column: int) -> Cell | None:
        """What a reader sees at a place: within a merged block what its first cell holds."""
        return self.cells.get(self.first_of(row, column))


def place(row: int, column: int) -> str:
    """(0, 1) → 'B1'."""
    return f"{column_letters(column)}{row + 1}"


def position(name: str) -> tuple[int, int]:
    """'B1' → (0, 1)."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, column_number(letters)


def read(data: bytes, name: str) -> list[Grid]:
    """
    The visible sheets of a form. DomainError with a sentence for what is no readable .xlsx: `core.import_file_*` as for lists,
    `core.form_old_excel`, `core.form_locked_file`, `core.form_text_file`, `core.form_too_large`, `core.form_too_wide`.
    """
    require_form(data, name)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), rich_text=False)
    except Exception as problem:
        raise DomainError("core.import_file_damaged") from problem
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(shown) > MOST_SHEETS or any(one.max_row > MOST_ROWS or one.max_column > MOST_COLUMNS for one in shown):
        raise DomainError("core.form_too_wide", rows=MOST_ROWS, columns=MOST_COLUMNS, sheets=MOST_SHEETS)
    return [_grid(sheet) for sheet in shown]


def require_form(data: bytes, name: str) -> None:
    """DomainError where the file is no .xlsx that can be taken; its archive is unpacked in pieces before a reader sees it."""
    if len(data) > LARGEST:
        raise DomainError("core.form_too_large", megabytes=-(-len(data) // 1024**2), most=LARGEST // 1024**2)
    files.require_size(len(data))
    kind = files.kind_of(data, name)
    if kind == files.XLS:
        raise DomainError("core.import_file_password" if _ENCRYPTED in data else "core.form_old_excel")
    if kind != files.XLSX:
        raise DomainError("core.form_text_file")
    files.inspect(data)


def _grid(sheet: Any) -> Grid:
    grid = Grid(sheet.title, sheet.max_row, sheet.max_column)
    guarded = bool(sheet.protection.sheet)
    for block in sheet.merged_cells.ranges:
        first = (block.min_row - 1, block.min_col - 1)
        grid.spans[first] = (block.max_row - 1, block.max_col - 1)
        for row in range(block.min_row - 1, min(block.max_row, MOST_ROWS)):
            for column in range(block.min_col - 1, min(block.max_col, MOST_COLUMNS)):
                if (row, column) != first:
                    grid.merged[row, column] = first
    for row in sheet.iter_rows():
        for cell in row:
            at = (cell.row - 1, cell.column - 1)
            if at in grid.merged:
                continue
            if guarded and cell.protection.locked:
                grid.locked.add(at)
            if cell.value is None or cell.value == "":
                continue
            formula = cell.data_type == "f"
            number = not formula and isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
            grid.cells[at] = Cell("" if formula else text_of(cell.value), number, formula)
    return grid


def write(
    data: bytes, values: Mapping[str, Mapping[str, Decimal | int]], notes: Mapping[str, Mapping[str, str]] | None = None
) -> bytes:
    """
    The form with `values` (sheet → place → number) in it.

    notes  sheet → place → a comment for a copy that is to be looked at, not to be handed in; such a copy is written by
           openpyxl, which may leave out what it does not know
    """
    if notes:
        return _with_notes(data, values, notes)
    source = zipfile.ZipFile(io.BytesIO(data))
    parts = sheet_parts(source)
    out = io.BytesIO()
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        texts: dict[str, bytes] = {}
        for sheet, cells in values.items():
            if not cells:
                continue
            part = parts.get(sheet)
            text = _put(source.read(part).decode("utf-8"), cells) if part else None
            if part is None or text is None:
                return _with_notes(data, values, {})
            texts[part] = text.encode()
        workbook = source.read("xl/workbook.xml").decode("utf-8")
        texts["xl/workbook.xml"] = _calculated_on_opening(workbook).encode()
        for entry in source.infolist():
            target.writestr(entry, texts.get(entry.filename, b"") or source.read(entry.filename))
    return out.getvalue()


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet → the part of the archive that holds it."""
    import html

    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship [^>]*>", relations):
        number, target = re.search(r'\bId="([^"]*)"', tag), re.search(r'\bTarget="([^"]*)"', tag)
        if number and target:
            path = target[1].lstrip("/")
            targets[number[1]] = path if path.startswith("xl/") else f"xl/{path}"
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet [^>]*>", archive.read("xl/workbook.xml").decode("utf-8", "replace")):
        title, number = re.search(r'\bname="([^"]*)"', tag), re.search(r'\br:id="([^"]*)"', tag)
        if title and number and number[1] in targets:
            found[html.unescape(title[1])] = targets[number[1]]
    return found


_CELL = r'<c\b(?=[^>]*\br="{}")[^>]*?(?:/>|>.*?</c>)'
_RESULT = re.compile(r"(<f\b[^>]*?(?:/>|>[^<]*</f>))\s*<v>[^<]*</v>")


def _put(text: str, cells: Mapping[str, Decimal | int]) -> str | None:
    """The XML of a sheet with numbers in `cells`; None where it is written in a way that this does not know."""
    if "<sheetData" not in text:
        return None
    text = text.replace("<sheetData/>", "<sheetData></sheetData>")
    text = _RESULT.sub(r"\1", text)
    for name in sorted(cells, key=position):
        changed = _put_one(text, name, str(cells[name]))
        if changed is None:
            return None
        text = changed
    return text


def _put_one(text: str, name: str, value: str) -> str | None:
    row, column = position(name)
    opening = re.search(rf'<row\b(?=[^>]*\br="{row + 1}")[^>]*?(/?)>', text)
    if opening is None:
        return _with_row(text, row, f'<c r="{name}"><v>{escape(value)}</v></c>')
    if opening[1]:
        whole = opening[0][:-2].rstrip() + f'><c r="{name}"><v>{escape(value)}</v></c></row>'
        return text[: opening.start()] + whole + text[opening.end() :]
    end = text.find("</row>", opening.end())
    if end < 0:
        return None
    inside = text[opening.end() : end]
    known = re.search(_CELL.format(name), inside, re.S)
    if known is not None:
        style = re.search(r'\bs="(\d+)"', known[0].split(">", 1)[0])
        kept = f' s="{style[1]}"' if style else ""
        cell = f'<c r="{name}"{kept}><v>{escape(value)}</v></c>'
        inside = inside[: known.start()] + cell + inside[known.end() :]
    else:
        after = next(
            (
                one.start()
                for one in re.finditer(r'<c\b[^>]*?\br="([A-Z]+)\d+"', inside)
                if column_number(one[1]) > column
            ),
            len(inside),
        )
        inside = inside[:after] + f'<c r="{name}"><v>{escape(value)}</v></c>' + inside[after:]
    return text[: opening.end()] + inside + text[end:]


def _with_row(text: str, row: int, cell: str) -> str | None:
    """The sheet with a row more, before the first one below it."""
    whole = f'<row r="{row + 1}">{cell}</row>'
    for one in re.finditer(r'<row\b[^>]*?\br="(\d+)"', text):
        if int(one[1]) > row + 1:
            return text[: one.start()] + whole + text[one.start() :]
    end = text.find("</sheetData>")
    return None if end < 0 else text[:end] + whole + text[end:]


def _calculated_on_opening(workbook: str) -> str:
    """The workbook's part with the wish that formulas are worked out when it is opened."""
    if "fullCalcOnLoad=" in workbook:
        return re.sub(r'fullCalcOnLoad="[^"]*"', 'fullCalcOnLoad="1"', workbook)
    if re.search(r"<calcPr\b", workbook):
        return re.sub(r"<calcPr\b", '<calcPr fullCalcOnLoad="1"', workbook, count=1)
    for later in (
        "<oleSize",
        "<customWorkbookViews",
        "<pivotCaches",
        "<fileRecoveryPr",
        "<webPublishing",
        "<extLst",
        "</workbook>",
    ):
        if later in workbook:
            return workbook.replace(later, f'<calcPr fullCalcOnLoad="1"/>{later}', 1)
    return workbook


def _with_notes(
    data: bytes, values: Mapping[str, Mapping[str, Decimal | int]], notes: Mapping[str, Mapping[str, str]]
) -> bytes:
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet, cells in values.items():
        for name, value in cells.items():
            book[sheet][name] = value
    for sheet, said in notes.items():
        for name, text in said.items():
            book[sheet][name].comment = Comment(text, "laoyou", height=90, width=240)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def titles(grids: Sequence[Grid]) -> str:
    """The first text of the form: what it is called."""
    for grid in grids:
        for _at, cell in sorted(grid.cells.items()):
            if not cell.number and not cell.formula and len(cell.text) >= 4:
                return cell.text[:120]
    return ""
