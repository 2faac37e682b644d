"""`instruments/*.toml`: how a capability, a grade of care or a child's development is assessed. One instrument a file."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, StrictInt, model_validator

from laoyou.packs.models.common import Example, PackModel, Slug, Text, Verified, complaint

Score = StrictInt
Level = StrictInt


class ChoiceEntry(PackModel):
    """An answer: its points and its words."""

    score: Score
    title: Text
    title_en: Text


class ScaleEntry(PackModel):
    """Answers that several items share."""

    code: Slug
    choice: tuple[ChoiceEntry, ...] = Field(min_length=2)


class ItemEntry(PackModel):
    """
    One question (指标): its answers, or the scale whose answers it has.

    help    what is looked at, for the assessor
    """

    code: Slug
    title: Text
    title_en: Text
    scale: Slug | None = None
    choice: tuple[ChoiceEntry, ...] = ()
    help: Text | None = None
    help_en: Text | None = None

    @model_validator(mode="after")
    def _scale_or_choices(self) -> Self:
        if (self.scale is None) == (not self.choice):
            raise complaint("scale_or_choices", name=self.code)
        return self


class SpanEntry(PackModel):
    """Points from `low` to `high`, both included: a level of the whole, or a class of a dimension."""

    level: Level
    title: Text
    title_en: Text
    low: Score | None = None
    high: Score | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise complaint("low_and_high", name=self.title)
        return self


class DimensionEntry(PackModel):
    """
    A group of items (一级指标).

    points  the most that its items can come to, as the standard prints it: held against the items
    """

    code: Slug
    title: Text
    title_en: Text
    points: Score | None = None
    item: tuple[ItemEntry, ...] = ()
    class_: tuple[SpanEntry, ...] = Field(default=(), alias="class")


class CircumstanceEntry(PackModel):
    """What changes the level beside the points. Several raise it no further than the strongest."""

    code: Slug
    title: Text
    title_en: Text
    raises: StrictInt = Field(default=0, ge=0, le=5)
    sets: Level | None = None
    needs: dict[Slug, Score] = Field(default_factory=dict)
    note: Text | None = None
    note_en: Text | None = None


class OthersEntry(PackModel):
    """So many of the dimensions that a rule does not name have one of these classes."""

    at_least: StrictInt = Field(default=0, ge=0)
    at_most: StrictInt = Field(default=99, ge=0)
    classes: tuple[Level, ...] = Field(min_length=1)


class LevelRuleEntry(PackModel):
    """A level that holds where classes are as said; of several that hold the highest level counts."""

    level: Level
    where: dict[Slug, tuple[Level, ...]]
    others: tuple[OthersEntry, ...] = ()


class TermsEntry(PackModel):
    """
    How often and by whom is assessed.

    months          after so many months it is due again although nothing changed
    valid_months    how long a level counts at most
    assessors       how many assess together;  medical: how many of them have a medical profession
    """

    months: StrictInt | None = Field(default=None, ge=1, le=120)
    valid_months: StrictInt | None = Field(default=None, ge=1, le=120)
    assessors: StrictInt = Field(default=2, ge=1, le=6)
    medical: StrictInt = Field(default=0, ge=0, le=6)
    clause: Text
    verified: Verified

    @model_validator(mode="after")
    def _medical_among_them(self) -> Self:
        if self.medical > self.assessors:
            raise complaint("more_medical_than_assessors", medical=self.medical, assessors=self.assessors)
        return self


class InstrumentEntry(PackModel):
    """
    An instrument (评估工具).

    for_        whom it is for: an elder, or a child
    fact        the fact of a resident that its level becomes (capability_level, ltc_grade), None where it becomes none
    method      how points make a level, see `laoyou.engines.assessing`
    points      the most that all items can come to, as the standard prints it: held against the items
    historical  levels of old files are entered; nobody is assessed by it any more
    """

    id: Slug
    title: Text
    title_en: Text
    for_: Literal["elder", "child"] = Field(alias="for")
    fact: Literal["capability_level", "ltc_grade"] | None = None
    method: Literal["total", "combination", "rules"]
    points: Score | None = None
    document: Slug
    clause: Text
    verified: Verified
    example: Example = False
    historical: bool = False
    note: Text | None = None
    note_en: Text | None = None
    terms: TermsEntry
    scale: tuple[ScaleEntry, ...] = ()
    dimension: tuple[DimensionEntry, ...] = Field(min_length=1)
    level: tuple[SpanEntry, ...] = Field(min_length=2)
    combination: tuple[tuple[Level, ...], ...] = ()
    rule: tuple[LevelRuleEntry, ...] = ()
    circumstance: tuple[CircumstanceEntry, ...] = ()

    def choices(self, item: ItemEntry) -> tuple[ChoiceEntry, ...]:
        """The answers of an item, its own or its scale's; none where the scale is missing."""
        if item.scale is None:
            return item.choice
        return next((scale.choice for scale in self.scale if scale.code == item.scale), ())


class InstrumentFile(PackModel):
    instrument: InstrumentEntry
