"""
What other rooms may use of providers.

Rows and columns for snapshots and publishing (`batches`, `public_facilities`), counts (`count`, `by_town`), the bulk path
(`enter`), events (`on_facility_changed`). No query set and no model leaves this room.
"""

from __future__ import annotations

from laoyou.packs.models.measure import FACILITY_KINDS, OWNERSHIPS
from laoyou.providers.commands.bulk import enter
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
from laoyou.providers.queries.running import first_provider_running

__all__ = [
    "BED_KINDS",
    "CHILDCARE_KINDS",
    "CLASS_MONTHS",
    "FACILITY_KINDS",
    "OWNERSHIPS",
    "BedReading",
    "FacilityChanged",
    "NewBed",
    "NewClass",
    "NewFacility",
    "NewPaper",
    "NewPlace",
    "NewProvider",
    "NewStaffMember",
    "PlaceReading",
    "Selection",
    "enter",
    "first_provider_running",
    "on_facility_changed",
    "registers_of",
]
