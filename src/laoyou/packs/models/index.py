"""`index.toml`: by what the areas of a district are compared in one number: pillars, measures, goalposts, gates, grades."""

from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import Field, StrictInt, model_validator

from laoyou.packs.models.common import (
    Example,
    Number,
    PackModel,
    Slug,
    Text,
    UnitOfMeasure,
    Verified,
    complaint,
)
from laoyou.packs.models.measure import Formula


class Goalpost(PackModel):
    """
    A value between which and another a measure is scaled.

    indicator   the target of this indicator is meant; its clause is the goalpost's clause
    value       a value of its own, with `clause` of the index's document
    """

    indicator: Slug | None = None
    value: Number | None = None
    clause: Text | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.indicator is None) == (self.value is None):
            raise complaint("goalpost_of_what")
        if self.value is not None and self.clause is None:
            raise complaint("goalpost_without_clause", text=str(self.value))
        return self


class Pillar(PackModel):
    """A pillar (维度): its measures weigh equally within it, and the index is the geometric mean of the pillars."""

    code: Slug
    title: Text
    title_en: Text | None = None


class Measure(PackModel):
    """
    What is measured in each area: an indicator of a plan with its formula, or a formula of its own.

    low, high   the value of the fewest and of the most points; high below low where less is better
    """

    code: Slug
    pillar: Slug
    indicator: Slug | None = None
    formula: Formula | None = None
    title: Text | None = None
    title_en: Text | None = None
    unit: UnitOfMeasure | None = None
    low: Goalpost
    high: Goalpost
    note: Text | None = None
    note_en: Text | None = None

    @model_validator(mode="after")
    def _measures_one_thing(self) -> Self:
        if (self.indicator is None) == (self.formula is None):
            raise complaint("measure_of_what", name=self.code)
        if self.formula is not None and (self.title is None or self.unit is None):
            raise complaint("measure_without_title", name=self.code)
        return self


class Gate(PackModel):
    """A hard gate (底线): an area whose value lies below `at_least` has at most the `cap` of the index, whatever else it has."""

    code: Slug
    title: Text
    title_en: Text | None = None
    formula: Formula
    unit: UnitOfMeasure
    at_least: Number
    clause: Text


class Grade(PackModel):
    """A grade (等次) from so many points on; the lowest begins at 0."""

    code: Slug
    title: Text
    title_en: Text | None = None
    points: Number = Field(ge=0, le=100)


class IndexDefinition(PackModel):
    """
    An evaluation index (评价指数). Of two in a chain of packs the upper one counts.

    cap     the most points of an area that does not pass every gate
    draws   how many other weights, goalposts and scalings are tried to say how firm the result is
    """

    id: Slug
    title: Text
    title_en: Text | None = None
    document: Slug
    clause: Text
    quote: Text | None = None
    verified: Verified
    example: Example = False
    cap: Number = Field(gt=1, le=100)
    draws: StrictInt = Field(default=2000, ge=100, le=20_000)
    note: Text | None = None
    note_en: Text | None = None
    pillar: tuple[Pillar, ...] = Field(min_length=1)
    measure: tuple[Measure, ...] = Field(min_length=1)
    gate: tuple[Gate, ...] = ()
    grade: tuple[Grade, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for kind, names in (
            ("pillar", [one.code for one in self.pillar]),
            ("measure", [one.code for one in self.measure]),
            ("gate", [one.code for one in self.gate]),
            ("grade", [one.code for one in self.grade]),
        ):
            for name in names:
                if names.count(name) > 1:
                    raise complaint("index_twice", kind=kind, name=name)
        known = {one.code for one in self.pillar}
        for measure in self.measure:
            if measure.pillar not in known:
                raise complaint("unknown_pillar", name=measure.pillar, known="、".join(sorted(known)))
        for pillar in self.pillar:
            if all(measure.pillar != pillar.code for measure in self.measure):
                raise complaint("empty_pillar", name=pillar.code)
        points = [one.points for one in self.grade]
        if points[0] != Decimal(0) or any(after <= before for before, after in pairwise(points)):
            raise complaint("grades_must_rise")
        return self


class IndexFile(PackModel):
    index: IndexDefinition
