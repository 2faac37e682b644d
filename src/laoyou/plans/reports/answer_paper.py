"""One page that answers one question: an indicator, by town, against the plan, with how it was counted and from where."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import override

from laoyou.core import clock
from laoyou.core.figures import show
from laoyou.core.shell.states import state_of
from laoyou.plans.presenters import figures, words
from laoyou.plans.presenters.circular_tables import Table
from laoyou.plans.queries.indicators import IndicatorRow
from laoyou.plans.queries.readings import Reckoning
from laoyou.plans.reports.official import Block, Paper

BESIDE = 12
"""Beyond so many towns the table stands in two halves side by side, so that one sheet is enough."""


def answer_of(row: IndicatorRow, towns: list[Reckoning], names: Mapping[str, str]) -> Paper:
    """The sheet, in Chinese as documents are. `towns` are those that the reader may see; none where they cannot be counted."""
    with override("zh-hans"):
        unit = words.unit(row.definition.unit)
        latest = row.latest
        value = show(latest.value, row.digits) + unit if latest else "没有数据"
        day = f"{row.on.year}年{row.on.month}月{row.on.day}日"
        goal = ""
        if row.goal is not None:
            sign = words.OPERATORS.get(row.goal.operator, "")
            goal = f"{row.goal.year}年目标{sign}{show(row.goal.value)}{unit}。"
        start = f"{row.start.year}年基期{show(row.start.value)}{unit}。" if row.start is not None else ""
        state = str(state_of(row.verdict.state.value).word)
        paragraphs = [f"{row.definition.name}：{value}（截至{day}）。{goal}{start}状态：{state}。"]
        if doubt := str(figures.doubt_of(row)):
            paragraphs.append(f"口径存疑：{doubt}")
        paragraphs.append(f"算法：{figures.formula_words(row)}。依据：{row.document.title}，{row.definition.clause}。")
        blocks = (Block("", tuple(paragraphs)),)
        notes: tuple[str, ...] = ("名册当前数，随登记变动；需要留档的，用通报。",)
        if row.example or clock.demo_date() is not None:
            notes += ("本件为演示数据，不是实际情况。",)
        return Paper(
            title=f"{row.definition.name}情况",
            blocks=blocks,
            sheets=(_table(row, towns, names, unit),) if towns else (),
            notes=notes,
        )


def _table(row: IndicatorRow, towns: list[Reckoning], names: Mapping[str, str], unit: str) -> Table:
    def text(number: Decimal | None, digits: int | None = None) -> str:
        return show(number, digits)

    lines = tuple(
        (
            names[one.area],
            text(one.numerator.value),
            text(one.denominator.value) if one.denominator else "–",
            text(one.computed.value, row.digits),
        )
        for one in towns
    )
    head = ("镇街", "分子", "分母", f"值（{unit}）" if unit else "值")
    if len(lines) <= BESIDE:
        return Table("towns", "各镇街", head, lines, (5, 3, 3, 3), (1, 2, 3))
    half = -(-len(lines) // 2)
    nothing = ("",) * len(head)
    pairs = itertools.zip_longest(lines[:half], lines[half:], fillvalue=nothing)
    doubled = tuple((*left, *right) for left, right in pairs)
    return Table("towns", "各镇街", (*head, *head), doubled, (5, 3, 3, 4, 5, 3, 3, 4), (1, 2, 3, 5, 6, 7))
