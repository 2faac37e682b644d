"""Small made-up documents for the tests of the check."""

from __future__ import annotations

from laoyou.engines.documents.checking import Finding, References, check_document
from laoyou.engines.documents.checking.passage import of_paragraph
from laoyou.engines.documents.checking.quantities import Quantity, extract
from laoyou.engines.documents.model import Document, Paragraph, SourceLine
from laoyou.engines.documents.reading import read_document

HEAD = "某某区养老托育服务方案\n\n（征求意见稿）\n\n为做好工作，制定本方案。\n\n一、现状\n\n"


def read(text: str) -> Document:
    """The document of a text."""
    return read_document(tuple(SourceLine(number, line) for number, line in enumerate((HEAD + text).split("\n"), 1)))


def findings(text: str, references: References | None = None) -> tuple[Finding, ...]:
    """What the check says about a text that stands under a made-up heading."""
    return check_document(read(text), references)


def verdicts(text: str, kind: str | None = None) -> list[str]:
    """The verdicts of a text's findings, of one kind if asked."""
    return [finding.verdict for finding in findings(text) if kind in (None, finding.kind)]


def quantities(text: str) -> list[Quantity]:
    """The quantities of one paragraph."""
    return extract(of_paragraph(Paragraph(text, 0, tuple((1, column) for column in range(len(text)))), 0))
