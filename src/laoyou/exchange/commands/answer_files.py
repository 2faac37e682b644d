"""The list that comes back: read row by row, each fault with its row, nothing taken while there is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from laoyou.base.errors import DomainError
from laoyou.core.imports.files import open_sheets
from laoyou.exchange.domain.verification import MOST_PEOPLE, Answer, Holds

WORDS = {
    "是": Holds.YES, "yes": Holds.YES, "属实": Holds.YES, "有": Holds.YES,
    "否": Holds.NO, "no": Holds.NO, "不属实": Holds.NO, "无": Holds.NO,
    "查无此人": Holds.UNKNOWN, "unknown": Holds.UNKNOWN,
}  # fmt: skip
LOOKED_AT = 20
"""Rows in which the head is looked for."""


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row: its line in the file, and the refusal."""

    line: int
    refusal: DomainError


def read(data: bytes, name: str) -> tuple[dict[int, Answer], list[RowFault]]:
    """
    Answers by number, and the faults of rows that say something unreadable; rows without a result were not answered.

    Raises `exchange.answer_columns`, and `core.import_file_*` for what is no table at all.
    """
    columns: dict[str, int] = {}
    answers: dict[int, Answer] = {}
    faults: list[RowFault] = []
    for line, row in enumerate(open_sheets(data, name)[0].rows(), start=1):
        cells = [_text(cell) for cell in row]
        if not columns:
            columns = _head(cells)
            if not columns and line >= LOOKED_AT:
                break
            continue
        if line > MOST_PEOPLE + LOOKED_AT:
            break
        try:
            _take(cells, columns, answers)
        except DomainError as refusal:
            faults.append(RowFault(line, refusal))
    if not columns:
        raise DomainError("exchange.answer_columns")
    return answers, faults


def _head(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for wanted in ("编号", "结果", "起始日期", "终止日期", "备注"):
        for position, cell in enumerate(cells):
            if cell.startswith(wanted):
                found.setdefault(wanted, position)
    return found if {"编号", "结果"} <= found.keys() else {}


def _take(cells: list[str], columns: dict[str, int], answers: dict[int, Answer]) -> None:
    def cell(name: str) -> str:
        position = columns.get(name, -1)
        return cells[position] if 0 <= position < len(cells) else ""

    said, number = cell("结果"), cell("编号")
    if not said:
        return
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise DomainError("exchange.answer_unknown", number=number[:20])
    if int(number) in answers:
        raise DomainError("exchange.answer_twice", number=number)
    holds = WORDS.get(said.lower())
    if holds is None:
        raise DomainError("exchange.answer_word", value=said[:20])
    days = [_day(cell(name), number) for name in ("起始日期", "终止日期")]
    answers[int(number)] = Answer(holds, days[0], days[1], cell("备注")[:200])


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (date, datetime)):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _day(text: str, number: str) -> date | None:
    if not text:
        return None
    plain = text.replace("/", "-").replace(".", "-").split(" ")[0].split("T")[0]
    if plain.isdigit() and len(plain) == 8:
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    try:
        return date(*(int(part) for part in plain.split("-")))  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise DomainError("exchange.answer_dates", number=number) from None
