"""`norms.toml`: numbers that rules and forecasts use: beds per thousand elders, ratios, class sizes, frequencies."""

from datetime import date
from typing import Self

from pydantic import model_validator

from laoyou.packs.models.common import (
    Definition,
    Example,
    PackModel,
    Slug,
    Stated,
    Text,
    UnitOfMeasure,
    Verified,
    Year,
    complaint,
)


class Norm(Stated):
    """A norm; one with the same `key` in a pack above takes its place. `year` is the year it is meant for."""

    key: Slug
    title: Text
    title_en: Text | None = None
    unit: UnitOfMeasure
    document: Slug
    clause: Text
    quote: Text | None = None
    year: Year | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    definition: Definition | None = None
    verified: Verified
    example: Example = False
    disagrees_with: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _has_a_value(self) -> Self:
        if self.value is None and not (self.unrestored or self.qualitative):
            raise complaint("norm_without_value", key=self.key)
        return self


class NormFile(PackModel):
    norm: tuple[Norm, ...] = ()
