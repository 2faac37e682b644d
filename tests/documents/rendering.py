"""Writes a read document again, as Word, web page, PDF, or text with other line breaks, to see that it is read the same."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator, Sequence
from typing import Any

from laoyou.engines.documents.model import Document, Table

Header = list[list[tuple[str, int, int]]]


def parts(document: Document) -> Iterator[str | Table]:
    """Paragraphs and tables in the order of the text; a table's caption and notes as paragraphs around it."""
    marked: list[tuple[int, int, str | Table]] = [
        (paragraph.places[0][0], 0, paragraph.text) for paragraph in document.paragraphs if paragraph.text
    ]
    for table in document.tables:
        if table.label:
            marked.append((table.first_line, 1, f"{table.label} {table.title}"))
        marked.append((table.first_line, 2, table))
        marked += [(table.last_line, 3, note.text) for note in table.notes]
    yield from (part for *_, part in sorted(marked, key=lambda one: one[:2]))


def header(table: Table) -> Header:
    """Header rows of (name, rows, columns), merged as a printed table merges them; empty where the columns have no names."""
    depth = max(len(path) for path in table.columns)
    rows: Header = []
    for level in range(depth):
        row: list[tuple[str, int, int]] = []
        at = 0
        while at < len(table.columns):
            path = table.columns[at]
            if len(path) <= level:
                at += 1
                continue
            end = at
            while end < len(table.columns) and table.columns[end][: level + 1] == path[: level + 1]:
                end += 1
            row.append((path[level], depth - level if len(path) == level + 1 else 1, end - at))
            at = end
        rows.append(row)
    return rows


def body(table: Table) -> list[list[str]]:
    """The cells' texts, a row that only names a part of the table before the rows of that part."""
    width = len(table.columns)
    rows: list[list[str]] = []
    section = None
    for at, path in enumerate(table.rows):
        cells = [
            cell.text if cell.repaired is None else str(cell.number)
            for cell in table.cells[at * width : (at + 1) * width]
        ]
        texts = [text.replace(" ", "") for text in cells]
        if len(path) > 1 and path[0] not in texts and path[0] != section:
            section = path[0]
            rows.append([section])
        rows.append(cells)
    return rows


def as_docx(document: Document) -> bytes:
    """A Word file with native tables and merged headings."""
    import docx

    made = docx.Document()
    for part in parts(document):
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        head, rows, width = header(part), body(part), len(part.columns)
        table = made.add_table(rows=len(head) + len(rows), cols=width)
        cells = [list(row.cells) for row in table.rows]
        for row, column, name, down, right in _placed(head):
            cell = cells[row][column]
            if down > 1 or right > 1:
                cell = cell.merge(cells[row + down - 1][column + right - 1])
            cell.text = name
        for at, texts in enumerate(rows, start=len(head)):
            if len(texts) == 1:
                cells[at][0].merge(cells[at][width - 1]).text = texts[0]
            else:
                for column, text in enumerate(texts):
                    cells[at][column].text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _placed(head: Header) -> Iterator[tuple[int, int, str, int, int]]:
    taken: set[tuple[int, int]] = set()
    for row, names in enumerate(head):
        column = 0
        for name, down, right in names:
            while (row, column) in taken:
                column += 1
            taken |= {(row + below, column + beside) for below in range(down) for beside in range(right)}
            yield row, column, name, down, right
            column += right


def as_html(document: Document) -> bytes:
    """A web page as an office's site shows it."""
    out = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>x</title><style>p{}</style></head><body><div>"]
    for part in parts(document):
        if isinstance(part, str):
            out.append(f"<p>&emsp;&emsp;{html.escape(part)}</p>")
            continue
        out.append("<table border=1><tbody>")
        for row in header(part):
            cells = "".join(
                f"<th rowspan={down} colspan={right}><p>{html.escape(name)}</p></th>" for name, down, right in row
            )
            out.append(f"<tr>{cells}</tr>")
        for texts in body(part):
            if len(texts) == 1:
                out.append(f"<tr><td colspan={len(part.columns)}>{html.escape(texts[0])}</td></tr>")
            else:
                out.append("<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in texts) + "</tr>")
        out.append("</tbody></table>")
    return ("\n".join(out) + "</div></body></html>").encode()


def as_pdf(document: Document, *, fonts: Sequence[str] = ()) -> bytes:
    """A PDF set by typst: numbered pages, ruled tables whose headings are repeated."""
    import typst

    def said(text: str) -> str:
        return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    out = [
        '#set page(paper: "a4", numbering: "— 1 —")',
        '#set text(lang: "zh", size: 10.5pt, font: ("Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei"))',
        "#set par(justify: true)",
    ]
    for part in parts(document):
        if isinstance(part, str):
            out.append(said(part) + "\n")
            continue
        rows: list[str] = []
        for row in header(part):
            rows += [f"table.cell(rowspan: {down}, colspan: {right})[{said(name)}]" for name, down, right in row]
        body_rows: list[str] = []
        for texts in body(part):
            if len(texts) == 1:
                body_rows.append(f"table.cell(colspan: {len(part.columns)})[{said(texts[0])}]")
            else:
                body_rows += [f"[{said(text)}]" for text in texts]
        widths = ", ".join("1fr" for _ in part.columns)
        out.append(
            f"#set text(size: 8pt)\n#table(columns: ({widths}), table.header({', '.join(rows)}), {', '.join(body_rows)})\n#set text(size: 10.5pt)"
        )
    made: Any = typst.compile("\n\n".join(out).encode(), font_paths=list(fonts))
    return bytes(made)


def as_text(document: Document, width: int, *, double: bool) -> bytes:
    """A text file with lines broken at `width`, and one cell of a table on a line, as copies from a page have them."""
    lines: list[str] = []
    for part in parts(document):
        if isinstance(part, str):
            broken = [part[at : at + width] for at in range(0, len(part), width)]
            for line in broken:
                lines += [line, ""] if double else [line]
            continue
        if not double:
            lines.append("")
        depth = max(len(path) for path in part.columns)
        rows = [_printed_once(part, level) for level in range(depth)] + body(part)
        for texts in rows:
            lines += ["\t" + text for text in texts] + [""]
    return "\n".join(lines).encode("gb18030")


def _printed_once(table: Table, level: int) -> list[str]:
    """One row of a heading: a merged name once, nothing below a name that reaches further down."""
    names: list[str] = []
    for at, path in enumerate(table.columns):
        if len(path) <= level:
            names.append("")
        elif not at or table.columns[at - 1][: level + 1] != path[: level + 1]:
            names.append(path[level])
    return names
