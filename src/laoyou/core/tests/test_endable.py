"""A computation that listens to nobody is ended all the same, and what it told before is kept."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from laoyou.base.errors import DomainError
from laoyou.core.endable import DiedError, run_endable
from laoyou.engines.siting import Progress, Status, max_coverage, p_median


def deaf(progress: Callable[[Any], None]) -> None:
    """Tells one thing, then computes for ever, ignoring the polite request to end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    progress("half way")
    while True:
        pass


def killed(progress: Callable[[Any], None]) -> None:
    progress("alive")
    os.kill(os.getpid(), signal.SIGKILL)


def town(sites: int, places: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    at, home = rng.random((sites, 2)) * 60, rng.random((places, 2)) * 60
    return np.ceil(rng.lognormal(3, 0.8, places)), np.hypot(*(home[:, None] - at[None]).transpose(2, 0, 1))


def test_a_deaf_process_is_ended_when_somebody_stops_it() -> None:
    heard: list[str] = []
    outcome = run_endable(deaf, heard=heard.append, should_stop=lambda: bool(heard), seconds=60)
    assert (outcome.ended, outcome.result, outcome.told) == ("stopped", None, "half way")
    assert not multiprocessing.active_children()


def test_a_deaf_process_is_ended_when_its_time_is_up() -> None:
    started = time.monotonic()
    outcome = run_endable(deaf, seconds=0.2)
    assert outcome.ended == "time"
    assert time.monotonic() - started < 10
    assert not multiprocessing.active_children()


def test_a_process_that_is_killed_is_no_result() -> None:
    with pytest.raises(DiedError):
        run_endable(killed, seconds=60)


def test_a_solver_finishes_with_its_answer() -> None:
    weights, minutes = town(12, 80)
    outcome = run_endable(p_median, weights, minutes, count=3, iterations=200, seconds=60)
    assert outcome.ended == "finished"
    assert outcome.result is not None
    assert outcome.result.status is Status.OPTIMAL
    assert outcome.result == p_median(weights, minutes, count=3, iterations=200)


def test_a_refusal_crosses_over() -> None:
    with pytest.raises(DomainError) as refusal:
        run_endable(max_coverage, [0.0], [[1.0]], within=5, count=1, seconds=60)
    assert refusal.value.code == "siting.nothing_to_serve"


def test_a_solver_in_its_last_step_is_ended_and_its_best_answer_kept() -> None:
    """A question on which branch and bound works for minutes, ended as soon as it has begun: the answer before it is whole."""
    weights, minutes = town(300, 3000)
    told: list[Progress] = []

    def in_the_last_step() -> bool:
        return any(said.answer is not None for said in told)

    outcome = run_endable(
        max_coverage, weights, minutes, within=7.5, count=25, iterations=100_000, heard=told.append,
        should_stop=in_the_last_step, seconds=120,
    )  # fmt: skip
    assert outcome.ended == "stopped"
    answer = next(said.answer for said in told if said.answer is not None)
    assert answer.new.size == 25
    assert 0 < answer.gap < 0.05
    assert answer.status is Status.STOPPED
    assert not multiprocessing.active_children()
