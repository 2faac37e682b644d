"""
Runs a long computation in a process of its own, so that it can be ended at any moment.

Some steps of a solver ask nobody whether to go on and overrun their own time limit. What must stop when a person presses
“stop”, or when its time is up, runs here: the process is ended, and what it told last is still known.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")

GRACE = 0.5  # seconds between the request to end and the end by force


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """
    How a run ended: with its `result`; or ended from outside, with the last thing it told (`told`) and without a result.

    ended  "finished", "stopped" (somebody asked for it) or "time" (its time was up)
    """

    ended: str
    result: Result | None
    told: Any


class DiedError(Exception):
    """The process ended by itself without a result: killed by the system, most likely for want of memory."""


def run_endable(
    work: Callable[..., Result],
    *arguments: Any,
    seconds: float | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    heard: Callable[[Any], None] = lambda _told: None,
    every: float = 0.1,
    **options: Any,
) -> Outcome[Result]:
    """
    Call `work(*arguments, progress=…, **options)` in a process of its own and wait for it.

    work         a function of a module (the new process imports it); what it raises is raised here
    seconds      after so long the process is ended; None: never
    should_stop  asked every `every` seconds; True ends the process
    heard        called here with everything that `work` passes to `progress`
    arguments and options, and what comes back, are pickled
    """
    context = multiprocessing.get_context("spawn")  # a fork would take over locks that other threads hold
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, work, arguments, options), daemon=True)
    process.start()
    theirs.close()
    started = time.monotonic()
    told: Any = None
    try:
        while True:
            if ours.poll(every):
                try:
                    kind, what = ours.recv()
                except EOFError:
                    raise DiedError(f"exit code {process.exitcode}") from None
                if kind == "told":
                    told = what
                    heard(what)
                elif kind == "failed":
                    raise what
                else:
                    return Outcome("finished", what, told)
            if should_stop():
                return Outcome("stopped", None, told)
            if seconds is not None and time.monotonic() - started >= seconds:
                return Outcome("time", None, told)
    finally:
        _end(process)
        ours.close()


def _end(process: Any) -> None:
    """End a process, by force if it does not go, and wait until it is gone."""
    if process.is_alive():
        process.terminate()
        process.join(GRACE)
        if process.is_alive():
            process.kill()
    process.join()


def _work(pipe: Connection, work: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    """What the new process does."""
    try:
        result = work(*arguments, progress=lambda told: pipe.send(("told", told)), **options)
    except Exception as error:  # noqa: BLE001 - carried over to whoever asked
        pipe.send(("failed", error))
    else:
        pipe.send(("done", result))
    pipe.close()
