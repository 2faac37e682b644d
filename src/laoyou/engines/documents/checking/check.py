"""The check of a plan document: every test over one reading, findings in order, doubtful first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from laoyou.engines.documents.checking import (
    balances,
    breakdowns,
    gaps,
    growth,
    indicators,
    lists,
    periods,
    plausibility,
    projects,
    prose,
    rates,
    ratios,
    repeats,
    sentences,
    tables,
)
from laoyou.engines.documents.checking.facts import Evidence, gather
from laoyou.engines.documents.checking.findings import Finding
from laoyou.engines.documents.checking.plausibility import References
from laoyou.engines.documents.model import Document

TESTS = (
    tables.check, breakdowns.check, ratios.check, sentences.check, prose.check, rates.check, growth.check, gaps.check, balances.check, projects.check, indicators.check, repeats.check, lists.check, periods.check,
)  # fmt: skip


def check_document(document: Document, references: References | None = None) -> tuple[Finding, ...]:
    """
    Every figure of a document that can be recomputed, doubtful first, then in the order of the text.

    references   what is known of the district apart from the document; without it populations are not judged
    """
    return check_evidence(gather(document), references)


def check_evidence(evidence: Evidence, references: References | None = None) -> tuple[Finding, ...]:
    everything = [finding for test in TESTS for finding in test(evidence)]
    everything += plausibility.check(evidence, references)
    found = list(_without_doubles(everything))
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, int, int]:
    place = finding.stated.places[0] if finding.stated.places else None
    return finding.severity, place.line if place else 0, place.start if place else 0


def _without_doubles(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for each figure and set of operands, whichever test came first."""
    seen: set[object] = set()
    for finding in findings:
        places = frozenset((finding.stated.places, *(operand.places for operand in finding.operands)))
        key = (places, finding.kind if finding.verdict == "incomplete" else finding.kind in ("direction", "subset"))
        if key in seen:
            continue
        seen.add(key)
        yield replace(finding)
