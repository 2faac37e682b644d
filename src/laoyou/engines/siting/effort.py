"""How long a search may go on, whom it tells, and who may stop it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.engines.siting.results import Answer, gap_between

DEFAULT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Progress:
    """
    Where a search stands.

    stage   "search", "bound" or "proof"
    value   best answer so far; nan where there is none
    bound   best bound so far; ±inf where there is none
    answer  the best answer so far, whole, where one is at hand: before each step that cannot be interrupted
    """

    stage: str
    value: float
    bound: float
    seconds: float
    iterations: int
    answer: Answer[Any] | None = field(default=None, compare=False)

    @property
    def gap(self) -> float:
        return gap_between(self.value, self.bound)


Tell = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


@dataclass
class Effort:
    """What one call may spend and has spent. Without `seconds` it depends on nothing but its arguments."""

    seconds: float | None
    iterations: int | None
    gap: float
    tell: Tell | None
    ask: ShouldStop | None
    spent: int = 0
    was_stopped: bool = False
    _started: float = field(default_factory=time.monotonic)
    _told: float = -math.inf

    @classmethod
    def of(
        cls,
        seconds: float | None,
        iterations: int | None,
        gap: float,
        progress: Tell | None,
        should_stop: ShouldStop | None,
    ) -> Effort:
        for name, value in (("seconds", seconds), ("iterations", iterations), ("gap", gap)):
            if value is not None and not value >= 0:
                raise DomainError("siting.effort", name=name, value=value)
        if seconds is None and iterations is None:
            seconds = DEFAULT_SECONDS
        return cls(seconds, iterations, gap, progress, should_stop)

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._started

    @property
    def left(self) -> float | None:
        """Seconds that are left; None without a limit."""
        return None if self.seconds is None else max(0.0, self.seconds - self.elapsed)

    def is_over(self, share: float = 1.0) -> bool:
        """Whether to stop: asked to, or `share` of the time is used."""
        if not self.was_stopped and self.ask is not None and self.ask():
            self.was_stopped = True
        return self.was_stopped or (self.seconds is not None and self.elapsed >= share * self.seconds)

    def rounds(self, usual: int) -> int:
        """How many steps a stage may take: what was given, else what is usual."""
        return usual if self.iterations is None else self.iterations

    def report(self, stage: str, value: float, bound: float, answer: Callable[[], Answer[Any]] | None = None) -> None:
        """Tell how far it is: ten times a second at most, but always when there is a whole answer to tell."""
        if self.tell is None:
            return
        elapsed = self.elapsed
        if answer is None and elapsed - self._told < 0.1:
            return
        self._told = elapsed
        self.tell(Progress(stage, value, bound, elapsed, self.spent, answer() if answer else None))
