"""Lines of the log: whatever a request, an exception or a library put into them, numbers of people are masked."""

from __future__ import annotations

import gzip
import logging
import os
import shutil
from pathlib import Path

from laoyou.core import masking

LARGEST = 20 * 1024 * 1024
KEPT = 8


class MaskingFormatter(logging.Formatter):
    """Formats a record, traceback included, and masks every number that looks like an ID, a mobile phone or an account."""

    def format(self, record: logging.LogRecord) -> str:
        return masking.in_text(super().format(record))


def rotate(folder: Path, *, largest: int = LARGEST, kept: int = KEPT) -> list[Path]:
    """
    Put each log of `folder` that has grown beyond `largest` bytes away as `<name>.1.gz`, the older ones one number on, and
    forget what is older than `kept` of them; returns the logs that were put away.

    Those who write keep the file open and append, so it is emptied in place; what they wrote while it was copied is copied too.
    """
    done = []
    for log in sorted(folder.glob("*.log")):
        if log.stat().st_size <= largest:
            continue
        _numbered(log, kept).unlink(missing_ok=True)
        for number in range(kept - 1, 0, -1):
            if _numbered(log, number).exists():
                _numbered(log, number).replace(_numbered(log, number + 1))
        draft = log.with_name(f".{log.name}.gz")
        with log.open("r+b") as written, gzip.open(draft, "wb") as packed:
            shutil.copyfileobj(written, packed)
            while rest := written.read():
                packed.write(rest)
            os.ftruncate(written.fileno(), 0)
        draft.chmod(0o600)
        draft.replace(_numbered(log, 1))
        done.append(log)
    return done


def _numbered(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}.gz")
