"""The check of a plan document as an office reads it: findings with their places, line by line, in Chinese or English, or as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from laoyou.engines.documents.checking import VERDICT_NAMES, Finding, References, check_document, number, shown
from laoyou.engines.documents.model import Document, Place, SourceLine
from laoyou.engines.documents.reading import read_document

VERDICTS = ("contradiction", "implausible", "definition", "incomplete", "rounding", "consistent")
DOUBTFUL = VERDICTS[:4]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A document that was checked: what it is, and every finding, doubtful first. A finding's number counts from 1 in that order."""

    name: str
    document: Document
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each verdict, in order of severity; 0 where there are none."""
        counted: Counter[str] = Counter(finding.verdict for finding in self.findings)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    @property
    def title(self) -> str:
        return self.document.title or self.name


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a line that a finding speaks of: its stated figure, or one that it was recomputed from."""

    start: int
    end: int
    finding: int
    stated: bool


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """One line of the file with what the findings say about it: what a page shows beside the findings."""

    number: int
    text: str
    page: int | None
    spans: tuple[Span, ...]


def check_lines(lines: Sequence[SourceLine], name: str, references: References | None = None) -> CheckReport:
    """Read a document from its lines and check every figure in it."""
    return check_read(read_document(tuple(lines)), name, references)


def check_read(document: Document, name: str, references: References | None = None) -> CheckReport:
    """Check every figure of a document that was read; `name` is the file's."""
    return CheckReport(name, document, check_document(document, references))


def marked_lines(report: CheckReport) -> tuple[MarkedLine, ...]:
    """Every line of the file, those with findings marked; spans in order, the finding's number as in the report."""
    spans: dict[int, list[Span]] = {}
    for index, finding in enumerate(report.findings, 1):
        for place in finding.stated.places:
            spans.setdefault(place.line, []).append(Span(place.start, place.end, index, stated=True))
        for operand in finding.operands:
            for place in operand.places:
                spans.setdefault(place.line, []).append(Span(place.start, place.end, index, stated=False))
    return tuple(
        MarkedLine(
            line.number,
            line.text,
            line.page,
            tuple(sorted(spans.get(line.number, ()), key=lambda span: (span.start, span.end, span.finding))),
        )
        for line in report.document.lines
    )


# JSON


def as_json(report: CheckReport) -> dict[str, Any]:
    """What `laoyou plan check --json` prints. Values are in the unit without 万 or 亿; `text` is what the file prints."""
    texts = {line.number: line.text for line in report.document.lines}
    return {
        "file": report.name,
        "title": report.document.title,
        "issuer": report.document.issuer,
        "number": report.document.number,
        "date": report.document.date,
        "status": report.document.status,
        "period": list(report.document.period) if report.document.period else None,
        "counts": report.counts,
        "findings": [_finding_json(index, finding, texts) for index, finding in enumerate(report.findings, 1)],
        "repairs": [
            {"place": _place_json(repair.place, texts), "printed": repair.printed, "restored": repair.restored, "kind": repair.kind, "reason": repair.reason}
            for repair in report.document.repairs
            if repair.kind not in ("full_width", "broken_line")
        ],
        "warnings": list(report.document.warnings),
    }  # fmt: skip


def _finding_json(index: int, finding: Finding, texts: dict[int, str]) -> dict[str, Any]:
    stated = finding.stated
    return {
        "id": index,
        "kind": finding.kind,
        "clause": finding.clause,
        "quantity": finding.quantity,
        "stated": {"text": stated.printed, "value": None if finding.recomputed is None else plain_number(stated.value), "unit": stated.unit},
        "recomputed": None if finding.recomputed is None else {"text": shown(finding.recomputed, stated), "value": plain_number(finding.recomputed), "unit": stated.unit},
        "formula": finding.formula,
        "operands": [
            {
                "name": operand.name, "value": plain_number(operand.value), "unit": operand.unit, "text": operand.printed, "source": operand.source or None,
                "places": [_place_json(place, texts) for place in operand.places],
            }
            for operand in finding.operands
        ],
        "verdict": finding.verdict,
        "places": [_place_json(place, texts) for place in stated.places],
        "readings": [
            {"name": reading.name, "name_en": reading.name_en, "formula": reading.formula, "value": plain_number(reading.value)} for reading in finding.readings
        ],
        "tolerance": plain_number(finding.tolerance),
        "reason": finding.reason,
        "reason_en": finding.reason_en,
        "severity": finding.severity,
    }  # fmt: skip


def _place_json(place: Place, texts: dict[int, str]) -> dict[str, Any]:
    return {
        "line": place.line,
        "start": place.start,
        "end": place.end,
        "text": texts.get(place.line, "")[place.start : place.end],
    }


def plain_number(value: Decimal) -> int | float:
    """A number of JSON: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else round(float(value), 6)


# Text


def text_lines(report: CheckReport, *, lang: str = "zh-hans", everything: bool = False) -> Iterator[str]:
    """The report for a terminal: what was checked, how much of it is in doubt, then the findings; consistent ones only if asked."""
    english = lang == "en"
    counts = report.counts
    yield f"{'Check of the figures of' if english else '方案数据校核：'}{' ' if english else ''}{report.title}"
    total = len(report.findings)
    if not total:
        yield "No figure could be recomputed within the document." if english else "文中没有可以相互验算的数字。"
        return
    summary = [f"{VERDICT_NAMES[verdict][english]} {counts[verdict]}" for verdict in VERDICTS if counts[verdict]]
    yield (f"{total} figures checked: " if english else f"共校核{total}处：") + ("; " if english else "，").join(
        summary
    )
    wanted = VERDICTS if everything else DOUBTFUL
    for index, finding in enumerate(report.findings, 1):
        if finding.verdict not in wanted:
            continue
        yield ""
        yield f"{index}. [{VERDICT_NAMES[finding.verdict][english]}] {where(finding, english=english)}"
        yield f"   {finding.reason_en if english else finding.reason}"
        for reading in finding.readings:
            yield f"   - {reading.name_en if english else reading.name}{': ' if english else '：'}{reading.formula} = {number(reading.value)}"
    hidden = total - sum(counts[verdict] for verdict in wanted)
    if hidden:
        yield ""
        yield (
            f"{hidden} more agree or are rounded; --all shows them."
            if english
            else f"另有{hidden}处一致或属取整，加 --all 列出。"
        )


def where(finding: Finding, *, english: bool = False) -> str:
    """Clause and line of the stated figure."""
    place = finding.stated.places[0] if finding.stated.places else None
    parts = [finding.clause] if finding.clause else []
    if place:
        parts.append(f"line {place.line}" if english else f"第{place.line}行")
    return ("，" if not english else ", ").join(parts)
