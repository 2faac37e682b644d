"""`grades.toml`: from which rate of completion on an indicator is called excellent, good, or not enough."""

from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from laoyou.packs.models.common import Example, Number, PackModel, Slug, Text, Verified, complaint


class Band(PackModel):
    """A grade (等次) of an indicator from so much of its target on, as a share: 0.9 is 90 %. The lowest begins at 0."""

    code: Slug
    title: Text
    title_en: Text | None = None
    at_least: Number = Field(ge=0, le=10)


class IndicatorGrades(PackModel):
    """
    How indicators are graded (指标等次). Of two in a chain of packs the upper one counts.

    A grade is given by the rate of completion: the value as a share of the target, or of what the way from the baseline to the target
    asks by then, while the period lasts; where less is better, the target as a share of the value.
    """

    document: Slug
    clause: Text
    quote: Text | None = None
    verified: Verified
    example: Example = False
    note: Text | None = None
    note_en: Text | None = None
    band: tuple[Band, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _rise(self) -> Self:
        starts = [one.at_least for one in self.band]
        if starts[0] != Decimal(0) or any(after <= before for before, after in pairwise(starts)):
            raise complaint("bands_must_rise")
        codes = [one.code for one in self.band]
        for code in codes:
            if codes.count(code) > 1:
                raise complaint("band_twice", name=code)
        return self


class GradesFile(PackModel):
    grades: IndicatorGrades
