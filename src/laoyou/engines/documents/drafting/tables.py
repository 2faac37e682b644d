"""Indicators and lists, drafted from the tables of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from laoyou.engines.documents.drafting.model import (
    Aim,
    Doubt,
    Entry,
    IndicatorDraft,
    ListItem,
    ListKind,
    Owners,
    Source,
    Value,
)
from laoyou.engines.documents.drafting.owners import owners_of_cells
from laoyou.engines.documents.drafting.quantities import quantities
from laoyou.engines.documents.drafting.units import unit_code
from laoyou.engines.documents.model import Cell, Document, Place, Repair, Table
from laoyou.engines.documents.reading.numbers import is_dash, read_number, read_operator, unit_of_heading

_YEAR: Final = re.compile(r"(20\d\d)\s*年?")
_NAME: Final = re.compile(r"指标(?:名称)?$|^名称$|主要指标|具体指标|^项目$")
_NOW: Final = re.compile(r"现状|基期|基数|基准|当前|目前|现有|完成|实际")
_THEN: Final = re.compile(r"目标|规划值|预期|期末")
_ATTRIBUTE: Final = re.compile(r"属性|性质|类型")
_OWNER: Final = re.compile(r"责任|牵头|配合|参与|负责|主管|实施单位|承办|协办|(?:部门|单位)$")
_UNIT: Final = re.compile(r"^(?:计量)?单位$")
_LIST_KINDS: Final[tuple[tuple[str, ListKind], ...]] = (
    ("试点", "pilot"), ("改革", "reform"), ("平台", "platform"), ("产业", "industry"), ("要素", "factor"),
    ("政策", "policy"), ("项目", "project"), ("工程", "project"), ("任务", "measure"), ("措施", "measure"), ("举措", "measure"),
)  # fmt: skip
_CONTENT: Final = re.compile(r"内容|规模|举措|措施|目标|任务|平台$|做法|成果|要求|说明")
_GROUP: Final = re.compile(r"^(?:类别|分类|类型|领域|方面|板块)$")
_MONEY: Final = re.compile(r"投资|资金|经费|补助|预算|债券|公益金")
_PERIOD: Final = re.compile(r"期限|起止|年限|建设周期|时限|实施时间|建设时间|^时间$")
_START: Final = re.compile(r"开始|开工|起始")
_END: Final = re.compile(r"完成|完工|竣工|结束")
_ORDINAL: Final = re.compile(r"^(?:序号|编号|#|No\.?)$")


def headings_of(table: Table) -> list[str]:
    """The heading of each column, with the levels above it."""
    return ["".join(path) for path in table.columns]


def rows_of(table: Table) -> list[tuple[Cell, ...]]:
    """The cells of each row."""
    width = len(table.columns)
    return [table.cells[at : at + width] for at in range(0, len(table.cells), width)]


def clause_path(document: Document, table: Table) -> str:
    """How an official would cite the table: the clause, then the table's number."""
    path = document.clauses[table.clause].path if table.clause >= 0 else ""
    return " ".join(part for part in (path, table.label) if part)


# Indicators


def is_indicator_table(table: Table) -> bool:
    """Whether a table has a column of names of indicators and at least one column of what they are to reach."""
    headings = headings_of(table)
    named = any(_NAME.search(heading) for heading in headings) and (
        "指标" in "".join(headings) or "指标" in table.title
    )
    valued = [heading for heading in headings if _YEAR.search(heading) or _THEN.search(heading)]
    return named and bool(valued) and any(cell.number is not None for cell in table.cells if cell.column > 0)


def indicators_of(document: Document, table: Table) -> list[IndicatorDraft]:
    """Every row of a table of indicators."""
    headings = headings_of(table)
    name_at = next((at for at, heading in enumerate(headings) if _NAME.search(heading)), 0)
    ordinal_at = next((at for at, heading in enumerate(headings) if _ORDINAL.match(heading)), None)
    unit_at = next((at for at, heading in enumerate(headings) if _UNIT.match(heading)), None)
    attribute_at = next((at for at, heading in enumerate(headings) if _ATTRIBUTE.search(heading)), None)
    now_at, then_at = _value_columns(headings, {name_at, ordinal_at, unit_at, attribute_at})
    owner_columns = [
        at for at, heading in enumerate(headings) if _OWNER.search(heading) and at not in {unit_at, name_at}
    ]
    found: list[IndicatorDraft] = []
    if then_at is None:
        return found
    for at, cells in enumerate(rows_of(table)):
        if at in table.total_rows:
            continue
        name = cells[name_at].text.replace(" ", "")
        unit = (cells[unit_at].text if unit_at is not None else "") or unit_of_heading(name) or table.unit
        missing = next(
            (
                repair
                for repair in document.repairs
                if repair.kind == "missing_unit" and repair.place in cells[name_at].places
            ),
            None,
        )
        unit = unit or (missing.restored if missing is not None else "")
        target = _value(cells[then_at], _year_of(headings[then_at], document, ending=True), unit)
        now = cells[now_at] if now_at is not None else None
        baseline = (
            _value(now, _year_of(headings[now_at or 0], document, ending=False), unit) if now is not None else None
        )
        if _falls(baseline, target):
            target = replace(target, operator="<=")
        owners = owners_of_cells([("责任" + headings[column], cells[column].text) for column in owner_columns])
        code, sure = unit_code(name, unit)
        number = cells[ordinal_at].text if ordinal_at is not None else str(at + 1)
        clause = f"{clause_path(document, table)} 第{number}项".strip()
        found.append(
            IndicatorDraft(
                number=number,
                section=table.rows[at][0] if len(table.rows[at]) > 1 else "",
                name=name,
                unit=unit,
                unit_code=code,
                baseline=baseline,
                target=target,
                attribute=_attribute(cells[attribute_at].text) if attribute_at is not None else None,
                owners=owners,
                source=Source(clause, " ".join(cell.text for cell in cells if cell.text), _places(cells)),
                doubts=_unit_doubt(missing)
                + _indicator_doubts(cells, baseline, target, owners, unit, sure=sure, has_owners=bool(owner_columns)),
            )
        )
    return found


def _value_columns(headings: Sequence[str], taken: set[int | None]) -> tuple[int | None, int | None]:
    """Which columns hold the value now and the value aimed at: by their words, else by their years."""
    free = [at for at in range(len(headings)) if at not in taken and not _OWNER.search(headings[at])]
    now = next((at for at in free if _NOW.search(headings[at])), None)
    then = next((at for at in reversed(free) if _THEN.search(headings[at]) and at != now), None)
    dated = [(int(match[1]), at) for at in free if (match := _YEAR.search(headings[at]))]
    if then is None and dated:
        then = max(dated)[1]
    if now is None and len(dated) > 1 and min(dated)[1] != then:
        now = min(dated)[1]
    return now, then


def _year_of(heading: str, document: Document, *, ending: bool) -> int | None:
    if match := _YEAR.search(heading):
        return int(match[1])
    if ending:
        return document.period[1] if document.period else None
    return int(document.date[:4]) if document.date else None


def _value(cell: Cell, year: int | None, unit: str) -> Value:
    found = None if is_dash(cell.text) else read_number(cell.text)
    if found is None:
        return Value(cell.text, None, "=", "assumed", None, unit, year)
    operator = read_operator(cell.text)
    number = cell.number if cell.repaired is not None else found[0]
    restored = cell.repaired.reason if cell.repaired is not None else ""
    return Value(cell.text, number, operator or ">=", "stated" if operator else "assumed", None, unit, year, restored)


def _unit_doubt(missing: Repair | None) -> tuple[Doubt, ...]:
    return (Doubt(0.2, f"没有印单位，按{missing.restored}：{missing.reason}"),) if missing is not None else ()


def _falls(baseline: Value | None, target: Value) -> bool:
    """Whether a bare target lies below what there is already: then less is wanted, as far as one can tell."""
    return (
        baseline is not None
        and baseline.value is not None
        and target.value is not None
        and target.basis == "assumed"
        and target.value < baseline.value
    )


def _attribute(text: str) -> Literal["binding", "anticipatory"] | None:
    if "约束" in text:
        return "binding"
    return "anticipatory" if "预期" in text or "引导" in text else None


def _indicator_doubts(
    cells: Sequence[Cell],
    baseline: Value | None,
    target: Value,
    owners: Owners,
    unit: str,
    *,
    sure: bool,
    has_owners: bool,
) -> tuple[Doubt, ...]:
    found: list[Doubt] = []
    if target.value is None:
        found.append(Doubt(0.6, f"目标“{target.printed or '（空）'}”没有数。"))
    if baseline is not None and baseline.value is None:
        found.append(Doubt(0.2, f"基期值“{baseline.printed or '（空）'}”没有数。"))
    if not unit and not sure:
        found.append(Doubt(0.3, "没有印单位。"))
    if (
        baseline is not None
        and baseline.value is not None
        and target.value is not None
        and target.basis == "stated"
        and baseline.value > target.value
    ):
        found.append(Doubt(0.3, "基期值高于目标值：目标可能是下限，或越小越好。"))
    found += [
        Doubt(0.4 if repair.certain else 0.7, f"“{repair.printed}”还原为{repair.restored}：{repair.reason}")
        for cell in cells
        if (repair := cell.repaired) is not None
    ]
    if has_owners and not owners:
        found.append(Doubt(0.4, "责任单位一格没有认出单位。"))
    if _falls(baseline, target):
        found.append(Doubt(0.5, "目标只印一个数，又低于基期值，按“不高于”理解。"))
    elif target.basis == "assumed" and target.value is not None:
        found.append(Doubt(0.1, "目标只印一个数，按“不低于”理解。"))
    return tuple(sorted(found, key=lambda doubt: -doubt.score))


def _places(cells: Sequence[Cell]) -> tuple[Place, ...]:
    return tuple(place for cell in cells for place in cell.places if cell.text)


# Lists


def list_kind(document: Document, table: Table) -> ListKind | None:
    """Which list a table is, by its title, the annex it stands in, or its headings; None where it is none."""
    headings = headings_of(table)
    joined = "".join(headings)
    if not re.search(r"名称|政策|项目|试点|任务|举措|措施|要素|平台|改革", joined) or not (
        _OWNER.search(joined) or _CONTENT.search(joined)
    ):
        return None
    if is_indicator_table(table):
        return None
    clause = document.clauses[table.clause].title if table.clause >= 0 else ""
    for text in (table.title, clause, headings[1] if len(headings) > 1 else "", joined):
        for word, kind in _LIST_KINDS:
            if word in text:
                return kind
    return None


def items_of(document: Document, table: Table, kind: ListKind) -> list[ListItem]:
    """Every row of a list."""
    headings = headings_of(table)
    ordinal_at = next((at for at, heading in enumerate(headings) if _ORDINAL.match(heading)), None)
    group_at = next(
        (at for at, heading in enumerate(headings) if _GROUP.match(heading) and not _period_like(table, at)), None
    )
    name_at = _name_column(headings, {ordinal_at, group_at})
    found: list[ListItem] = []
    for at, cells in enumerate(rows_of(table)):
        if at in table.total_rows:
            continue
        number = cells[ordinal_at].text if ordinal_at is not None else str(at + 1)
        section = [
            name for name in table.rows[at][:-1] if group_at is None or name != cells[group_at].text.replace(" ", "")
        ]
        group = "、".join(
            dict.fromkeys(
                [*section, *([cells[group_at].text] if group_at is not None and cells[group_at].text else [])]
            )
        )
        name = cells[name_at].text.replace(" ", "")
        start, end = _period(headings, cells)
        clause = f"{clause_path(document, table)} 第{number}项".strip()
        owners = owners_of_cells([(headings[cell.column] if re.search(r"责任|牵头|配合|参与|负责|实施|承办|协", headings[cell.column]) else "责任单位", cell.text)
                                  for cell in cells if _OWNER.search(headings[cell.column]) and cell.column not in {name_at, ordinal_at}])  # fmt: skip
        aims = tuple(
            aim for cell in cells if cell.column not in {name_at, ordinal_at, group_at} and _CONTENT.search(headings[cell.column])
            for aim in aims_of_cell(cell, clause, end)
        )  # fmt: skip
        money = tuple(_money(headings[cell.column], cell, clause, table.unit) for cell in cells
                      if cell.number is not None and _MONEY.search(headings[cell.column]))  # fmt: skip
        doubts: list[Doubt] = []
        if not owners:
            doubts.append(Doubt(0.5, "没有认出责任单位。"))
        if not name:
            doubts.append(Doubt(0.8, "没有认出名称。"))
        if kind == "project" and not aims:
            doubts.append(Doubt(0.2, "建设内容里没有认出规模。"))
        if "ragged" in table.doubts:
            doubts.append(Doubt(0.5, "表里有的行格数不齐。"))
        found.append(
            ListItem(
                kind, table.title or (document.clauses[table.clause].title if table.clause >= 0 else ""), number, group, name,
                start, end, money, aims, owners,
                tuple(Entry(headings[cell.column], cell.text, cell.places) for cell in cells if cell.column != ordinal_at),
                Source(clause, name, _places(cells)), tuple(doubts),
            )
        )  # fmt: skip
    return found


def _period_like(table: Table, column: int) -> bool:
    return all(read_number(cell.text) is not None for cell in table.cells if cell.column == column and cell.text)


def _name_column(headings: Sequence[str], taken: set[int | None]) -> int:
    for pattern in (r"名称$", r"^(?:改革|政策|项目|试点|要素|平台|产业|任务)", r"名称|项目|政策|试点|任务"):
        found = next(
            (at for at, heading in enumerate(headings) if at not in taken and re.search(pattern, heading)), None
        )
        if found is not None:
            return found
    return next((at for at in range(len(headings)) if at not in taken), 0)


def _period(headings: Sequence[str], cells: Sequence[Cell]) -> tuple[int | None, int | None]:
    start = end = None
    for cell in cells:
        heading = headings[cell.column]
        years = [int(year) for year in re.findall(r"20\d\d", cell.text)]
        if not years:
            continue
        if _START.search(heading):
            start = years[0]
        elif _END.search(heading) and len(cell.text) < 14:
            end = years[-1]
        elif _PERIOD.search(heading):
            start, end = years[0], years[-1]
    return start, end


def aims_of_cell(cell: Cell, clause: str, year: int | None) -> list[Aim]:
    """The quantities that a cell of a list promises."""
    found: list[Aim] = []
    for one in quantities(cell.text):
        value = one.value
        if value.year is None and year is not None:
            value = Value(
                value.printed, value.value, value.operator, value.basis, value.upper, value.unit, year, value.restored
            )
        found.append(Aim(one.name, value, Source(clause, one.segment, cell.places)))
    return found


def _money(heading: str, cell: Cell, clause: str, table_unit: str) -> Aim:
    unit = cell.unit or table_unit
    return Aim(
        heading, Value(cell.text, cell.number, "=", "stated", None, unit), Source(clause, cell.text, cell.places)
    )
