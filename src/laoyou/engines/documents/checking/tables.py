"""Tables: totals of columns, totals of rows, parts that are marked as such, and columns that follow from others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from laoyou.engines.documents.checking.facts import ColumnHeads, Evidence, bare, is_indicator_table
from laoyou.engines.documents.checking.findings import Fact, Finding, Reading, agreement, number, operand, sum_interval
from laoyou.engines.documents.checking.making import make, terms
from laoyou.engines.documents.model import Table

_RATE = re.compile(
    r"率|比重|占比|比例|每[十百千万]|[千百万]人|人均|户均|平均|均价|增长|增速|指数|密度|％|%|‰|年份|时间|年限|日期"
)
_TOTAL_HEAD = re.compile(r"^#?(?:总|合计|小计|共计|总计)|合计|小计|总[数量计额]")
_PART_OF = re.compile(r"护理型|其中|#其中")
_FUNDS = re.compile(r"中央预算内|申请|财政资金|专项债|自筹|银行贷款|已完成投资|到位资金")
_INVESTMENT = re.compile(r"总投资|投资总额|投资规模|计划投资")
_FACTORS = (Decimal(1), Decimal(100), Decimal(1000), Decimal(10000))
_COUNT_HEAD = re.compile(r"^总|总[数量计]$|.合计$")
_TWICE = re.compile(r"重复(?:计|统计|列)|重叠|交叉|兼具|同时计入|同时列|不重复计")
_SHARE_OF_ROWS = Decimal("0.7")
_MOST_COLUMNS = 14
_NUMBERED = tuple(
    re.compile(pattern)
    for pattern in (
        r"[一二三四五六七八九十]{1,3}[、.．]", r"[（(][一二三四五六七八九十]{1,3}[）)]", r"\d{1,2}[、.．](?!\d)", r"[（(]?\d{1,2}[）)]",
    )
)  # fmt: skip
"""How the rows of a table are numbered, outermost first."""


def check(evidence: Evidence) -> Iterator[Finding]:
    for index, table in enumerate(evidence.document.tables):
        if is_indicator_table(table) or not evidence.cell_facts[index]:
            continue
        heads = ColumnHeads.of(table, evidence)
        yield from _column_sums(evidence, index, table, heads)
        laws = _laws(evidence, index, table, heads)
        yield from _lawful(evidence, index, table, laws)
        yield from _marked_parts(evidence, index, table, heads, laws)
    yield from _continued(evidence)


# Totals below a column


def _column_sums(evidence: Evidence, index: int, table: Table, heads: ColumnHeads) -> Iterator[Finding]:
    facts = evidence.cell_facts[index]
    totals = list(table.total_rows)
    members = _members(table)
    yield from _group_sums(evidence, index, heads, members)
    if not totals:
        return
    for column, name in enumerate(heads.names):
        if heads.ordinal[column] or _RATE.search(name):
            continue
        counted = {member for group, own in members.items() if (group, column) in facts for member in own}
        start = 0
        subtotals: list[Fact] = []
        loose: list[Fact] = []
        for row in totals:
            stated = facts.get((row, column))
            skipped = {*totals, *counted}
            between = [facts[r, column] for r in range(start, row) if (r, column) in facts and r not in skipped]
            last = row == totals[-1] and len(totals) > 1
            above = [facts[r, column] for r in range(row) if (r, column) in facts and r not in skipped]
            below = [
                facts[r, column] for r in range(row + 1, len(table.rows)) if (r, column) in facts and r not in skipped
            ]
            if stated is not None:
                choices = [between, above] if not last else [above, [*subtotals, *between], between]
                if not between and not above:
                    choices = [below]
                yield from _total(evidence, stated, [choice for choice in choices if choice], "column_sum")
                subtotals.append(stated)
            loose += between
            start = row + 1


def _members(table: Table) -> dict[int, list[int]]:
    """The rows that stand below each numbered row and are numbered more deeply: 一、养老项目 and its 1. and 2."""
    levels = [_level(path[-1]) if path else None for path in table.rows]
    found: dict[int, list[int]] = {}
    for row, level in enumerate(levels):
        if level is None or row in table.total_rows:
            continue
        below: list[int] = []
        for other in range(row + 1, len(levels)):
            deeper = levels[other]
            if other in table.total_rows or deeper is None or deeper <= level:
                break
            below.append(other)
        if below:
            nearest = min(levels[other] or 0 for other in below)
            found[row] = [other for other in below if levels[other] == nearest]
    return found


def _level(name: str) -> int | None:
    return next((depth for depth, pattern in enumerate(_NUMBERED) if pattern.match(name)), None)


def _group_sums(evidence: Evidence, index: int, heads: ColumnHeads, members: dict[int, list[int]]) -> Iterator[Finding]:
    """Each numbered group against its members, in tables in which most groups are what their members come to."""
    facts = evidence.cell_facts[index]
    pairs = []
    for column, name in enumerate(heads.names):
        if heads.ordinal[column] or _RATE.search(name):
            continue
        for group, own in members.items():
            stated = facts.get((group, column))
            parts = [facts[row, column] for row in own if (row, column) in facts]
            if stated is not None and len(parts) >= 2 and len(parts) == len(own):
                total = sum((part.value for part in parts), Decimal(0))
                pairs.append((stated, parts, total, agreement(stated, total, *sum_interval(parts), exact=True)))
    lawful = 2 * sum(verdict is not None for *_, verdict in pairs) > len(pairs)
    for stated, parts, total, verdict in pairs:
        if verdict or lawful:
            operands = [operand(part) for part in parts]
            yield make(evidence, "column_sum", stated, total, terms(parts), operands, verdict or "contradiction")


def _total(evidence: Evidence, stated: Fact, choices: Sequence[Sequence[Fact]], kind: str) -> Iterator[Finding]:
    """The total against the first choice of parts that fits; against the first of all where none does."""
    if not choices or len(choices[0]) < 2:
        return
    for parts in choices:
        total = sum((part.value for part in parts), Decimal(0))
        low, high = sum_interval(parts)
        verdict = agreement(stated, total, low, high, exact=True)
        if verdict:
            yield make(evidence, kind, stated, total, terms(parts), [operand(part) for part in parts], verdict)
            return
    parts = choices[0]
    total = sum((part.value for part in parts), Decimal(0))
    yield make(evidence, kind, stated, total, terms(parts), [operand(part) for part in parts], "contradiction")


# Columns that follow from other columns


@dataclass(frozen=True, slots=True)
class Law:
    """What the rows of a table show: `result` = sum or difference of `operands`, or factor × operands[0] / operands[1], or a product."""

    form: str
    result: int
    operands: tuple[int, ...]
    factor: Decimal = Decimal(1)
    share: Decimal = Decimal(1)


def _laws(evidence: Evidence, index: int, table: Table, heads: ColumnHeads) -> list[Law]:
    """The laws that nearly all rows keep: found from the figures, so that no table has to be known beforehand."""
    facts = evidence.cell_facts[index]
    columns = sorted({column for _, column in facts})
    rows = list(range(len(table.rows)))
    columns = [
        column for column in columns if sum((row, column) in facts for row in rows) >= min(3, max(1, len(rows)))
    ][:_MOST_COLUMNS]
    found: list[Law] = []
    for result in columns:
        law = _ratio_law(facts, rows, columns, result, heads) or _sum_law(facts, rows, columns, result, heads)
        if law:
            found.append(law)
    return _without_echoes(found)


def _without_echoes(laws: Sequence[Law]) -> list[Law]:
    """One law for each set of columns: that 床位 = a + b says a = 床位 - b again."""
    kept: list[Law] = []
    for law in sorted(laws, key=lambda one: (-one.share, one.form != "ratio")):
        members = {law.result, *law.operands}
        if not any(members == {other.result, *other.operands} for other in kept):
            kept.append(law)
    return kept


def _ratio_law(
    facts: dict[tuple[int, int], Fact], rows: Sequence[int], columns: Sequence[int], result: int, heads: ColumnHeads
) -> Law | None:
    if not (
        _RATE.search(heads.names[result])
        or any(fact.unit in ("%", "‰") for (_, column), fact in facts.items() if column == result)
    ):
        return None
    best: Law | None = None
    for upper, lower in permutations([column for column in columns if column != result], 2):
        for factor in _FACTORS:
            share, tested = _kept(
                facts,
                rows,
                _ratio_of(upper, lower, factor),
                result,
                (upper, lower),
            )
            if (
                tested >= 2
                and share >= _SHARE_OF_ROWS
                and (tested >= 3 or share == 1)
                and (best is None or share > best.share)
            ):
                best = Law("ratio", result, (upper, lower), factor, share)
    return best


def _sum_law(
    facts: dict[tuple[int, int], Fact], rows: Sequence[int], columns: Sequence[int], result: int, heads: ColumnHeads
) -> Law | None:
    """Contiguous columns on one side, or columns of one measure, that add up to `result`."""
    if _RATE.search(heads.names[result]):
        return None
    others = [column for column in columns if column != result and not _RATE.search(heads.names[column])]
    right = [column for column in others if column > result]
    left = [column for column in others if column < result]
    candidates = [tuple(right[:size]) for size in range(2, len(right) + 1)]
    candidates += [tuple(left[-size:]) for size in range(2, len(left) + 1)]
    measure = _measure(heads, result)
    alike = tuple(
        column for column in others if _measure(heads, column) == measure and not _PART_OF.search(heads.names[column])
    )
    if len(alike) >= 2:
        candidates += [
            alike,
            tuple(column for column in alike if column > result),
            tuple(column for column in alike if column < result),
        ]
    best: Law | None = None
    for chosen in dict.fromkeys(candidate for candidate in candidates if len(candidate) >= 2):
        share, tested = _kept(facts, rows, _sum_of(chosen), result, chosen, holes=True)
        if (
            tested >= 3
            and share >= _SHARE_OF_ROWS
            and (best is None or (share, -len(chosen)) > (best.share, -len(best.operands)))
        ):
            best = Law("sum", result, chosen, share=share)
    if best is None and not heads.names[result].startswith("#"):
        for one, other in permutations(others, 2):
            share, tested = _kept(facts, rows, _difference_of(one, other), result, (one, other))
            if tested >= 3 and share >= _SHARE_OF_ROWS and _varied(facts, rows, (one, other, result)):
                return Law("difference", result, (one, other), share=share)
    return best


def _varied(facts: dict[tuple[int, int], Fact], rows: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether each column takes several values that are not zero: 0 = a - a says nothing."""
    return all(
        len({facts[row, column].value for row in rows if (row, column) in facts and facts[row, column].value}) >= 2
        for column in columns
    )


def _measure(heads: ColumnHeads, column: int) -> str:
    unit = heads.units[column]
    last = bare(heads.names[column])[-3:]
    return f"{unit}|{last if not unit else ''}"


_Row = Callable[[int], Decimal]


def _ratio_of(upper: int, lower: int, factor: Decimal) -> Callable[[_Row], Decimal | None]:
    return lambda get: factor * get(upper) / get(lower) if get(lower) else None


def _sum_of(columns: Sequence[int]) -> Callable[[_Row], Decimal | None]:
    return lambda get: sum((get(column) for column in columns), Decimal(0))


def _difference_of(one: int, other: int) -> Callable[[_Row], Decimal | None]:
    return lambda get: get(one) - get(other)


def _kept(
    facts: dict[tuple[int, int], Fact],
    rows: Sequence[int],
    formula: Callable[[_Row], Decimal | None],
    result: int,
    operands: Sequence[int],
    *,
    holes: bool = False,
) -> tuple[Decimal, int]:
    """(share of rows that keep a formula, rows tested). With `holes` an empty cell among the operands counts as nothing."""
    tested = kept = informative = 0
    for row in rows:
        stated = facts.get((row, result))
        given = [facts.get((row, column)) for column in operands]
        if stated is None or (any(fact is None for fact in given) and not (holes and any(given))):
            continue
        values = {column: (fact.value if fact else Decimal(0)) for column, fact in zip(operands, given, strict=True)}
        value = formula(values.__getitem__)
        if value is None:
            continue
        tested += 1
        informative += sum(1 for fact in given if fact and fact.value) >= 2
        kept += _fits(stated, value)
    if not tested or informative * 2 < min(tested, 4):
        return Decimal(0), 0
    return Decimal(kept) / tested, tested


def _fits(stated: Fact, value: Decimal) -> bool:
    return (
        abs(value - stated.value) <= max(stated.step * Decimal("1.01"), Decimal(0))
        if stated.step < 1 or stated.scale > 1
        else value == stated.value
    )


def _lawful(evidence: Evidence, index: int, table: Table, laws: Sequence[Law]) -> Iterator[Finding]:
    """Each row against the laws of its table."""
    facts = evidence.cell_facts[index]
    for law in laws:
        for row in range(len(table.rows)):
            stated = facts.get((row, law.result))
            given = [facts.get((row, column)) for column in law.operands]
            present = [fact for fact in given if fact]
            if stated is None or not present or (law.form != "sum" and len(present) < len(given)):
                continue
            value, formula, low, high = _applied(law, present)
            if value is None:
                continue
            verdict = agreement(stated, value, low, high, exact=True)
            yield make(
                evidence,
                f"row_{law.form}",
                stated,
                value,
                formula,
                [operand(fact) for fact in present],
                verdict or "contradiction",
            )


def _applied(law: Law, facts: Sequence[Fact]) -> tuple[Decimal | None, str, Decimal | None, Decimal | None]:
    if law.form == "sum":
        low, high = sum_interval(facts)
        return sum((fact.value for fact in facts), Decimal(0)), terms(facts), low, high
    if law.form == "difference":
        low = facts[0].interval()[0] - facts[1].interval()[1]
        high = facts[0].interval()[1] - facts[1].interval()[0]
        return facts[0].value - facts[1].value, terms(facts, "-"), low, high
    if not facts[1].value:
        return None, "", None, None
    upper, lower = facts[0].interval(), facts[1].interval()
    factor = law.factor
    times = f"×{number(factor)}" if factor != 1 else ""
    return (
        factor * facts[0].value / facts[1].value,
        f"{facts[0].printed}÷{facts[1].printed}{times}",
        factor * upper[0] / lower[1],
        factor * upper[1] / lower[0],
    )


# Parts that the head marks


def _marked_parts(
    evidence: Evidence, index: int, table: Table, heads: ColumnHeads, laws: Sequence[Law]
) -> Iterator[Finding]:
    """A column marked as part of another (#护理型床位数, 其中：…) is nowhere larger than it."""
    facts = evidence.cell_facts[index]
    for column, name in enumerate(heads.names):
        last = table.columns[column][-1] if table.columns[column] else ""
        money = bool(_FUNDS.search(last)) and not last.startswith("总")
        if not (_PART_OF.search(last) or money) or _RATE.search(name):
            continue
        whole = _investment(heads, column) if money else _whole_of(table, heads, column, facts)
        if whole is None:
            continue
        for row in range(len(table.rows)):
            part, of = facts.get((row, column)), facts.get((row, whole))
            if part is None or of is None or not of.value:
                continue
            larger = part.value > of.value
            yield make(
                evidence, "subset", part, of.value, f"{part.printed} ≤ {of.printed}", [operand(of)], "contradiction" if larger else "consistent",
                reason=f"“{part.name}”{part.printed}{'大于' if larger else '不大于'}其所属的“{of.name}”{of.printed}。",
                reason_en=f"“{part.name}” {part.printed} is {'more' if larger else 'not more'} than “{of.name}” {of.printed} that it is part of.",
            )  # fmt: skip


def _investment(heads: ColumnHeads, column: int) -> int | None:
    """The column of total investment in the same unit."""
    return next(
        (
            other
            for other, name in enumerate(heads.names)
            if other != column and _INVESTMENT.search(name) and heads.units[other] == heads.units[column]
        ),
        None,
    )


def _whole_of(table: Table, heads: ColumnHeads, column: int, facts: dict[tuple[int, int], Fact]) -> int | None:
    """The nearest column to the left of the same group and unit that is large enough in most rows: the part may be of the total before it."""
    group = table.columns[column][:-1]
    for other in range(column - 1, -1, -1):
        if heads.ordinal[other] or _PART_OF.search(heads.names[other]):
            continue
        if table.columns[other][:-1] == group and (
            heads.units[other] == heads.units[column] or not heads.units[column]
        ):
            pairs = [(facts[row, column], facts[row, other]) for row in range(len(table.rows)) if (row, column) in facts and (row, other) in facts]  # fmt: skip
            if not pairs or sum(part.value <= whole.value for part, whole in pairs) * 2 >= len(pairs):
                return other
    return None


# One table printed as two


def _continued(evidence: Evidence) -> Iterator[Finding]:
    """Tables with the same rows: a total column of one against the parts that stand in both (表1-1, 表1-2)."""
    tables = [
        (index, table)
        for index, table in enumerate(evidence.document.tables)
        if not is_indicator_table(table) and len(table.rows) >= 3
    ]
    done: set[int] = set()
    for position, (index, table) in enumerate(tables):
        if index in done:
            continue
        names = _row_names(table)
        group = [(index, table)]
        for other_index, other in tables[position + 1 : position + 6]:
            if len(_row_names(other) & names) >= max(3, int(0.8 * max(len(names), len(_row_names(other))))):
                group.append((other_index, other))
                done.add(other_index)
        yield from _across(evidence, group)


def _row_names(table: Table) -> set[str]:
    return {path[-1] for path in table.rows if path}


def _across(evidence: Evidence, group: Sequence[tuple[int, Table]]) -> Iterator[Finding]:
    """Total columns against all marked parts of the same measure, in one table or in several."""
    for index, table in group:
        heads = ColumnHeads.of(table, evidence)
        for column in range(len(table.columns)):
            name = bare(heads.names[column])
            if not _COUNT_HEAD.search(name) or heads.ordinal[column] or _RATE.search(name):
                continue
            parts = _parts_of(evidence, group, index, column, name)
            if len(parts) >= 2:
                yield from _total_column(evidence, index, table, column, group, parts)


def _parts_of(
    evidence: Evidence, group: Sequence[tuple[int, Table]], index: int, column: int, name: str
) -> list[tuple[int, int]]:
    wanted = re.sub(r"总[数量计]$|^总|合计|数$|量$", "", name)
    if not wanted:
        return []
    unit = ColumnHeads.of(next(table for at, table in group if at == index), evidence).units[column]
    parts = []
    for other_index, other in group:
        heads = ColumnHeads.of(other, evidence)
        for other_column, path in enumerate(other.columns):
            if (other_index, other_column) == (index, column) or heads.ordinal[other_column] or not path:
                continue
            last = bare(path[-1])
            unit_fits = heads.units[other_column] == unit
            marked = any(part.startswith("#") for part in path) or len(path) > 1
            if (
                marked
                and unit_fits
                and wanted in bare(heads.names[other_column])
                and not last.startswith("总")
                and not _PART_OF.search(last)
            ):
                parts.append((other_index, other_column))
    return parts


def _total_column(
    evidence: Evidence,
    index: int,
    table: Table,
    column: int,
    group: Sequence[tuple[int, Table]],
    parts: Sequence[tuple[int, int]],
) -> Iterator[Finding]:
    where = {
        other_index: {path[-1]: row for row, path in enumerate(other.rows) if path} for other_index, other in group
    }
    outcomes: list[tuple[Fact, list[Fact], Decimal]] = []
    for row, path in enumerate(table.rows):
        stated = evidence.cell_facts[index].get((row, column))
        if stated is None or not path:
            continue
        found = [
            fact
            for other_index, other_column in parts
            if (other_row := where[other_index].get(path[-1])) is not None
            and (fact := evidence.cell_facts[other_index].get((other_row, other_column))) is not None
        ]
        if found:
            outcomes.append((stated, found, sum((fact.value for fact in found), Decimal(0))))
    if len(outcomes) < 2:
        return
    kept = sum(agreement(stated, total, exact=True) is not None for stated, _, total in outcomes)
    lawful = kept >= 0.7 * len(outcomes)
    noted = any(_TWICE.search(note.text) for _, one in group for note in one.notes)
    twice = None if lawful else _counted_twice(outcomes)
    known = kept or twice is not None or any(stated.origin == "total" for stated, _, _ in outcomes)
    for stated, found, total in outcomes:
        verdict = agreement(stated, total, *sum_interval(found), exact=True)
        if verdict is None:
            if not known:
                return  # columns that are no kinds of the total at all
            excess = total - stated.value
            explained = noted or (twice is not None and 0 < excess <= _value_of(found, twice))
            verdict = "definition" if explained else "contradiction"
        yield make(
            evidence, "row_sum", stated, total, terms(found), [operand(fact) for fact in found], verdict,
            readings=_counted(stated, found, total) if verdict in ("contradiction", "definition") else (),
        )  # fmt: skip


def _counted_twice(outcomes: Sequence[tuple[Fact, list[Fact], Decimal]]) -> tuple[int | None, int | None] | None:
    """
    The kind whose members stand again under other kinds: in most rows the kinds come to just so much more than the total.

    None where no kind explains it. A row whose surplus is larger than that kind is not explained by it.
    """
    rows = [(stated, found, total) for stated, found, total in outcomes if stated.origin != "total"]
    surplus = [total - stated.value for stated, _, total in rows]
    if sum(more > 0 for more in surplus) < 3 or any(more < 0 for more in surplus):
        return None
    columns = {(fact.table, fact.column) for _, found, _ in rows for fact in found}
    best, fits = None, Decimal(0)
    for column in sorted(columns, key=str):
        share = Decimal(sum(more == _value_of(found, column) for more, (_, found, _) in zip(surplus, rows, strict=True))) / len(rows)  # fmt: skip
        if share > fits:
            best, fits = column, share
    return best if fits >= Decimal("0.5") else None


def _value_of(found: Sequence[Fact], column: tuple[int | None, int | None]) -> Decimal:
    return next((fact.value for fact in found if (fact.table, fact.column) == column), Decimal(0))


def _counted(stated: Fact, found: Sequence[Fact], total: Decimal) -> tuple[Reading, ...]:
    """The two ways to count; the second only where the kinds come to more than the total."""
    once = Reading("原文合计，同一对象只计一次", "as stated, each counted once", stated.printed, stated.value)
    if total > stated.value:
        kinds = Reading(
            "各分类相加，同一对象可能按不同分类重复计入", "sum of the kinds, one may be counted under several", terms(found), total,
        )  # fmt: skip
    else:
        kinds = Reading("各分类相加，可能有分类未列出", "sum of the kinds, one may not be listed", terms(found), total)
    return once, kinds
