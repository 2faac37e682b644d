"""Running text made ready for reading: one character for one, blanks taken out, each character knowing where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from laoyou.engines.documents.model import Cell, Document, Paragraph, Place, Table

_PLAIN = {
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    **dict(zip("．％＋－＞＜＝／～－–−﹣", ".%+-><=/~----", strict=True)),
    "﹝": "〔", "﹞": "〕", "[": "〔", "]": "〕", "［": "〔", "］": "〕",
    "(": "（", ")": "）", ";": "；", ":": "：", "≧": "≥", "≦": "≤", "﹪": "%", "○": "〇",
    "«": "《", "»": "》", "｜": "|", "\u3000": " ", "\xa0": " ", "\t": " ",
}  # fmt: skip
_PLAIN_TABLE = str.maketrans(_PLAIN)
_SENTENCE_END = re.compile(r"[。；！？\n]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a note, or a wordy cell: `text[i]` was character `offsets[i]` of what it came from."""

    text: str
    clause: int
    origin: Paragraph | Cell
    offsets: tuple[int, ...]
    number: int
    table: int | None = None
    row: int | None = None
    column: int | None = None

    def places(self, start: int, end: int) -> tuple[Place, ...]:
        """Where characters [start, end) stand in the file."""
        if start >= end:
            return ()
        first, last = self.offsets[start], self.offsets[min(end, len(self.offsets)) - 1] + 1
        if isinstance(self.origin, Paragraph):
            return self.origin.place(first, last)
        return cell_place(self.origin, first, last)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """(start, end) of each sentence; brackets keep theirs together."""
        start, depth = 0, 0
        for index, char in enumerate(self.text):
            if char == "（":
                depth += 1
            elif char == "）":
                depth = max(0, depth - 1)
            elif _SENTENCE_END.match(char) and (depth == 0 or char == "。"):
                if index > start:
                    yield start, index
                start, depth = index + 1, 0
        if start < len(self.text):
            yield start, len(self.text)


def cell_place(cell: Cell, start: int, end: int) -> tuple[Place, ...]:
    """Characters [start, end) of a cell in the file; the whole cell where it was put together from several pieces."""
    if len(cell.places) == 1 and cell.places[0].end - cell.places[0].start == len(cell.text):
        place = cell.places[0]
        return (Place(place.line, place.start + start, place.start + end),)
    if sum(place.end - place.start for place in cell.places) == len(cell.text):
        found, offset = [], 0
        for place in cell.places:
            size = place.end - place.start
            low, high = max(start - offset, 0), min(end - offset, size)
            if low < high:
                found.append(Place(place.line, place.start + low, place.start + high))
            offset += size
        return tuple(found)
    return cell.places


def plain(text: str) -> tuple[str, tuple[int, ...]]:
    """
    The text with full-width signs made plain and blanks taken out, and the offset of each character that stayed.

    A blank between two digits stays, for “12 30” is not 1230. A full stop of ASCII that ends a sentence becomes 。, a comma between words ，.
    """
    changed = text.translate(_PLAIN_TABLE)
    kept: list[str] = []
    offsets: list[int] = []
    size = len(changed)
    for index, char in enumerate(changed):
        before = changed[index - 1] if index else ""
        after = changed[index + 1] if index + 1 < size else ""
        if char == " ":
            left = kept[-1] if kept else ""
            rest = changed[index:].lstrip(" ")[:1]
            if (
                not (left.isdigit() and rest.isdigit())
                or (kept and kept[-1] == " ")
                or _spaced_thousand("".join(kept[-4:]), changed[index:].lstrip(" "))
            ):
                continue
        elif char == "." and not (before.isdigit() and after.isdigit()):
            char = "。"
        elif char == "," and not (before.isdigit() and _thousand(changed, index)):
            char = "，"
        kept.append(char)
        offsets.append(index)
    return "".join(kept), tuple(offsets)


_AFTER_THOUSANDS = re.compile(r"\d{3} ?(?:[万亿人名张个家所处座户元平米次份]|\d{3} ?[人元])")


def _spaced_thousand(before: str, after: str) -> bool:
    """Whether a blank groups thousands: one to three digits before it, three and a unit after it (2 880 张)."""
    digits = re.search(r"(?<![\d.])[1-9]\d{0,2}$", before)
    return (
        digits is not None
        and before[: digits.start()][-1:] not in ("表", "图", "第", "件")
        and _AFTER_THOUSANDS.match(after) is not None
    )


def _thousand(text: str, comma: int) -> bool:
    """Whether a comma groups thousands: exactly three digits follow."""
    following = text[comma + 1 : comma + 5]
    return following[:3].isdigit() and len(following) >= 3 and not following[3:4].isdigit()


def of_paragraph(paragraph: Paragraph, number: int) -> Passage:
    text, offsets = plain(paragraph.text)
    return Passage(text, paragraph.clause, paragraph, offsets, number)


def of_cell(cell: Cell, table: Table, table_number: int, number: int) -> Passage:
    text, offsets = plain(cell.text)
    return Passage(text, table.clause, cell, offsets, number, table_number, cell.row, cell.column)


def printed_at(document_lines: dict[int, str], place: Place) -> str:
    """What the file prints at a place."""
    return document_lines.get(place.line, "")[place.start : place.end]


def lines_by_number(document: Document) -> dict[int, str]:
    return {line.number: line.text for line in document.lines}
