"""Which lines begin a numbered part of a document, and how the parts lie within each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from laoyou.engines.documents.reading.characters import CHINESE, chinese_number

_HAN: Final = "零〇一二三四五六七八九十百"
_STYLES: Final = (
    (0, re.compile(rf"^(附件|附录|附表)\s*([{_HAN}]+|\d{{1,2}})?(?:-\d{{1,2}})?\s*(?=$|[：\s])")),
    (0, re.compile(rf"^第([{_HAN}]+|\d{{1,3}})[编篇章]\s*")),
    (1, re.compile(rf"^第([{_HAN}]+|\d{{1,3}})节\s*")),
    (1, re.compile(rf"^([{_HAN}]{{1,4}})、\s*")),
    (2, re.compile(rf"^第([{_HAN}]+|\d{{1,3}})条\s*")),
    (2, re.compile(rf"^（([{_HAN}]{{1,4}})）\s*")),
    (3, re.compile(r"^(\d{1,3})(?:[.、](?!\d)|。)\s*")),
    (4, re.compile(r"^（(\d{1,3})）\s*")),
    (5, re.compile(r"^([①-⑳])\s*")),
)
_BARE: Final = re.compile(rf"^(\d{{1,2}})(?=[{CHINESE}“《])")
_ATTACHMENTS: Final = re.compile(r"^附件\s*[：:]\s*\S")
_TITLE_END: Final = re.compile(r"[。：]")
LONGEST_TITLE: Final = 44


@dataclass(frozen=True, slots=True)
class Label:
    """The number at the head of a paragraph: `text` as printed, `rank` from 0 (annex, chapter) to 5, `ordinal` its value."""

    text: str
    rank: int
    ordinal: int | None


def label_of(text: str) -> Label | None:
    """The number that a folded paragraph begins with, or None."""
    if _ATTACHMENTS.match(text):
        return None
    for rank, pattern in _STYLES:
        if match := pattern.match(text):
            number = match[match.lastindex] if match.lastindex else None
            return Label(match[0].strip(), rank, _value(number))
    return None


def bare_label_of(text: str, expected: int) -> Label | None:
    """A number without its point, which a copy has lost: taken only where it is the `expected` next one."""
    match = _BARE.match(text)
    if match is None or int(match[1]) != expected:
        return None
    rest = text[match.end() :]
    if re.match(r"[年月日个张家名岁万亿人%]", rest):
        return None
    return Label(match[1], 3, expected)


def bare_starts(texts: Sequence[str], finished: Callable[[str], bool]) -> list[int]:
    """
    Which of `texts` begin a part numbered 1, 2, 3 … without a point, in copies that have lost theirs.

    Only what follows a finished text or a heading counts; nothing where other parts have a number with its point.
    """
    found: list[int] = []
    for index, text in enumerate(texts):
        label = bare_label_of(text, len(found) + 1)
        before = texts[index - 1] if index else ""
        if label is not None and (not before or finished(before) or label_of(before) is not None):
            found.append(index)
    if len(found) < 3 or any((label := label_of(text)) is not None and label.rank == 3 for text in texts):
        return []
    return found


def lists_attachments(text: str) -> bool:
    """Whether a line opens the list of what is attached: 附件：1.重大项目清单."""
    return _ATTACHMENTS.match(text) is not None


def title_of(text: str, label: Label) -> str:
    """The heading after a label: to the first full stop, or the whole line where it is short."""
    rest = text[len(label.text) :].strip(" ：")
    end = _TITLE_END.search(rest)
    title = rest[: end.start()] if end else rest
    return title if len(title) <= LONGEST_TITLE else ""


def cited(label: str) -> str:
    """A label as it is cited within a path: 一、 → 一, 17. → 17, （二） stays."""
    return label.rstrip("、.。： ").replace(" ", "")


def _value(number: str | None) -> int | None:
    if number is None:
        return None
    if number in ("附件", "附录", "附表"):
        return None
    if number.isdigit() and number.isascii():
        return int(number)
    if len(number) == 1 and "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    return chinese_number(number)
