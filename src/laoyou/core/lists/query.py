"""What a list is asked for, and what it answers."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from laoyou.core.figures import show
from laoyou.core.scope import Scope

CAP = 10_000
"""Counts stop here: nobody reads a ten-thousandth row, and counting a million of them costs what a page may take."""

LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Sort:
    """By which column, and which way."""

    column: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column


@dataclass(frozen=True)
class Cursor:
    """The row after which (or, `backward`, before which) the page begins: the values by which it was sorted."""

    values: tuple[Any, ...]
    backward: bool = False

    def encode(self) -> str:
        """The cursor for the URL."""
        payload = json.dumps(
            [self.backward, [_pack(value) for value in self.values]], separators=(",", ":"), ensure_ascii=False
        )
        return base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor | None:
        """The cursor in `text`; None where it is none."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            backward, values = json.loads(raw)
            return cls(tuple(_unpack(value) for value in values), bool(backward))
        except (binascii.Error, ValueError, TypeError, KeyError):
            return None


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    return value


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        if isinstance(value, list):
            raise TypeError("a cursor holds plain values")
        return value
    (kind, text), *_rest = value.items()
    return {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": _decimal}[kind](text)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError as error:
        raise ValueError(text) from error


@dataclass(frozen=True)
class ListQuery:
    """
    What the reader asked for, cleaned.

    scope   whose rows these are; queries must pass it on
    search  the text in the search box, without spaces around it
    values  the chosen values of each filter, only known ones
    sort    by which column; always a declared one
    """

    scope: Scope
    search: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    cursor: Cursor | None = None
    size: int = 50

    def one(self, name: str) -> str:
        """The single chosen value of the filter `name`, or ''."""
        return next(iter(self.values.get(name, ())), "")

    def many(self, name: str) -> tuple[str, ...]:
        """All chosen values of the filter `name`."""
        return self.values.get(name, ())

    def with_changes(self, **changes: Any) -> ListQuery:
        """This query with some fields replaced."""
        return replace(self, **changes)

    def parameters(self, *, cursor: Cursor | None = None) -> list[tuple[str, str]]:
        """Name and value pairs for the URL; without a cursor unless one is given, because a changed list starts at its head."""
        pairs = [("q", self.search)] if self.search else []
        pairs += [(name, value) for name, values in self.values.items() for value in values]
        if self.sort is not None:
            pairs.append(("sort", str(self.sort)))
        if cursor is not None:
            pairs.append(("at", cursor.encode()))
        return pairs

    def query_string(self, *, cursor: Cursor | None = None, extra: Sequence[tuple[str, str]] = ()) -> str:
        """The part of the URL from the question mark on; '' where nothing was asked."""
        pairs = [*self.parameters(cursor=cursor), *extra]
        return f"?{urlencode(pairs)}" if pairs else ""


@dataclass(frozen=True)
class Count:
    """How many rows there are, counted no further than `CAP`."""

    value: int
    capped: bool = False

    @property
    def shown(self) -> str:
        """'312', or '10,000+' where counting stopped."""
        return f"{show(CAP)}+" if self.capped else show(self.value)

    @property
    def words(self) -> str:
        """The count as a sentence for the head of the list."""
        return _("共%(n)s条") % {"n": self.shown}


@dataclass(frozen=True)
class ListResult:
    """One page of rows, the cursors of the pages beside it, and the count."""

    rows: Sequence[Any]
    count: Count
    next: Cursor | None = None
    previous: Cursor | None = None
