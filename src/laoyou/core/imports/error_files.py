"""Workbooks that go out: the rows to be mended, and the blank table."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from laoyou.core.imports import presenter
from laoyou.core.imports.headers import LINE_TITLE
from laoyou.core.imports.tables import ImportTable, Kind
from laoyou.core.models import ImportFile, ImportRow, ImportRun

SAID_TITLE = "问题和改法（改好后不必删）"
MEANT_TITLE = "建议值"
"""Heads of the columns that a mended file is known by are Chinese in every language: the file is read again."""


def _book(target: io.BytesIO) -> Any:
    import xlsxwriter

    return xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )


def error_file(run: ImportRun, table: ImportTable, first: ImportFile, rows: Iterable[ImportRow]) -> bytes:
    """
    The rows of an import that did not go in, as they were written, with what is wrong and how to mend it.

    Every cell is text, so that no number loses its digits on the way back.
    """
    target = io.BytesIO()
    book = _book(target)
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#FBE3DA"})
    grey = book.add_format({"num_format": "@", "font_color": "#5B6472"})
    sheet = book.add_worksheet(_("待改正"))
    titles = [LINE_TITLE, SAID_TITLE, MEANT_TITLE, *first.titles]
    sheet.set_column(0, 0, 16, grey)
    sheet.set_column(1, 1, 60, text)
    sheet.set_column(2, 2, 22, text)
    sheet.set_column(3, max(3, len(titles) - 1), 18, text)
    sheet.freeze_panes(1, 3)
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, bold)
    for number, row in enumerate(rows, start=1):
        detail = presenter.detail_of(row)
        faults = detail.get("faults", ())
        said = [
            f"{presenter.title_of(table, one['column'])}：{presenter.said(one['code'], one['data'])}" for one in faults
        ]
        if detail.get("question"):
            said.append(presenter.said(detail["question"], {}))
        meant = [f"{presenter.title_of(table, one['column'])}：{one['proposal']}" for one in faults if one["proposal"]]
        marked = {one["column"] for one in faults} | set(detail.get("asked", ()))
        sheet.write_string(number, 0, f"{run.pk}-{row.line}", grey)
        sheet.write_string(number, 1, "\n".join(said), text)
        sheet.write_string(number, 2, "\n".join(meant), text)
        for place, cell in enumerate(detail.get("cells", ())[: len(first.titles)]):
            name = first.mapping[place] if place < len(first.mapping) else ""
            sheet.write_string(number, place + 3, cell, wrong if name and name in marked else text)
    book.close()
    return target.getvalue()


def template(table: ImportTable) -> bytes:
    """The blank table: a sheet with the heads, and one that says what goes into each column."""
    target = io.BytesIO()
    book = _book(target)
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    required = book.add_format({"bold": True, "bottom": 1, "num_format": "@", "font_color": "#B8451A"})
    sheet = book.add_worksheet(str(table.title)[:31])
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 16, text)
        sheet.write_string(0, place, str(column.title), required if column.required else bold)
        words = [words[0] for words in column.codes.values() if words]
        if column.kind is Kind.YES_NO:
            words = ["是", "否"]
        if words and column.kind is not Kind.CODES and len(",".join(words)) < 255:
            sheet.data_validation(1, place, 10_000, place, {"validate": "list", "source": words, "ignore_blank": True})
    about = book.add_worksheet(_("填写说明"))
    for place, width in enumerate((24, 12, 40, 60)):
        about.set_column(place, place, width, text)
    for place, title in enumerate((_("栏目"), _("必填"), _("填写示例"), _("可以填写"))):
        about.write_string(0, place, title, bold)
    for number, column in enumerate(table.columns, start=1):
        about.write_string(number, 0, str(column.title), text)
        about.write_string(number, 1, _("是") if column.required else "", text)
        about.write_string(number, 2, column.sample or ("1950-03-07" if column.kind is Kind.DAY else ""), text)
        about.write_string(number, 3, "、".join(words[0] for words in column.codes.values() if words), text)
    book.close()
    return target.getvalue()
