"""What one page asks for several times is worked out once: a memory that lives as long as the reading of one page."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Value = TypeVar("Value")

_kept: ContextVar[dict[Hashable, object] | None] = ContextVar("kept", default=None)


@contextmanager
def page() -> Iterator[None]:
    """Remember inside, and forget at the end. For requests that only read: nothing here notices a write."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Hashable, make: Callable[[], Value]) -> Value:
    """`make()`, or what it gave before under `key` for this page. Outside `page()` it is asked each time."""
    kept = _kept.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return kept[key]  # type: ignore[return-value]
