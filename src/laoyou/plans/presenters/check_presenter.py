"""The findings of a check as the page prints them, with the places in the text to which each leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laoyou.engines.documents.checking import Finding, number, shown
from laoyou.engines.documents.model import Document, Place
from laoyou.plans.domain.plan_check import DOUBTFUL, VERDICTS
from laoyou.plans.models import FindingMark
from laoyou.plans.presenters import document_words as words
from laoyou.plans.presenters.text_presenter import Spot, anchor
from laoyou.plans.presenters.words import english

MOST_OPERANDS = 40


@dataclass(frozen=True)
class Linked:
    """Words that lead to their place in the text; without a place they only stand there."""

    name: str
    text: str
    target: str = ""
    line: int | None = None
    source: str = ""


@dataclass(frozen=True)
class FindingView:
    """One finding: `number` is that of the report."""

    number: int
    finding: Finding
    clause: str
    chapter: str
    marks: Sequence[FindingMark]

    @property
    def key(self) -> str:
        return f"finding-{self.number}"

    @property
    def verdict(self) -> str:
        return self.finding.verdict

    @property
    def badge(self) -> SafeString:
        return words.verdict_badge(self.finding.verdict)

    @property
    def test(self) -> str:
        return words.test_of(self.finding.kind)

    @property
    def reason(self) -> str:
        return self.finding.reason_en if english() else self.finding.reason

    @cached_property
    def stated(self) -> Linked:
        return _linked(self.finding.quantity, self.finding.stated.printed, self.finding.stated.places)

    @property
    def recomputed(self) -> str:
        return "" if self.finding.recomputed is None else shown(self.finding.recomputed, self.finding.stated)

    @property
    def has_formula(self) -> bool:
        return bool(self.finding.formula) and self.finding.recomputed is not None

    @cached_property
    def operands(self) -> list[Linked]:
        found = [
            _linked(one.name, one.printed or f"{number(one.value)}{one.unit}", one.places, one.source)
            for one in self.finding.operands[:MOST_OPERANDS]
        ]
        return [one for one in found if one.target != self.stated.target or not one.target]

    @property
    def left_out(self) -> int:
        return max(0, len(self.finding.operands) - MOST_OPERANDS)

    @property
    def readings(self) -> list[tuple[str, str, str]]:
        return [
            (one.name_en if english() else one.name, one.formula, number(one.value)) for one in self.finding.readings
        ]

    @property
    def mark(self) -> FindingMark | None:
        return self.marks[-1] if self.marks else None

    @property
    def mark_word(self) -> Any:
        return words.MARKS[self.marks[-1].mark] if self.marks else ""

    @property
    def doubtful(self) -> bool:
        return self.finding.verdict in DOUBTFUL


def _linked(name: str, text: str, places: Sequence[Place], source: str = "") -> Linked:
    real = [place for place in places if place.end > place.start]
    first = real[0] if real else None
    return Linked(name, text, anchor(first) if first else "", first.line if first else None, source)


def views(
    document: Document, findings: Sequence[Finding], marks: Mapping[int, Sequence[FindingMark]]
) -> list[FindingView]:
    """Every finding, numbered as in the report."""
    found = []
    for index, one in enumerate(findings, 1):
        line = one.stated.places[0].line if one.stated.places else 0
        found.append(
            FindingView(index, one, _clause(document, one, line), chapter_of(document, line), marks.get(index, ()))
        )
    return found


def _clause(document: Document, one: Finding, line: int) -> str:
    """The clause as it is cited, with its title."""
    clause = document.clause_at(line)
    title = clause.title[:24] if clause is not None and clause.path == one.clause else ""
    return " ".join(part for part in (one.clause, title) if part)


def chapter_of(document: Document, line: int) -> str:
    """The label of the outermost clause around a line; empty before the first."""
    clause = document.clause_at(line)
    while clause is not None and clause.parent is not None:
        clause = document.clauses[clause.parent]
    return clause.path if clause else ""


def chapters(document: Document) -> list[tuple[str, str]]:
    """(label, label and title) of the outermost clauses."""
    found = {}
    for clause in document.clauses:
        if clause.parent is None and clause.path not in found:
            found[clause.path] = " ".join(part for part in (clause.label, clause.title[:24]) if part)
    return list(found.items())


def spots(found: Sequence[FindingView]) -> list[Spot]:
    """Where the text is marked: the stated figures in the tone of their verdict, the operands plainly."""
    made = []
    for one in found:
        tone = words.VERDICTS[one.verdict][1]
        made += [Spot(place, one.key, tone) for place in one.finding.stated.places]
        made += [Spot(place, one.key) for operand in one.finding.operands for place in operand.places]
    return made


def counts(found: Sequence[FindingView]) -> list[tuple[str, SafeString, int]]:
    """(verdict, badge, how many), in order of severity, those that occur."""
    return [
        (verdict, words.verdict_badge(verdict), count)
        for verdict in VERDICTS
        if (count := sum(one.verdict == verdict for one in found))
    ]


def line_words(line: int | None) -> str:
    """Line 12, for a reader."""
    return "" if line is None else _("第%(line)s行") % {"line": line}
