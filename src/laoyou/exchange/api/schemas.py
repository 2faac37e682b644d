"""What the API takes and gives, as its description shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

AREA = r"^[0-9]{2,14}$"
CODE = r"^[a-z_]{1,32}$"


class KeySchema(Schema):
    """The key that was shown, and what it may be used for."""

    name: str
    prefix: str
    account: str
    abilities: list[str]
    expires_on: date
    per_minute: int


class ResidentSchema(Schema):
    """A resident: who, how old, where."""

    id: int
    name: str
    sex: str
    birth_date: date
    death_date: date | None
    residence_area_id: str | None
    registered_area_id: str | None


class FactSchema(Schema):
    """A status that holds today."""

    kind: str
    true_from: date
    true_to: date | None


class ResidentDetailSchema(ResidentSchema):
    """A resident with the statuses that hold today. No number, phone or address leaves by the API."""

    statuses: list[FactSchema]


class ResidentsSchema(Schema):
    """A page of residents."""

    items: list[ResidentSchema]
    next: int | None = Field(None, description="Value of `after` for the next page; null on the last")


class FacilitySchema(Schema):
    """A facility with its kinds, the first one leading."""

    id: int
    name: str
    kinds: list[str]
    ownership: str
    operation: str
    provider_id: int | None
    area_id: str
    address: str
    opened_on: date | None
    closed_on: date | None
    filed: bool


class FacilitiesSchema(Schema):
    """A page of facilities."""

    items: list[FacilitySchema]
    next: int | None


class BedSchema(Schema):
    """A bed under its four readings: approved, filed, actual, occupied."""

    id: int
    facility_id: int
    number: str
    room: str
    nursing: bool
    tier: str
    approved: bool
    filed: bool
    actual: bool
    occupied: bool


class BedsSchema(Schema):
    """A page of beds."""

    items: list[BedSchema]
    next: int | None


class PlaceSchema(Schema):
    """A childcare place under its three readings: filed, open, enrolled."""

    id: int
    facility_id: int
    class_name: str
    class_kind: str
    number: str
    session: str
    tier: str
    filed: bool
    open: bool
    enrolled: bool


class PlacesSchema(Schema):
    """A page of childcare places."""

    items: list[PlaceSchema]
    next: int | None


class CredentialSchema(Schema):
    """A certificate with the last day on which it holds."""

    kind: str
    expires_on: date | None


class StaffSchema(Schema):
    """Somebody at work; no number, no phone."""

    id: int
    facility_id: int
    name: str
    job: str
    employed_from: date | None
    employed_to: date | None
    credentials: list[CredentialSchema]


class StaffPageSchema(Schema):
    """A page of people at work."""

    items: list[StaffSchema]
    next: int | None


class IndicatorSchema(Schema):
    """An indicator with its newest value: null, never zero, where nothing is known."""

    code: str
    value: float | None
    as_of: date | None
    kind: str | None
    state: str


class IndicatorsSchema(Schema):
    """All indicators of the district."""

    items: list[IndicatorSchema]


class UpdateBedSchema(Schema):
    """What a provider says of a bed; approved and filed follow from decisions and are not changed here."""

    actual: bool = Field(description="Whether the bed stands there and is fit for use")


class OccupyBedSchema(Schema):
    """Somebody moves in."""

    began_on: date
    resident_id: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="Only a resident whom the account may see; null where the register has not been told who it is",
    )


class VacateBedSchema(Schema):
    """Whoever is in the bed moves out."""

    ended_on: date = Field(description="The first day on which the bed is free")


class UpdatePlaceSchema(Schema):
    """What a provider says of a place; null leaves a reading as it is."""

    open: bool | None = None
    enrolled: bool | None = None


class VerificationSchema(Schema):
    """A question that was sent to the unit of the key's account."""

    id: int
    matter: str
    on: date
    purpose: str
    legal_basis: str
    due_on: date
    keep_until: date
    asked: int
    answered: int


class VerificationsSchema(Schema):
    """A page of questions."""

    items: list[VerificationSchema]
    next: int | None


class VerifiedPersonSchema(Schema):
    """Somebody who is asked about, known by what the request gives and nothing else."""

    number: int
    name: str | None
    id_number: str | None
    birth_date: date | None


class VerifiedPeopleSchema(Schema):
    """A page of people who are asked about."""

    items: list[VerifiedPersonSchema]
    next: int | None


class AnswerSchema(Schema):
    """What is answered about one person."""

    number: Annotated[int, Field(ge=1)]
    holds: Literal["yes", "no", "unknown"]
    true_from: date | None = None
    true_to: date | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class AnswersSchema(Schema):
    """Answers to one question, all of them taken or none."""

    answered_on: date
    answers: Annotated[list[AnswerSchema], Field(min_length=1, max_length=5000)]


class AnsweredSchema(Schema):
    """How many answers the question has now."""

    answered: int


class ObjectionSchema(Schema):
    """An objection to an answer of the unit."""

    id: int
    number: int
    reason: str
    raised_on: date


class ObjectionsSchema(Schema):
    """Objections that wait for a reply."""

    items: list[ObjectionSchema]


class ReplySchema(Schema):
    """What the unit says to an objection."""

    verdict: Literal["upheld", "rejected"]
    reply: Annotated[str, Field(min_length=1, max_length=200)]


class RepliedSchema(Schema):
    """A reply that was taken."""

    id: int
    verdict: str


class WebhookSchema(Schema):
    """An address that is told of events."""

    id: int
    url: str
    events: list[str]


class WebhooksSchema(Schema):
    """All addresses of the key."""

    items: list[WebhookSchema]


class AddWebhookSchema(Schema):
    """An address that wants to be told of events."""

    url: Annotated[str, Field(min_length=9, max_length=300)]
    events: Annotated[list[str], Field(min_length=1, max_length=10)]


class NewWebhookSchema(WebhookSchema):
    """With the secret that signs what is sent; it is given this once."""

    secret: str
