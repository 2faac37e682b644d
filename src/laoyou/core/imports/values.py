"""One cell → one value. What cannot be read is refused with a sentence; what was put right on the way is noted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from laoyou.base.errors import DomainError

_FULL_WIDTH = re.compile(r"[\uff01-\uff5e\u3000]")
_SPACES = re.compile(r"\s+")
_INVISIBLE = {ord(mark): None for mark in "\u200b\u200c\u200d\ufeff\u00ad\u2060\x00"} | {0xA0: " "}
_EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,3}")
_MOST_EXACT = 10**15
"""Excel keeps fifteen digits of a number; of a longer one the last are zeros."""

_EXCEL_EPOCH = date(1899, 12, 30)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(:\d{2})?)?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?|\d{6}|\d{4}\s*年?")

BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "空", "null", "NULL", "None", "N/A", "n/a", "#N/A"})
"""What people write for nothing. A blank never erases what the register holds."""

YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "1", "Y", "y", "yes", "Yes", "YES", "对", "T", "TRUE", "True", "true"})
NO = frozenset({"否", "没有", "×", "✗", "✘", "x", "X", "0", "N", "n", "no", "No", "NO", "F", "FALSE", "False", "false"})

FULL_WIDTH = "full_width"
"""The note of a cell whose digits or letters were full-width."""


def text_of(cell: Any) -> str:
    """A cell as one line of text: numbers without '.0', days as ISO, no invisible signs, no spaces around it."""
    if isinstance(cell, str):
        if cell.isascii():
            return _SPACES.sub(" ", cell.strip().replace("\x00", ""))
        return _SPACES.sub(" ", cell.translate(_INVISIBLE)).strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < _MOST_EXACT:
            return str(int(cell))
        # Written as Excel shows it: the digits beyond the fifteenth are not there.
        return f"{cell:.5E}".replace("E+0", "E+") if abs(cell) >= _MOST_EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta | time):
        return str(cell)
    return str(cell)


def half_width(text: str) -> str:
    """Full-width letters, digits and spaces as ordinary ones; other signs stay."""
    return unicodedata.normalize("NFKC", text) if _FULL_WIDTH.search(text) else text


def has_full_width(text: str) -> bool:
    """Whether something in `text` is full-width that need not be."""
    return any("０" <= letter <= "９" or "Ａ" <= letter <= "ｚ" for letter in text) if not text.isascii() else False


def number_text(text: str) -> str:
    """A number that is a name, without spaces and signs between; DomainError `core.import_lost_digits`."""
    text = half_width(text).strip("'’‘`\"").replace(" ", "")
    if _EXPONENT.fullmatch(text):
        raise DomainError("core.import_lost_digits", shown=text)
    return text.replace("-", "").upper() if not text.isdigit() else text


def phone_text(text: str) -> str:
    """A telephone number: one, of the first where several stand."""
    text = half_width(text).strip("'’‘`\"")
    if _EXPONENT.fullmatch(text):
        raise DomainError("core.import_lost_digits", shown=text)
    text = re.split(r"[/;；、，,|]", text)[0].strip()
    text = re.sub(r"^\+?86[- ]?(?=1\d)", "", text)
    plain = re.sub(r"[\s-]", "", text)
    return plain if plain.isdigit() and len(plain) == 11 and plain[0] == "1" else text.replace(" ", "")


def day_of(text: str) -> date:
    """
    A day, in any of the ways in which lists write it; also Excel's own number of it.

    DomainError: `core.import_day_impossible` for one that does not exist, `core.import_day_incomplete`,
    `core.import_day_shape`.
    """
    text = half_width(text)
    found = _DAY.fullmatch(text)
    if found:
        return _calendar_day(int(found[1]), int(found[2]), int(found[3]), text)
    if re.fullmatch(r"\d{8}", text):
        return _calendar_day(int(text[:4]), int(text[4:6]), int(text[6:]), text)
    if re.fullmatch(r"\d{5}", text) and 3_000 < int(text) < 80_000:
        return _EXCEL_EPOCH + timedelta(days=int(text))
    if _MONTH.fullmatch(text):
        raise DomainError("core.import_day_incomplete", day=text)
    raise DomainError("core.import_day_shape", day=text[:20])


def _calendar_day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DomainError("core.import_day_impossible", day=text) from None


def whole(text: str) -> int:
    """A whole number, not negative; DomainError `core.import_number_shape`."""
    text = half_width(text).replace(",", "").replace(" ", "")
    if not re.fullmatch(r"\d{1,9}(\.0+)?", text):
        raise DomainError("core.import_number_shape", number=text[:20])
    return int(text.partition(".")[0])


def yes_no(text: str) -> bool:
    """Yes or no; DomainError `core.import_yes_no`."""
    text = half_width(text)
    if text in YES:
        return True
    if text in NO:
        return False
    raise DomainError("core.import_yes_no", value=text[:20])


def code_reader(codes: Mapping[str, tuple[str, ...]]) -> Callable[[str], str]:
    """A reader of one of `codes`, by its words; DomainError `core.import_code_unknown` with the words that are known."""
    table = {word: code for code, words in codes.items() for word in (code, *words)}
    known = "、".join(words[0] for words in codes.values() if words)

    def read(text: str) -> str:
        text = half_width(text)
        if text not in table:
            raise DomainError("core.import_code_unknown", value=text[:20], known=known)
        return table[text]

    return read


_BETWEEN = re.compile(r"[、,，;；/|+\s]+")


def codes_reader(codes: Mapping[str, tuple[str, ...]]) -> Callable[[str], tuple[str, ...]]:
    """A reader of several codes in one cell, however they are separated."""
    one = code_reader(codes)

    def read(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one(part) for part in _BETWEEN.split(half_width(text)) if part))

    return read
