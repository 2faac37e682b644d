"""The tables of those who serve."""

from laoyou.providers.models.bed import Bed, BedOccupancy
from laoyou.providers.models.childcare import ChildcareClass, ChildcarePlace, PlaceOccupancy
from laoyou.providers.models.contract import OperatingContract
from laoyou.providers.models.estate import Estate, EstateDuty
from laoyou.providers.models.facility import Facility, FacilityKind
from laoyou.providers.models.insurance import InsurancePolicy
from laoyou.providers.models.licence import Licence
from laoyou.providers.models.premises import IdlePremises
from laoyou.providers.models.price import PriceFiling
from laoyou.providers.models.proposal import FacilityProposal
from laoyou.providers.models.provider import Provider, ProviderBar
from laoyou.providers.models.room import Room
from laoyou.providers.models.staff import Credential, StaffMember

__all__ = [
    "Bed",
    "BedOccupancy",
    "ChildcareClass",
    "ChildcarePlace",
    "Credential",
    "Estate",
    "EstateDuty",
    "Facility",
    "FacilityKind",
    "FacilityProposal",
    "IdlePremises",
    "InsurancePolicy",
    "Licence",
    "OperatingContract",
    "PlaceOccupancy",
    "PriceFiling",
    "Provider",
    "ProviderBar",
    "Room",
    "StaffMember",
]
