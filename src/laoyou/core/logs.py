"""Lines of the log: whatever a request, an exception or a library put into them, numbers of people are masked."""

from __future__ import annotations

import logging

from laoyou.core import masking


class MaskingFormatter(logging.Formatter):
    """Formats a record, traceback included, and masks every number that looks like an ID, a mobile phone or an account."""

    def format(self, record: logging.LogRecord) -> str:
        return masking.in_text(super().format(record))
