"""What everybody may read of the evaluation index: grades with their ranges, never points and never ranks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from laoyou.core import district
from laoyou.core.scope import Scope
from laoyou.plans.presenters.published import Bilingual
from laoyou.plans.queries import index as queries

NOTHING = Bilingual("", "")


@dataclass(frozen=True)
class PublishedGrade:
    """A town's grade, empty where a measure is unknown, and the grades between which it lies."""

    area_id: str
    grade: Bilingual
    low: Bilingual
    high: Bilingual


@dataclass(frozen=True)
class PublishedIndexRow:
    """The evaluation that was published last."""

    title: Bilingual
    as_of: date
    pillars: tuple[Bilingual, ...]
    grades: tuple[Bilingual, ...]
    document: Bilingual
    clause: str
    note: Bilingual
    towns: tuple[PublishedGrade, ...]
    snapshot: str
    example: bool


def published_index() -> PublishedIndexRow | None:
    """The evaluation that was published last, of the whole district; None where none was."""
    row = queries.published()
    if row is None:
        return None
    frame: dict[str, Any] = row.frame
    found = queries.evaluated(row.pk, Scope.system(f"grades of {district.area_id()} for everybody"))
    grades = {one["code"]: _words(one, "title") for one in frame["grades"]}
    return PublishedIndexRow(
        title=_words(frame, "title"),
        as_of=row.as_of,
        pillars=tuple(_words(one, "title") for one in frame["pillars"]),
        grades=tuple(grades.values()),
        document=_words(frame, "document"),
        clause=frame["clause"],
        note=_words(frame, "note"),
        towns=tuple(
            PublishedGrade(
                town.area_id,
                grades.get(town.result["grade"], NOTHING),
                grades[town.result["grade_low"]],
                grades[town.result["grade_high"]],
            )
            for town in found.towns
        ),
        snapshot=row.snapshot_id,
        example=row.example,
    )


def _words(entry: dict[str, Any], name: str) -> Bilingual:
    return Bilingual(entry[name], entry[f"{name}_en"])
