"""
Named points at which a test ends the process, to see what a real kill there leaves behind.

`LAOYOU_FAILPOINT=restore.after_copy` ends the process the first time it passes that point, as abruptly as `kill -9`;
`restore.after_copy:3` the third time. Without the variable a point costs one look-up.
"""

from __future__ import annotations

import os
import signal

ENVIRONMENT = "LAOYOU_FAILPOINT"
EXIT_CODE = 137

_points: dict[str, str] = {}
_passed: dict[str, int] = {}


def declare(name: str, what: str) -> str:
    """Declare the point `name` ('room.after_step'); `what` says in a few words what has just happened there."""
    _points[name] = what
    return name


def declared(prefix: str = "") -> tuple[str, ...]:
    """The names of the points that begin with `prefix`, in order of declaration, as far as their modules are loaded."""
    return tuple(name for name in _points if name.startswith(prefix))


def hit(name: str) -> None:
    """Pass the point `name`. KeyError where nobody declared it: a kill test could not find it."""
    _points[name]
    wanted = os.environ.get(ENVIRONMENT)
    if not wanted:
        return
    point, _, count = wanted.partition(":")
    if point != name:
        return
    _passed[name] = _passed.get(name, 0) + 1
    if _passed[name] >= int(count or 1):
        if hasattr(signal, "SIGKILL"):
            os.kill(os.getpid(), signal.SIGKILL)  # no handler, no flush, no clean-up: what a power cut leaves
        os._exit(EXIT_CODE)
