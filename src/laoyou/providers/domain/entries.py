"""New rows of the register before they are written: what an import or an example district hands over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class NewProvider:
    credit_code: str
    name: str
    ownership: str
    area_id: str
    address: str = ""
    phone: str = ""
    registered_on: date | None = None


@dataclass(slots=True)
class NewBed:
    """`occupied_since`: somebody is in it since that day, who is not said."""

    number: str
    nursing: bool
    tier: str
    approved: bool
    filed: bool
    actual: bool
    room: str = ""
    occupied_since: date | None = None


@dataclass(slots=True)
class NewPlace:
    number: str
    session: str
    tier: str
    filed: bool
    open: bool
    enrolled: bool


@dataclass(slots=True)
class NewClass:
    name: str
    kind: str
    months_from: int
    months_to: int
    places: list[NewPlace] = field(default_factory=list)


@dataclass(slots=True)
class NewPaper:
    """A licence of a facility or a credential of a person."""

    kind: str
    number: str
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(slots=True)
class NewStaffMember:
    name: str
    job: str
    id_number: str | None
    phone: str | None
    employed_from: date | None
    credentials: list[NewPaper] = field(default_factory=list)


@dataclass(slots=True)
class NewFacility:
    """
    kinds     all kinds, the first one first; kind → why it was concluded, "" where it is stated
    provider  index into the providers that are entered together, None without one
    """

    name: str
    kinds: dict[str, str]
    ownership: str
    operation: str
    tier: str
    area_id: str
    provider: int | None = None
    address: str = ""
    phone: str = ""
    x: float | None = None
    y: float | None = None
    floor_area_m2: float | None = None
    opened_on: date | None = None
    filed_state: str = "not_filed"
    filed_on: date | None = None
    filing_number: str = ""
    demonstration: bool = False
    beds_known: bool = True
    inferred_note: str = ""
    beds: list[NewBed] = field(default_factory=list)
    classes: list[NewClass] = field(default_factory=list)
    staff: list[NewStaffMember] = field(default_factory=list)
    licences: list[NewPaper] = field(default_factory=list)
