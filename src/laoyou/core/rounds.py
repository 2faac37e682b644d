"""Rounds: small things that are done again and again while the district runs: sending the outbox, signing the audit heads."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable

from django.db import connections

logger = logging.getLogger("laoyou.rounds")

_rounds: list[tuple[float, Callable[[], object]]] = []


def register(every_seconds: float, visit: Callable[[], object]) -> None:
    """Have the worker call `visit()` about every `every_seconds`, and once more when it stops."""
    _rounds.append((every_seconds, visit))


def make_until(stopped: threading.Event) -> None:
    """Make the rounds until `stopped` is set. A visit that fails is logged and tried again at its next turn."""
    due = {index: time.monotonic() for index in range(len(_rounds))}
    while not stopped.wait(0.5):
        for index, (every, visit) in enumerate(_rounds):
            if time.monotonic() >= due[index]:
                due[index] = time.monotonic() + every
                _call(visit)
    for _, visit in _rounds:
        _call(visit)
    connections.close_all()


def _call(visit: Callable[[], object]) -> None:
    try:
        visit()
    except Exception:  # noqa: BLE001 - one failing round must not end the others; it comes round again
        logger.error("round %s failed\n%s", getattr(visit, "__qualname__", visit), traceback.format_exc())
