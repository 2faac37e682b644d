"""
What is shown of a sensitive value to somebody who need not know it.

Every function takes the whole value and returns text with stars. A value that does not look as expected shows less.
"""

from __future__ import annotations

import re
from collections.abc import Callable

HIDDEN = "••••••"

# Parts of an address down to the town, without digits or signs of a street: "小区" must not pass for a district.
_PLAIN = r"[^\W\d_省市区县旗镇乡街路巷道号栋幢村]"
_LOCALITY = re.compile(
    rf"^({_PLAIN}{{2,5}}(?:省|自治区|特别行政区))?({_PLAIN}{{2,6}}(?:市|自治州|地区))?"
    rf"({_PLAIN}{{1,6}}(?<![小社园校厂矿景库])(?:区|县|旗))?((?:{_PLAIN}|路){{1,8}}街道|{_PLAIN}{{1,8}}[镇乡])?"
)


def _ends(value: str, head: int, tail: int) -> str:
    hidden = len(value) - head - tail
    if hidden < head + tail or hidden < 4:
        return "*" * max(len(value), 4)
    return value[:head] + "*" * hidden + value[len(value) - tail :]


def id_number(value: str) -> str:
    """'500383193601011234' → '500***********1234'; other document numbers keep their last two characters."""
    if re.fullmatch(r"\d{17}[\dXx]|\d{15}", value):
        return _ends(value, 3, 4)
    return _ends(value, 0, 2)


def phone(value: str) -> str:
    """'13812345678' → '138****5678'; '023-49812345' → '*********345'."""
    digits = re.sub(r"[\s-]", "", value)
    return digits[:3] + "****" + digits[7:] if re.fullmatch(r"1\d{10}", digits) else _ends(digits, 0, 3)


def account(value: str) -> str:
    """'6217001234567890123' → '***************0123'."""
    return _ends(re.sub(r"\s", "", value), 0, 4)


def address(value: str) -> str:
    """'重庆市永川区中山路街道汇龙大道8号' → '重庆市永川区中山路街道****': nothing below the town."""
    found = _LOCALITY.match(value)
    locality = found.group(0) if found else ""
    return locality + "****" if len(locality) < len(value) else "****"


def name(value: str) -> str:
    """The name in a public notice: '张三' → '张*', '欧阳娜娜' → '欧**娜', 'Anna Smith' → 'A***'."""
    text = value.strip()
    if not text:
        return ""
    if text.isascii():
        return text[0] + "***"
    if len(text) <= 2:
        return text[0] + "*"
    return text[0] + "*" * (len(text) - 2) + text[-1]


def everything(value: str) -> str:
    """Nothing of the value, not even its length."""
    return HIDDEN


MASKS: dict[str, Callable[[str], str]] = {
    "id_number": id_number,
    "phone": phone,
    "account": account,
    "address": address,
    "name": name,
    "everything": everything,
}

# Also as people type them, with spaces or dashes between; 12 and 14 digits are ids of areas and stay readable.
_NUMBERS_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:\d[ -]?){17}[\dXx]|1(?:[ -]?\d){10}|\d(?:[ -]?\d){14,18})(?![0-9A-Za-z])"
)


def in_text(text: str) -> str:
    """`text` with every number that looks like an ID, a mobile phone or an account masked: for reasons people type."""
    return _NUMBERS_IN_TEXT.sub(lambda found: account(found.group().replace("-", "")), text)
