"""
The canonical form of rows, and the hashes made of it.

Equal rows give equal bytes on every database, operating system and version of the libraries, so that a hash that was
written into a determination years ago can be recomputed. A file's bytes promise nothing of the kind; these do.

Form, version 1. A row is the text of its columns in the order of their names, joined by U+001F, encoded as UTF-8:

    key, integer   decimal digits, with "-" where negative
    boolean        "1" or "0"
    code, area     the code itself
    codes          the codes without repetition, in the order of their code points, joined by ","
    date           "2026-10-31"
    nothing known  U+0000

The hash of a row is SHA-256 of these bytes. The hash of a table is SHA-256 of a head (form, table, columns with their
types, number of rows) followed by the hashes of its rows in ascending order: the order of reading does not matter, and
a row that stands twice counts twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal

FORM: Final = "laoyou-rows-1"
SEPARATOR: Final = "\x1f"
NOTHING: Final = "\x00"

Type = Literal["key", "integer", "boolean", "code", "codes", "area", "date"]
Value = int | bool | str | date | Sequence[str] | None


def text_of(value: Value, kind: Type) -> str:
    """The canonical text of one value; TypeError where the value is not of its column's type."""
    if value is None:
        return NOTHING
    if kind == "boolean" and isinstance(value, bool):
        return "1" if value else "0"
    if kind in ("key", "integer") and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if kind in ("code", "area") and isinstance(value, str):
        return value
    if kind == "codes" and not isinstance(value, str | int | date):
        return ",".join(sorted(set(value)))
    if kind == "date" and isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no {kind}")


def row_bytes(row: Mapping[str, Value], columns: Mapping[str, Type]) -> bytes:
    """The canonical bytes of a row."""
    return SEPARATOR.join(text_of(row[name], columns[name]) for name in sorted(columns)).encode()


def row_hash(canonical: bytes) -> bytes:
    """The hash of a row from its canonical bytes, 32 bytes."""
    return hashlib.sha256(canonical).digest()


def table_hash(table: str, columns: Mapping[str, Type], ascending_row_hashes: Iterable[bytes], rows: int) -> str:
    """The hash of a table, 64 hex digits. The caller has sorted the hashes of its `rows` rows."""
    named = ",".join(f"{name}:{columns[name]}" for name in sorted(columns))
    whole = hashlib.sha256(f"{FORM}\n{table}\n{named}\n{rows}\n".encode())
    seen = 0
    for digest in ascending_row_hashes:
        whole.update(digest)
        seen += 1
    if seen != rows:
        raise ValueError(f"{rows} rows were announced, {seen} came")
    return whole.hexdigest()
