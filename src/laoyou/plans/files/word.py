"""Word files (.docx): one line for a paragraph, one for a table cell with what it spans; numbering that Word makes is written out."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from laoyou.base.errors import DomainError
from laoyou.engines.documents.model import SourceLine

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_UNPACKED: Final = 300 * 1024 * 1024
MOST_TIMES: Final = 200
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN: Final = "零一二三四五六七八九"


def read_docx(data: bytes, name: str, notes: list[DomainError]) -> list[SourceLine]:
    """The lines of a Word file; pictures without text are noted."""
    _refuse_bombs(data, name)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as problem:
        raise DomainError("plans.file_damaged", name=name) from problem
    reader = _Reader(_numbering(document))
    reader.body(document.element.body)
    if (
        any(element.tag.endswith("}drawing") for element in document.element.body.iter())
        and len("".join(line.text for line in reader.lines)) < 200
    ):
        notes.append(DomainError("plans.file_pictures", name=name))
    return reader.lines


def _refuse_bombs(data: bytes, name: str) -> None:
    """A file that unpacks to far more than any plan has is not unpacked at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile as problem:
        raise DomainError("plans.file_damaged", name=name) from problem
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MOST_UNPACKED or unpacked > MOST_TIMES * max(len(data), 100_000) or len(infos) > 20_000:
        raise DomainError("plans.file_bomb", name=name, size=unpacked // 1024 // 1024)
    if any(info.flag_bits & 1 for info in infos):
        raise DomainError("plans.file_protected", name=name)
    if not any(info.filename == "word/document.xml" for info in infos):
        raise DomainError("plans.file_kind", name=name)


def _numbering(document: Any) -> dict[tuple[str, str], tuple[str, str]]:
    """The format and text of each level of each numbering: (numId, level) → ("chineseCounting", "（%2）")."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {
        one.get(f"{_W}abstractNumId"): {
            level.get(f"{_W}ilvl"): (_value(level, "numFmt"), _value(level, "lvlText"))
            for level in one.iter(f"{_W}lvl")
        }
        for one in root.iter(f"{_W}abstractNum")
    }
    return {
        (one.get(f"{_W}numId"), level): shape
        for one in root.iter(f"{_W}num")
        for level, shape in abstract.get(_value(one, "abstractNumId"), {}).items()
    }


def _value(element: Any, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return str(found.get(f"{_W}val") or "") if found is not None else ""


class _Reader:
    """Walks the body in order."""

    def __init__(self, numbering: dict[tuple[str, str], tuple[str, str]]) -> None:
        self.lines: list[SourceLine] = []
        self.numbering = numbering
        self.counters: dict[str, list[int]] = {}
        self.tables = 0

    def body(self, body: Any) -> None:
        """Paragraphs and tables of the body, also those inside content controls."""
        for element in _blocks(body):
            if element.tag == f"{_W}p":
                for text in self._texts(element):
                    self._add(text, style=_style(element))
            else:
                self._table(element)

    def _add(
        self,
        text: str,
        *,
        table: int | None = None,
        cell: tuple[int, int] | None = None,
        spans: tuple[int, int] = (1, 1),
        style: str = "",
    ) -> None:
        self.lines.append(SourceLine(len(self.lines) + 1, text, None, table, cell, spans, style))

    def _texts(self, paragraph: Any) -> list[str]:
        """The paragraph's lines (a manual break ends one), the first with its number."""
        parts: list[str] = []
        for element in paragraph.iter():
            if element.tag == f"{_W}t":
                parts.append(element.text or "")
            elif element.tag == f"{_W}tab" and element.getparent().tag == f"{_W}r":
                parts.append(" ")
            elif element.tag in (f"{_W}br", f"{_W}cr"):
                parts.append("\n")
            elif element.tag == f"{_W}noBreakHyphen":
                parts.append("-")
        text = "".join(parts).strip("\n")
        label = self._label(paragraph) if text.strip() else ""
        return (label + text).split("\n")

    def _label(self, paragraph: Any) -> str:
        """The number that Word prints before a paragraph of a numbered list."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            return ""
        number, level = _value(properties, "numId"), _value(properties, "ilvl") or "0"
        shape = self.numbering.get((number, level))
        if shape is None or shape[0] in ("bullet", "none"):
            return ""
        counters = self.counters.setdefault(number, [0] * 9)
        at = int(level)
        counters[at] += 1
        counters[at + 1 :] = [0] * (8 - at)
        return re.sub(
            r"%(\d)",
            lambda match: _counted(
                max(counters[int(match[1]) - 1], 1), self.numbering.get((number, str(int(match[1]) - 1)), shape)[0]
            ),
            shape[1],
        )

    def _table(self, table: Any) -> None:
        self.tables += 1
        rows = [list(_cells(row)) for row in _rows(table)]
        open_above: dict[int, tuple[int, int]] = {}
        heights: dict[tuple[int, int], int] = {}
        placed: list[tuple[int, int, int, str]] = []
        for row, cells in enumerate(rows):
            column = 0
            for text, right, merge in cells:
                if merge == "continue" and column in open_above:
                    start = open_above[column]
                    heights[start] = row - start[0] + 1
                else:
                    placed.append((row, column, right, text))
                    open_above[column] = (row, column)
                column += right
        for row, column, right, text in placed:
            self._add(text, table=self.tables, cell=(row, column), spans=(heights.get((row, column), 1), right))


def _blocks(body: Any) -> Iterator[Any]:
    for element in body:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag == f"{_W}sdt":
            content = element.find(f"{_W}sdtContent")
            if content is not None:
                yield from _blocks(content)


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        if element.tag == f"{_W}tr":
            yield element
        elif element.tag == f"{_W}sdt":
            yield from element.iter(f"{_W}tr")


def _cells(row: Any) -> Iterator[tuple[str, int, str]]:
    """Text, columns spanned and vertical merge of each cell of a row."""
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    if before is not None:
        yield "", int(before.get(f"{_W}val") or 1), ""
    for cell in row.iter(f"{_W}tc"):
        if cell.getparent() is not row and cell.getparent().tag != f"{_W}sdtContent":
            continue
        properties = cell.find(f"{_W}tcPr")
        span, merge = 1, ""
        if properties is not None:
            if (grid := properties.find(f"{_W}gridSpan")) is not None:
                span = int(grid.get(f"{_W}val") or 1)
            if (vertical := properties.find(f"{_W}vMerge")) is not None:
                merge = "restart" if vertical.get(f"{_W}val") == "restart" else "continue"
        texts = [
            "".join(part.text or "" for part in paragraph.iter(f"{_W}t")).strip() for paragraph in cell.iter(f"{_W}p")
        ]
        yield " ".join(filter(None, texts)), span, merge


def _style(paragraph: Any) -> str:
    return _value(paragraph.find(f"{_W}pPr"), "pStyle") if paragraph.find(f"{_W}pPr") is not None else ""


def _counted(number: int, shape: str) -> str:
    """A number as Word prints it: 三, 3, III …"""
    if "hinese" in shape or shape in ("japaneseCounting", "ideographDigital", "taiwaneseCounting"):
        tens, ones = divmod(number, 10)
        head = ("" if tens == 1 else _HAN[tens]) + "十" if tens else ""
        return head + (_HAN[ones] if ones or not tens else "")
    if shape == "decimalEnclosedCircle" and number <= 20:
        return chr(ord("①") + number - 1)
    return chr(ord("a") + number - 1) if shape == "lowerLetter" and number <= 26 else str(number)
