"""What the lines of a file are before anything is read from them: blank, a page mark, text; and how wide they were set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from laoyou.engines.documents.model import Repair, SourceLine
from laoyou.engines.documents.reading.characters import fold, width
from laoyou.engines.documents.reading.slips import mend

_PAGE: Final = re.compile(
    r"^\s*(?:[—–―─\-－·~]{1,3}\s*\d{1,4}\s*[—–―─\-－·~]{1,3}|第\s*\d{1,4}\s*页(?:\s*[/，,共]?\s*共?\s*\d{1,4}\s*页)?)\s*$"
)
_ENDS: Final = "。！？；：）]】…"


@dataclass(frozen=True, slots=True)
class TextLine:
    """
    A line that says something: its source, the source's characters with slips put right, the same folded and without the space
    around it, and where that text begins.
    """

    source: SourceLine
    raw: str
    text: str
    start: int
    blanks_before: int
    indented: bool

    @property
    def number(self) -> int:
        return self.source.number


@dataclass(frozen=True, slots=True)
class Setting:
    """How running text was set: the width at which lines were broken (0 where they were not), and what a blank line means."""

    width: float
    double_spaced: bool


def text_lines(lines: Sequence[SourceLine]) -> tuple[list[TextLine], list[Repair]]:
    """
    The lines that say something, without page numbers; each knows how many blank lines stood before it.

    A line that begins with a tab is a cell, even an empty one. With them come the repairs of single characters.
    """
    found: list[TextLine] = []
    repairs: list[Repair] = []
    blanks = 0
    for line in lines:
        raw, mended = mend(line)
        repairs += mended
        folded = fold(raw)
        stripped = folded.strip(" \r\n\f\v\ufeff")
        if line.cell is None and not line.text.startswith("\t") and (not stripped or _PAGE.match(stripped)):
            blanks += not stripped
            continue
        start = len(folded) - len(folded.lstrip(" \r\n\f\v\ufeff"))
        head = line.text[:start]
        found.append(
            TextLine(line, raw, stripped, start, blanks, len(head) >= 2 or "\u3000" in head or "\u2003" in head)
        )
        blanks = 0
    return found, repairs


def setting_of(lines: Sequence[TextLine]) -> Setting:
    """Whether the running text was broken at a width, found from how alike the long lines are."""
    prose = [
        line
        for line in lines
        if line.source.table is None and not line.source.text.startswith("\t") and line.text.count("|") < 2
    ]
    widths = sorted(width(line.text) for line in prose if len(line.text) >= 12)
    if len(widths) < 5:
        return Setting(0, double_spaced=False)
    edge = widths[int(len(widths) * 0.9)]
    near = sum(edge - 3.5 <= value <= edge + 2.5 for value in widths)
    broken = edge <= 90 and near >= 0.5 * len(widths)
    full = [index for index, line in enumerate(prose[:-1]) if width(line.text) >= edge - 3.5]
    spaced = sum(prose[index + 1].blanks_before > 0 for index in full)
    return Setting(edge if broken else 0, double_spaced=bool(full) and spaced > 0.6 * len(full))


def ends_sentence(text: str) -> bool:
    """Whether nothing is missing at the end of `text`."""
    return bool(text) and (text[-1] in _ENDS or (text[-1] in "”’" and text[-2:-1] in ("。", "！", "？")))
