"""Tasks and projects of `plans/*.toml`: what a plan orders, from whom, until when, with what money, for what capacity."""

from datetime import date
from typing import Final, Literal, Self

from pydantic import Field, StrictBool, model_validator

from laoyou.packs.models.common import (
    AreaRef,
    Example,
    Number,
    PackModel,
    Slug,
    Stated,
    Text,
    UnitOfMeasure,
    Verified,
    Year,
    complaint,
)

ProjectKind = Literal["project", "platform", "industry", "policy", "reform", "factor", "pilot"]
MoneySource = Literal["total", "central", "municipal", "district", "bond", "lottery", "own", "other"]
MoneyStage = Literal["planned", "asked", "granted"]
CapacityMeasure = Literal[
    "beds", "nursing_beds", "home_care_beds", "childcare_places", "care_points", "childcare_points", "institutions"
]

CAPACITY_UNITS: Final[dict[str, str]] = {
    "beds": "beds",
    "nursing_beds": "beds",
    "home_care_beds": "beds",
    "childcare_places": "places",
    "care_points": "facilities",
    "childcare_points": "facilities",
    "institutions": "institutions",
}
"""In which unit each measure of capacity is counted."""


class Aim(Stated):
    """A quantified aim outside the indicator tables: “3 new institutions by 2025”. `printed` is the phrase."""

    printed: Text
    name: Text
    name_en: Text | None = None
    unit: UnitOfMeasure
    year: Year | None = None


class Capacity(Stated):
    """Capacity that a project adds. Nursing beds are a part of the beds: both are listed where both are printed."""

    printed: Text
    measure: CapacityMeasure
    area: AreaRef | None = None
    year: Year | None = None

    @model_validator(mode="after")
    def _is_a_whole_number(self) -> Self:
        if self.value is not None and self.value != self.value.to_integral_value():
            raise complaint("not_a_number", text=str(self.value))
        return self


class Funding(PackModel):
    """Money of a project by source, as printed and in yuan; `total` is the whole investment, of which the others are parts."""

    source: MoneySource
    stage: MoneyStage = "planned"
    printed: Text
    yuan: Number = Field(ge=0)
    year: Year | None = None

    @model_validator(mode="after")
    def _is_whole_fen(self) -> Self:
        if self.yuan * 100 != (self.yuan * 100).to_integral_value():
            raise complaint("not_a_number", text=str(self.yuan))
        return self


class Ordered(PackModel):
    """
    What tasks and projects share.

    lead_units, responsible_units, supporting_units   as printed; “按职责分工负责” makes all of them responsible and none leads
    by_duty     whether the document says 按职责分工负责
    due         the last day, where the document states a deadline; without one the plan's last day counts
    indicators  codes of the indicators that it serves
    """

    code: Slug
    number: Text | None = None
    section: Text | None = None
    section_en: Text | None = None
    name: Text
    name_en: Text | None = None
    lead_units: tuple[Text, ...] = ()
    responsible_units: tuple[Text, ...] = ()
    supporting_units: tuple[Text, ...] = ()
    by_duty: StrictBool = False
    due: date | None = None
    aim: tuple[Aim, ...] = ()
    indicators: tuple[Slug, ...] = ()
    clause: Text
    quote: Text | None = None
    verified: Verified | None = None
    example: Example = False
    note: Text | None = None
    note_en: Text | None = None


class Task(Ordered):
    """A task (重点任务), keyed by the clause that orders it."""


class Project(Ordered):
    """
    A line of a list of projects, platforms, industries, policies, reforms, factors or pilots.

    category           the heading above it in the list, or the column 类别
    content, goal      the columns 建设内容 or 举措, and 预期目标, as printed
    nature             new building, conversion … (建设性质), as printed
    start_year, end_year   the years of 建设期限
    place, areas       where, as printed; and the areas that are meant
    """

    kind: ProjectKind
    category: Text | None = None
    content: Text | None = None
    goal: Text | None = None
    nature: Text | None = None
    start_year: Year | None = None
    end_year: Year | None = None
    place: Text | None = None
    areas: tuple[AreaRef, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    money: tuple[Funding, ...] = ()

    @model_validator(mode="after")
    def _ends_no_earlier_than_it_begins(self) -> Self:
        if self.start_year and self.end_year and self.end_year < self.start_year:
            raise complaint("period_upside_down", low=str(self.start_year), high=str(self.end_year))
        return self
