"""The levels of one resident in the words of the instruments that gave them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from laoyou.core import district
from laoyou.people.queries.capabilities import capabilities


@dataclass(frozen=True, slots=True)
class CapabilityLine:
    """A level ready to print."""

    title: str
    words: str
    true_from: date
    true_to: date | None
    source: str
    evidence: str


def capability_lines(resident_id: int, on: date) -> list[CapabilityLine]:
    """The levels that count on the day `on`; an instrument that left the pack is named by its code."""
    known = district.pack().instruments
    chinese = (get_language() or "").startswith("zh")
    lines = []
    for row in capabilities([resident_id], on=on).get(resident_id, ()):
        entry = known.get(row.instrument)
        span = next((one for one in entry.level if one.level == row.level), None) if entry else None
        title = row.instrument if entry is None else (entry.title if chinese else entry.title_en)
        words = str(row.level) if span is None else (span.title if chinese else span.title_en)
        lines.append(CapabilityLine(title, words, row.true_from, row.true_to, row.source, row.evidence))
    return lines
