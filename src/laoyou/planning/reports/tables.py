"""Tables of a page as a workbook, a Word file or a PDF: title, what was computed from what, one table after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its head, its rows; the first cell of a row names it."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Report:
    """What a file says: title, lines below it (day, sources, assumptions), tables."""

    title: str
    lines: Sequence[str]
    sheets: Sequence[Sheet]


def _said(cell: Cell) -> str:
    if cell is None:
        return "–"
    return cell if isinstance(cell, str) else f"{cell:,.1f}".removesuffix(".0")


def xlsx(report: Report) -> bytes:
    """A workbook with exact numbers; unknown cells stay empty."""
    import xlsxwriter

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        for index, sheet in enumerate(report.sheets):
            page = book.add_worksheet(_sheet_name(sheet.name, index))
            page.write(0, 0, report.title, bold)
            for row, line in enumerate(report.lines, 1):
                page.write(row, 0, line)
            first = len(report.lines) + 2
            page.write_row(first, 0, list(sheet.head), head)
            for row, cells in enumerate(sheet.rows, first + 1):
                page.write_row(row, 0, list(cells))
            page.set_column(0, 0, 28)
            page.set_column(1, max(1, len(sheet.head) - 1), 16)
    return buffer.getvalue()


def _sheet_name(name: str, index: int) -> str:
    return f"{index + 1} " + "".join(letter for letter in name if letter not in "[]:*?/\\'")[:26]


def docx(report: Report) -> bytes:
    """A Word file, A4, typefaces after GB/T 9704 where the office has them."""
    import docx as word
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = word.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    document.add_heading(report.title, level=1)
    for line in report.lines:
        document.add_paragraph(line)
    for sheet in report.sheets:
        document.add_heading(sheet.name, level=2)
        table = document.add_table(rows=1, cols=len(sheet.head))
        table.style = "Table Grid"
        for cell, text in zip(table.rows[0].cells, sheet.head, strict=True):
            cell.text = text
        for row in sheet.rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = _said(value)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


_TYPST: Final = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", flipped: true, margin: 2cm, numbering: "— 1 —")
#set text(font: ("Times New Roman", "FangSong_GB2312", "FangSong", "Noto Serif CJK SC", "Source Han Serif SC"), size: 10pt, lang: sys.inputs.lang, fallback: true)
#align(center, text(size: 18pt, weight: "bold", data.title))
#for line in data.lines [#line \\ ]
#for sheet in data.sheets [
  == #sheet.name
  #set text(size: 8.5pt)
  #table(columns: sheet.head.len(), stroke: 0.5pt, table.header(..sheet.head.map(name => [*#name*])), ..sheet.rows.flatten())
]
"""


def pdf(report: Report) -> bytes:
    """A PDF set by typst."""
    import typst
    from django.utils.translation import get_language

    data: dict[str, Any] = {
        "title": report.title,
        "lines": list(report.lines),
        "sheets": [
            {"name": one.name, "head": list(one.head), "rows": [[_said(cell) for cell in row] for row in one.rows]}
            for one in report.sheets
        ],
    }
    language = "en" if (get_language() or "").startswith("en") else "zh"
    inputs = {"data": json.dumps(data, ensure_ascii=False), "lang": language}
    made = typst.compile(_TYPST.encode(), sys_inputs=inputs, pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


FORMS: Final[dict[str, tuple[Callable[[Report], bytes], str]]] = {
    "xlsx": (xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf, "application/pdf"),
}
"""What `?format=` may ask for."""
