"""How often a key may ask: so many requests in each minute of real time, counted in this serving process."""

from __future__ import annotations

import threading
import time

from laoyou.base.errors import DomainError

_counts: dict[int, tuple[int, int]] = {}
_lock = threading.Lock()


def count(key_id: int, most: int) -> None:
    """Count one request; DomainError `exchange.too_often` beyond `most` within the minute."""
    # Real time on purpose: a demonstration's clock stands still, a program that asks too often does not.
    now = time.time()
    minute = int(now // 60)
    with _lock:
        known, number = _counts.get(key_id, (minute, 0))
        number = number + 1 if known == minute else 1
        _counts[key_id] = (minute, number)
    if number > most:
        raise DomainError("exchange.too_often", most=most, seconds=60 - int(now % 60))


def forget() -> None:
    """Begin anew, for tests."""
    with _lock:
        _counts.clear()
