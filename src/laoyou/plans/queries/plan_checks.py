"""The check of a file: its lines, the pack of its district, the findings."""

from __future__ import annotations

from pathlib import Path

from laoyou.base.errors import DomainError
from laoyou.engines.documents.model import SourceLine
from laoyou.engines.documents.reading import read_document
from laoyou.packs.public import load
from laoyou.plans.domain.plan_check import CheckReport, check_read
from laoyou.plans.domain.plan_references import references_for, references_of

_ENCODINGS = ("utf-8-sig", "gb18030")


def check_file(path: Path, *, pack: str | None = None) -> CheckReport:
    """
    Read a file and check every figure in it.

    pack  whose census and mortality populations are compared with; without it, that of the place which the document names
    """
    document = read_document(_lines(path))
    references = references_of(load(pack)) if pack else references_for(document)
    return check_read(document, path.name, references)


def _lines(path: Path) -> tuple[SourceLine, ...]:
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise DomainError("plans.file_unreadable", file=str(path)) from problem
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return tuple(SourceLine(number, line) for number, line in enumerate(text.split("\n"), 1))
    raise DomainError("plans.file_not_text", file=path.name)
