"""Fitting and rounding tables of counts so that published totals hold exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def proportional_fit(seed: FloatArray, rows: IntArray, columns: IntArray, *, rounds: int = 500) -> FloatArray:
    """
    The table with the given margins that lies closest to `seed` (iterative proportional fitting).

    seed      (towns, groups)   positive weights
    rows      (towns,)          people in each town
    columns   (groups,)         people in each age-sex group; same sum as `rows`

    Returns (towns, groups): expected counts, margins met to 1e-6 people. ValueError where the sums differ.

    Source: Deming & Stephan (1940), Annals of Mathematical Statistics 11: 427-444, doi:10.1214/aoms/1177731829.
    """
    if rows.sum() != columns.sum():
        raise ValueError(f"the towns hold {rows.sum()} people and the ages {columns.sum()}")
    table = seed.astype(float)
    for _ in range(rounds):
        table *= _ratio(rows, table.sum(axis=1))[:, None]
        table *= _ratio(columns, table.sum(axis=0))[None, :]
        if np.abs(table.sum(axis=1) - rows).max() < 1e-6:
            break
    return table


def _ratio(wanted: IntArray, have: FloatArray) -> FloatArray:
    return np.divide(wanted, have, out=np.zeros_like(have), where=have > 0)


def round_table(table: FloatArray, rows: IntArray, columns: IntArray) -> IntArray:
    """
    Whole numbers next to `table` whose row and column sums are exactly `rows` and `columns`.

    Rounds down, then hands the missing people out along the largest remainders that a row and a column both still
    want; what greed leaves over is moved by a chain through one other cell, which always exists while a row and a
    column are both short.
    """
    whole = np.floor(table + 1e-9).astype(np.int64)
    short_rows = rows - whole.sum(axis=1)
    short_columns = columns - whole.sum(axis=0)
    remainder = (table - whole).ravel()
    for cell in np.argsort(-remainder, kind="stable"):
        row, column = divmod(int(cell), table.shape[1])
        if short_rows[row] > 0 and short_columns[column] > 0:
            whole[row, column] += 1
            short_rows[row] -= 1
            short_columns[column] -= 1
    while short_rows.any() or short_columns.any():
        row = int(np.argmax(short_rows))
        column = int(np.argmax(short_columns))
        if short_rows[row] <= 0 or short_columns[column] <= 0:
            raise ValueError("the margins of the table do not agree")
        whole[row, column] += 1
        short_rows[row] -= 1
        short_columns[column] -= 1
    return whole


def share_out(total: int, weights: FloatArray | IntArray) -> IntArray:
    """`total` split into whole parts in proportion to `weights` (largest remainder); zero weight gets nothing."""
    weights = np.asarray(weights, dtype=float)
    exact = weights / weights.sum() * total
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def share_out_below(total: int, weights: FloatArray, limits: IntArray) -> IntArray:
    """As `share_out`, no part above its limit; what does not fit goes to the others. ValueError where nothing fits."""
    if total > limits.sum():
        raise ValueError(f"{total} do not fit below {limits.sum()}")
    parts = np.zeros(len(limits), dtype=np.int64)
    while (left := total - int(parts.sum())) > 0:
        open_weights = np.where(parts < limits, np.maximum(weights, 1e-12), 0.0)
        parts = np.minimum(parts + share_out(left, open_weights), limits)
    return parts


def pick(weights: FloatArray, count: int, rng: np.random.Generator) -> IntArray:
    """
    `count` different positions, likelier where the weight is larger; positions of weight 0 only when nothing else is left.

    Source: Efraimidis & Spirakis (2006), Information Processing Letters 97: 181-185, doi:10.1016/j.ipl.2005.11.003.
    """
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    keys = rng.exponential(size=len(weights)) / np.maximum(weights, 1e-12)
    return np.argpartition(keys, count - 1)[:count] if count < len(weights) else np.arange(len(weights))
