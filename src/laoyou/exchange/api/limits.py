"""
How often a key may ask: so many requests in each minute of real time, counted over all serving processes of the machine.

The counts stand in a page of memory that the serving processes share, because they are forked from one head that has loaded this
module (docs/decisions/0014-one-head.md). They are gone with a restart, which is what a minute's count may be.
"""

from __future__ import annotations

import mmap
import multiprocessing
import struct
import time

from laoyou.base.errors import DomainError

_SLOT = struct.Struct("<qqq")
"""Key, minute, number of requests in it."""
_SLOTS = 2048
_TRIED = 32
"""So many slots are looked at for a key; the oldest of them gives way where none is free."""

_memory = mmap.mmap(-1, _SLOTS * _SLOT.size)
_lock = multiprocessing.get_context("fork").Lock()


def count(key_id: int, most: int) -> None:
    """Count one request; DomainError `exchange.too_often` beyond `most` within the minute."""
    # Real time on purpose: a demonstration's clock stands still, a program that asks too often does not.
    now = time.time()
    minute = int(now // 60)
    with _lock:
        place, number = _find(key_id, minute)
        _SLOT.pack_into(_memory, place, key_id, minute, number + 1)
    if number + 1 > most:
        raise DomainError("exchange.too_often", most=most, seconds=60 - int(now % 60))


def _find(key_id: int, minute: int) -> tuple[int, int]:
    """Where the count of a key stands or may stand, and how far it has come in this minute."""
    oldest, oldest_minute = 0, minute + 1
    for step in range(_TRIED):
        place = (key_id + step) % _SLOTS * _SLOT.size
        owner, known, number = _SLOT.unpack_from(_memory, place)
        if owner == key_id:
            return place, number if known == minute else 0
        if known < oldest_minute:
            oldest, oldest_minute = place, known
    return oldest, 0


def forget() -> None:
    """Begin anew, for tests."""
    with _lock:
        _memory[:] = bytes(len(_memory))
