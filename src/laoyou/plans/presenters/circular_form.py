"""What is kept of a circular when it is issued, so that no later program writes it anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from laoyou.plans.domain.circular import Kind, plain
from laoyou.plans.models import CircularSection, ProgressCircular
from laoyou.plans.presenters.circular_tables import tables
from laoyou.plans.presenters.circular_text import figures
from laoyou.plans.reports.drawings import drawings


def form_of(row: ProgressCircular, sections: Sequence[CircularSection]) -> list[dict[str, Any]]:
    """Sections with paragraphs, tables and pictures, as everybody will read them."""
    kind = Kind(row.kind)
    shown = {name: one.shown for name, one in figures(row.data).items()}
    sheets, pictures = tables(row.data, kind), drawings(row.data, kind)
    return [
        {
            "heading": section.heading,
            "paragraphs": [line for line in plain(section.text, shown).split("\n") if line],
            "pictures": [
                {"title": one.title, "note": one.note, "svg": one.svg} for one in pictures if one.section == section.key
            ],
            "tables": [
                {"title": one.title, "head": one.head, "rows": one.rows, "numbers": one.numbers}
                for one in sheets
                if one.section == section.key
            ],
        }
        for section in sections
    ]
