"""Filters of a list. What is chosen stands in the URL and is shown as chips that can be taken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from laoyou.core import memo
from laoyou.core.scope import Scope

Text = str | Promise
NO_MORE_THAN = 50  # values of one filter that an address may carry


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen. `chinese` marks names that stay Chinese on an English page."""

    value: str
    title: Text
    chinese: bool = False


Options = Sequence[Option] | Callable[[Scope], Sequence[Option]]


@dataclass(frozen=True)
class Filter:
    """A filter by its name in the URL. Values that it does not know are dropped, so that an address can do no harm."""

    name: str
    title: Text
    control: ClassVar[str] = "select"

    def options_for(self, scope: Scope) -> Sequence[Option]:
        """What `scope` may choose from."""
        return ()

    def clean(self, values: Sequence[str], scope: Scope) -> tuple[str, ...]:
        """The values that this filter accepts."""
        raise NotImplementedError

    def words(self, value: str, scope: Scope) -> Option:
        """The chip of a chosen value."""
        return next((option for option in self.options_for(scope) if option.value == value), Option(value, value))


@dataclass(frozen=True)
class Choice(Filter):
    """One of several options, or several of them with `several`."""

    options: Options = ()
    several: bool = False

    def options_for(self, scope: Scope) -> Sequence[Option]:
        options = self.options
        return memo.once(("options", self.name, options), lambda: options(scope)) if callable(options) else options

    def clean(self, values: Sequence[str], scope: Scope) -> tuple[str, ...]:
        known = {option.value for option in self.options_for(scope)}
        kept = tuple(dict.fromkeys(value for value in values if value in known))[:NO_MORE_THAN]
        return kept if self.several else kept[:1]


@dataclass(frozen=True)
class Flag(Filter):
    """Only those that have something, e.g. only those who live alone."""

    def options_for(self, scope: Scope) -> Sequence[Option]:
        return (Option("1", _("是")), Option("0", _("否")))

    def clean(self, values: Sequence[str], scope: Scope) -> tuple[str, ...]:
        return tuple(value for value in values if value in ("0", "1"))[:1]


@dataclass(frozen=True)
class Span(Filter):
    """Whole numbers from … to …, written `60-79`, `80-` or `-2` in the URL, e.g. ages in full years."""

    options: Options = ()
    lowest: int = 0
    highest: int = 1_000_000

    def options_for(self, scope: Scope) -> Sequence[Option]:
        return self.options(scope) if callable(self.options) else self.options

    def clean(self, values: Sequence[str], scope: Scope) -> tuple[str, ...]:
        return tuple(value for value in values[:1] if self.bounds(value) is not None)

    def bounds(self, value: str) -> tuple[int | None, int | None] | None:
        """('60-79') → (60, 79), both included; ('80-') → (80, None); None where it is no span or an empty one."""
        low, dash, high = value.partition("-")
        if not dash or not (low or high):
            return None
        if not all(part == "" or (part.isascii() and part.isdigit() and len(part) < 10) for part in (low, high)):
            return None
        bounds = (int(low) if low else None, int(high) if high else None)
        if any(bound is not None and not self.lowest <= bound <= self.highest for bound in bounds):
            return None
        if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
            return None
        return bounds
