"""Lists as files: CSV line by line as it is read, Excel workbooks row by row into a file that has no name."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

from laoyou.core.clock import BEIJING

MOST_XLSX_ROWS = 100_000
"""A workbook larger than this opens slowly and takes long to write; the page says to take CSV or to narrow the list."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, with an apostrophe before it; everything else as it is."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


class _Line:
    """What csv.writer writes to: it hands the line back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The lines of a CSV file that Excel opens with the right letters: UTF-8 with a mark, CRLF."""
    writer = csv.writer(_Line())
    yield b"\xef\xbb\xbf" + str(writer.writerow(head)).encode()
    lines: list[str] = []
    for row in rows:
        lines.append(str(writer.writerow([_csv(value) for value in row])))
        if len(lines) == 500:
            yield "".join(lines).encode()
            lines.clear()
    if lines:
        yield "".join(lines).encode()


def _csv(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return safe(value)


def workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]], notes: Sequence[str]) -> IO[bytes]:
    """
    An Excel file, open at its beginning: the list on the first sheet with a frozen head, what it is and whose on the second.

    It is written to a temporary file without a name, which is gone when it is closed.
    """
    import xlsxwriter

    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(
        target,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True},
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet(title[:31].translate(str.maketrans("[]:*?/\\", "       ")) or "list")
    sheet.freeze_panes(1, 1)
    for column, name in enumerate(head):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, max(10, min(40, 2 * len(name) + 4)))
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, datetime):
                sheet.write_datetime(last, column, value.astimezone(BEIJING).replace(tzinfo=None), moments)
            elif isinstance(value, date):
                sheet.write_datetime(last, column, datetime(value.year, value.month, value.day), days)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(last, column, value)
            else:
                sheet.write_string(last, column, str(value))
    if last:
        sheet.autofilter(0, 0, last, max(len(head) - 1, 0))
    about = book.add_worksheet("about")
    about.set_column(0, 0, 90)
    for line, note in enumerate(notes):
        about.write_string(line, 0, note)
    book.close()
    target.seek(0)
    return target
