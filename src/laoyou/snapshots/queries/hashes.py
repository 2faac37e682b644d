"""The canonical hash of rows, for rooms that keep rows of their own in files. Loads Polars when it is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from laoyou.snapshots.domain.canonical import Type


def row_digests(data: pl.DataFrame, types: Mapping[str, Type]) -> bytes:
    """The hashes of the rows, one after another."""
    from laoyou.snapshots import columns

    return columns.row_digests(data, types)


def hash_of_rows(table: str, types: Mapping[str, Type], digests: bytes | bytearray) -> str:
    """The hash of a table from the hashes of its rows, in any order."""
    from laoyou.snapshots import columns

    return columns.hash_of_table(table, types, digests)
