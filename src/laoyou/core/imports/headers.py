"""Which rows of a sheet are its head, and which of its columns is which of the table's."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from laoyou.core.imports.files import Sheet
from laoyou.core.imports.tables import Column, ImportTable
from laoyou.core.imports.values import BLANKS

LOOKED_AT = 40
"""Rows at the top of a sheet among which the head is looked for; titles and notes may stand above it."""

SAMPLE = 200
"""Rows below the head by whose content a column is recognised."""

LINE_TITLE = "导入行号（请勿改动）"
"""The head of the column by which a mended file is known."""


@dataclass(frozen=True)
class Head:
    """The head of a sheet: its titles, and the number of rows down to its end (from the first row of the sheet)."""

    titles: tuple[str, ...]
    ends: int
    score: float
    merged: bool = False


_SIGNS = re.compile(r"[\s\u3000*＊:：·.。\-—_/\\]+")
_BRACKETS = re.compile(r"[（(\[【〔].*?[）)\]】〕]")


def plain(title: str) -> str:
    """A title as it is compared: without signs, spaces, brackets and what stands in them."""
    text = unicodedata.normalize("NFKC", title)
    short = _SIGNS.sub("", _BRACKETS.sub("", text))
    return (short or _SIGNS.sub("", text)).lower()


def _whole(title: str) -> str:
    """A title without signs, but with what stands in brackets: '村（社区）' → '村社区'."""
    return re.sub(r"[（()）\[\]【】]", "", _SIGNS.sub("", unicodedata.normalize("NFKC", title))).lower()


_known: dict[int, tuple[Column, frozenset[str]]] = {}


def _words_of(column: Column) -> frozenset[str]:
    """What a column may be called, in every language of the pages: a list is no more English because its reader is."""
    found = _known.get(id(column))
    if found is None or found[0] is not column:
        titles = []
        for language, _name in settings.LANGUAGES:
            with override(language):
                titles.append(str(column.title))
        every = (*titles, column.name, *column.synonyms)
        found = column, frozenset({plain(one) for one in every} | {_whole(one) for one in titles})
        _known[id(column)] = found
    return found[1]


def likeness(title: str, column: Column) -> float:
    """How well `title` names `column`: 1 by a known word, less where it contains one or ends in one, 0 where not at all."""
    word = plain(title)
    if not word:
        return 0.0
    known = _words_of(column)
    if word in known or _whole(title) in known:
        return 1.0
    inside = [len(one) / len(word) for one in known if len(one) >= 2 and one in word]
    return 0.4 + 0.4 * max(inside) if inside else 0.0


def find_head(sheet: Sheet, table: ImportTable) -> Head | None:
    """
    The head of a sheet: the row, or the two rows below merged cells, whose titles name most columns of `table`.

    None where no row names two of them.
    """
    rows = sheet.head(LOOKED_AT)
    best: Head | None = None
    for number, row in enumerate(rows):
        candidates = [(tuple(row), number + 1, False)]
        if number + 1 < len(rows):
            double = _two_rows(rows, number, sheet)
            if double is not None:
                candidates.append((double, number + 2, True))
        for titles, ends, merged in candidates:
            score = _score(titles, table)
            if score >= 2 and (best is None or score > best.score + 0.01):
                best = Head(_unlike(titles), ends, score, merged)
    return best


def _score(titles: Sequence[str], table: ImportTable) -> float:
    filled = [title for title in titles if title and len(title) <= 60]
    likely = 0.0
    taken: set[str] = set()
    for title in filled:
        found = max(table.columns, key=lambda column: likeness(title, column))
        value = likeness(title, found)
        if value >= 0.6 and found.name not in taken:
            taken.add(found.name)
            likely += value
    return likely


def _two_rows(rows: list[list[str]], number: int, sheet: Sheet) -> tuple[str, ...] | None:
    """The titles of a head of two rows where cells are merged across columns or rows; None where nothing is merged."""
    across = [
        (first, last) for first, last in sheet.merged if first[0] == number and (last[1] > first[1] or last[0] > number)
    ]
    if not across:
        return None
    upper, lower = list(rows[number]), list(rows[number + 1])
    width = max(len(upper), len(lower), *(last[1] + 1 for _, last in across))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    for first, last in across:
        for column in range(first[1], last[1] + 1):
            upper[column] = rows[number][first[1]] if first[1] < len(rows[number]) else ""
            if last[0] > number:
                lower[column] = ""
    return tuple(_joined(above, below) for above, below in zip(upper, lower, strict=True))


def _joined(above: str, below: str) -> str:
    if not below or above == below:
        return above
    return f"{above}{below}" if above else below


def _unlike(titles: Sequence[str]) -> tuple[str, ...]:
    """Titles of which no two are alike: the second '电话' becomes '电话 2'."""
    seen: dict[str, int] = {}
    unlike = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        unlike.append(f"{title} {seen[title]}" if title and seen[title] > 1 else title)
    return tuple(unlike)


def propose(head: Head, table: ImportTable, below: Sequence[Sequence[str]]) -> list[str]:
    """
    For each column of the file, the name of the table's column or ''; no two the same.

    below  rows under the head as text, by whose content columns are recognised that their head does not name
    """
    scored: list[tuple[float, int, str]] = []
    for place, title in enumerate(head.titles):
        cells = [row[place] for row in below if place < len(row) and row[place] not in BLANKS]
        for column in table.columns:
            named = likeness(title, column)
            looks = _share(cells, column)
            value = named + 0.3 * looks if named >= 0.6 else 0.5 * (looks >= 0.8)
            if named >= 0.6 and column.looks is not None and cells and looks < 0.2:
                value -= 0.5  # a column whose head says ID number, and which holds none
            if value > 0.45:
                scored.append((value, place, column.name))
    mapping = [""] * len(head.titles)
    taken: set[str] = set()
    for _, place, name in sorted(scored, key=lambda one: (-one[0], one[1])):
        if not mapping[place] and name not in taken:
            mapping[place] = name
            taken.add(name)
    return mapping


def _share(cells: Sequence[str], column: Column) -> float:
    if column.looks is None or not cells:
        return 0.0
    return sum(1 for cell in cells if column.looks(cell)) / len(cells)


def fingerprint(table: str, titles: Sequence[str]) -> str:
    """What a mapping is remembered by: the table and the titles, in order, however they are spaced."""
    text = "\x1f".join([table, *(plain(title) for title in titles)])
    return hashlib.sha256(text.encode()).hexdigest()
