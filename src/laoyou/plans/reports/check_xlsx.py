"""The report of a check as a workbook: results, findings, what each was computed from."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from laoyou.plans.domain.plan_check import CheckReport, plain_number
from laoyou.plans.reports.check_content import Content


def xlsx(content: Content, report: CheckReport) -> bytes:
    """Three sheets: counts, one row for each finding, one row for each operand with its place."""
    buffer = BytesIO()
    words = content.words
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        results = book.add_worksheet(words.counts)
        results.write(0, 0, f"{words.title}{words.colon}{content.title}", book.add_format({"bold": True}))
        results.write_row(2, 0, [words.verdict, words.how_many], bold)
        for row, (name, count) in enumerate(content.counts, 3):
            results.write_row(row, 0, [name, count])
        results.write(4 + len(content.counts), 0, words.scope, wrap)
        results.set_column(0, 0, 60)
        head = [
            words.number,
            words.verdict,
            words.place,
            words.quantity,
            words.stated,
            words.recomputed,
            words.formula,
            words.readings,
            words.note,
            words.mark,
        ]
        rows: list[list[Any]] = [
            [
                entry.index,
                entry.verdict_name,
                entry.place,
                entry.quantity,
                entry.stated,
                entry.recomputed,
                entry.formula,
                entry.readings,
                entry.note,
                entry.mark,
            ]
            for entry in (*content.doubtful, *content.agreeing)
        ]
        _sheet(
            book,
            words.title[:31],
            head,
            sorted(rows, key=lambda row: row[0]),
            (6, 14, 22, 32, 14, 14, 34, 40, 60, 40),
            bold,
            wrap,
        )
        operands: list[list[Any]] = [
            [
                index,
                one.name,
                plain_number(one.value),
                one.unit,
                one.printed,
                one.places[0].line if one.places else "",
                one.source,
            ]
            for index, finding in enumerate(report.findings, 1)
            for one in finding.operands
        ]
        head = [words.number, words.quantity, words.recomputed, "", words.stated, words.place, words.note]
        _sheet(book, words.basis, head, operands, (6, 36, 14, 8, 16, 10, 60), bold, wrap)
    return buffer.getvalue()


def _sheet(
    book: Any, name: str, head: list[str], rows: list[list[Any]], widths: tuple[int, ...], bold: Any, wrap: Any
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, head, bold)
    for index, row in enumerate(rows, 1):
        sheet.write_row(index, 0, row, wrap)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(head) - 1)
