"""`plans/*.toml`: a plan document with its indicators, tasks and projects, each with owner and clause."""

from datetime import date, timedelta
from typing import Literal, Self

from pydantic import Field, model_validator

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
from laoyou.packs.models.ledger import Project, Task
from laoyou.packs.models.measure import Formula


class Baseline(Stated):
    """Where the plan starts from. A dash in the document is `printed = "—"` without a value."""

    printed: Text
    year: Year


class Target(Stated):
    """
    What the plan wants by `year`. It may lie below the baseline: then it is a floor.

    operator_basis   `stated` where the document prints ≥ or 不低于; `assumed` where it prints a bare number
    """

    printed: Text
    year: Year
    operator_basis: Literal["stated", "assumed"] | None = None

    @model_validator(mode="after")
    def _says_how_it_is_meant(self) -> Self:
        if self.value is None and not (self.unrestored or self.qualitative):
            raise complaint("target_without_value", printed=self.printed)
        if self.value is not None and self.operator_basis is None:
            raise complaint("operator_without_basis", printed=self.printed)
        return self


class Indicator(PackModel):
    """
    One indicator of a plan.

    number            as the document numbers it
    attribute         binding 约束性 or anticipatory 预期性; absent where the document does not say
    higher_is_better  false where less is better, for the state and the colour
    responsible_units, lead_units, supporting_units   owners as printed
    current_units     ids of the organisations that own it today, where the work has moved without a whole successor
    formula           how the registers count it; absent where the value has to be reported
    """

    code: Slug
    number: Text | None = None
    section: Text | None = None
    section_en: Text | None = None
    name: Text
    name_en: Text
    attribute: Literal["binding", "anticipatory"] | None = None
    unit: UnitOfMeasure
    baseline: Baseline | None = None
    target: Target
    lead_units: tuple[Text, ...] = ()
    responsible_units: tuple[Text, ...] = ()
    supporting_units: tuple[Text, ...] = ()
    current_units: tuple[Slug, ...] = ()
    current_units_note: Text | None = None
    current_units_note_en: Text | None = None
    clause: Text
    quote: Text | None = None
    definition: Definition = Field(default_factory=Definition)
    formula: Formula | None = None
    verified: Verified | None = None
    example: Example = False
    disagrees_with: tuple[Text, ...] = ()
    note: Text | None = None
    note_en: Text | None = None


class Plan(PackModel):
    """
    A published plan; `verified` speaks for every indicator that says nothing of its own.

    period_start, period_end   first and last day, both within the period, as documents write them
    """

    id: Slug
    title: Text
    title_en: Text | None = None
    document: Slug
    period_start: date
    period_end: date
    verified: Verified
    example: Example = False
    note: Text | None = None
    note_en: Text | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.period_end <= self.period_start:
            raise complaint("period_upside_down", low=str(self.period_start), high=str(self.period_end))
        return self

    @property
    def over(self) -> date:
        """The first day after the period, for half-open comparison."""
        return self.period_end + timedelta(days=1)


class PlanFile(PackModel):
    plan: Plan
    indicator: tuple[Indicator, ...] = ()
    task: tuple[Task, ...] = ()
    project: tuple[Project, ...] = ()
