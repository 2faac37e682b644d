"""
Register batches as columns, their canonical form, and measures over them.

The only module that knows Polars; nothing of the web processes imports it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import numpy as np
import polars as pl

from laoyou.base.errors import DomainError
from laoyou.core.registers.registry import Batch, Column, Table
from laoyou.packs.models.measure import REGISTER_TABLES, Comparison, Condition, Count
from laoyou.snapshots.domain import canonical

AGE = "age_months"
CODE = r"^[A-Za-z0-9_.-]*$"
TOWN_DIGITS = 9
DIGEST_BYTES = 32
EPOCH = date(1970, 1, 1).toordinal()

_DTYPES: dict[str, pl.DataType] = {
    "key": pl.UInt64(),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "code": pl.String(),
    "codes": pl.List(pl.String()),
    "area": pl.String(),
    "date": pl.Date(),
}


def written_columns(table: Table) -> dict[str, canonical.Type]:
    """The columns of a table as the snapshot holds them: name → type."""
    return {
        (AGE if column.kind == "birth_date" else name): ("integer" if column.kind == "birth_date" else column.kind)
        for name, column in table.columns.items()
    }


def frame(table: Table, batch: Batch, on: date, pseudonyms: Mapping[str, Iterable[int | None]]) -> pl.DataFrame:
    """
    One batch as a frame with the columns of `written_columns`, in the order of their names.

    pseudonyms  for each `key` column its values, already hashed

    Raises DomainError `snapshots.not_a_code` where a code column holds anything else than codes.
    """
    made: dict[str, pl.Series] = {}
    for name, column in table.columns.items():
        values = pseudonyms[name] if column.kind == "key" else batch[name]
        series = _series(name, column, list(values))
        if column.kind == "birth_date":
            made[AGE] = _months(series, on)
        else:
            made[name] = series
        if column.kind in ("code", "area", "codes"):
            flat = series.explode() if column.kind == "codes" else series
            if not holds_only_codes(flat):
                raise DomainError("snapshots.not_a_code", table=table.name, column=name)
    return pl.DataFrame({name: made[name] for name in sorted(made)})


def holds_only_codes(values: pl.Series) -> bool:
    """Whether every known value has the shape of a code or of an area id: no words, no names."""
    return bool(values.unique().drop_nulls().str.contains(CODE).all())


def _series(name: str, column: Column, values: list[object]) -> pl.Series:
    if column.kind in ("date", "birth_date"):
        return _dates(name, values)
    if column.kind == "codes":
        if all(value is None or isinstance(value, str) for value in values):
            texts = pl.Series(name, values, dtype=pl.String)
            # "" is a set of nothing, and splitting it would give a set of one empty code.
            return texts.str.split(",").list.eval(pl.element().filter(pl.element() != ""))
        values = [None if value is None else list(value) for value in values]  # type: ignore[call-overload]
    return pl.Series(name, values, dtype=_DTYPES[column.kind])


def _dates(name: str, values: list[object]) -> pl.Series:
    """Dates from `date` or ISO text. Day numbers go into a column ten times faster than date objects do."""
    if isinstance(next((value for value in values if value is not None), None), str):
        return pl.Series(name, values, dtype=pl.String).str.to_date("%Y-%m-%d")
    days = [None if value is None else value.toordinal() - EPOCH for value in values]  # type: ignore[attr-defined]
    return pl.Series(name, days, dtype=pl.Int32).cast(pl.Date)


def _months(born: pl.Series, on: date) -> pl.Series:
    """Completed months on the day `on`, as `laoyou.base.month.age_in_months` counts them."""
    months = (on.year - born.dt.year().cast(pl.Int64)) * 12 + on.month - born.dt.month().cast(pl.Int64)
    return (months - (born.dt.day() > on.day).cast(pl.Int64)).alias(AGE)


def row_digests(data: pl.DataFrame, columns: Mapping[str, canonical.Type]) -> bytes:
    """The hashes of the rows, 32 bytes each, in the order of the frame."""
    texts = [_text(name, columns[name]) for name in sorted(columns)]
    lines = data.select(pl.concat_str(texts, separator=canonical.SEPARATOR)).to_series()
    sha256 = hashlib.sha256
    return b"".join([sha256(line.encode()).digest() for line in lines.to_list()])


def _text(name: str, kind: canonical.Type) -> pl.Expr:
    column = pl.col(name)
    text: pl.Expr
    if kind == "boolean":
        text = pl.when(column).then(pl.lit("1")).when(~column).then(pl.lit("0"))
    elif kind == "codes":
        text = column.list.unique().list.sort().list.join(",")
    elif kind == "date":
        text = column.dt.strftime("%Y-%m-%d")
    else:
        text = column.cast(pl.String)
    return text.fill_null(canonical.NOTHING)


def hash_of_table(table: str, columns: Mapping[str, canonical.Type], digests: bytes | bytearray) -> str:
    """The hash of a table from the hashes of its rows, in any order."""
    # S32 pads with zero bytes when it compares, and every digest is 32 bytes long: the order is that of the bytes.
    ordered = np.sort(np.frombuffer(bytes(digests), dtype=f"S{DIGEST_BYTES}")).tobytes()
    view = memoryview(ordered)
    rows = len(ordered) // DIGEST_BYTES
    parts = (view[place : place + DIGEST_BYTES] for place in range(0, len(ordered), DIGEST_BYTES))
    return canonical.table_hash(table, columns, parts, rows)  # type: ignore[arg-type]


def condition(name: str, test: Condition) -> pl.Expr:
    """A pack's condition on one column; what is unknown passes nothing but `empty = true`."""
    column = pl.col(name)
    if isinstance(test, tuple):
        return column.is_in(list(test)).fill_null(False)
    if not isinstance(test, Comparison):
        return (column == pl.lit(test)).fill_null(False)
    parts: list[pl.Expr] = []
    if test.empty is not None:
        parts.append(column.is_null() if test.empty else column.is_not_null())
    if test.ge is not None:
        parts.append(column >= test.ge)
    if test.lt is not None:
        parts.append(column < test.lt)
    if test.is_in is not None:
        parts.append(column.is_in(list(test.is_in)))
    if test.is_not is not None:
        parts.append(column != pl.lit(test.is_not))
    parts += [column.list.contains(code) for code in test.has_all or ()]
    if test.has_any is not None:
        parts.append(pl.any_horizontal([column.list.contains(code) for code in test.has_any]))
    parts += [~column.list.contains(code) for code in test.has_none or ()]
    return pl.all_horizontal(parts).fill_null(False)


def measured_by_town(
    counts: Mapping[str, Count], frames: Iterable[pl.DataFrame], *, digits: int = TOWN_DIGITS
) -> dict[str, dict[str, int]]:
    """
    What each of `counts`, all of one table, makes of its frames, by the first nine (or `digits`) digits of the area.

    The frames are read once, whatever the number of counts. Towns with nothing, and rows without an area, are left out.
    """
    totals: dict[str, dict[str, int]] = {key: {} for key in counts}
    for data in frames:
        for key, count in counts.items():
            for town, number in _by_town(count, data, digits):
                totals[key][town] = totals[key].get(town, 0) + number
    return totals


def _by_town(count: Count, data: pl.DataFrame, digits: int) -> Iterator[tuple[str, int]]:
    area = count.area_by or REGISTER_TABLES[count.table].area
    passing = data.lazy().filter(pl.col(area).is_not_null())
    for name, test in count.where.items():
        passing = passing.filter(condition(name, test))
    number = pl.len() if count.sum is None else pl.col(count.sum).sum()
    town = pl.col(area).str.slice(0, digits)
    for key, value in passing.group_by(town).agg(number.alias("measured")).collect().iter_rows():
        yield key, int(value)
