"""One way of writing each character, so that one pattern reads every document; never changes how many there are."""

from __future__ import annotations

import re
from typing import Final

_WIDE: Final = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}
_PUNCTUATION: Final = {
    "(": "（",
    ")": "）",
    "﹝": "〔",
    "﹞": "〕",
    "«": "《",
    "»": "》",
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
    "〈": "《",
    "〉": "》",
    ";": "；",
    "?": "？",
    "!": "！",
    "［": "[",
    "］": "]",
    "﹪": "%",
    "﹣": "-",
    "－": "-",
    "∶": "：",
    "｜": "|",
    "\u3000": " ",
    "\xa0": " ",
    "\u200b": " ",
    "\u202f": " ",
    "\u205f": " ",
    "\ufeff": " ",
    **{chr(code): " " for code in range(0x2000, 0x200B)},
    "\t": " ",
}
_TABLE: Final = str.maketrans(
    {**_WIDE, "，": "，", "（": "（", "）": "）", "：": "：", "；": "；", "？": "？", "！": "！"} | _PUNCTUATION
)
_SPACES: Final = str.maketrans({char: plain for char, plain in _PUNCTUATION.items() if plain == " "})
_COMMA: Final = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_STOP: Final = re.compile(r"(?<![0-9A-Za-z])\.|(?<=[A-Za-z])\.(?=[\u4e00-\u9fff]|$)")
_COLON: Final = re.compile(r"(?<!\d):|:(?!\d)")
_WIDE_DIGITS: Final = re.compile(r"[０-９][０-９．，％]*")


def fold(text: str) -> str:
    """
    `text` with full-width digits, letters and signs as ASCII, and punctuation as Chinese prints it, character by character.

    A comma between thousands and a point between digits stay what they are.
    """
    folded = text.translate(_TABLE)
    if "," in folded:
        folded = _COMMA.sub("，", folded)
    if "." in folded:
        folded = _STOP.sub("。", folded)
    if ":" in folded:
        folded = _COLON.sub("：", folded)
    return folded


def spaced(text: str) -> str:
    """`text` with every kind of space as a plain one."""
    return text.translate(_SPACES)


def wide_digits(text: str) -> list[tuple[int, int]]:
    """Where runs of full-width digits stand in `text`."""
    return [match.span() for match in _WIDE_DIGITS.finditer(text)]


def width(text: str) -> float:
    """How wide `text` is printed, in Chinese characters."""
    return sum(1.0 if ord(char) > 0x2E80 or char in "“”‘’—…×≥≤‰" else 0.5 for char in text)


CHINESE: Final = "\u4e00-\u9fff"
_DIGITS: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def chinese_number(text: str) -> int | None:
    """A number in Chinese up to 999, or None: 二十四 → 24."""
    total, unit = 0, 0
    for char in text:
        if char in _DIGITS:
            unit = _DIGITS[char]
        elif char == "十":
            total, unit = total + (unit or 1) * 10, 0
        elif char == "百":
            total, unit = total + (unit or 1) * 100, 0
        else:
            return None
    return total + unit if text else None
