"""The tables behind the sections of a circular, from its frozen rows. Documents are Chinese whatever the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from laoyou.plans.domain.circular import Kind
from laoyou.plans.presenters.circular_text import (
    MISSED,
    UNKNOWN,
    Row,
    Shown,
    called,
    figures,
    grade_words,
    mapped,
    reason_of,
)

ACROSS: Final = 4
"""How many indicators stand beside each other in a table by town."""

INDICATORS: Final = "指标情况表"
BY_TOWN: Final = "各镇街指标表"


@dataclass(frozen=True)
class Table:
    """A table behind a section. `numbers` are the columns of numbers, `widths` shares of the page's width, `group` what it is part of; a `whole` one fits on a page and is not divided."""

    section: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: tuple[int, ...] = ()
    keys: tuple[tuple[str, ...], ...] = field(default=())
    group: str = ""
    whole: bool = False

    @property
    def attachment(self) -> str:
        """Under which title it stands behind the document; tables of one group stand together."""
        return self.group or self.title


def town_section(kind: Kind) -> str:
    """The section in which the map and the tables by town stand; a month has no section of its own for them."""
    return "indicators" if kind is Kind.MONTHLY else "towns"


def table_of_map(data: Row, kind: Kind) -> str:
    """The title of the table that holds the numbers of the map."""
    one = mapped(data)
    if one is None:
        return ""
    if kind is not Kind.FINAL:
        return f"各镇街：{one['name']}"
    return next(table.title for table in by_town(data, kind) if one["name"] in table.head)


def by_town(data: Row, kind: Kind) -> list[Table]:
    """What is known of the towns: of the indicator on the map its parts; in a final evaluation every indicator that is counted by town."""
    shown = figures(data)
    if kind is not Kind.FINAL:
        one = mapped(data)
        return [] if one is None else [_parts_by_town(one, kind, shown)]
    known = [one for one in data["indicators"] if any(town["value"] is not None for town in one["towns"])]
    chunks = [known[start : start + ACROSS] for start in range(0, len(known), ACROSS)]
    return [
        _values_by_town(chunk, f"{BY_TOWN}（{number}）" if len(chunks) > 1 else BY_TOWN, kind, shown)
        for number, chunk in enumerate(chunks, start=1)
    ]


def _parts_by_town(one: Row, kind: Kind, shown: Mapping[str, Shown]) -> Table:
    parts = ("numerator", "denominator", "value")
    keys = [("", *(f"ind.{one['code']}.town.{town['area']}.{part}" for part in parts)) for town in one["towns"]]
    rows = [
        (town["name"], *(shown[key].shown if key in shown else "–" for key in row[1:]))
        for town, row in zip(one["towns"], keys, strict=True)
    ]
    head = ("镇街", "分子", "分母", f"数值（{one['unit']}）" if one["unit"] else "数值")
    title = f"各镇街：{one['name']}"
    return Table(
        town_section(kind), title, head, tuple(rows), (5, 3, 3, 3), (1, 2, 3), tuple(keys), whole=len(rows) < 30
    )


def _values_by_town(chunk: Sequence[Row], title: str, kind: Kind, shown: Mapping[str, Shown]) -> Table:
    """Towns down, indicators across; the whole district and the targets stand at the end."""

    def cell(key: str, sign: str = "") -> str:
        return f"{sign}{shown[key].shown}" if key in shown else "–"

    rows, keys = [], []
    for place in chunk[0]["towns"]:
        marks = tuple(f"ind.{one['code']}.town.{place['area']}.value" for one in chunk)
        rows.append((place["name"], *(cell(mark) for mark in marks)))
        keys.append(("", *marks))
    for name, part in (("全区", "value"), ("目标", "target")):
        marks = tuple(f"ind.{one['code']}.{part}" for one in chunk)
        signs = [one["operator"] if part == "target" else "" for one in chunk]
        rows.append((name, *(cell(mark, sign) for mark, sign in zip(marks, signs, strict=True))))
        keys.append(("", *marks))
    head = ("镇街", *(one["name"] for one in chunk))
    widths = (3.0, *(3.0 for _one in chunk))
    return Table(
        town_section(kind),
        title,
        head,
        tuple(rows),
        widths,
        tuple(range(1, len(head))),
        tuple(keys),
        BY_TOWN,
        len(rows) < 30,
    )


def why(one: Row, items: Iterable[Row]) -> str:
    """Why an indicator was not reached, not evaluated or not judged, as far as the rows say it; else who is to say it."""
    owners = "、".join(one["owners"]) or "责任单位"
    if one["state"] == "in_doubt":
        return f"{reason_of(one)}，口径核定之前不作结论"
    if one["state"] in UNKNOWN:
        if "target_in_words" in one["reasons"]:
            return "目标是文字，没有可以判定的数值"
        return f"{'名册不能计算这一指标，' if not one['towns'] else ''}{owners}没有报送数据"
    said = []
    if one["below_baseline"]:
        said.append("低于基期值")
    if one["late_reading"]:
        said.append("规划期最后一年没有数，以期满之后的数据判定")
    left = [item for item in items if one["code"] in item["indicators"] and not item["is_done"] and not item["part"]]
    if left:
        said.append(
            f"与之有关的事项尚有{len(left)}项未办结：{'、'.join(item['name'].rstrip('。；') for item in left[:3])}{'等' if len(left) > 3 else ''}"
        )
    else:
        said.append(f"原因由{owners}说明")
    return "；".join(said)


def _reasons(data: Row) -> Table | None:
    """Every indicator that was not reached, not evaluated or is in doubt, with the reason."""
    shown = figures(data)
    listed = [one for group in (MISSED, UNKNOWN, ("in_doubt",)) for one in data["indicators"] if one["state"] in group]
    if not listed:
        return None
    rows, keys = [], []
    for one in listed:
        marks = tuple(f"ind.{one['code']}.{part}" for part in ("value", "target", "shortfall"))
        value, target, short = (shown[mark].shown if mark in shown else "–" for mark in marks)
        if one["state"] not in MISSED:
            short = "–"
        target = f"{one['operator']}{target}" if target != "–" else one["target_printed"] or "–"
        rows.append((one["name"], _verdict(one), value, target, short, why(one, data["items"])))
        keys.append(("", "", marks[0], marks[1], marks[2] if one["state"] in MISSED else "", ""))
    return Table(
        "indicators",
        "未达到、未评估和口径存疑的指标及原因",
        ("指标", "结论", "数值", "目标", "相差", "原因"),
        tuple(rows),
        (3.5, 1.9, 1.5, 1.6, 1.4, 5.7),
        (2, 3, 4),
        tuple(keys),
    )


def _verdict(one: Row) -> str:
    words: str = one["state_words"]
    return words.replace("期满：", "")


def tables(data: Row, kind: Kind) -> list[Table]:
    """The tables behind the sections."""
    shown = figures(data)

    def cell(key: str) -> str:
        return shown[key].shown if key in shown else "–"

    rows, keys = [], []
    for one in data["indicators"]:
        base = f"ind.{one['code']}"
        target = (
            f"{one['operator']}{cell(f'{base}.target')}" if one["target"] is not None else one["target_printed"] or "–"
        )
        change = (
            "–" if one["change"] is None else f"{'-' if Decimal(one['change']) < 0 else ''}{cell(f'{base}.change')}"
        )
        rows.append(
            (
                called(one),
                one["unit"],
                cell(f"{base}.before"),
                cell(f"{base}.value"),
                change,
                target,
                cell(f"{base}.rate"),
                _verdict(one),
                grade_words(data, one),
            )
        )
        parts = [f"{base}.{part}" for part in ("before", "value", "change", "target", "rate")]
        keys.append(("", "", *parts, "", ""))
    found = [
        Table(
            "indicators",
            INDICATORS,
            ("指标", "单位", "上期或基期", "本期", "变化", "目标", "完成率（%）", "状态", "等次"),
            tuple(rows),
            (3.9, 1.7, 1.5, 1.4, 1.4, 1.5, 1.6, 2.3, 1.4),
            (2, 3, 4, 5, 6),
            tuple(keys),
        )
    ]
    final = kind is Kind.FINAL
    reasons = _reasons(data) if final else None
    if reasons is not None:
        found.append(reasons)
    if kind is Kind.MONTHLY:
        found += by_town(data, kind)
    items = [
        one
        for one in data["items"]
        if not one["part"]
        and (final or one["due_in_period"] or one["done_in_period"] or one["is_late"] or one["delay_asked"])
    ]
    if items:
        lines = [
            (
                one["kind_words"],
                one["name"],
                "、".join((one["responsible"] or one["lead"])[:3]) or "–",
                _short(one["due"]),
                one["standing_words"],
            )
            for one in items
        ]
        title = "任务和项目完成情况表" if final else "到期、办结和逾期事项表"
        found.append(
            Table("items", title, ("类别", "事项", "责任单位", "期限", "状态"), tuple(lines), (1.7, 5.8, 3.7, 2.5, 1.9))
        )
    if kind is not Kind.MONTHLY:
        found += _money_table(data) + by_town(data, kind)
    towns = [one for one in data["towns"] if one["items"]]
    if towns and kind is not Kind.MONTHLY:
        rows = [(one["name"], *(str(one[part]) for part in ("items", "done", "late"))) for one in towns]
        marks = [("", *(f"town.{one['area']}.{part}" for part in ("items", "done", "late"))) for one in towns]
        found.append(
            Table(
                "towns",
                "各镇街台账事项表",
                ("镇街", "事项", "办结", "逾期"),
                tuple(rows),
                (6, 3, 3, 3),
                (1, 2, 3),
                tuple(marks),
                whole=len(rows) < 30,
            )
        )
    return found


def _money_table(data: Row) -> list[Table]:
    """Money by source and stage, in ten thousand yuan."""
    shown = figures(data)
    keys = [f"money.{line['source']}.{line['stage']}" for line in data["money"]]
    rows = [
        (line["source_words"], line["stage_words"], shown[key].shown, str(line["lines"]))
        for line, key in zip(data["money"], keys, strict=True)
    ]
    if not rows:
        return []
    marks = tuple(("", "", key, "") for key in keys)
    return [
        Table("money", "资金情况表", ("来源", "环节", "金额（万元）", "笔数"), tuple(rows), (5, 3, 4, 2), (2, 3), marks)
    ]


def _short(iso: str | None) -> str:
    return iso.replace("-", ".") if iso else "–"
