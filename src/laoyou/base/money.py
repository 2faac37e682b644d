"""Money is a whole number of fen (`int`); yuan exist only where a person reads or types them."""

import re
from typing import NewType

from laoyou.base.errors import DomainError, declare

Fen = NewType("Fen", int)

declare({"base.yuan": "“%(text)s”不是金额：应为以元为单位的数，至多两位小数，例如 1200 或 99.50。"})

_FORM = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")


def parse_yuan(text: str) -> Fen:
    """Read an amount in yuan ("1,200.5") as fen (120050); DomainError `base.yuan` where it is none."""
    found = _FORM.fullmatch(text.strip().removesuffix("元").removeprefix("¥").strip())
    if not found:
        raise DomainError("base.yuan", text=text)
    sign, whole, cents = found.groups()
    fen = int(whole.replace(",", "")) * 100 + int((cents or "").ljust(2, "0"))
    return Fen(-fen if sign else fen)


def format_yuan(fen: int) -> str:
    """An amount of fen as yuan with two decimals and thousands marks: 120050 → "1,200.50"."""
    whole, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{cents:02d}"
