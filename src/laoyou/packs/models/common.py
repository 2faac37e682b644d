"""What several kinds of pack file share: strict base model, exact numbers, units of measure, definitions."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr, model_validator
from pydantic_core import PydanticCustomError


class PackModel(BaseModel):
    """A frozen piece of a pack; a key that it does not know is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def complaint(code: str, **data: Any) -> PydanticCustomError:
    """A broken rule of a model: `code` names the wording in `laoyou.packs.problems`."""
    return PydanticCustomError("laoyou", "{problem}", {"problem": code, **data})


def _exact(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise complaint("not_a_number", text=str(value))
    return Decimal(value)


Number = Annotated[Decimal, BeforeValidator(_exact)]
"""An exact decimal number; TOML integers and floats, never text."""

Text = Annotated[StrictStr, Field(min_length=1)]
Slug = Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
AreaRef = Annotated[StrictStr, Field(pattern=r"^(0|\d{2}|\d{4}|\d{6}|\d{9}|\d{12}|\d{14})$")]

UnitOfMeasure = Literal[
    "percent", "persons", "ten_thousand_persons", "person_times", "persons_per_household", "births", "deaths",
    "beds", "ten_thousand_beds", "places", "ten_thousand_places", "beds_per_1000_elders", "places_per_1000_residents",
    "social_workers_per_1000_elders", "social_workers_per_100_beds", "children_per_carer", "persons_per_carer",
    "children_per_class", "meals_per_day",
    "institutions", "facilities", "classes", "households", "stations", "communities", "districts", "companies",
    "projects", "majors", "teams", "schools", "count", "years_of_age", "years", "months", "days", "minutes", "hours",
    "times_per_week", "times_per_month", "times_per_year", "square_metres", "square_metres_per_person",
    "square_metres_per_100_households", "ten_thousand_square_metres", "metres", "yuan", "yuan_per_month",
    "yuan_per_year", "yuan_per_bed", "yuan_per_place", "ten_thousand_yuan", "hundred_million_yuan", "per_person_year",
    "per_woman_year", "children_per_woman", "males_per_female", "ratio", "share", "weight", "none",
]  # fmt: skip

Operator = Literal[">=", "<=", "=", ">", "<", "range"]
PopulationBasis = Literal["resident", "registered", "unstated"]
BedReading = Literal["approved", "filed", "actual", "occupied", "unstated"]
PlaceReading = Literal["filed", "open", "enrolled", "capacity", "unstated"]


class MonthRange(PackModel):
    """Ages in completed months, half-open: `{from = 0, to = 36}` is everybody under three; without `to` no end."""

    from_: StrictInt = Field(alias="from", ge=0)
    to: StrictInt | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.to is not None and self.to <= self.from_:
            raise complaint("month_range", low=self.from_, high=self.to)
        return self


class Definition(PackModel):
    """
    What a figure means, as far as the document says it.

    months       the ages counted, in completed months
    basis        whether residents (常住) or registered people (户籍) are counted; `unstated` where the text is silent
    bed_reading  which of the four readings of beds; `unstated` where the text is silent
    doubt        why the figure cannot be compared without care: pages then say “definition in doubt”
    """

    text: Text | None = None
    text_en: Text | None = None
    numerator: Text | None = None
    numerator_en: Text | None = None
    denominator: Text | None = None
    denominator_en: Text | None = None
    months: MonthRange | None = None
    basis: PopulationBasis | None = None
    bed_reading: BedReading | None = None
    place_reading: PlaceReading | None = None
    doubt: Text | None = None
    doubt_en: Text | None = None


class Restored(PackModel):
    """Why a number differs from what is printed, for instance because the text lost its decimal points."""

    reason: Text
    reason_en: Text | None = None


class Stated(PackModel):
    """
    A value as a document states it.

    printed         the very characters of the document; None where they were not at hand (norms only)
    value, upper    the number; `upper` only with operator "range"
    operator        "=" where nothing else is said
    restored        the number is not what is printed, and why
    unrestored      the printed characters lost something that nothing brings back: no value
    qualitative     the document gives words, no number
    """

    printed: Text | None = None
    value: Number | None = None
    upper: Number | None = None
    operator: Operator = "="
    restored: Restored | None = None
    unrestored: StrictBool = False
    qualitative: StrictBool = False
    note: Text | None = None
    note_en: Text | None = None

    @model_validator(mode="after")
    def _value_and_words_agree(self) -> Self:
        if self.value is not None and (self.unrestored or self.qualitative):
            raise complaint("value_and_no_value", printed=self.printed or "")
        if (self.operator == "range") != (self.upper is not None):
            raise complaint("range_needs_upper", printed=self.printed or "")
        if self.value is not None and self.upper is not None and self.upper <= self.value:
            raise complaint("range_upside_down", low=str(self.value), high=str(self.upper))
        if self.restored and self.value is None:
            raise complaint("restored_without_value", printed=self.printed or "")
        return self


Example = Annotated[StrictBool, Field(description="invented for the demonstration, published by nobody")]
Verified = Annotated[StrictBool, Field(description="compared with the original document")]
Year = Annotated[StrictInt, Field(ge=1900, le=2100)]
