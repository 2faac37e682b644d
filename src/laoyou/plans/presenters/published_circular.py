"""A circular as everybody may read it: its words, tables and pictures as they were issued, its files, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from laoyou.core.clock import BEIJING
from laoyou.plans.domain.circular import Kind
from laoyou.plans.models import ProgressCircular
from laoyou.plans.presenters.circular_presenter import KINDS
from laoyou.plans.presenters.published import Bilingual, both


@dataclass(frozen=True)
class PublishedPicture:
    """A picture with its title, and what it shows in words; its numbers stand in a table of the same section."""

    title: str
    note: str
    svg: str


@dataclass(frozen=True)
class PublishedTable:
    """A table; `numbers` are the columns of numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class PublishedSection:
    """A section as it was issued."""

    heading: str
    paragraphs: tuple[str, ...]
    pictures: tuple[PublishedPicture, ...]
    tables: tuple[PublishedTable, ...]


@dataclass(frozen=True)
class PublishedFile:
    """A file as it was issued: kind is pdf or docx."""

    kind: str
    sha256: str
    data: bytes


@dataclass(frozen=True)
class PublishedCircular:
    """
    A document that everybody may read. Numbers name documents within one publication only.

    corrects, corrected_by   0 where there is none, or where it is not public
    corrected                whether a later document corrects it, public or not
    """

    number_here: int
    kind: str
    kind_words: Bilingual
    title: str
    number: str
    issuing_unit: str
    dated: date
    period: str
    on: date
    snapshot: str
    data_hash: str
    text_hash: str
    sections: tuple[PublishedSection, ...]
    files: tuple[PublishedFile, ...]
    corrects: int
    corrected: bool
    corrected_by: int
    withdrawn_on: date | None
    withdrawn_reason: str
    example: bool


def public_circular(
    row: ProgressCircular,
    files: Sequence[PublishedFile],
    *,
    corrects: int,
    corrected: bool,
    corrected_by: int,
) -> PublishedCircular:
    """An issued document for everybody."""
    kind = Kind(row.kind)
    if row.dated is None:
        raise ValueError("what is issued is dated")
    return PublishedCircular(
        number_here=row.pk,
        kind=row.kind,
        kind_words=both(lambda: KINDS[kind]),
        title=row.title,
        number=row.number,
        issuing_unit=row.issuing_unit,
        dated=row.dated,
        period=row.data["period"]["words"],
        on=date.fromisoformat(row.data["on"]),
        snapshot=row.snapshot_id,
        data_hash=row.data_hash,
        text_hash=row.text_hash,
        sections=tuple(_section(one) for one in row.form),
        files=tuple(files),
        corrects=corrects,
        corrected=corrected,
        corrected_by=corrected_by,
        withdrawn_on=row.withdrawn_at.astimezone(BEIJING).date() if row.withdrawn_at else None,
        withdrawn_reason=row.withdrawn_reason,
        example=row.example,
    )


def _section(form: Mapping[str, Any]) -> PublishedSection:
    return PublishedSection(
        form["heading"],
        tuple(form["paragraphs"]),
        tuple(PublishedPicture(**one) for one in form["pictures"]),
        tuple(
            PublishedTable(
                one["title"], tuple(one["head"]), tuple(tuple(row) for row in one["rows"]), tuple(one["numbers"])
            )
            for one in form["tables"]
        ),
    )
