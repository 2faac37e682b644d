"""Cells with spans, put into the columns in which they are shown."""

from __future__ import annotations

from collections.abc import Sequence


def place_cells(rows: Sequence[Sequence[tuple[str, int, int]]]) -> list[tuple[int, int, int, int, str]]:
    """
    (row, column, rows spanned, columns spanned, text) of each cell, from (text, rows spanned, columns spanned) in reading order.

    A cell stands in the first column that no cell from above reaches into.
    """
    taken: set[tuple[int, int]] = set()
    placed: list[tuple[int, int, int, int, str]] = []
    for row, cells in enumerate(rows):
        column = 0
        for text, down, right in cells:
            while (row, column) in taken:
                column += 1
            down_ = min(down, len(rows) - row)
            taken |= {(row + below, column + beside) for below in range(down_) for beside in range(right)}
            placed.append((row, column, down_, right, text))
            column += right
    return placed
