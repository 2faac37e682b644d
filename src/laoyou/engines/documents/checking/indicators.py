"""Indicators: a target against its baseline, and what is missing beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from laoyou.engines.documents.checking.facts import ColumnHeads, Evidence, is_indicator_table
from laoyou.engines.documents.checking.findings import Fact, Finding, Reading, operand
from laoyou.engines.documents.checking.gaps import indicator_pairs
from laoyou.engines.documents.checking.making import make
from laoyou.engines.documents.model import Cell, Table

_LESS_IS_BETTER = re.compile(r"死亡|事故|投诉|发生率|缺口|空置|等候|政府运营|负担|下降|减少|能耗|轮候")
_OWNER = re.compile(r"责任|牵头|单位|部门")
_WITHOUT_UNIT = re.compile(r"率|比|指数|是否|制度|机制|体系")


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from _directions(evidence)
    for index, table in enumerate(evidence.document.tables):
        if is_indicator_table(table):
            yield from _incomplete(evidence, index, table)


def _directions(evidence: Evidence) -> Iterator[Finding]:
    """A target below its baseline is asked about; a share above 100 cannot be."""
    for baseline, target in indicator_pairs(evidence):
        for fact in (baseline, target):
            if (
                fact.unit == "%"
                and fact.value > 100
                and re.search(r"率|占比|比例|比重", fact.name)
                and not re.search(r"增长|增速|床位使用|抚养", fact.name)
            ):
                yield make(
                    evidence, "share_limit", fact, Decimal(100), "占比不超过100%", [], "contradiction",
                    reason=f"“{fact.name}”为{fact.printed}，超过100%，疑为小数点或单位有误。", reason_en=f"“{fact.name}” is {fact.printed}, above 100 %: decimal point or unit?",
                )  # fmt: skip
        if _LESS_IS_BETTER.search(baseline.name):
            continue
        lower = target.value < baseline.value
        if not lower:
            yield make(
                evidence, "direction", target, baseline.value, f"{target.printed} ≥ {baseline.printed}", [operand(baseline)], "consistent",
                reason=f"“{target.name}”目标值{target.printed}不低于基期值{baseline.printed}。", reason_en=f"The target {target.printed} of “{target.name}” is not below its baseline {baseline.printed}.",
            )  # fmt: skip
        elif target.bound in (">=", ">"):
            readings = (
                Reading("目标值为最低要求，现状已高于要求", "the target is a floor that is already passed", target.printed, target.value),
                Reading("目标值即期末预计达到的水平，低于基期值", "the target is the level expected, below the baseline", baseline.printed, baseline.value),
            )  # fmt: skip
            yield make(
                evidence, "direction", target, baseline.value, f"{target.printed} ≥ {baseline.printed}", [operand(baseline)], "definition", readings=readings,
                reason=f"“{target.name}”目标值{target.printed}，基期值已为{baseline.printed}；若为最低要求请注明，若为预计水平则低于现状，建议提高目标或说明理由。",
                reason_en=f"The target {target.printed} of “{target.name}” is passed by its baseline {baseline.printed} already: say so if it is a floor; if it is the level expected, it is below what there is.",
            )  # fmt: skip
        else:
            when, when_en = (f"{baseline.year}年", f" of {baseline.year}") if baseline.year else ("", "")
            yield make(
                evidence, "direction", target, baseline.value, f"{target.printed} ≥ {baseline.printed}", [operand(baseline)], "implausible",
                reason=f"“{target.name}”目标值{target.printed}低于参照值{baseline.printed}（来源：本表{when}基期值；容许范围：不低于基期值），建议核对数据或说明理由。",
                reason_en=f"The target {target.printed} of “{target.name}” is below the reference {baseline.printed} (source: the baseline{when_en} in the same row; band: not below it): please check or explain.",
            )  # fmt: skip


def _incomplete(evidence: Evidence, index: int, table: Table) -> Iterator[Finding]:
    heads = ColumnHeads.of(table, evidence)
    cells = evidence.cells[index]
    values = [
        column
        for column in range(len(table.columns))
        if heads.years[column] or heads.now[column] or heads.target[column]
    ]
    targets = [column for column in values if heads.target[column]] or values[-1:]
    baselines = [column for column in values if column not in targets]
    owners = [column for column, name in enumerate(heads.names) if _OWNER.search(name)]
    if not owners and len(table.rows) >= 3:
        yield _without_owners(table, evidence)
    row_cells: dict[int, list[Cell]] = {}
    for one in table.cells:
        row_cells.setdefault(one.row, []).append(one)
    row_facts: dict[int, list[Fact]] = {}
    for (fact_row, _), fact in evidence.cell_facts[index].items():
        row_facts.setdefault(fact_row, []).append(fact)
    for row, path in enumerate(table.rows):
        if row in table.total_rows or not path:
            continue
        name_cell = next((cell for cell in row_cells.get(row, ()) if path[-1] in cell.text.replace(" ", "")), None)
        facts = row_facts.get(row, [])
        for column in baselines:
            cell = cells.get((row, column))
            if cell is not None and cell.number is None and len(cell.text) <= 2 and "新增" not in path[-1]:
                yield _missing(
                    evidence, table, name_cell, cell, path[-1], "baseline", "没有列出基期值", "no baseline is given"
                )
        for column in targets:
            cell = cells.get((row, column))
            if cell is not None and cell.number is None and not cell.text.strip("—- "):
                yield _missing(
                    evidence, table, name_cell, cell, path[-1], "target", "没有列出目标值", "no target is given"
                )
        if (
            facts
            and not any(fact.unit for fact in facts)
            and not _WITHOUT_UNIT.search(path[-1].rpartition("）")[2] or path[-1])
        ):
            yield _missing(
                evidence, table, name_cell, name_cell, path[-1], "unit", "没有写明计量单位", "no unit is given"
            )
        for column in owners:
            cell = cells.get((row, column))
            if cell is not None and not cell.text.strip("—- "):
                yield _missing(
                    evidence,
                    table,
                    name_cell,
                    cell,
                    path[-1],
                    "owner",
                    "没有列出责任单位",
                    "no responsible unit is given",
                )


def _without_owners(table: Table, evidence: Evidence) -> Finding:
    """One finding for a table of indicators that names no responsible units at all."""
    first = min((cell for cell in table.cells if cell.places), key=lambda cell: (cell.row, cell.column), default=None)
    name = table.title or table.label or "指标表"
    stated = Fact(
        name, Decimal(0), Decimal(1), "", "", "（无责任单位一栏）", first.places if first else (), table.clause
    )
    return make(
        evidence, "missing_owner", stated, None, "没有列出各项指标的责任单位", [], "incomplete",
        reason_en=f"“{name}” names no responsible unit for its indicators; please add them.",
    )  # fmt: skip


def _missing(
    evidence: Evidence,
    table: Table,
    name_cell: Cell | None,
    cell: Cell | None,
    name: str,
    kind: str,
    words: str,
    words_en: str,
) -> Finding:
    shown = cell if cell and cell.places else name_cell or cell
    places = shown.places if shown else ()
    name = re.sub(r"（[^（）]*）$", "", name)
    stated = Fact(name, Decimal(0), Decimal(1), "", "", (cell.text if cell else "") or "（空）", places, table.clause)
    return make(
        evidence,
        f"missing_{kind}",
        replace(stated),
        None,
        words,
        [],
        "incomplete",
        reason_en=f"“{name}”: {words_en}; please add it.",
    )
