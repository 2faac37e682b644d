"""
Which cells of a form want a number, and what heads them.

Nothing is asked of the form but what a reader sees: a cell is to be filled where it is empty, something in words stands above
it in its column and something in words at the left of it in its row. Heads of several rows, merged or not, and heads of
several columns are read as paths from the widest to the narrowest.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.base.errors import DomainError
from laoyou.core.forms_out.workbook import Grid, place

MOST_CELLS = 5_000
DEEPEST = 6
ALIKE = 0.6
"""From which share of heads in common on a form is taken for an earlier one with some columns moved, added or dropped."""

_SIGNS = re.compile(r"[\s\u3000*＊:：·.。_/\\]+")
_YEAR = re.compile(r"(19|20)\d{2}年?度?|[（(]?(上|下)半年[)）]?|第[一二三四1-4]季度|(?<!\d)\d{1,2}月份?")
_FOOT = re.compile(r"^(填表|填报|制表|审核|复核|负责|单位负责|联系|分管|经办|注|说明|备注|统计负责|报出|报送|盖章)")
_ORDINAL = re.compile(r"[\d.,、（()）\-]+|[甲乙丙丁戊己]|序号|编号|代码|栏次|行次")


def plain(text: str) -> str:
    """A head as it is compared with that of another year's form: without signs, spaces, years and quarters."""
    whole = unicodedata.normalize("NFKC", text)
    return _SIGNS.sub("", _YEAR.sub("", whole)).lower() or _SIGNS.sub("", whole).lower()


@dataclass(frozen=True)
class Head:
    """What heads a row or a column: its words from the widest to the narrowest, as printed, and the place of the narrowest."""

    path: tuple[str, ...]
    place: str

    @property
    def label(self) -> str:
        """The path as one text, as it is compared and remembered."""
        return "/".join(plain(part) for part in self.path)

    @property
    def words(self) -> str:
        """The path for reading."""
        return " · ".join(self.path)


@dataclass(frozen=True)
class Blank:
    """One cell that wants a number."""

    sheet: str
    place: str
    row: Head
    column: Head
    locked: bool = False


@dataclass(frozen=True)
class Layout:
    """The cells of a form, in reading order."""

    blanks: tuple[Blank, ...]

    def heads(self, axis: str) -> list[Head]:
        """The heads of rows or columns ('row', 'column'), each label once, in the order in which they stand."""
        found: dict[str, Head] = {}
        for blank in self.blanks:
            head = blank.row if axis == "row" else blank.column
            found.setdefault(head.label, head)
        return list(found.values())

    @property
    def labels(self) -> frozenset[str]:
        """All heads, by which two forms are compared: 'row …' and 'column …'."""
        return frozenset(f"{axis} {head.label}" for axis in ("row", "column") for head in self.heads(axis))

    @property
    def fingerprint(self) -> str:
        """The same for forms with the same heads, wherever they stand."""
        return hashlib.sha256("\n".join(sorted(self.labels)).encode()).hexdigest()


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How many of all heads two forms share: 1 for the same ones, 0 for none."""
    return len(one & other) / len(one | other) if one | other else 0.0


def find(grids: Sequence[Grid]) -> Layout:
    """The cells to be filled. DomainError `core.form_no_cells` where there are none, `core.form_too_many_cells` beyond `MOST_CELLS`."""
    blanks = [blank for grid in grids for blank in _of_sheet(grid)]
    if not blanks:
        raise DomainError("core.form_no_cells")
    if len(blanks) > MOST_CELLS:
        raise DomainError("core.form_too_many_cells", most=MOST_CELLS)
    return Layout(tuple(blanks))


@dataclass(frozen=True)
class _Candidate:
    at: tuple[int, int]
    row: list[tuple[int, int]]
    column: list[tuple[int, int]]


def _of_sheet(grid: Grid) -> list[Blank]:
    found = []
    for row in range(grid.rows):
        for column in range(grid.columns):
            at = (row, column)
            if at in grid.merged or at in grid.cells:
                continue
            above = _above(grid, row, column)
            left = _left(grid, row, column) if above else []
            if above and left and not _FOOT.match(_SIGNS.sub("", grid.cells[left[0]].text)):
                found.append(_Candidate(at, left, above))
    # A text that heads the columns of several rows heads no row: empty places beside a head are no cells of the table.
    heads = Counter(cell for one in found for cell in set(one.column))
    blanks = []
    for one in found:
        if any(heads[cell] > 1 and cell not in one.column for cell in one.row):
            continue
        row_head, column_head = _head(grid, one.row), _head(grid, one.column)
        if row_head is not None and column_head is not None:
            blanks.append(Blank(grid.name, place(*one.at), row_head, column_head, one.at in grid.locked))
    return _without_own_rows(blanks)


def _head(grid: Grid, cells: Sequence[tuple[int, int]]) -> Head | None:
    """The head that `cells` (narrowest first) make; None where they hold numbers of rows and nothing else."""
    path = [
        grid.cells[cell].text
        for cell in reversed(cells)
        if not _ORDINAL.fullmatch(_SIGNS.sub("", grid.cells[cell].text))
    ]
    return Head(tuple(path), place(*cells[0])) if path else None


def _without_own_rows(blanks: list[Blank]) -> list[Blank]:
    """A row of "of which" stands below what it is a part of: its head begins with that one's."""
    found: list[Blank] = []
    base: dict[str, tuple[str, ...]] = {}
    last_row = ""
    whole: tuple[str, ...] = ()
    for blank in blanks:
        key = f"{blank.sheet}!{blank.row.place}"
        if key != last_row:
            last_row = key
            if blank.row.path[-1].lstrip().startswith(("其中", "#", "＃")):
                base[key] = whole
            else:
                whole = blank.row.path
        above = base.get(key, ())
        row = Head((*above, *blank.row.path), blank.row.place) if above and above != blank.row.path else blank.row
        found.append(Blank(blank.sheet, blank.place, row, blank.column, blank.locked))
    return found


def _is_words(grid: Grid, at: tuple[int, int]) -> bool:
    cell = grid.cells.get(at)
    return cell is not None and not cell.number and not cell.formula


def _above(grid: Grid, row: int, column: int) -> list[tuple[int, int]]:
    """The cells with words above a place, the nearest first, as far as they follow each other; titles are left out."""
    up = row - 1
    while up >= 0 and not (_is_words(grid, first := grid.first_of(up, column)) and not _is_title(grid, first)):
        up -= 1
    found: list[tuple[int, int]] = []
    while up >= 0 and len(found) < DEEPEST:
        first = grid.first_of(up, column)
        if not _is_words(grid, first) or _is_title(grid, first):
            break
        if first not in found:
            found.append(first)
        up = first[0] - 1
    return found


def _left(grid: Grid, row: int, column: int) -> list[tuple[int, int]]:
    """The cells with words at the left of a place, the nearest first, as far as they follow each other."""
    back = column - 1
    while back >= 0 and not _is_words(grid, grid.first_of(row, back)):
        back -= 1
    found: list[tuple[int, int]] = []
    while back >= 0 and len(found) < DEEPEST:
        first = grid.first_of(row, back)
        if not _is_words(grid, first):
            if grid.cells.get(first) is None or not grid.cells[first].number:
                break
        elif first not in found:
            found.append(first)
        back = first[1] - 1
    return found


def _is_title(grid: Grid, first: tuple[int, int]) -> bool:
    """Whether a text stands over the whole form: a merged block over most of its columns, or a text alone in its row."""
    last = grid.spans.get(first, first)
    if last[1] - first[1] + 1 >= max(3, 0.8 * grid.columns):
        return True
    others = [at for at in grid.cells if at[0] == first[0] and at != first]
    covered = last[1] > first[1] and last[1] - first[1] + 1 < 0.8 * grid.columns
    return not others and not covered and grid.columns > 2 and first[0] < 4
