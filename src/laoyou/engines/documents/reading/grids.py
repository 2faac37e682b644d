"""From rows of raw cells, in whatever shape they were printed, to a table with named columns and rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from laoyou.engines.documents.model import Cell, Paragraph, Place, Table
from laoyou.engines.documents.reading.numbers import is_dash, read_number, unit_of_heading

_ORDINAL: Final = re.compile(
    r"^(?:\d{1,4}|[一二三四五六七八九十]{1,3}|（[一二三四五六七八九十]{1,3}）|（\d{1,3}）|[①-⑳])[.、．]?$"
)
_TOTAL: Final = re.compile(
    r"^[#*]?(?:全[市县区省]|本[市县区]|[一二三四五六七八九十\d]{1,2}年|全年|规划期内?|期间)?\s*(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|总\s*数|汇\s*总)\s*(?:（.*）)?$"
)
_SECTION: Final = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十]{1,3}）)\s*\S")
_ORDINAL_HEADING: Final = re.compile(r"^(?:序\s*号|编\s*号|项\s*次|行\s*次|No\.?|#)$")
_GROUP_HEADING: Final = re.compile(r"^(?:类别|分类|类型|领域|方面|维度|板块|一级指标)$")
_YEAR_HEADING: Final = re.compile(r"^(?:19|20)\d{2}$")
_UNIT_HEADING: Final = re.compile(r"^(?:计量)?单\s*位$|^计量单位")


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as it was found: its folded text, where it stands, and what it spans where the file says so."""

    text: str
    places: tuple[Place, ...]
    rows: int = 1
    columns: int = 1


Row = list[RawCell]
EMPTY: Final = RawCell("", ())


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a grid: caption, unit line, notes, the lines that it took, and why it may be wrong."""

    label: str
    title: str
    unit: str
    notes: tuple[Paragraph, ...]
    first_line: int
    last_line: int
    doubts: tuple[str, ...] = ()


def is_total(text: str) -> bool:
    """Whether a row of this name sums up others."""
    return _TOTAL.match(text) is not None


def is_ordinal(text: str) -> bool:
    """Whether a cell only counts its row: 1, 二, （三）."""
    return _ORDINAL.match(text) is not None


def table_of(rows: Sequence[Row], frame: Frame, clause: int, *, gridded: bool = False) -> Table | None:
    """
    The table that `rows` make; None where they make none.

    gridded   the rows have equally many cells already (native tables): nothing has to be spread over columns
    """
    rows = [list(row) for row in rows if row]
    if not rows:
        return None
    doubts = list(frame.doubts)
    while gridded and len(rows) > 2 and len(rows[0]) > 1 and len({cell.text for cell in rows[0]}) == 1:
        # A first row that is one cell is the caption, or empty.
        frame = frame if frame.title else replace(frame, title=heading(rows[0][0].text))
        rows = rows[1:]
    head = _header_length(rows)
    columns = _column_count(rows, head)
    header, body = rows[:head], rows[head:]
    body = _without_repeated_headers(header, body)
    body = _with_torn_rows(header, body) if gridded else body
    names = _column_names(header, columns, gridded=gridded, doubts=doubts)
    body_rows, paths, totals = _body(body, columns, names, doubts)
    units = tuple(next((unit for name in reversed(path) if (unit := unit_of_heading(name))), "") for path in names)
    cells = tuple(
        _cell(raw, row, column, units[column], frame.unit)
        for row, raws in enumerate(body_rows)
        for column, raw in enumerate(raws)
    )
    cells = _with_row_units(cells, names, columns)
    return Table(
        label=frame.label,
        title=frame.title,
        clause=clause,
        unit=frame.unit,
        columns=names,
        rows=tuple(paths),
        cells=cells,
        total_rows=tuple(totals),
        notes=frame.notes,
        first_line=frame.first_line,
        last_line=frame.last_line,
        column_units=units,
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _cell(raw: RawCell, row: int, column: int, unit: str, table_unit: str) -> Cell:
    found = None if is_dash(raw.text) else read_number(raw.text)
    if found is None:
        return Cell(row, column, raw.text, raw.places, None, unit)
    number, printed = found
    return Cell(row, column, raw.text, raw.places, number, printed or unit or "")


def _with_row_units(cells: tuple[Cell, ...], names: Sequence[tuple[str, ...]], columns: int) -> tuple[Cell, ...]:
    """Numbers of a row whose name ends with a unit, or that has a column of units, take it: 覆盖率（%）."""
    unit_column = next((index for index, path in enumerate(names) if path and _UNIT_HEADING.match(path[-1])), None)
    ordinal_columns = {index for index, path in enumerate(names) if path and _ORDINAL_HEADING.match(path[-1])}
    found: list[Cell] = []
    for start in range(0, len(cells), columns):
        row = cells[start : start + columns]
        unit = row[unit_column].text if unit_column is not None else ""
        if not unit:
            unit = next(
                (found_unit for cell in row if cell.number is None and (found_unit := unit_of_heading(cell.text))), ""
            )
        for cell in row:
            if cell.column in ordinal_columns:
                cell = replace(cell, unit="")
            elif cell.number is not None and not cell.unit and unit:
                cell = replace(cell, unit=unit)
            found.append(cell)
    return tuple(found)


# How many rows are headings


def _header_length(rows: Sequence[Row]) -> int:
    """Rows before the first that counts, sums up or holds numbers; one where none does."""
    for index, row in enumerate(rows):
        texts = [cell.text for cell in row]
        filled = [text for text in texts if text]
        if not filled:
            continue
        if index and (_begins_body(filled, rows[0]) or (len(row) == 1 and len(rows[0]) > 2)):
            return index
        if index == 0 and _is_body_without_header(filled):
            return 0
    return min(1, len(rows))


def _begins_body(filled: Sequence[str], first_row: Row) -> bool:
    first = filled[0]
    if len({*filled}) == 1 and len(filled) != 1:
        return True
    if is_ordinal(first) or is_total(first) or _SECTION.match(first):
        return True
    numbers = [text for text in filled if read_number(text) is not None and not _YEAR_HEADING.match(text)]
    if numbers:
        return True
    return (
        len(filled) >= len(first_row)
        and all(cell.columns == 1 for cell in first_row)
        and all(cell.rows == 1 for cell in first_row)
        and max(map(len, filled)) > 14
    )


def _is_body_without_header(filled: Sequence[str]) -> bool:
    numbers = sum(read_number(text) is not None and not _YEAR_HEADING.match(text) for text in filled)
    return len(filled) > 1 and (is_ordinal(filled[0]) or numbers >= max(1, len(filled) // 2))


def _column_count(rows: Sequence[Row], head: int) -> int:
    counts = Counter(sum(cell.columns for cell in row) for row in rows[head:])
    header = max((sum(cell.columns for cell in row) for row in rows[:head]), default=0)
    if not counts:
        return header
    common, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    if times == 1 and header:
        return max(header, common) if len(counts) > 1 else common
    return common if common >= header or times > 1 else header


# The names of the columns


def _column_names(
    header: Sequence[Row], columns: int, *, gridded: bool, doubts: list[str]
) -> tuple[tuple[str, ...], ...]:
    """The way down the header to each column, each name once."""
    if not header:
        return tuple((str(index + 1),) for index in range(columns))
    levels = _native_levels(header, columns) if gridded else _levels(header, columns, doubts)
    paths: list[tuple[str, ...]] = []
    for column in range(columns):
        path: list[str] = []
        for level in levels:
            name = level[column]
            if name and (not path or path[-1] != name):
                path.append(name)
        paths.append(tuple(path) or (str(column + 1),))
    return tuple(paths)


def _native_levels(header: Sequence[Row], columns: int) -> list[list[str]]:
    """Each header row written out over its columns; a native grid repeats what a cell spans."""
    levels: list[list[str]] = []
    for row in header:
        names: list[str] = []
        for cell in row:
            names += [heading(cell.text)] * cell.columns
        levels.append((names + [""] * columns)[:columns])
    return levels


def _levels(header: Sequence[Row], columns: int, doubts: list[str]) -> list[list[str]]:
    """Header rows spread over the columns from the lowest up, where cells of a merged heading are printed only once."""
    lowest = [heading(cell.text) for cell in header[-1]]
    widths = [1] * len(lowest)
    if len(lowest) != columns:
        widths = _spread(len(lowest), [""] * 0, columns, lowest)
        if len(header) == 1 or sum(widths) != columns:
            doubts.append("header_count")
    levels = [_written_out(lowest, widths, columns)]
    below, below_widths = lowest, widths
    for row in reversed(header[:-1]):
        names = [heading(cell.text) for cell in row]
        groups = _groups(names, below)
        if groups is None:
            doubts.append("header_levels")
            break
        spans = []
        position = 0
        for size in groups:
            spans.append(sum(below_widths[position : position + size]))
            position += size
        levels.append(_written_out(names, spans, columns))
        below, below_widths = names, spans
    return levels[::-1]


def _written_out(names: Sequence[str], widths: Sequence[int], columns: int) -> list[str]:
    out: list[str] = []
    for name, size in zip(names, widths, strict=False):
        out += [name] * size
    return (out + [""] * columns)[:columns]


def _spread(count: int, _unused: Sequence[str], columns: int, names: Sequence[str]) -> list[int]:
    """Widths for a header with fewer names than columns: the last takes the rest (more names: each one column)."""
    if count >= columns or count == 0:
        return [1] * count
    return [1] * (count - 1) + [columns - count + 1]


def _groups(upper: Sequence[str], lower: Sequence[str]) -> list[int] | None:
    """
    How many cells of the lower header row stand below each cell of the upper one; None where they cannot fit.

    An empty lower cell continues the cell above it; a run of names is shared out among the others, by the rhythm in which
    its names repeat, else evenly.
    """
    if len(upper) == len(lower):
        return [1] * len(upper)
    if len(upper) > len(lower):
        return None
    runs: list[tuple[bool, int, int]] = []
    for index, name in enumerate(lower):
        named = bool(name)
        if named and runs and runs[-1][0]:
            runs[-1] = (True, runs[-1][1], index + 1)
        else:
            runs.append((named, index, index + 1))
    empties = sum(not named for named, _, _ in runs)
    named_runs = [run for run in runs if run[0]]
    left = len(upper) - empties
    if left < len(named_runs):
        return None
    shares = _shares(left, named_runs, lower)
    groups: list[int] = []
    for named, start, end in runs:
        if not named:
            groups.append(1)
        else:
            parts = shares.pop(0)
            groups += _split(lower[start:end], parts)
    return groups


def _shares(left: int, runs: Sequence[tuple[bool, int, int]], lower: Sequence[str]) -> list[int]:
    """How many upper cells each run of names belongs to."""
    shares = [1] * len(runs)
    spare = left - len(runs)
    while spare > 0:
        widest = max(range(len(runs)), key=lambda index: (runs[index][2] - runs[index][1]) / shares[index])
        shares[widest] += 1
        spare -= 1
    return shares


def _split(names: Sequence[str], parts: int) -> list[int]:
    """A run of names among `parts` headings: where the first name comes again a new heading begins; else evenly."""
    if parts == 1:
        return [len(names)]
    bare = [re.sub(r"（.*?）|\s|#", "", name) for name in names]
    starts = [index for index, name in enumerate(bare) if name == bare[0]]
    if len(starts) == parts:
        ends = [*starts[1:], len(names)]
        return [end - start for start, end in zip(starts, ends, strict=True)]
    size, rest = divmod(len(names), parts)
    return [size + (index < rest) for index in range(parts)]


def heading(text: str) -> str:
    """A column's name without the breaks that the narrow cell put into it."""
    return re.sub(r"\s+", "", text)


# The rows below the headings


def _without_repeated_headers(header: Sequence[Row], body: Sequence[Row]) -> list[Row]:
    """A header that a new page printed again is not a row."""
    printed = [tuple(heading(cell.text) for cell in row) for row in header]
    return [row for row in body if tuple(heading(cell.text) for cell in row) not in printed]


def _with_torn_rows(header: Sequence[Row], body: Sequence[Row]) -> list[Row]:
    """A row without a number, in a table whose rows are numbered, is the rest of the row that the page before began."""
    ordinal = next(
        (at for row in header for at, cell in enumerate(row) if _ORDINAL_HEADING.match(heading(cell.text))), None
    )
    if ordinal is None:
        return list(body)
    rows: list[Row] = []
    for row in body:
        texts = {cell.text for cell in row}
        torn = (
            rows and not row[ordinal].text and len(row) == len(rows[-1]) and not any(is_total(text) for text in texts)
        )
        if torn and rows[-1][ordinal].text and len({cell.text for cell in rows[-1]}) > 1:
            rows[-1] = [
                RawCell(above.text + below.text, (*above.places, *below.places)) if below.text else above
                for above, below in zip(rows[-1], row, strict=True)
            ]
        else:
            rows.append(row)
    return rows


def _body(
    rows: Sequence[Row], columns: int, names: Sequence[tuple[str, ...]], doubts: list[str]
) -> tuple[list[Row], list[tuple[str, ...]], list[int]]:
    """Rows of exactly `columns` cells, the way down to each, and which of them sum up."""
    body: list[Row] = []
    paths: list[tuple[str, ...]] = []
    totals: list[int] = []
    section: tuple[str, ...] = ()
    for row in rows:
        filled = [cell for cell in row if cell.text]
        if not filled:
            continue
        if name := _section_name(row, filled, columns):
            section = (name,)
            continue
        full = _fitted(row, columns, doubts)
        path = _row_path(full, names)
        total = any(is_total(cell.text) for cell in full[:2])
        if total:
            full = _aligned(full, body)
            totals.append(len(body))
            name = next(cell.text for cell in full[:2] if is_total(cell.text))
            path = (*section, name) if _is_subtotal(name) else (name,)
        else:
            path = (*section, *path)
        body.append(full)
        paths.append(path)
    return body, paths, totals


def _is_subtotal(name: str) -> bool:
    return "小" in name


def _section_name(row: Row, filled: Sequence[RawCell], columns: int) -> str | None:
    """The name of a part of a table, where a row holds only that: “一、养老项目”, or “一” beside “养老方面”."""
    texts = [cell.text for cell in filled]
    if len({*texts}) == 1 and (columns > 1) and not is_total(texts[0]) and read_number(texts[0]) is None:
        return re.sub(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十]{1,3}）)\s*", "", texts[0])
    if (
        columns > 2
        and len(texts) == 2
        and re.match(r"^[一二三四五六七八九十（）]{1,4}$", texts[0])
        and read_number(texts[1]) is None
    ):
        return texts[1]
    return None


def _fitted(row: Row, columns: int, doubts: list[str]) -> Row:
    """A row of exactly `columns` cells: a total's name spans what is missing, other short rows are filled up and doubted."""
    cells: Row = []
    for cell in row:
        cells.append(cell)
        cells += [EMPTY] * (cell.columns - 1)
    if len(cells) < columns:
        missing = [RawCell("", ())] * (columns - len(cells))
        if is_total(cells[0].text):
            return [cells[0], *missing, *cells[1:]]
        doubts.append("ragged")
        return [*cells, *missing]
    if len(cells) > columns:
        surplus = [cell for cell in cells[columns - 1 :] if cell.text]
        if len([cell for cell in cells[columns:] if cell.text]):
            doubts.append("ragged")
        joined = RawCell(
            " ".join(cell.text for cell in surplus), tuple(place for cell in surplus for place in cell.places)
        )
        return [*cells[: columns - 1], joined]
    return cells


def _aligned(total: Row, body: Sequence[Row]) -> Row:
    """A total row moved to where its numbers are sums of the columns above them, or at least stand below numbers."""
    label = next(index for index, cell in enumerate(total) if is_total(cell.text))
    values = total[label + 1 :]
    while values and not values[0].text:
        values = values[1:]
    while values and not values[-1].text:
        values = values[:-1]
    room = len(total) - label - 1 - len(values)
    best: tuple[int, int, Row] | None = None
    for shift in range(room + 1):
        row = [*total[: label + 1], *[EMPTY] * shift, *values, *[EMPTY] * (room - shift)]
        score = sum(_agreement(row[column], column, body) for column in range(label + 1, len(row)))
        if best is None or (score, shift) > best[:2]:
            best = (score, shift, row)
    return best[2] if best is not None and best[0] > 0 else total


def _agreement(cell: RawCell, column: int, body: Sequence[Row]) -> int:
    """How well a total's cell fits a column: its sum, or at least numbers; words above a number speak against it."""
    found = read_number(cell.text) if cell.text else None
    if found is None:
        return 0
    numbers = [number[0] for row in body if (number := read_number(row[column].text)) is not None]
    filled = sum(bool(row[column].text) for row in body)
    if not numbers:
        return -5 if filled else 0
    return 10 if sum(numbers) == found[0] else (1 if len(numbers) * 2 > filled else -5)


def _row_path(cells: Sequence[RawCell], names: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """
    What a row is called, after the group that it belongs to where a column names one (类别).

    The name is the first cell after the row's number that holds words; numbers and dashes are only taken where nothing else is left.
    """
    ordinal = next((index for index, path in enumerate(names) if _ORDINAL_HEADING.match(path[-1])), None)
    start = 0 if ordinal is None else ordinal + 1
    group = (
        [cell for cell, path in zip(cells[:ordinal], names, strict=False) if cell.text and ordinal] if ordinal else []
    )
    if len(names) > start + 1 and _GROUP_HEADING.match(names[start][-1]) and cells[start].text:
        group.append(cells[start])
        start += 1
    candidates = [
        cell for cell in cells[start:] if cell.text and read_number(cell.text) is None and not is_dash(cell.text)
    ]
    wordy = [cell for cell in candidates if not is_ordinal(cell.text)]
    found = (wordy or candidates or [cell for cell in cells if cell.text] or [EMPTY])[0]
    return (*(heading(cell.text) for cell in group), heading(found.text))
