"""The tables of those who serve."""

from laoyou.providers.models.bed import Bed, BedOccupancy
from laoyou.providers.models.childcare import ChildcareClass, ChildcarePlace
from laoyou.providers.models.facility import Facility, FacilityKind
from laoyou.providers.models.licence import Licence
from laoyou.providers.models.provider import Provider, ProviderBar
from laoyou.providers.models.staff import Credential, StaffMember

__all__ = [
    "Bed",
    "BedOccupancy",
    "ChildcareClass",
    "ChildcarePlace",
    "Credential",
    "Facility",
    "FacilityKind",
    "Licence",
    "Provider",
    "ProviderBar",
    "StaffMember",
]
