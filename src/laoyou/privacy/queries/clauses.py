"""What the pack says of times, with document and clause."""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.core import district
from laoyou.core.privacy import Entry
from laoyou.packs import public as packs
from laoyou.privacy.domain.wording import clause_line

ANSWER_DAYS = "privacy.answer_days"
ASSESSMENTS = "privacy.retention.assessments"


@dataclass(frozen=True)
class Clause:
    """A time and who demands it. `words` cites the document, in Chinese; `verified` = compared with the original."""

    value: int
    words: str
    verified: bool


def of_norm(norm: packs.Norm | None) -> Clause | None:
    """The clause of a norm; None where the pack says nothing."""
    if norm is None or norm.value is None:
        return None
    document = district.pack().documents.get(norm.document)
    title, number = (document.title, document.number or "") if document is not None else (norm.document, "")
    return Clause(int(norm.value), clause_line(title, number, norm.clause), norm.verified)


def of_key(key: str) -> Clause | None:
    """The clause of the norm `key`."""
    return of_norm(district.pack().norms.get(key))


def of_entry(entry: Entry) -> Clause | None:
    """For how many months the rows of a table are kept, by which clause."""
    return of_norm(entry.norm)
