"""What was read of a document and found in it, as plain lists that JSON can hold, and back again."""

from __future__ import annotations

import json
import types
import typing
import zlib
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from laoyou.engines.documents.checking import Finding
from laoyou.engines.documents.drafting import PlanDraft
from laoyou.engines.documents.model import Document


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything about one document: what it consists of, the plan drafted from it, what the check found."""

    document: Document
    draft: PlanDraft
    findings: tuple[Finding, ...]


def pack(kept: Kept) -> bytes:
    """`kept` as compressed JSON."""
    return zlib.compress(json.dumps(plain(kept), ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack(data: bytes) -> Kept:
    """What `pack` packed. ValueError, TypeError or KeyError where a later program has other fields."""
    found = _reader(Kept)(json.loads(zlib.decompress(data)))
    assert isinstance(found, Kept)
    return found


def plain(value: Any) -> Any:
    """A value of frozen dataclasses, tuples, sets and decimals as lists, texts and numbers."""
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value):
        return [plain(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, frozenset | set):
        return sorted(plain(one) for one in value)
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function that makes a value of the type `kind` from what `plain` made of it."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Decimal:
        return Decimal
    if isinstance(kind, type) and is_dataclass(kind):
        return _of_dataclass(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _reader(next(one for one in parts if one is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _of_tuple(parts)
    if origin is frozenset:
        inner = _reader(parts[0])
        return lambda value: frozenset(inner(one) for one in value)
    return _as_it_is


def _of_dataclass(kind: type) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = [_reader(hints[one.name]) for one in fields(kind)]

    def read(value: Any) -> Any:
        return kind(*(reader(part) for reader, part in zip(readers, value, strict=True)))

    return read


def _of_tuple(parts: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        inner = _reader(parts[0])
        if inner is _as_it_is:
            return tuple
        return lambda value: tuple(map(inner, value))
    readers = [_reader(one) for one in parts]
    if all(reader is _as_it_is for reader in readers):
        return tuple
    return lambda value: tuple(reader(one) for reader, one in zip(readers, value, strict=True))


def _as_it_is(value: Any) -> Any:
    return value
