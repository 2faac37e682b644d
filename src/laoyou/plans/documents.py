"""
A plan document from its file to a draft: the way in for the command line and for the pages.

`read_file` or `read_upload` → `Reading` (lines, document, draft). A person accepts, mends (`dataclasses.replace`) or drops the items
of the draft; what is accepted goes to `laoyou.plans.packing`. No database is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from laoyou.engines.documents.drafting import PlanDraft, draft_plan
from laoyou.engines.documents.drafting.model import (
    Aim,
    Doubt,
    IndicatorDraft,
    ListItem,
    Owners,
    Parameter,
    Source,
    TaskDraft,
    Value,
)
from laoyou.engines.documents.model import Document, Place, Table
from laoyou.engines.documents.reading import read_document
from laoyou.plans.files.extraction import Extraction, Progress, extract, extract_bytes

Item = TypeVar("Item", IndicatorDraft, TaskDraft, ListItem, Parameter, Aim)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, what it consists of, and the plan that could be drafted from it."""

    extraction: Extraction
    document: Document
    draft: PlanDraft


def read_file(path: Path, *, progress: Progress | None = None) -> Reading:
    """Read the file at `path`; DomainError with a sentence where nothing can be read."""
    return _read(extract(path, progress=progress))


def read_upload(data: bytes, name: str, *, progress: Progress | None = None) -> Reading:
    """Read what was uploaded under `name`."""
    return _read(extract_bytes(data, name, progress=progress))


def _read(extraction: Extraction) -> Reading:
    document = read_document(extraction.lines)
    return Reading(extraction, document, draft_plan(document))


def doubtful_first(items: Sequence[Item]) -> list[Item]:
    """The items, the most doubtful first, in the order of the text where the doubt is equal."""
    return sorted(items, key=lambda item: -score(item.doubts))


def score(doubts: Sequence[Doubt]) -> float:
    """The doubt of an item: the largest of its doubts."""
    return max((doubt.score for doubt in doubts), default=0.0)


def summary(reading: Reading, *, english: bool = False) -> list[str]:
    """What was read, in lines for a terminal; the document's own words stay in its language."""
    document, draft = reading.document, reading.draft
    counts = (
        ("条款", "clauses", len(document.clauses)),
        ("表", "tables", len(document.tables)),
        ("指标", "indicators", len(draft.indicators)),
        ("任务", "tasks", len(draft.tasks)),
        ("写明单位的任务", "tasks with units", sum(bool(task.owners) for task in draft.tasks)),
        ("清单条目", "list items", len(draft.items)),
        ("政策参数", "parameters", len(draft.parameters)),
        ("还原", "repairs", sum(repair.kind == "decimal_point" for repair in document.repairs)),
    )
    period = "—".join(map(str, document.period)) if document.period else "?"
    lines = [
        document.title or reading.extraction.name,
        "  ".join(filter(None, (document.issuer, document.number, document.date, period))),
    ]
    lines.append(
        "，".join(f"{zh} {count}" for zh, _, count in counts)
        if not english
        else ", ".join(f"{en} {count}" for _, en, count in counts)
    )
    lines += [note.sentence() for note in reading.extraction.notes] + list(draft.warnings)
    items: list[IndicatorDraft | TaskDraft | ListItem | Parameter] = [
        *draft.indicators,
        *draft.tasks,
        *draft.items,
        *draft.parameters,
    ]
    doubted: list[tuple[float, str, str]] = [
        (one.score, source.clause, one.reason)
        for item in items
        for one, source in ((doubt, item.source) for doubt in item.doubts)
        if one.score >= 0.3
    ]
    lines += [f"  ? {clause}  {reason}" for _, clause, reason in sorted(doubted, key=lambda one: -one[0])]
    return lines


# JSON, as docs/plan-reader.md describes it


def as_json(reading: Reading) -> dict[str, Any]:
    """Everything that was read, in the keys that `docs/plan-reader.md` describes."""
    document, draft = reading.document, reading.draft
    return {
        "file": {
            "name": reading.extraction.name,
            "lines": len(reading.extraction.lines),
            "pages": reading.extraction.pages,
            "notes": [{"code": note.code, "sentence": note.sentence()} for note in reading.extraction.notes],
        },
        "title": document.title,
        "issuer": document.issuer,
        "number": document.number,
        "date": document.date or None,
        "status": document.status,
        "period": list(document.period) if document.period else None,
        "clauses": [
            {
                "path": clause.path,
                "label": clause.label,
                "title": clause.title,
                "level": clause.level,
                "lines": [clause.first_line, clause.last_line],
            }
            for clause in document.clauses
        ],
        "tables": [_table(document, table) for table in document.tables],
        "indicators": [_indicator(one) for one in draft.indicators],
        "tasks": [_task(one) for one in draft.tasks],
        "lists": [_item(one) for one in draft.items],
        "parameters": [
            {"name": one.name, **_value(one.value), **_source(one.source), **_doubts(one.doubts)}
            for one in draft.parameters
        ],
        "aims": [_aim(one) for one in draft.aims],
        "repairs": [
            {
                "kind": repair.kind,
                "place": _place(repair.place),
                "printed": repair.printed,
                "restored": repair.restored,
                "reason": repair.reason,
                "certain": repair.certain,
            }
            for repair in document.repairs
        ],
        "warnings": list(draft.warnings),
    }


def _table(document: Document, table: Table) -> dict[str, Any]:
    width = len(table.columns)
    return {
        "label": table.label,
        "title": table.title,
        "clause": document.clauses[table.clause].path if table.clause >= 0 else None,
        "unit": table.unit,
        "columns": [list(path) for path in table.columns],
        "column_units": list(table.column_units),
        "rows": [list(path) for path in table.rows],
        "total_rows": list(table.total_rows),
        "cells": [
            [
                {
                    "text": cell.text,
                    "number": _number(cell.number),
                    "unit": cell.unit,
                    "places": [_place(place) for place in cell.places],
                    **({"restored": cell.repaired.restored, "reason": cell.repaired.reason} if cell.repaired else {}),
                }
                for cell in table.cells[at : at + width]
            ]
            for at in range(0, len(table.cells), width)
        ],
        "notes": [note.text for note in table.notes],
        "doubts": list(table.doubts),
        "lines": [table.first_line, table.last_line],
    }


def _indicator(one: IndicatorDraft) -> dict[str, Any]:
    return {
        "number": one.number,
        "section": one.section,
        "name": one.name,
        "unit": one.unit,
        "unit_code": one.unit_code,
        "attribute": one.attribute,
        "baseline": _value(one.baseline) if one.baseline else None,
        "target": _value(one.target),
        **_owners(one.owners),
        **_source(one.source),
        **_doubts(one.doubts),
    }


def _task(one: TaskDraft) -> dict[str, Any]:
    return {
        "number": one.number,
        "chapter": one.chapter,
        "section": one.section,
        "title": one.title,
        "text": one.text,
        "safeguard": one.safeguard,
        **_owners(one.owners),
        "deadline": one.deadline,
        "deadline_text": one.deadline_text,
        "aims": [_aim(aim) for aim in one.aims],
        **_source(one.source),
        **_doubts(one.doubts),
    }


def _item(one: ListItem) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "list": one.list_title,
        "number": one.number,
        "group": one.group,
        "name": one.name,
        "start": one.start,
        "end": one.end,
        "money": [_aim(aim) for aim in one.money],
        "aims": [_aim(aim) for aim in one.aims],
        **_owners(one.owners),
        "cells": [{"heading": entry.heading, "text": entry.text} for entry in one.entries],
        **_source(one.source),
        **_doubts(one.doubts),
    }


def _aim(one: Aim) -> dict[str, Any]:
    return {"name": one.name, **_value(one.value), **_source(one.source), **_doubts(one.doubts)}


def _value(value: Value) -> dict[str, Any]:
    return {
        "printed": value.printed,
        "value": _number(value.value),
        "upper": _number(value.upper),
        "operator": value.operator,
        "operator_basis": value.basis,
        "measure": value.unit,
        "year": value.year,
        "restored": value.restored or None,
    }


def _owners(owners: Owners) -> dict[str, Any]:
    return {
        "lead_units": list(owners.lead),
        "responsible_units": list(owners.responsible),
        "supporting_units": list(owners.supporting),
        "by_duty": owners.by_duty,
    }


def _source(source: Source) -> dict[str, Any]:
    return {"clause": source.clause, "quote": source.quote, "places": [_place(place) for place in source.places]}


def _doubts(doubts: Sequence[Doubt]) -> dict[str, Any]:
    return {"doubt": score(doubts), "doubts": [{"score": doubt.score, "reason": doubt.reason} for doubt in doubts]}


def _place(place: Place) -> list[int]:
    return [place.line, place.start, place.end]


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
