"""`laoyou work`: the background worker that does jobs, sends what waits in the outbox, and lets the witness sign."""

from __future__ import annotations

import os
import signal
import threading


def work() -> int:
    """Work until asked to stop; returns the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")
    from laoyou.faces import compiler

    compiler.leave_out()
    import django

    django.setup()
    from laoyou.core import jobs, rounds
    from laoyou.faces import nightly

    nightly.keep_schedule()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    regular = threading.Thread(target=rounds.make_until, args=(stopped,), name="rounds", daemon=True)
    regular.start()
    jobs.work_until(stopped.is_set)
    regular.join(timeout=5)
    return 0
