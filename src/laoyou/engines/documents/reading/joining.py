"""Running text: lines that were broken at a width become paragraphs again, and each character remembers where it stood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from laoyou.engines.documents.reading.characters import fold, spaced, width
from laoyou.engines.documents.reading.lines import Setting, TextLine, ends_sentence
from laoyou.engines.documents.reading.numbering import label_of
from laoyou.engines.documents.reading.regions import is_caption, is_note

_PAIRS: Final = {"《": "》", "（": "）", "[": "]", "“": "”", "〔": "〕", "【": "】"}
_OPENS: Final = re.compile(r"^(?:—{2,}|[一二三四五六七八九十]是|注[：:]|说明[：:]|主送|抄送)")
_DATE: Final = re.compile(r"^(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_SALUTATION: Final = re.compile(r"^(?:各|[区市县]级|[区市县]属).*(?:单位|部门|企业|政府|机构|高校)(?:（[^）]*）)?：$")
_NUMBER: Final = re.compile(r"^（?[\u4e00-\u9fff]{2,14}〔(?:19|20)\d\d〕\s*\d{1,5}\s*号）?$")
MOST_LINES: Final = 400


@dataclass(frozen=True, slots=True)
class Joined:
    """One paragraph: its text, where each character came from, and how many lines it was broken over."""

    text: str
    places: tuple[tuple[int, int], ...]
    lines: int

    @property
    def first_line(self) -> int:
        return self.places[0][0]

    @property
    def last_line(self) -> int:
        return self.places[-1][0]


def join(lines: Sequence[TextLine], setting: Setting, broken_before: frozenset[int] = frozenset()) -> list[Joined]:
    """Paragraphs of `lines`, in order; nothing is joined across a line whose number is in `broken_before`."""
    found: list[Joined] = []
    current: list[TextLine] = []
    spoken = [line for line in lines if line.text]
    for line, following in zip_longest(spoken, spoken[1:]):
        if current and (line.number in broken_before or not _goes_on(current, line, following, setting)):
            found.append(_joined(current))
            current = []
        current.append(line)
    if current:
        found.append(_joined(current))
    return found


def _goes_on(current: Sequence[TextLine], line: TextLine, following: TextLine | None, setting: Setting) -> bool:
    """Whether `line` continues the paragraph that ends with the last line of `current`."""
    last = current[-1]
    if len(current) > MOST_LINES or is_caption(line.text) or is_note(line.text):
        return False
    if is_caption(last.text) and not _unbalanced(current):
        return False
    label = label_of(line.text)
    if _unbalanced(current) and not (label is not None and label.rank <= 1):
        return True
    finished = ends_sentence(last.text)
    if _NUMBER.match(line.text) or _NUMBER.match(last.text):
        return False
    if _SALUTATION.match(last.text):
        return False
    if label is not None and (finished or label.rank <= 2 or _is_heading(last.text)):
        return False
    if not setting.width:
        return False
    full = width(last.text) >= setting.width - 3.5
    if line.indented or _DATE.match(line.text):
        return not finished and full and not line.indented
    if line.blanks_before and not setting.double_spaced and finished:
        return False
    if finished:
        signed = following is not None and _DATE.match(following.text) and not re.search(r"[，。；：、]", line.text)
        return width(last.text) >= setting.width - 1.5 and not _OPENS.match(line.text) and not signed
    if _is_heading(last.text) and len(current) == 1 and not full:
        return False
    if len(current) == 1 and not full and not re.search(r"[，。；：、]", last.text):
        return False
    return full or (width(last.text) >= 0.6 * setting.width and not _is_heading(last.text))


def _is_heading(text: str) -> bool:
    return label_of(text) is not None and not re.search(r"[，。；：]", text)


def _unbalanced(current: Sequence[TextLine]) -> bool:
    """Whether a bracket or a quotation that was opened within the last lines is still open."""
    if len(current) > 6:
        current = current[-6:]
    text = "".join(line.text for line in current)
    if len(current) == 1 and label_of(text) is not None and "。" not in text and len(text) < 12:
        return False
    return any(text.count(opening) > text.count(closing) for opening, closing in _PAIRS.items() if opening != "“")


def _joined(lines: Sequence[TextLine]) -> Joined:
    chars: list[str] = []
    places: list[tuple[int, int]] = []
    for line in lines:
        if chars and chars[-1].isascii() and chars[-1].islower() and line.text[0].isascii() and line.text[0].isalpha():
            chars.append(" ")
            places.append((places[-1][0], places[-1][1] + 1))
        for column, char in enumerate(line.raw[line.start : line.start + len(line.text)], start=line.start):
            chars.append(char)
            places.append((line.number, column))
    return _without_spaces(spaced("".join(chars)), places, len({*(line.number for line in lines)}))


def _without_spaces(text: str, places: Sequence[tuple[int, int]], lines: int) -> Joined:
    """Spaces stay only between two Latin words or numbers: Chinese needs none, and copies scatter them."""
    kept = [
        index
        for index, char in enumerate(text)
        if char != " " or (0 < index < len(text) - 1 and _latin(text[index - 1]) and _latin(text[index + 1]))
    ]
    return Joined(fold("".join(text[index] for index in kept)), tuple(places[index] for index in kept), lines)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
