"""Everything that a document states as a number, gathered once: from its running text, from wordy cells, from its tables."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from laoyou.engines.documents.checking import numerals, passage, quantities, subjects
from laoyou.engines.documents.checking.findings import Fact
from laoyou.engines.documents.checking.passage import Passage
from laoyou.engines.documents.checking.quantities import Quantity
from laoyou.engines.documents.checking.subjects import Subject
from laoyou.engines.documents.model import Cell, Document, Place, Table

_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_SCALED_UNIT = re.compile(r"^(万亿|亿|万|千|百)(?!分)(.*)$")
_UNIT_IN_NAME = re.compile(r"（(?:单位：)?([^（）]{1,12})）")
_ORDINAL = re.compile(r"^(?:序\s*号|编\s*号|项\s*次|行\s*次|No\.?|#)$")
_AIMS = re.compile(r"目标|任务|举措|重点项目|重大项目|主要指标")
_MEASURE = re.compile(r"(?:机构|设施|点位|站点)?(?:个|家|处|总)?(?:数量|数)")
_WHOSE = re.compile(
    r"预计|预测|规划|本区（市）县|区（市）县|本区县|各区县|各镇街|本[区市县]|(?:范围)?内(?=常住|户籍|人口|老年)"
)
_UNTIL = re.compile(r"(?:截至|截止到?|截至到)(20\d{2})年")
_TOWARDS = re.compile(r"(?<!截)(?:到|至)(20\d{2})年")
_LATER_TITLE = re.compile(r"规划(?!区|局|和)|期末|目标|预测|计划|任务分解|分配")
_STANDING = re.compile(r"现状|基础|基本情况|背景|回顾|成效|现有")
_NOW_HEAD = re.compile(r"现状|基期|基准|现值|目前|当前|实际")
_MONEY_IN_TITLE = re.compile(r"（((?:万|亿|千)?元)）\s*$")
_NO_MONEY = re.compile(r"率|占比|比例|比重|[数年期]$|数量|面积|床位|托位|名称|项目$|单位|地点|时间")
_TARGET_HEAD = re.compile(r"目标|规划值|期末")


@dataclass(slots=True)
class Evidence:
    """A document with everything that it states: what every test of the check works on."""

    document: Document
    passages: list[Passage] = field(default_factory=list)
    quantities: dict[int, list[Quantity]] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    of_quantity: dict[tuple[int, int], Fact] = field(default_factory=dict)
    cells: dict[int, dict[tuple[int, int], Cell]] = field(default_factory=dict)
    cell_facts: dict[int, dict[tuple[int, int], Fact]] = field(default_factory=dict)
    lines: dict[int, str] = field(default_factory=dict)
    issued: int | None = None
    ends: int | None = None
    latest: int | None = None
    aims: dict[int, bool] = field(default_factory=dict)
    by_head: dict[tuple[str, str], list[Fact]] = field(default_factory=lambda: defaultdict(list))
    by_core: dict[tuple[object, str], list[Fact]] = field(default_factory=lambda: defaultdict(list))

    def clause_path(self, index: int) -> str:
        """The clause as an official cites it; empty before the first."""
        clauses = self.document.clauses
        return clauses[index].path if 0 <= index < len(clauses) else ""

    def is_headed(self, index: int, word: str) -> bool:
        """Whether a clause's own heading, or its parent's, has the word."""
        clauses = self.document.clauses
        if not 0 <= index < len(clauses):
            return False
        parent = clauses[index].parent
        return word in clauses[index].title or (parent is not None and word in clauses[parent].title)

    @property
    def latest_past(self) -> int | None:
        """The last year that lies behind the document, as far as it says."""
        return self.issued or (self.document.period[0] - 1 if self.document.period else None)

    def is_of_now(self, fact: Fact) -> bool:
        """Whether a figure without a year tells how things stand: it says so, or the part that it stands in is headed so."""
        if fact.now:
            return True
        clauses, at = self.document.clauses, fact.clause
        while 0 <= at < len(clauses):
            if _STANDING.search(clauses[at].title):
                return True
            parent = clauses[at].parent
            at = -1 if parent is None else parent
        return False

    def is_own_name(self, scope: str) -> bool:
        """Whether a place is the one that the whole document is about."""
        return bool(scope) and (scope in self.document.title or scope in self.document.issuer)

    def is_about_aims(self, index: int) -> bool:
        """Whether a clause, or one that it stands in, is headed as aims, tasks or projects: what it states lies ahead."""
        known = self.aims.get(index)
        if known is None:
            clauses, at = self.document.clauses, index
            known = False
            while 0 <= at < len(clauses) and not known:
                known = bool(_AIMS.search(clauses[at].title))
                parent = clauses[at].parent
                at = -1 if parent is None else parent
            self.aims[index] = known
        return known

    def fact(self, quantity: Quantity) -> Fact:
        return self.of_quantity[quantity.passage.number, quantity.start]

    def level_facts(self, head: str, scope: str = "", near: Fact | None = None) -> Sequence[Fact]:
        """
        Facts about things that end with `head` in one part of the area, in the order of the document.

        near   where there are many, only the tables' and those around this one: keeps the cost of long documents linear
        """
        return _around(self.by_head.get((head, scope), ()), near)

    def same_facts(self, subject: Subject, scope: str = "", near: Fact | None = None) -> Sequence[Fact]:
        """Facts about the same or nearly the same thing."""
        return _around(self.by_core.get((subject.core, scope), ()), near)


_MOST = 120


def _around(facts: Sequence[Fact], near: Fact | None) -> Sequence[Fact]:
    """All of a few; of many the first, those of totals and indicators, and the nearest."""
    if near is None or len(facts) <= _MOST:
        return facts
    at = bisect_left([fact.sentence for fact in facts], near.sentence)
    low = max(0, at - _MOST // 2)
    chosen = facts[low : low + _MOST]
    return [*facts[: 8 if low >= 8 else 0], *chosen]


def gather(document: Document) -> Evidence:
    """Read every quantity of the document's text and tables once."""
    evidence = Evidence(document, lines=passage.lines_by_number(document))
    found_year = _YEAR.search(document.date or "")
    written = "。".join(paragraph.text for paragraph in document.paragraphs)
    evidence.issued = int(found_year[1]) if found_year else _latest(_UNTIL.findall(written))
    evidence.ends = document.period[1] if document.period else _commonest(_TOWARDS.findall(written), evidence.issued)
    notes = [note for table in document.tables for note in table.notes]
    for paragraph in (*document.paragraphs, *notes):
        evidence.passages.append(passage.of_paragraph(paragraph, len(evidence.passages)))
    for index, table in enumerate(document.tables):
        cells = {(cell.row, cell.column): cell for cell in table.cells}
        evidence.cells[index] = cells
        evidence.cell_facts[index] = {}
        heads = ColumnHeads.of(table, evidence)
        for cell in table.cells:
            if cell.number is not None and not heads.ordinal[cell.column]:
                fact = _cell_fact(evidence, table, index, cell, heads)
                if fact:
                    evidence.cell_facts[index][cell.row, cell.column] = fact
                    evidence.facts.append(fact)
            elif cell.number is None and len(cell.text) >= 5 and any(char.isdigit() for char in cell.text):
                evidence.passages.append(passage.of_cell(cell, table, index, len(evidence.passages)))
    for one in evidence.passages:
        found = quantities.extract(one)
        evidence.quantities[one.number] = found
        for quantity in found:
            fact = _text_fact(evidence, quantity)
            evidence.of_quantity[one.number, quantity.start] = fact
            evidence.facts.append(fact)
    past = evidence.latest_past
    evidence.latest = max((fact.year for fact in evidence.facts if fact.year and past and fact.year <= past and not fact.planned), default=None)  # fmt: skip
    for fact in evidence.facts:
        evidence.by_head[fact.subject.head, fact.scope].append(fact)
        evidence.by_core[fact.subject.core, fact.scope].append(fact)
    return evidence


def _latest(years: Sequence[str]) -> int | None:
    """The last year whose end a document without a date speaks of as past: it was written after it."""
    return max((int(year) for year in years), default=None)


def _commonest(years: Sequence[str], issued: int | None) -> int | None:
    """The year that the aims of a document without a period are for, the later where two are named as often."""
    ahead = [int(year) for year in years if issued is None or int(year) > issued]
    return max(set(ahead), key=lambda year: (ahead.count(year), year), default=None)


@dataclass(frozen=True, slots=True)
class ColumnHeads:
    """What each column of a table is: its full name, its unit, its year, whether it only counts rows."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    years: tuple[int | None, ...]
    now: tuple[bool, ...]
    target: tuple[bool, ...]
    ordinal: tuple[bool, ...]
    title_year: int | None

    @classmethod
    def of(cls, table: Table, evidence: Evidence) -> ColumnHeads:
        names, units, years, now, target, ordinal = [], [], [], [], [], []
        title_year = _YEAR.search(table.title)
        in_title = re.search(r"（?单位[：:]\s*([^）、，]{1,6})）?", table.title)
        money = _MONEY_IN_TITLE.search(table.title)
        for column, path in enumerate(table.columns):
            name = "".join(part.lstrip("#") for part in path)
            year = _YEAR.search(name)
            aim = bool(_TARGET_HEAD.search(name))
            names.append(name)
            units.append(
                (table.column_units[column] if column < len(table.column_units) else "")
                or table.unit
                or (in_title[1] if in_title else "")
                or (money[1] if money and not _NO_MONEY.search(name) else "")
            )
            years.append(int(year[1]) if year else evidence.ends if aim else None)
            now.append(bool(_NOW_HEAD.search(name)) and not aim)
            target.append(aim or bool(year and evidence.ends and int(year[1]) >= evidence.ends))
            ordinal.append(bool(path and _ORDINAL.match(path[-1])))
        dated = sorted({year for year in years if year})
        if len(dated) >= 2 and not any(target) and is_indicator_table(table):
            target = [year == dated[-1] for year in years]
        return cls(
            tuple(names), tuple(units), tuple(years), tuple(now), tuple(target), tuple(ordinal),
            int(title_year[1]) if title_year else None,
        )  # fmt: skip


def is_indicator_table(table: Table) -> bool:
    """Whether each row is an indicator with values for two times: 指标名称 with 2020年 and 2025年, 现状值 and 目标值."""
    names = ["".join(path) for path in table.columns]
    values = sum(bool(_YEAR.search(name) or _NOW_HEAD.search(name) or _TARGET_HEAD.search(name)) for name in names)
    years = sum(bool(_YEAR.search(name)) for name in names)
    named = any("指标" in name and not _YEAR.search(name) for name in names)
    return values >= 2 and (named or (years >= 2 and any(name in ("单位", "计量单位") for name in names)))


def plain_unit(unit: str) -> tuple[Decimal, str]:
    """万人 is 10000 and 人."""
    match = _SCALED_UNIT.match(unit)
    return (numerals.SCALES[match[1]], match[2]) if match else (Decimal(1), unit)


def column_phrase(path: tuple[str, ...]) -> str:
    """What a column counts: its group where the last heading only says “number”, else group and measure, or the last alone if it is a thing."""
    parts = [bare(part) for part in path]
    if len(parts) == 1:
        return parts[0]
    last = parts[-1]
    if _MEASURE.fullmatch(last):
        return parts[-2]
    if re.search(r"床位|托位|学位|面积|人数|职工|人员", last) and len(last) <= 8:
        return parts[-2] + last
    return last


def bare(name: str) -> str:
    """A heading without its unit and number sign."""
    return re.sub(r"^其中[:：]?(?=.)|（[^（）]{1,12}）$", "", name.replace("#", "").strip())


def _cell_fact(evidence: Evidence, table: Table, index: int, cell: Cell, heads: ColumnHeads) -> Fact | None:
    assert cell.number is not None
    column = cell.column
    row_path = table.rows[cell.row] if cell.row < len(table.rows) else ()
    row_name = row_path[-1] if row_path else ""
    text, _ = passage.plain(cell.text)
    printed_unit = cell.unit or heads.units[column]
    indicator = is_indicator_table(table)
    if indicator:
        in_name = _UNIT_IN_NAME.findall(row_name)
        printed_unit = cell.unit or (in_name[-1] if in_name else "") or heads.units[column]
    scale, unit = plain_unit(printed_unit)
    if cell.repaired and cell.repaired.kind == "decimal_point":
        text = cell.repaired.restored
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    step = numerals.step_of(digits[0]) if digits else Decimal(1)
    total = cell.row in table.total_rows
    name = bare(row_name) if indicator else bare(heads.names[column])
    phrase = name if indicator else column_phrase(table.columns[column])
    subject = subjects.parse(_indicator_phrase(phrase) if indicator else _WHOSE.sub("", _YEAR.sub("", phrase)))
    year = heads.years[column] or (heads.title_year if not heads.now[column] else None)
    ahead = bool(_LATER_TITLE.search(table.title)) and not heads.now[column] and "现状" not in table.title
    if ahead and year is None:
        year = evidence.ends
    bound = next((code for sign, code in (("≥", ">="), ("≤", "<="), (">", ">"), ("<", "<")) if sign in text), "")
    bound = bound or (">=" if "以上" in text else "<=" if "以下" in text else "")
    return Fact(
        name=name if indicator else f"{row_name}·{name}" if row_name else name,
        value=cell.number * scale, step=step * scale, unit=unit, kind=quantities.kind_of(unit, subject), printed=text if cell.repaired else cell.text, places=cell.places,
        clause=table.clause, subject=subject, year=year, now=heads.now[column],
        planned=heads.target[column] or (ahead and not indicator and (year is None or evidence.latest_past is None or year > evidence.latest_past)) or (not indicator and not year and not heads.now[column] and evidence.is_about_aims(table.clause)), bound=bound,
        approx="about" if "约" in text or "左右" in text else "over" if "余" in text else "",
        origin="indicator" if indicator else "total" if total else "cell", table=index, row=cell.row, column=column, scale=scale,
        context=table.title,
    )  # fmt: skip


def _indicator_phrase(name: str) -> str:
    return re.sub(r"^(?:其中|#)[:：]?", "", name)


def _text_name(quantity: Quantity) -> str:
    name = quantities.strip_before(quantity.subject.phrase) or quantity.subject.phrase or quantity.before
    return name if quantity.is_ratio else re.sub(r"的?(?:占比|比例|占)$", "", name)


def _text_fact(evidence: Evidence, quantity: Quantity) -> Fact:
    scale = quantity.value / quantity.number if quantity.number else Decimal(1)
    unit = quantity.unit
    table_title = ""
    if quantity.passage.table is not None:
        table_title = (
            evidence.document.tables[quantity.passage.table].title
            or evidence.document.tables[quantity.passage.table].label
        )
    places: tuple[Place, ...] = quantity.passage.places(quantity.start, quantity.end)
    planned = quantity.planned
    if not planned and quantity.year is None and not quantity.now:
        planned = evidence.is_about_aims(quantity.clause)
    return Fact(
        name=_text_name(quantity), value=quantity.value, step=quantity.step,
        unit=unit, kind=quantity.kind, printed=quantity.printed, places=places, clause=quantity.clause, subject=quantity.subject,
        year=quantity.year, now=quantity.now, planned=planned, approx=quantity.approx, bound=quantity.bound, role=quantity.role,
        origin="text", upper=quantity.upper, mention=quantity.mention, each=quantity.each, table=quantity.passage.table,
        row=quantity.passage.row, column=quantity.passage.column, context=table_title, scale=scale, sentence=(quantity.passage.number, quantity.sentence),
        scope="" if evidence.is_own_name(quantity.scope) else quantity.scope,
    )  # fmt: skip
