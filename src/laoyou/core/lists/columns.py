"""Columns of a list: what is shown, by what it sorts, how it is exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

from laoyou.core.figures import Figure, show
from laoyou.core.scope import Scope
from laoyou.core.shell import dates, states
from laoyou.core.shell.figures import figure_html

Text = str | Promise


class Kind(StrEnum):
    """How the values of a column are printed and aligned."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    MONEY = "money"
    STATE = "state"
    MASKED = "masked"
    FIGURE = "figure"


RIGHT = frozenset({Kind.NUMBER, Kind.MONEY, Kind.FIGURE})


@dataclass(frozen=True)
class Column:
    """
    One column.

    name        its name in the URL (`sort=name`), in exports and, unless `value` is given, of the row's field
    value       takes a row and gives the value: text, number, date, `Figure`, the code of a state
    order       fields by which it sorts, the row's id is added; empty = it cannot be sorted
    unit        of numbers, printed in the head
    lang        'zh' where values stay Chinese on an English page
    sub         a second, quieter line under the value; exported as a column of its own when `sub_title` is given
    clear       for MASKED columns: the whole value, exported to those who hold `clear_permission`
    in_export   False keeps it out of files
    narrow      False hides it where the window is narrower than 80 em (staff) but not on a phone's cards
    """

    name: str
    title: Text
    kind: Kind = Kind.TEXT
    value: Callable[[Any], Any] | None = None
    order: tuple[str, ...] = ()
    unit: Text = ""
    lang: str = ""
    decimals: int | None = None
    sub: Callable[[Any], Any] | None = None
    sub_title: Text = ""
    clear: Callable[[Any], Any] | None = None
    clear_permission: str = ""
    in_export: bool = True
    narrow: bool = True
    nullable: bool = False

    @property
    def right(self) -> bool:
        """Whether its values are aligned to the right."""
        return self.kind in RIGHT

    def of(self, row: Any) -> Any:
        """The value of this column in `row`."""
        if self.value is not None:
            return self.value(row)
        return row[self.name] if isinstance(row, dict) else getattr(row, self.name)

    def html(self, row: Any) -> SafeString:
        """The value as the page prints it."""
        value = self.of(row)
        printed = self._print(value)
        # A short word is not torn apart in a narrow column; a long one may wrap.
        short = self.kind is Kind.TEXT and isinstance(value, str) and 0 < len(value) <= 6
        if value not in (None, "") and (self.lang or short):
            style = ' class="nowrap"' if short else ""
            printed = SafeString(f"<span{style}{self._lang}>{printed}</span>")
        if self.sub is not None and (below := self.sub(row)):
            printed = SafeString(f'{printed}<span class="sub"{self._lang}>{conditional_escape(below)}</span>')
        return printed

    @property
    def _lang(self) -> str:
        return f' lang="{escape(self.lang)}"' if self.lang else ""

    def _print(self, value: Any) -> SafeString:
        if isinstance(value, Figure):
            return figure_html(value, unit=not self.unit)
        if value is None or value == "":
            return SafeString('<span class="quiet">–</span>')
        if isinstance(value, SafeString):
            return value
        if self.kind is Kind.NUMBER:
            return SafeString(show(value, self.decimals))
        if self.kind is Kind.DATE:
            return SafeString(f'<span class="nowrap">{dates.short_day(value)}</span>')
        if self.kind is Kind.MOMENT:
            return SafeString(f'<span class="nowrap">{dates.short_moment(value)}</span>')
        if self.kind is Kind.MONEY:
            return conditional_escape(dates.money(value))
        if self.kind is Kind.STATE:
            return states.badge(str(value))
        if self.kind is Kind.MASKED:
            return SafeString(f'<span class="masked-value">{conditional_escape(value)}</span>')
        return conditional_escape(value)

    def cell(self, row: Any, scope: Scope) -> str | int | float | date | datetime | None:
        """The value as a file holds it: numbers as numbers, dates as dates, masked unless `scope` may see the whole."""
        if self.clear is not None and self.clear_permission and scope.may(self.clear_permission):
            return _plain(self.clear(row))
        value = self.of(row)
        if isinstance(value, Figure):
            value = value.value
        if self.kind is Kind.MONEY and value is not None:
            return float(Decimal(value) / 100)
        if self.kind is Kind.STATE and value and not isinstance(value, SafeString):
            return str(states.state_of(str(value)).word)
        return _plain(value)


def _plain(value: Any) -> str | int | float | date | datetime | None:
    if value is None or isinstance(value, int | float | date):
        return value
    if isinstance(value, Decimal):
        return float(value)
    return str(value)
