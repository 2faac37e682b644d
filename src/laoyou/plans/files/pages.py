"""PDF files: printed lines by page, tables by their ruled grids; page numbers and running heads are left out."""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from laoyou.base.errors import DomainError
from laoyou.engines.documents.model import SourceLine

MOST_PAGES: Final = 1000
_PAGE_NUMBER: Final = re.compile(r"^[\s—–\-·第]*\d{1,4}\s*(?:页|/\s*\d{1,4})?[\s—–\-·页]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    top: float
    text: str
    left: float
    edge: bool
    grid: int | None = None
    cell: tuple[int, int] | None = None
    spans: tuple[int, int] = (1, 1)


def read_pdf(
    data: bytes, name: str, notes: list[DomainError], progress: Callable[[int, int], None]
) -> tuple[list[SourceLine], int]:
    """The lines of a PDF and how many pages it has; refused where it is protected, damaged, or only pictures."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        document = pdfplumber.open(io.BytesIO(data))
    except PdfminerException as problem:
        if problem.args and isinstance(problem.args[0], PDFPasswordIncorrect):
            raise DomainError("plans.file_protected", name=name) from problem
        raise DomainError("plans.file_damaged", name=name) from problem
    except Exception as problem:
        raise DomainError("plans.file_damaged", name=name) from problem
    found: list[_Line] = []
    empty = grids = 0
    with document:
        total = len(document.pages)
        refuse_pages(total, name)
        for number, page in enumerate(document.pages, start=1):
            try:
                lines, grids = _page(page, number, grids)
            except Exception:  # noqa: BLE001 one broken page must not lose the others
                notes.append(DomainError("plans.page_damaged", name=name, page=number))
                lines = []
            empty += not lines
            found += lines
            page.close()
            progress(number, total)
    refuse_scanned(found, total, name)
    if empty > total // 2 and total > 2:
        notes.append(DomainError("plans.file_partly_scanned", name=name, pages=empty, total=total))
    kept = _continued(_without_margins(found, total))
    return [
        SourceLine(at, line.text, line.page, line.grid, line.cell, line.spans) for at, line in enumerate(kept, start=1)
    ], total


def refuse_pages(pages: int, name: str) -> None:
    """A file of more pages than any plan has is not read."""
    if pages > MOST_PAGES:
        raise DomainError("plans.file_pages", name=name, pages=pages, most=MOST_PAGES)


def refuse_scanned(lines: Sequence[_Line], pages: int, name: str) -> None:
    """Pages that are only pictures are told apart from an empty file: what helps is another."""
    if not lines:
        raise DomainError("plans.file_scanned", name=name, pages=pages)


def _page(page: Any, number: int, grids: int) -> tuple[list[_Line], int]:
    """A page's lines in reading order: its tables' cells where the tables stand."""
    height = float(page.height)
    tables = page.find_tables() if len(page.edges) > 3 else []
    tables = [table for table in tables if len(table.rows) > 1 and max(len(row.cells) for row in table.rows) > 1]
    boxes = [table.bbox for table in tables]
    outside = page
    for box in boxes:
        outside = outside.outside_bbox(box, strict=False) if box else outside
    lines = [
        _Line(
            number,
            float(line["top"]),
            _unspaced(line["text"]),
            float(line["x0"]),
            line["top"] < height * 0.08 or line["bottom"] > height * 0.9,
        )
        for line in outside.extract_text_lines(strip=True, return_chars=False)
        if line["text"].strip()
    ]
    for table in tables:
        grids += 1
        lines += _cells(page, table, number, grids)
    return sorted(lines, key=lambda line: line.top), grids


def _cells(page: Any, table: Any, number: int, grid: int) -> list[_Line]:
    """The cells of a ruled table, with what they span, told from the lines of the grid that they reach over."""
    from pdfplumber.utils import extract_text

    boxes = sorted({box for box in table.cells if box})
    xs = _marks([box[0] for box in boxes] + [box[2] for box in boxes])
    ys = _marks([box[1] for box in boxes] + [box[3] for box in boxes])
    chars = _chars_by_box(page.chars, boxes)
    top = float(table.bbox[1])
    found: list[_Line] = []
    for at, box in enumerate(sorted(boxes, key=lambda one: (_near(ys, one[1]), _near(xs, one[0])))):
        row, column = _near(ys, box[1]), _near(xs, box[0])
        spans = (max(_near(ys, box[3]) - row, 1), max(_near(xs, box[2]) - column, 1))
        words = "".join(_glued(part) for part in extract_text(chars[box]).split("\n")) if chars[box] else ""
        found.append(
            _Line(
                number,
                top + at / 10_000,
                words.strip(),
                float(box[0]),
                edge=False,
                grid=grid,
                cell=(row, column),
                spans=spans,
            )
        )
    return found


def _chars_by_box(chars: Sequence[Any], boxes: Sequence[Any]) -> dict[Any, list[Any]]:
    """Each character in the cell that holds its middle; what belongs to none is left out."""
    found: dict[Any, list[Any]] = {box: [] for box in boxes}
    by_left = sorted(boxes)
    lefts = [box[0] for box in by_left]
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        for box in reversed(by_left[: bisect_right(lefts, x)]):
            if x <= box[2] and box[1] <= y <= box[3]:
                found[box].append(char)
                break
    return found


def _glued(part: str) -> str:
    part = _unspaced(part.strip())
    return part + (" " if part[-1:].isascii() and part[-1:].isalpha() else "")


def _unspaced(text: str) -> str:
    return re.sub(r"(?<=[\u4e00-\u9fff，。；：、]) (?=[\u4e00-\u9fff，。；：、])", "", text)


def _marks(values: Sequence[float]) -> list[float]:
    """The lines of a grid: values closer than three points are one."""
    marks: list[float] = []
    for value in sorted(values):
        if not marks or value - marks[-1] > 3:
            marks.append(value)
    return marks


def _near(marks: Sequence[float], value: float) -> int:
    return min(range(len(marks)), key=lambda at: abs(marks[at] - value))


def _without_margins(lines: Sequence[_Line], pages: int) -> list[_Line]:
    """Without page numbers, and without what the margins of most pages repeat."""
    margins = Counter(re.sub(r"\d+", "#", line.text) for line in lines if line.edge and line.grid is None)
    return [
        line for line in lines
        if line.grid is not None or not line.edge
        or not (_PAGE_NUMBER.match(line.text) or (pages > 2 and margins[re.sub(r"\d+", "#", line.text)] > pages * 0.4))
    ]  # fmt: skip


def _continued(lines: Sequence[_Line]) -> list[_Line]:
    """A table that goes on at the top of the next page is one table: its rows are counted on."""
    found: list[_Line] = []
    renamed: dict[int, tuple[int, int]] = {}
    for line in lines:
        if line.grid is not None and line.grid not in renamed:
            before = found[-1] if found else None
            width = _width(lines, line.grid)
            if (
                before is not None
                and before.grid is not None
                and before.page == line.page - 1
                and _width(found, before.grid) == width
            ):
                rows = max(
                    one.cell[0] + one.spans[0] for one in found if one.grid == before.grid and one.cell is not None
                )
                renamed[line.grid] = (before.grid, rows)
            else:
                renamed[line.grid] = (line.grid, 0)
        if line.grid is not None and line.cell is not None:
            grid, rows = renamed[line.grid]
            moved = replace(line, grid=grid, cell=(line.cell[0] + rows, line.cell[1]))
            found.append(moved)
        else:
            found.append(line)
    return found


def _width(lines: Sequence[_Line], grid: int) -> int:
    return max(
        (line.cell[1] + line.spans[1] for line in lines if line.grid == grid and line.cell is not None), default=0
    )
