"""
Bytes of a file → its sheets, row by row.

Nothing is believed of a file: its kind is looked up in its content, an archive is unpacked in small pieces and counted before
a reader sees it, and whatever the reader cannot stand becomes a sentence.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from laoyou.base.errors import DomainError
from laoyou.core.imports.values import text_of

XLSX, XLS, CSV = "xlsx", "xls", "csv"
MOST_UNPACKED = 2 * 1024**3
MOST_SWOLLEN = 400
"""How many times larger than packed a part of an archive may become, once it is larger than `SMALL`; sheets become ten to forty."""
SMALL = 50 * 1024**2
MOST_CELLS = 40_000_000
"""Cells of the rectangle that a sheet spans: the reader keeps room for each, also for those that are not there."""
MOST_COLUMNS = 300
PIECE = 1024 * 1024

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDE = re.compile(rb'<c r="([A-Z]{2,3})\d')
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*><f[ >/]')
_ROW = re.compile(rb'<row [^>]*?r="(\d+)"')


def largest() -> int:
    """The largest file that is taken, in bytes: the setting `LAOYOU_IMPORT_LARGEST_MB`."""
    return int(getattr(settings, "LAOYOU_IMPORT_LARGEST_MB", 160)) * 1024 * 1024


def require_size(size: int) -> None:
    """DomainError `core.import_file_too_large` beyond `largest`, `core.file_empty` for nothing."""
    if size == 0:
        raise DomainError("core.file_empty")
    if size > largest():
        raise DomainError("core.import_file_too_large", megabytes=-(-size // 1024**2), most=largest() // 1024**2)


@dataclass(frozen=True)
class Formulas:
    """Where formulas stand in a workbook: how many, and in which cells, as far as they are kept."""

    count: int = 0
    cells: frozenset[tuple[int, int]] = frozenset()


MOST_FORMULA_CELLS = 300_000


@dataclass
class Sheet:
    """
    One sheet, or the whole of a text file.

    merged  ((row, column), (row, column)): first and last cell of what was merged; rows and columns from 0
    rows    a function that begins to read from the first row each time it is called
    """

    name: str
    rows: Callable[[], Iterator[list[Any]]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    formulas: Formulas = field(default_factory=Formulas)

    def head(self, count: int) -> list[list[str]]:
        """The first `count` rows as text."""
        found = []
        for number, row in enumerate(self.rows()):
            if number >= count:
                break
            found.append([text_of(cell) for cell in row])
        return found


def kind_of(data: bytes, name: str) -> str:
    """What a file is by its content: XLSX, XLS or CSV. DomainError `core.import_file_kind` and others for what it is not."""
    if data.startswith(_ZIP):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return XLS
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"mime-version")):
        raise DomainError("core.import_file_web_page")
    if Path(name).suffix.lower() not in (".csv", ".txt", ".xls", ".tsv"):
        raise DomainError("core.import_file_kind")
    return CSV


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise DomainError("core.import_file_damaged") from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise DomainError("core.import_file_macros")
    if "xl/workbook.xml" not in names:
        raise DomainError("core.import_file_kind")
    return XLSX


def open_sheets(data: bytes, name: str) -> list[Sheet]:
    """
    The sheets of a file; hidden ones are left out.

    Raises DomainError with a sentence for everything that is no readable table: `core.import_file_*`.
    """
    require_size(len(data))
    kind = kind_of(data, name)
    if kind == CSV:
        return [_text_sheet(data)]
    formulas = inspect(data) if kind == XLSX else {}
    return _workbook_sheets(data, formulas)


def _workbook_sheets(data: bytes, formulas: dict[int, Formulas]) -> list[Sheet]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            (number, one.name)
            for number, one in enumerate(book.sheets_metadata)
            if one.visible == python_calamine.SheetVisibleEnum.Visible
            and one.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        sheets = [_workbook_sheet(book, number, title, formulas.get(number, Formulas())) for number, title in visible]
    except python_calamine.PasswordError:
        raise DomainError("core.import_file_password") from None
    except DomainError:
        raise
    except Exception as problem:
        raise DomainError("core.import_file_damaged") from problem
    except BaseException as problem:  # a panic of the reader is no Exception
        if type(problem).__name__ != "PanicException":
            raise
        raise DomainError("core.import_file_damaged") from None
    if not sheets:
        raise DomainError("core.import_file_no_rows")
    return sheets


def _workbook_sheet(book: Any, number: int, title: str, formulas: Formulas) -> Sheet:
    sheet = book.get_sheet_by_index(number)
    first = sheet.start[0] if sheet.start else 0
    left = sheet.start[1] if sheet.start else 0

    def rows() -> Iterator[list[Any]]:
        # The reader begins at the first row that holds something; lines are counted as Excel shows them.
        for _ in range(first):
            yield []
        for row in sheet.iter_rows():
            yield [None] * left + row if len(row) + left == sheet.total_width else row

    return Sheet(title, rows, tuple(sheet.merged_cell_ranges or ()), formulas)


def inspect(data: bytes) -> dict[int, Formulas]:
    """
    Unpack every part of a workbook piece by piece, without keeping it, and look for formulas and far cells.

    Returns the formulas of the sheets by their number. DomainError `core.import_file_bomb` where the parts grow beyond what
    is taken, whatever the archive says of their size.
    """
    formulas: dict[int, Formulas] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            order = _sheet_order(archive)
            for part in archive.infolist():
                look = _SheetLook() if part.filename in order else None
                for piece in _unpacked(data, part):
                    total += len(piece)
                    if total > MOST_UNPACKED:
                        raise DomainError("core.import_file_bomb")
                    if look is not None:
                        look.at(piece)
                if look is not None:
                    formulas[order[part.filename]] = look.finish()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, NotImplementedError):
        raise DomainError("core.import_file_damaged") from None
    return formulas


def _sheet_order(archive: zipfile.ZipFile) -> dict[str, int]:
    """Part name → number of the sheet in the workbook's order."""
    targets = {}
    relations = _small(archive, "xl/_rels/workbook.xml.rels")
    for tag in re.findall(r"<Relationship [^>]*>", relations):
        number, target = re.search(r'Id="([^"]*)"', tag), re.search(r'Target="([^"]*)"', tag)
        if number and target:
            path = target[1].lstrip("/")
            targets[number[1]] = path if path.startswith("xl/") else f"xl/{path}"
    sheets = re.findall(r'<(?:\w+:)?sheet [^>]*?r:id="([^"]*)"', _small(archive, "xl/workbook.xml"))
    return {targets[one]: number for number, one in enumerate(sheets) if one in targets}


def _small(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as part:
        return part.read(4 * 1024**2).decode("utf-8", "replace")


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one part in pieces, however long it says it is."""
    header = data[part.header_offset : part.header_offset + 30]
    if header[:4] != _ZIP or part.flag_bits & 1:
        raise DomainError("core.import_file_damaged")
    start = part.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise DomainError("core.import_file_damaged")
    unpack, size = zlib.decompressobj(-15), 0
    for at in range(0, len(packed), PIECE):
        rest: bytes | memoryview = packed[at : at + PIECE]
        while rest:
            piece = unpack.decompress(rest, PIECE * 4)
            rest = unpack.unconsumed_tail
            size += len(piece)
            if size > SMALL and size > MOST_SWOLLEN * min(at + PIECE, len(packed)):
                raise DomainError("core.import_file_bomb")
            yield piece


class _SheetLook:
    """Looks at the XML of a sheet in pieces: formulas, and how far out its cells lie."""

    OVERLAP = 300

    def __init__(self) -> None:
        self.tail = b""
        self.count = 0
        self.cells: set[tuple[int, int]] = set()
        self.widest = 26
        self.lowest = 1

    def at(self, piece: bytes) -> None:
        text = self.tail + piece
        for letters in set(_WIDE.findall(text)):
            self.widest = max(self.widest, column_number(letters.decode()) + 1)
        # Rows ascend: the last mention in a piece is enough; a row that is out of order is found by the reader's own care.
        last = text.rfind(b"<row ")
        found = _ROW.match(text, last) if last >= 0 else None
        if found:
            self.lowest = max(self.lowest, int(found[1]))
        if self.widest > MOST_COLUMNS or self.lowest * self.widest > MOST_CELLS:
            raise DomainError("core.import_sheet_too_wide", columns=MOST_COLUMNS)
        if b"<f" in text:
            # What lies in the overlap is counted when the next piece shows where it ends.
            for one in _FORMULA.finditer(text):
                place = (int(one[2]) - 1, column_number(one[1].decode()))
                if place not in self.cells:
                    self.count += 1
                    if len(self.cells) < MOST_FORMULA_CELLS:
                        self.cells.add(place)
        self.tail = text[-self.OVERLAP :]

    def finish(self) -> Formulas:
        return Formulas(self.count, frozenset(self.cells))


def column_number(letters: str) -> int:
    """'A' → 0, 'AB' → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 → 'A', 27 → 'AB'."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def decoded(data: bytes) -> str:
    """The text of a text file: by its mark, else UTF-8, else GB18030. DomainError `core.import_file_encoding`."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise DomainError("core.import_file_encoding") from None


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f]")


def _text_sheet(data: bytes) -> Sheet:
    text = decoded(data)
    if _UNPRINTABLE.search(text, 0, 20_000):
        raise DomainError("core.import_file_kind")
    delimiter = _delimiter(text[:20_000])

    def rows() -> Iterator[list[Any]]:
        try:
            yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        except csv.Error:
            raise DomainError("core.import_file_damaged") from None

    return Sheet("", rows)


def _delimiter(start: str) -> str:
    lines = [line for line in start.splitlines() if line.strip()][:20]
    counts: dict[str, int] = {mark: sum(line.count(mark) for line in lines) for mark in (",", "\t", ";")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def blank(row: Iterable[Any]) -> bool:
    """Whether a row holds nothing."""
    return not any(cell not in (None, "") and str(cell).strip() for cell in row)
