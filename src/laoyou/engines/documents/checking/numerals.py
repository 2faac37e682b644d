"""Numbers as documents print them: Arabic, grouped, Chinese, with 万 and 亿."""

from __future__ import annotations

from decimal import Decimal

SCALES: dict[str, Decimal] = {
    "": Decimal(1), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000), "十万": Decimal(100000),
    "百万": Decimal(1000000), "千万": Decimal(10000000), "亿": Decimal(100000000), "万亿": Decimal(10**12),
}  # fmt: skip

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}


def arabic(text: str) -> Decimal:
    """The value of “1,148,896” or “12.5”."""
    return Decimal(text.replace(",", ""))


def step_of(text: str) -> Decimal:
    """The unit of the last printed place: 0.1 for “12.5”, 1 for “12”."""
    return Decimal(1).scaleb(-len(text.partition(".")[2]))


def chinese(text: str) -> Decimal | None:
    """The value of 二十三, 一百零五, 两万, 四点五; None where the text is no such number."""
    whole, point, fraction = text.partition("点")
    value = _chinese_whole(whole)
    if value is None or (point and (not fraction or any(char not in _DIGITS for char in fraction))):
        return None
    return Decimal(f"{value}.{''.join(str(_DIGITS[char]) for char in fraction)}") if point else Decimal(value)


def _chinese_whole(text: str) -> int | None:
    total = section = digit = 0
    seen = False
    for char in text:
        if char in _DIGITS:
            digit, seen = _DIGITS[char], True
        elif char in _POWERS:
            section += (digit or (0 if seen and not digit else 1)) * _POWERS[char] if digit else _POWERS[char]
            digit, seen = 0, True
        elif char in ("万", "亿"):
            total = (total + section + digit) * (10000 if char == "万" else 100000000)
            section = digit = 0
        else:
            return None
    return total + section + digit if seen else None


def significant_step(value: Decimal) -> Decimal:
    """The place of the last digit that is not zero: 100 for 4400, 1000 for 6000, 0.1 for 2.5."""
    if not value:
        return Decimal(1)
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))
