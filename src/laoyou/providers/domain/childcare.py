"""Classes for the youngest: which months of age a class takes. How many children it may hold is a norm of the pack."""

from __future__ import annotations

CLASS_MONTHS: dict[str, tuple[int, int]] = {
    "infant": (6, 12),
    "toddler": (12, 24),
    "older_toddler": (24, 36),
    "mixed": (18, 36),
}
"""
Ages in completed months, [from, to), by kind of class.

Source: 国卫人口发〔2019〕58号, 托育机构设置标准（试行）第19条: 乳儿班 6–12, 托小班 12–24, 托大班 24–36; 18 months and more may be mixed.
"""
