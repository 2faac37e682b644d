"""The register of people: residents, their households, who cares for them, facts about them, and what was done with them."""

from laoyou.people.models.capability import CapabilityFact
from laoyou.people.models.delegation import Delegation
from laoyou.people.models.difficulty import SpecialDifficulty, SpecialDifficultyStep
from laoyou.people.models.duplicate import DuplicatePair, ResidentMerge
from laoyou.people.models.household import AidUnit, AidUnitMember, LivingHousehold, RegisteredHousehold, SupportRelation
from laoyou.people.models.life import LifeTrace
from laoyou.people.models.payment import PaymentAccount
from laoyou.people.models.relation import EmergencyContact, FamilyCarer, Guardian
from laoyou.people.models.reported import ReportedThere
from laoyou.people.models.residency import Residency
from laoyou.people.models.resident import Resident
from laoyou.people.models.status import StatusFact
from laoyou.people.models.visit import HomeVisit

__all__ = [
    "AidUnit",
    "AidUnitMember",
    "CapabilityFact",
    "Delegation",
    "DuplicatePair",
    "EmergencyContact",
    "FamilyCarer",
    "Guardian",
    "HomeVisit",
    "LifeTrace",
    "LivingHousehold",
    "PaymentAccount",
    "RegisteredHousehold",
    "ReportedThere",
    "Residency",
    "Resident",
    "ResidentMerge",
    "SpecialDifficulty",
    "SpecialDifficultyStep",
    "StatusFact",
    "SupportRelation",
]
