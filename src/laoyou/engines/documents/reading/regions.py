"""Where the tables of a document are, in each of the shapes in which copies of documents print them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from laoyou.engines.documents.model import Place
from laoyou.engines.documents.reading.grids import EMPTY, RawCell, Row, heading, is_ordinal, is_total
from laoyou.engines.documents.reading.lines import TextLine, ends_sentence
from laoyou.engines.documents.reading.numbering import label_of
from laoyou.engines.documents.reading.numbers import is_dash, read_number, unit_of_heading, unit_of_line

CAPTION: Final = re.compile(
    r"^(?:附?表|图表|专栏)\s*(\d{1,2}(?:[-—.–]\d{1,2})?|[一二三四五六七八九十]{1,3})(?:\s*[：:]?\s*|(?=\S))(.*)$"
)
_NOTE: Final = re.compile(r"^(?:注|备注|说明|数据来源|资料来源|来源|[*※])\s*\d?\s*[：:．.、]|^[*※]\S|^注\d?\s")
_UNITS: Final = re.compile(r"(?:局|委|办|部|院|中心|政府|街道|镇街|管委会|支队|公司|联|会|社|组|行|校|署|队)$")
_HEADINGS: Final = re.compile(r"^(?:序号|编号|类别|项目|指标|名称|单位|区（市）县|镇街|街镇|街道|地区|区县)")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines [first, last] of the list that make a table, and the rows of raw cells in them."""

    first: int
    last: int
    rows: tuple[Row, ...]
    gridded: bool = False
    doubts: tuple[str, ...] = ()


def find_regions(lines: Sequence[TextLine]) -> list[Region]:
    """Every table, in order; no line belongs to two."""
    found: list[Region] = []
    index = 0
    while index < len(lines):
        region = next((region for find in _FINDERS if (region := find(lines, index)) is not None), None)
        if region is None:
            index += 1
        else:
            found.append(region)
            index = region.last + 1
    return found


def is_note(text: str) -> bool:
    """Whether a line explains the table above it: 注：, 说明：, 数据来源：."""
    return _NOTE.match(text) is not None


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a table: 表1-2 ……."""
    return CAPTION.match(text) is not None and len(text) <= 60 and not text.endswith("。")


def looks_like_units(text: str) -> bool:
    """Whether a line only lists organisations: 区民政局、区卫生健康委."""
    parts = [part for part in re.split(r"[、，,；\s]+|及|和", text) if part]
    return bool(parts) and all(len(part) <= 20 and _UNITS.search(part) for part in parts)


def raw(line: TextLine) -> RawCell:
    """The whole of a line as one cell."""
    return RawCell(line.text, _whole(line))


def _whole(line: TextLine) -> tuple[Place, ...]:
    return (Place(line.number, line.start, line.start + len(line.text)),)


def _joined(one: RawCell, line: TextLine) -> RawCell:
    gap = "、" if looks_like_units(one.text) and looks_like_units(line.text) else ""
    return RawCell(one.text + gap + line.text, (*one.places, *_whole(line)))


# The file's own tables


def _native(lines: Sequence[TextLine], index: int) -> Region | None:
    table = lines[index].source.table
    if table is None:
        return None
    end = index
    while end + 1 < len(lines) and lines[end + 1].source.table == table:
        end += 1
    cells: dict[tuple[int, int], RawCell] = {}
    for line in lines[index : end + 1]:
        place = line.source.cell
        if place is None:
            continue
        if place in cells:
            cells[place] = _joined(cells[place], line) if line.text else cells[place]
        else:
            down, right = line.source.spans
            cells[place] = RawCell(line.text, _whole(line), down, right)
    rows = _grid(cells)
    return Region(index, end, tuple(rows), gridded=True) if rows else None


def _grid(cells: dict[tuple[int, int], RawCell]) -> list[Row]:
    """Every row with every column: words of a merged cell stand in all its places, a number only in the first."""
    height = max((row + cell.rows for (row, _), cell in cells.items()), default=0)
    breadth = max((column + cell.columns for (_, column), cell in cells.items()), default=0)
    grid: list[Row] = [[EMPTY] * breadth for _ in range(height)]
    for (row, column), cell in sorted(cells.items()):
        one = RawCell(cell.text, cell.places)
        for down in range(cell.rows):
            for right in range(cell.columns):
                if not (down or right) or read_number(cell.text) is None:
                    grid[row + down][column + right] = one
    return grid


# One cell a line, each after a tab; a blank line ends the row


def _is_cell_line(line: TextLine) -> bool:
    text = line.source.text
    return line.source.cell is None and text.startswith("\t") and "\t" not in text.strip("\t \r\n")


def _tabbed(lines: Sequence[TextLine], index: int) -> Region | None:
    if not all(at < len(lines) and _is_cell_line(lines[at]) for at in range(index, index + 3)):
        return None
    rows: list[Row] = [[]]
    at = index
    while at < len(lines):
        line = lines[at]
        if _is_cell_line(line):
            if (
                line.blanks_before
                and rows[-1]
                and not (at > index and not _is_cell_line(lines[at - 1]) and line.blanks_before == 0)
            ):
                rows.append([])
            rows[-1].append(raw(line))
        elif rows[-1] and _continues_cell(lines, at, rows[-1][-1]):
            rows[-1][-1] = _joined(rows[-1][-1], line)
        else:
            break
        at += 1
    return Region(index, at - 1, tuple(row for row in rows if row))


def _continues_cell(lines: Sequence[TextLine], at: int, before: RawCell) -> bool:
    """Whether a line without a tab is a further line of the cell before it."""
    line = lines[at]
    if (
        not line.text
        or is_caption(line.text)
        or is_note(line.text)
        or label_of(line.text) is not None
        or len(line.text) > 60
    ):
        return False
    following = lines[at + 1] if at + 1 < len(lines) else None
    if following is not None and _is_cell_line(following):
        return following.blanks_before == 0 or (line.blanks_before <= 1 and not _HEADINGS.match(following.text))
    return line.blanks_before <= 1 and looks_like_units(line.text) and looks_like_units(before.text)


# Cells with bars between them


def _barred(lines: Sequence[TextLine], index: int) -> Region | None:
    """One cell a line with a bar after it: rows of equal length told by their numbers, else ended by a line without a bar."""
    if not _ends_with_bar(lines[index]) or index + 1 >= len(lines) or not _ends_with_bar(lines[index + 1]):
        return None
    cells, end = _bars(lines, index)
    if (stride := _stride([cell.text for cell in cells])) is not None:
        rows = [cells[at : at + stride] for at in range(0, len(cells), stride)]
        return Region(index, end, tuple(rows))
    rows = []
    at = index
    columns = 0
    while at < len(lines) and _ends_with_bar(lines[at]):
        row, at = _barred_row(lines, at, columns)
        rows.append(row)
        columns = columns or len(row)
    return Region(index, at - 1, tuple(rows))


def _bars(lines: Sequence[TextLine], index: int) -> tuple[Row, int]:
    """The cells of a run of lines that end with a bar; a line without one between two of them begins the next cell."""
    cells: Row = []
    pending: list[TextLine] = []
    at = end = index
    while at < len(lines):
        line = lines[at]
        if _ends_with_bar(line):
            parts = [*pending, line]
            text = "".join(part.text for part in parts).rstrip("| ")
            places = [
                Place(part.number, part.start, part.start + max(len(part.text.rstrip("| ")), 1)) for part in parts
            ]
            cells.append(RawCell(text, tuple(places)))
            pending, end = [], at
        elif len(pending) < 3 and label_of(line.text) is None and not ends_sentence(line.text):
            pending.append(line)
        else:
            break
        at += 1
    return cells, end


def _stride(texts: Sequence[str]) -> int | None:
    """How many cells a row has where the rows are numbered 1, 2, 3 …; None where no length fits all of them."""
    for stride in range(2, min(25, len(texts))):
        numbers = [text.rstrip(".、") for text in texts[stride::stride]]
        if len(texts) % stride == 0 and numbers == [str(at + 1) for at in range(len(numbers))]:
            return stride
    return None


def _ends_with_bar(line: TextLine) -> bool:
    return line.source.cell is None and line.text.endswith("|") and line.text.count("|") == 1


def _barred_row(lines: Sequence[TextLine], at: int, columns: int) -> tuple[Row, int]:
    """Cells up to the first line without a bar, which is the last; a row that is still too short goes on."""
    row: Row = []
    pending: RawCell | None = None
    while at < len(lines):
        line = lines[at]
        text = line.text.rstrip("| ")
        cell = RawCell(text, (Place(line.number, line.start, line.start + max(len(text), 1)),))
        if pending is not None:
            cell = RawCell(pending.text + text, (*pending.places, *cell.places))
            pending = None
        at += 1
        if _ends_with_bar(line):
            row.append(cell)
        elif (
            columns
            and len(row) + 1 < columns
            and at < len(lines)
            and _ends_with_bar(lines[at])
            and not is_ordinal(lines[at].text.rstrip("| "))
        ):
            pending = cell
        else:
            row.append(cell)
            break
    return row, at


_RULE: Final = re.compile(r"^[|\s:+\-—–]+$")


def _delimited(lines: Sequence[TextLine], index: int) -> Region | None:
    """A whole row on a line, its cells parted by bars or by tabs."""
    for mark, least in (("|", 2), ("\t", 1)):
        end = index
        rows: list[Row] = []
        while end < len(lines) and _count(lines[end], mark) >= (least if end == index else 1):
            if not (mark == "|" and _RULE.match(lines[end].text)):
                rows.append(_cells_between(lines[end], mark))
            end += 1
        if len(rows) >= 2:
            return Region(index, end - 1, tuple(rows))
    return _two_columns(lines, index)


def _two_columns(lines: Sequence[TextLine], index: int) -> Region | None:
    """Names and numbers parted by one bar on each of four lines or more."""
    end = index
    rows: list[Row] = []
    while (
        end < len(lines)
        and _count(lines[end], "|") == 1
        and not lines[end].text.startswith("|")
        and not _ends_with_bar(lines[end])
    ):
        rows.append(_cells_between(lines[end], "|"))
        end += 1
    numbers = sum(bool(re.match(r"[≥≤<>约]?\d", row[-1].text)) for row in rows[1:])
    return Region(index, end - 1, tuple(rows)) if len(rows) >= 4 and numbers * 2 >= len(rows) - 1 else None


def _count(line: TextLine, mark: str) -> int:
    if line.source.cell is not None:
        return 0
    text = line.source.text.replace("｜", "|")
    return text.strip("\r\n").count(mark) if mark == "|" else text.strip("\r\n ").lstrip("\t").count(mark)


def _cells_between(line: TextLine, mark: str) -> Row:
    text = line.source.text.replace("｜", "|").rstrip("\r\n")
    start = 0
    if mark == "|":
        stripped = text.strip()
        start = text.index(stripped[0]) + (1 if stripped.startswith("|") else 0)
        text = text.rstrip()
        text = text[:-1] if text.endswith("|") and stripped.startswith("|") else text
    row: Row = []
    offset = line.start
    for part in text[start:].split(mark):
        inner = part.strip()
        left = start + (len(part) - len(part.lstrip()) if inner else 0)
        folded = line.text[left - offset : left - offset + len(inner)] if left - offset >= 0 else inner
        row.append(RawCell(folded.strip(), (Place(line.number, left, left + max(len(inner), 1)),)))
        start += len(part) + 1
    return row


# Words on one line, as PDF text has them


_TOKEN: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    place: Place


def _tokens(line: TextLine) -> list[_Token]:
    return [
        _Token(match[0], Place(line.number, line.start + match.start(), line.start + match.end()))
        for match in _TOKEN.finditer(line.text)
    ]


def _cell_of(tokens: Sequence[_Token], glue: str = "") -> RawCell:
    return RawCell(glue.join(token.text for token in tokens), tuple(token.place for token in tokens))


def _is_value(text: str) -> bool:
    return is_dash(text) or read_number(text) is not None


def _spaced(lines: Sequence[TextLine], index: int) -> Region | None:
    """A header of words and rows of words with numbers, cells wrapped over lines; begun by a caption or a row number's heading."""
    line = lines[index]
    if line.source.cell is not None or not line.text:
        return None
    tokens = _tokens(line)
    begins = len(tokens) >= 3 and any(re.match(r"^(?:序号|编号)$", token.text) for token in tokens)
    after_caption = index > 0 and is_caption(lines[index - 1].text) and not is_caption(line.text)
    if not begins and not after_caption:
        return None
    end = _last_spaced(lines, index)
    chunk = lines[index : end + 1]
    parsed = _numbered(chunk, tokens) if begins else _named(chunk)
    if parsed is None:
        return None
    rows, used = parsed
    return Region(index, index + used - 1, tuple(rows)) if len(rows) >= 3 else None


def _last_spaced(lines: Sequence[TextLine], index: int) -> int:
    """The line before what cannot belong to the table: another caption, a numbered heading, a sentence."""
    at = index
    while at + 1 < len(lines):
        text = lines[at + 1].text
        label = label_of(text)
        if lines[at + 1].source.cell is not None or is_caption(text) or is_note(text):
            break
        if label is not None and label.rank <= 2 and not (label.rank <= 2 and len(_tokens(lines[at + 1])) >= 3):
            break
        if ends_sentence(text) and "，" in text and not _is_value(_tokens(lines[at + 1])[-1].text):
            break
        at += 1
    return at


def _numbered(chunk: Sequence[TextLine], header: Sequence[_Token]) -> tuple[list[Row], int] | None:
    """
    Rows that begin with their number: `header` says how many cells follow the name.

    What stands before the number's column is a group whose name is printed on lines of its own, somewhere among its rows.
    """
    names = [token.text for token in header]
    ordinal = next(index for index, name in enumerate(names) if re.match(r"^(?:序号|编号)$", name))
    values = len(names) - ordinal - 2
    if values < 1:
        return None
    rows: list[Row] = [[RawCell(token.text, (token.place,)) for token in header]]
    group: list[_Token] = []
    group_open = False
    row: list[_Token] | None = None
    expected = 1
    used = 1
    for at, line in enumerate(chunk[1:], start=1):
        tokens = _tokens(line)
        if [token.text for token in tokens] == names:
            continue
        starts = tokens and tokens[0].text.isdigit() and int(tokens[0].text) == expected
        if row is None and ordinal and len(tokens) > ordinal and not starts and tokens[ordinal].text == str(expected):
            group, group_open, tokens, starts = list(tokens[:ordinal]), False, tokens[ordinal:], True
        if row is None and not starts:
            if not ordinal or any(_is_value(token.text) for token in tokens) or len(line.text) > 8:
                break
            group = [*group, *tokens] if group_open else list(tokens)
            group_open = True
            continue
        group_open = False
        row = [*row, *tokens] if row is not None else list(tokens)
        if _complete(row, values):
            cells = [_cell_of(group)] + [EMPTY] * (ordinal - 1) if ordinal else []
            rows.append(
                [*cells, _cell_of(row[:1]), _cell_of(row[1:-values]), *(_cell_of([token]) for token in row[-values:])]
            )
            row, expected, used = None, expected + 1, at + 1
        elif len(row) > 12 + values:
            break
    return rows, used


def _complete(row: Sequence[_Token], values: int) -> bool:
    """Whether a row has its number, a name and all values, the first of which looks like one."""
    return len(row) >= 2 + values and (
        _is_value(row[-values].text) or (values == 1 or _is_value(row[-values + 1].text) or len(row[-1].text) <= 6)
    )


def _named(chunk: Sequence[TextLine]) -> tuple[list[Row], int] | None:
    """Rows that begin with a name and go on with numbers; the header above them is stacked, cell below cell."""
    first = next((at for at, line in enumerate(chunk) if _is_named_row(_tokens(line))), None)
    if first is None or first == 0:
        return None
    counts = Counter(len(_tokens(line)) for line in chunk[first:] if _is_named_row(_tokens(line)))
    columns = max(counts, key=lambda count: (counts[count], count))
    header = _stacked(chunk[:first], columns)
    if header is None:
        return None
    printed = [line.text for line in chunk[:first]]
    rows: list[Row] = [header]
    used = first
    for at in range(first, len(chunk)):
        tokens = _tokens(chunk[at])
        if len(tokens) >= columns and _is_named_row(tokens):
            rows.append(
                [
                    _cell_of(tokens[: len(tokens) - columns + 1]),
                    *(_cell_of([token]) for token in tokens[len(tokens) - columns + 1 :]),
                ]
            )
            used = at + 1
        elif chunk[at].text not in printed:
            break
    return rows, used


def _is_named_row(tokens: Sequence[_Token]) -> bool:
    """A name and at least two values, or a total and one."""
    if len(tokens) < 2 or _is_value(tokens[0].text):
        return False
    values = sum(_is_value(token.text) for token in tokens[1:])
    return values == len(tokens) - 1 and (values >= 2 or is_total(tokens[0].text))


def _stacked(lines: Sequence[TextLine], columns: int) -> Row | None:
    """
    A header printed cell below cell, cut into `columns` names; None where there are too few lines.

    A cut is likely after a unit in brackets and before a line that begins like another that was cut off before; a line that
    is only a unit goes with the name above it.
    """
    if len(lines) == 1:
        tokens = _tokens(lines[0])
        return [_cell_of([token]) for token in tokens] if len(tokens) == columns else None
    if len(lines) < columns:
        return None
    texts = [line.text for line in lines]
    starts = Counter(text[:4] for text in texts)
    gain = [0.0]
    for at in range(1, len(texts)):
        score = 0.0
        if re.match(r"^（[^）]{1,6}）$", texts[at]):
            score -= 5
        if unit_of_heading(texts[at - 1]):
            score += 2
        if starts[texts[at][:4]] > 1:
            score += 3
        if texts[at - 1].count("（") > texts[at - 1].count("）"):
            score -= 5
        gain.append(score)
    best = sorted(sorted(range(1, len(texts)), key=lambda at: -gain[at])[: columns - 1])
    cuts = [0, *best, len(texts)]
    return [
        RawCell(heading("".join(texts[a:b])), tuple(place for line in lines[a:b] for place in _whole(line)))
        for a, b in pairwise(cuts)
    ]


_FINDERS: Final[tuple[Callable[[Sequence[TextLine], int], Region | None], ...]] = (
    _native,
    _tabbed,
    _barred,
    _delimited,
    _spaced,
)


def table_unit(lines: Sequence[TextLine], index: int) -> str:
    """The unit line directly above the table that begins at `index`: 单位：万元."""
    return unit_of_line(lines[index - 1].text) if index else ""
