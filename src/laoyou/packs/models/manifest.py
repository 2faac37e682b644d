"""`pack.toml`: what the pack is called, which area it describes, what it builds on, which documents it cites."""

import datetime
from typing import Literal

from pydantic import Field

from laoyou.base.areas import Level
from laoyou.packs.models.common import AreaRef, Example, PackModel, Slug, Text, Year


class Document(PackModel):
    """Something that figures are taken from. What the copy at hand does not say (number, date) stays out."""

    id: Slug
    title: Text
    title_en: Text | None = None
    issuer: Text | None = None
    issuer_en: Text | None = None
    number: Text | None = None
    date: datetime.date | None = None
    year: Year | None = None
    status: Literal["draft_for_comment", "issued", "standard", "law", "statistics", "dataset", "example"]
    period_start: datetime.date | None = None
    period_end: datetime.date | None = None
    licence: Text | None = None
    url: Text | None = None
    note: Text | None = None
    note_en: Text | None = None


class Manifest(PackModel):
    """The pack itself. `clock` is the fixed date that an example district shows instead of today's."""

    name: Text
    name_en: Text | None = None
    code: Slug
    area: AreaRef
    level: Level
    extends: tuple[Slug, ...] = ()
    example: Example = False
    clock: datetime.date | None = None
    note: Text | None = None
    note_en: Text | None = None
    document: tuple[Document, ...] = Field(default=())
