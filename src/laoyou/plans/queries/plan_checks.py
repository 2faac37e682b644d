"""The check of a file: its lines, the pack of its district, the findings."""

from __future__ import annotations

from pathlib import Path

from laoyou.engines.documents.reading import read_document
from laoyou.packs.public import load
from laoyou.plans.domain.plan_check import CheckReport, check_read
from laoyou.plans.domain.plan_references import references_for, references_of
from laoyou.plans.files.extraction import extract


def check_file(path: Path, *, pack: str | None = None) -> CheckReport:
    """
    Read a file and check every figure in it.

    pack  whose census and mortality populations are compared with; without it, that of the place which the document names
    """
    document = read_document(extract(path).lines)
    references = references_of(load(pack)) if pack else references_for(document)
    return check_read(document, path.name, references)
