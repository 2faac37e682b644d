"""What number and what unit a cell or a heading holds."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_NUMBER: Final = re.compile(
    r"^(?P<sign>≥|≤|>|<|=|大于等于|小于等于|不低于|不少于|不小于|不高于|不超过|不多于|大于|小于|高于|低于|超过|约|近|达到|达)?\s*"
    r"(?P<number>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*"
    r"(?P<unit>%|‰|[万亿]?[\u4e00-\u9fffA-Za-z㎡/·]{0,8}?)\s*(?P<after>以上|以下|左右|及以上|余)?$"
)
_UNIT_AT_END: Final = re.compile(r"（(?:单位：)?([^（）]{1,12})）\s*$")
_UNIT_LINE: Final = re.compile(r"^[（\[]?\s*(?:计量)?单位\s*[：:]\s*([^）\]，。]{1,14})[）\]]?$")
_NOT_A_UNIT: Final = re.compile(r"年|月|日|号|版|试行|稿|含|以|其中|的|区|县|市|街道|级|社区|第")
_DASH: Final = frozenset({"—", "-", "–", "――", "——", "--", "/", "／", "…", "－", "─", "无"})
EXACT: Final = {
    "≥": ">=", "大于等于": ">=", "不低于": ">=", "不少于": ">=", "不小于": ">=", "以上": ">=", "及以上": ">=",
    "≤": "<=", "小于等于": "<=", "不高于": "<=", "不超过": "<=", "不多于": "<=", "以下": "<=",
    ">": ">", "大于": ">", "高于": ">", "超过": ">", "余": ">", "<": "<", "小于": "<", "低于": "<", "=": "=",
}  # fmt: skip
"""How a comparison is printed, and what it means."""


def is_dash(text: str) -> bool:
    """Whether a cell holds only a dash: the document says that it has no number."""
    return text in _DASH


def read_number(text: str) -> tuple[Decimal, str] | None:
    """The number of a folded cell with the unit printed beside it; None where there are words, a date or a range."""
    match = _NUMBER.match(text.strip())
    if match is None or match["unit"].startswith(("年", "月", "日", "号")):
        return None
    return Decimal(match["number"].replace(",", "")), match["unit"]


def read_operator(text: str) -> str | None:
    """The comparison printed with a number: >=, <=, >, <, =; None where a bare number stands."""
    match = _NUMBER.match(text.strip())
    if match is None:
        return None
    return EXACT.get(match["sign"] or "") or EXACT.get(match["after"] or "")


def unit_of_heading(text: str) -> str:
    """The unit that a heading names in brackets at its end: 床位数（张） → 张; empty where there is none."""
    match = _UNIT_AT_END.search(text)
    if match is None or _NOT_A_UNIT.search(match[1]):
        return ""
    return match[1]


def unit_of_line(text: str) -> str:
    """The unit that a line of its own gives for a whole table: 单位：万元."""
    match = _UNIT_LINE.match(text.strip())
    return match[1].strip() if match else ""
