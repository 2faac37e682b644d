"""`benefits/*.toml`: who is entitled to what: facts, dated parameters, definitions, laws of the month, benefits, conflicts; `cases/*.toml`: their cases."""

import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr, model_validator

from laoyou.base.errors import DomainError
from laoyou.base.month import Month
from laoyou.packs.models.common import Example, Number, PackModel, Slug, Text, Verified, complaint

Name = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Subject = Literal["person", "registered_household", "living_household", "aid_unit", "facility", "worker"]


def _month(value: object) -> Month:
    if isinstance(value, str):
        try:
            return Month.parse(value)
        except DomainError:
            pass
    raise complaint("not_a_month", text=str(value))


MonthText = Annotated[Month, BeforeValidator(_month)]
"""A month as "2026-01"."""


class FactEntry(PackModel):
    """
    Something that may be known of a subject, and who can tell.

    type    `yuan` is an amount; `open_date` is the end of something that may have none
    holder  the department that can tell: it is named wherever the fact is missing
    """

    name: Name
    subject: Subject
    title: Text
    title_en: Text
    type: Literal["yes_no", "number", "yuan", "date", "open_date", "code", "area"]
    values: tuple[Slug, ...] = ()
    holder: Text
    holder_en: Text
    note: Text | None = None
    note_en: Text | None = None

    @model_validator(mode="after")
    def _codes_have_values(self) -> Self:
        if (self.type == "code") != bool(self.values):
            raise complaint("fact_values", name=self.name)
        return self


class ParameterValue(PackModel):
    """A value from a month up to, and without, another; `to_be_entered` where a place has a number and nobody has found it."""

    value: Number | None = None
    to_be_entered: StrictBool = False
    from_: MonthText = Field(alias="from")
    to: MonthText | None = None
    document: Slug
    clause: Text
    quote: Text | None = None
    verified: Verified
    note: Text | None = None
    note_en: Text | None = None

    @model_validator(mode="after")
    def _is_entered_or_not(self) -> Self:
        if (self.value is None) != self.to_be_entered:
            raise complaint("parameter_value")
        return self


class ParameterEntry(PackModel):
    """A number that benefits use. One in a pack above takes the place of that with the same name below, with all its values."""

    name: Name
    title: Text
    title_en: Text
    unit: Literal["yuan", "percent", "number"]
    example: Example = False
    value: tuple[ParameterValue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_exact(self) -> Self:
        places = 0 if self.unit == "number" else 2
        for one in self.value:
            if one.value is not None and one.value != one.value.quantize(Decimal(1).scaleb(-places)):
                raise complaint("parameter_digits", name=self.name, text=str(one.value))
        return self


class DefinitionEntry(PackModel):
    """A condition with a name, for several benefits."""

    name: Name
    subject: Subject
    title: Text
    title_en: Text
    when: Text
    document: Slug
    clause: Text
    verified: Verified
    example: Example = False
    note: Text | None = None
    note_en: Text | None = None


class LawEntry(PackModel):
    """Which day of a month decides, so that a month is owed whole or not at all (docs/engines/rules.md)."""

    name: Name
    title: Text
    title_en: Text
    age_from: Literal["same_month", "next_month"]
    age_until: Literal["through_month", "stops_in_month"]
    death: Literal["through_month", "stops_in_month"]
    residence: Literal["first_day", "last_day", "any_day"]
    short_month: Literal["last_day", "next_first_day"]
    document: Slug
    clause: Text
    quote: Text | None = None
    verified: Verified
    example: Example = False
    note: Text | None = None
    note_en: Text | None = None


class ConditionEntry(PackModel):
    """
    One condition: the sentence of the law beside the expression that carries it out.

    document, clause, verified  where they differ from those of the benefit
    """

    name: Name
    text: Text
    text_en: Text
    when: Text
    document: Slug | None = None
    clause: Text | None = None
    verified: StrictBool | None = None


class TierEntry(PackModel):
    """An amount with its condition; the first that applies counts."""

    name: Name
    title: Text
    title_en: Text
    when: Text
    amount: Text


class BenefitEntry(PackModel):
    """
    A benefit in one version. Those of one name in a pack above take the place of all below.

    gives   money, a number of services, or something that has no amount
    text    the sentence of the law as far as it is at hand; `quote` only what is printed word by word
    """

    name: Name
    title: Text
    title_en: Text
    subject: Subject
    gives: Literal["money", "services", "priority"]
    from_: MonthText = Field(alias="from")
    to: MonthText | None = None
    period: Literal["day", "month", "year", "once"]
    due_month: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    law: Name
    amount: Text | None = None
    unit: Text | None = None
    unit_en: Text | None = None
    document: Slug
    clause: Text
    quote: Text | None = None
    verified: Verified
    example: Example = False
    note: Text | None = None
    note_en: Text | None = None
    condition: tuple[ConditionEntry, ...] = Field(min_length=1)
    tier: tuple[TierEntry, ...] = ()

    @model_validator(mode="after")
    def _gives_what_it_says(self) -> Self:
        amounts = bool(self.tier) or self.amount is not None
        if amounts == (self.gives == "priority"):
            raise complaint("benefit_amount", name=self.name)
        if self.gives == "services" and (self.unit is None or self.unit_en is None):
            raise complaint("benefit_unit", name=self.name)
        return self


class ConflictEntry(PackModel):
    """Of these benefits only the highest is given (从高不重复); of equal ones the first that is listed."""

    name: Name
    title: Text
    title_en: Text
    benefits: tuple[Name, ...]
    from_: MonthText = Field(alias="from")
    to: MonthText | None = None
    document: Slug
    clause: Text
    quote: Text | None = None
    verified: Verified
    example: Example = False
    note: Text | None = None
    note_en: Text | None = None


class BenefitFile(PackModel):
    fact: tuple[FactEntry, ...] = ()
    parameter: tuple[ParameterEntry, ...] = ()
    definition: tuple[DefinitionEntry, ...] = ()
    law: tuple[LawEntry, ...] = ()
    benefit: tuple[BenefitEntry, ...] = ()
    conflict: tuple[ConflictEntry, ...] = ()


CaseValue = StrictBool | Number | datetime.date | StrictStr


class CaseResult(PackModel):
    """What follows from a case; what is left out is not looked at."""

    status: Literal["entitled", "not_entitled", "needs_information"]
    amount: Number | None = None
    tier: Name | None = None
    because: tuple[Name, ...] | None = None
    missing: tuple[Name, ...] | None = None
    may_be_higher: StrictBool | None = None
    superseded: StrictBool | None = None
    parameter_missing: StrictBool | None = None


class Case(PackModel):
    """
    An example that an official can read and sign, and that every check determines again.

    given  facts; what is left out is unknown, an end that is left out has not come
    then   what follows; `because` are the conditions that are false, `missing` the facts to ask for
    """

    name: Text
    name_en: Text
    benefit: Name
    month: MonthText
    source: Text | None = None
    given: dict[Name, CaseValue] = Field(default_factory=dict)
    then: CaseResult


class CaseFile(PackModel):
    """Cases of one pack; `given` at the top holds for all of them unless a case says otherwise."""

    given: dict[Name, CaseValue] = Field(default_factory=dict)
    case: tuple[Case, ...] = ()
