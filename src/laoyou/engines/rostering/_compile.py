"""The compiler, where there is one: the same functions run, slower, as plain Python where numba is absent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

njit: Any = None
with suppress(ImportError):
    from numba import njit

HAS_COMPILER = njit is not None


def compiled(function: Function) -> Function:
    """`function` compiled at its first call, without the interpreter's lock; itself where there is no compiler."""
    if njit is None:
        return function
    try:
        return cast("Function", njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:
        # Nowhere to keep the machine code, as in a read-only installation without a home folder: compile at every start.
        return cast("Function", njit(nogil=True, error_model="numpy")(function))
