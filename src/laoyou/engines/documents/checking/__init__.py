"""Checks the figures of a plan document: finds what can be recomputed, recomputes it, and says what the difference means."""

from laoyou.engines.documents.checking.check import check_document
from laoyou.engines.documents.checking.findings import (
    SEVERITY,
    VERDICT_NAMES,
    Fact,
    Finding,
    Operand,
    Reading,
    Verdict,
    number,
)
from laoyou.engines.documents.checking.making import shown
from laoyou.engines.documents.checking.plausibility import Reference, References

__all__ = [
    "SEVERITY",
    "VERDICT_NAMES",
    "Fact",
    "Finding",
    "Operand",
    "Reading",
    "Reference",
    "References",
    "Verdict",
    "check_document",
    "number",
    "shown",
]
