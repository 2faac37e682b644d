"""
What other rooms may use of providers.

`public_facilities` for publishing, `count` and `figure` for pages above, the bulk path (`enter`) for imports and examples, events
(`on_facility_changed`), idle premises for the siting assistant
(`candidate_premises`), whose certificate a number is (`certificates_numbered`). Snapshots and measures get their rows through `core.registers`. No query set and no model leaves this room.
"""

from __future__ import annotations

from laoyou.packs.models.measure import FACILITY_KINDS, OWNERSHIPS
from laoyou.providers.commands.beds import occupy as occupy_bed
from laoyou.providers.commands.beds import set_readings as set_bed_readings
from laoyou.providers.commands.beds import vacate as vacate_bed
from laoyou.providers.commands.bulk import enter
from laoyou.providers.commands.places import set_readings as set_place_readings
from laoyou.providers.commands.staff import add_credential
from laoyou.providers.domain.childcare import CLASS_MONTHS
from laoyou.providers.domain.entries import (
    NewBed,
    NewClass,
    NewFacility,
    NewPaper,
    NewPlace,
    NewProvider,
    NewStaffMember,
)
from laoyou.providers.domain.kinds import BED_KINDS, CHILDCARE_KINDS, registers_of
from laoyou.providers.domain.readings import BedReading, PlaceReading
from laoyou.providers.domain.selection import Selection
from laoyou.providers.events import FacilityChanged, on_facility_changed
from laoyou.providers.figures import figure
from laoyou.providers.queries.candidates import candidate_premises
from laoyou.providers.queries.certificates import Certificate, certificate, certificates_numbered, certificates_of
from laoyou.providers.queries.counts import by_key, by_town, count
from laoyou.providers.queries.estates import DutyRow, estate_duties
from laoyou.providers.queries.handing_over import (
    BedRow,
    FacilityRow,
    PlaceRow,
    StaffRow,
    beds_after,
    facilities_after,
    may_see_facility,
    only,
    places_after,
    staff_after,
)
from laoyou.providers.queries.locations import FacilitySite, facility_sites
from laoyou.providers.queries.publishing import PublicFacilityRow, public_facilities
from laoyou.providers.queries.running import first_provider_running
from laoyou.providers.words import KINDS as KIND_WORDS

__all__ = [
    "BED_KINDS",
    "CHILDCARE_KINDS",
    "CLASS_MONTHS",
    "FACILITY_KINDS",
    "KIND_WORDS",
    "OWNERSHIPS",
    "BedReading",
    "BedRow",
    "Certificate",
    "DutyRow",
    "FacilityChanged",
    "FacilityRow",
    "FacilitySite",
    "NewBed",
    "NewClass",
    "NewFacility",
    "NewPaper",
    "NewPlace",
    "NewProvider",
    "NewStaffMember",
    "PlaceReading",
    "PlaceRow",
    "PublicFacilityRow",
    "Selection",
    "StaffRow",
    "add_credential",
    "beds_after",
    "by_key",
    "by_town",
    "candidate_premises",
    "certificate",
    "certificates_numbered",
    "certificates_of",
    "count",
    "enter",
    "estate_duties",
    "facilities_after",
    "facility_sites",
    "figure",
    "first_provider_running",
    "may_see_facility",
    "occupy_bed",
    "on_facility_changed",
    "only",
    "places_after",
    "public_facilities",
    "registers_of",
    "set_bed_readings",
    "set_place_readings",
    "staff_after",
    "vacate_bed",
]
