"""The register of people: residents, their four kinds of household, who cares for them, and facts about them."""

from laoyou.people.models.household import AidUnit, AidUnitMember, LivingHousehold, RegisteredHousehold, SupportRelation
from laoyou.people.models.relation import EmergencyContact, FamilyCarer, Guardian
from laoyou.people.models.residency import Residency
from laoyou.people.models.resident import Resident
from laoyou.people.models.status import StatusFact

__all__ = [
    "AidUnit",
    "AidUnitMember",
    "EmergencyContact",
    "FamilyCarer",
    "Guardian",
    "LivingHousehold",
    "RegisteredHousehold",
    "Residency",
    "Resident",
    "StatusFact",
    "SupportRelation",
]
