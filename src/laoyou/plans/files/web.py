"""Web pages: one line for a block or a line break, one for a table cell; scripts, styles and hidden parts are left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from laoyou.engines.documents.model import SourceLine
from laoyou.plans.files.cells import place_cells
from laoyou.plans.files.text import decode

_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "caption",
        "figure",
        "figcaption",
        "address",
        "form",
        "fieldset",
        "hr",
        "br",
        "tr",
        "table",
    ]
)
_SKIPPED: Final = frozenset(
    ("script", "style", "noscript", "template", "head", "title", "nav", "svg", "select", "button")
)
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def read_html(data: bytes, name: str) -> list[SourceLine]:
    """The lines of a page, in reading order."""
    match = _CHARSET.search(data[:4096])
    if match is not None and match[1].lower() in (b"gb2312", b"gbk", b"gb18030"):
        text = data.decode("gb18030", errors="replace")
    else:
        text = decode(data, name)
    parser = _Page()
    parser.feed(text)
    parser.close()
    parser.end_block()
    return [
        SourceLine(number, line.text, None, line.table, line.cell, line.spans)
        for number, line in enumerate(parser.lines, start=1)
    ]


class _Page(HTMLParser):
    """Collects lines; of nested tables the outer one is the table, the inner one is text of its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[SourceLine] = []
        self.text: list[str] = []
        self.skipped = 0
        self.depth = 0
        self.tables = 0
        self.rows: list[list[tuple[str, int, int]]] = []
        self.cell: tuple[int, int] | None = None
        self.cell_text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipped += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.end_block()
                self.rows = []
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if not self.rows:
                self.rows.append([])
            given = dict(attrs)
            self.cell = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self.cell_text = []
        elif tag in _BLOCKS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipped = max(self.skipped - 1, 0)
        elif tag == "table" and self.depth:
            self.depth -= 1
            if self.depth == 0:
                self._end_cell()
                self._end_table()
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
        elif tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            (self.cell_text if self.cell is not None else self.text).append(data)

    def end_block(self) -> None:
        """Whatever was collected becomes a line, within a cell a break."""
        if self.cell is not None:
            if self.cell_text and self.cell_text[-1] != "\n":
                self.cell_text.append("\n")
            return
        line = re.sub(r"[ \t\r\n]+", " ", "".join(self.text)).strip(" ")
        self.text = []
        if line:
            self.lines.append(SourceLine(0, line))

    def _end_cell(self) -> None:
        if self.cell is None:
            return
        parts = [re.sub(r"\s+", " ", part).strip() for part in "".join(self.cell_text).split("\n")]
        text = ""
        for part in filter(None, parts):
            text += (" " if text else "") + part
        self.rows[-1].append((text, *self.cell))
        self.cell = None

    def _end_table(self) -> None:
        placed = place_cells(self.rows)
        if len({row for row, *_ in placed}) < 2 or max((column for _, column, *_ in placed), default=0) < 1:
            # A table that only lays the page out.
            self.lines += [SourceLine(0, text) for *_, text in placed if text]
            return
        self.tables += 1
        self.lines += [
            SourceLine(0, text, None, self.tables, (row, column), (down, right))
            for row, column, down, right, text in placed
        ]


def _span(text: str | None) -> int:
    return min(int(text), 200) if text and text.isdigit() and int(text) > 0 else 1
