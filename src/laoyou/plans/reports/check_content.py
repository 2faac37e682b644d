"""What the report of a check says, the same in every kind of file: heading, counts, matters to look at, what agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from laoyou.engines.documents.checking import VERDICT_NAMES, Finding, number, shown
from laoyou.engines.documents.model import Place
from laoyou.plans.domain.plan_check import DOUBTFUL, VERDICTS, CheckReport, where

Language = Literal["zh-hans", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of the report."""

    title: str
    counts: str
    verdict: str
    how_many: str
    doubtful: str
    agreeing: str
    none_doubtful: str
    none_agreeing: str
    number: str
    place: str
    quantity: str
    stated: str
    recomputed: str
    formula: str
    basis: str
    readings: str
    note: str
    repairs: str
    line: str
    scope: str
    separator: str
    colon: str
    mark: str
    mark_by: str


CHINESE = Words(
    "方案数据校核", "校核结果", "结论", "处数", "一、需要核对的事项", "二、一致和属于取整的数据", "没有需要核对的事项。", "没有可以相互验算且一致的数据。",
    "序号", "位置", "事项", "原文", "重算", "算式", "依据", "可能的口径", "说明", "三、按上下文恢复的数字", "第{line}行",
    "本校核只重算文内能够相互验算的数字，并与标明来源的参照数据比较；结论供起草单位核对，不替代业务部门的认定。", "；", "：",
    "核对意见", "{mark}（{name}，{day}）",
)  # fmt: skip
ENGLISH = Words(
    "Check of the plan's figures", "Results", "Verdict", "Number", "1. Matters to look at", "2. Figures that agree or are rounded", "There is nothing to look at.",
    "No figures could be compared that agree.", "No.", "Place", "Matter", "As stated", "Recomputed", "Formula", "Basis", "Possible readings", "Note",
    "3. Figures restored from their context", "line {line}",
    "Only figures that can be recomputed within the document are checked, and compared with reference figures whose source is named. The verdicts are for the drafting office to look at.",
    "; ", ": ", "Opinion", "{mark} ({name}, {day})",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkWords:
    """What a person said about a finding: the mark in words, why, who, on which day."""

    mark: str
    reason: str
    name: str
    day: str


NO_MARKS: Mapping[int, MarkWords] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding in words."""

    index: int
    verdict: str
    verdict_name: str
    place: str
    quantity: str
    stated: str
    recomputed: str
    formula: str
    basis: str
    readings: str
    note: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the report prints."""

    words: Words
    title: str
    subtitle: str
    counts: tuple[tuple[str, int], ...]
    doubtful: tuple[Entry, ...]
    agreeing: tuple[Entry, ...]
    repairs: tuple[tuple[str, str, str, str], ...]


def content(report: CheckReport, language: Language = "zh-hans", marks: Mapping[int, MarkWords] = NO_MARKS) -> Content:
    """The report in words of one language; `marks` by the number of the finding."""
    english = language == "en"
    words = ENGLISH if english else CHINESE
    entries = [
        _entry(index, finding, report, words, marks.get(index), english=english)
        for index, finding in enumerate(report.findings, 1)
    ]
    document = report.document
    subtitle = " ".join(part for part in (document.number, document.date) if part) or report.name
    return Content(
        words, report.title, subtitle,
        tuple((VERDICT_NAMES[verdict][english], count) for verdict in VERDICTS if (count := report.counts[verdict])),
        tuple(entry for entry in entries if entry.verdict in DOUBTFUL),
        tuple(entry for entry in entries if entry.verdict not in DOUBTFUL),
        tuple(
            (words.line.format(line=repair.place.line), repair.printed, repair.restored, repair.reason)
            for repair in document.repairs
            if repair.kind not in ("full_width", "broken_line")
        ),
    )  # fmt: skip


def _entry(
    index: int, finding: Finding, report: CheckReport, words: Words, mark: MarkWords | None, *, english: bool
) -> Entry:
    basis = [
        f"{one.name} {one.printed or number(one.value)}{_where(one.places, report, words, one.source)}"
        for one in finding.operands[:12]
    ]
    if len(finding.operands) > 12:
        basis.append(f"… ({len(finding.operands)})" if english else f"……（共{len(finding.operands)}项）")
    readings = [
        f"{one.name_en if english else one.name}{words.colon}{one.formula} = {number(one.value)}"
        for one in finding.readings
    ]
    return Entry(
        index, finding.verdict, VERDICT_NAMES[finding.verdict][english], where(finding, english=english), finding.quantity, finding.stated.printed,
        "" if finding.recomputed is None else shown(finding.recomputed, finding.stated), finding.formula, words.separator.join(basis),
        words.separator.join(readings), finding.reason_en if english else finding.reason,
        _mark(mark, words),
    )  # fmt: skip


def _mark(mark: MarkWords | None, words: Words) -> str:
    if mark is None:
        return ""
    said = words.mark_by.format(mark=mark.mark, name=mark.name, day=mark.day)
    return f"{said}{words.colon}{mark.reason}" if mark.reason else said


def _where(places: tuple[Place, ...], report: CheckReport, words: Words, source: str) -> str:
    """Clause and line of an operand in brackets, or its source."""
    if source:
        return f"（{source}）"
    if not places:
        return ""
    clause = report.document.clause_at(places[0].line)
    parts = [clause.path] if clause and clause.path else []
    return f"（{' '.join([*parts, words.line.format(line=places[0].line)])}）"
