"""Who is entitled to what in a month, why it changed, what is missing, and what is known beside the register of people."""

from laoyou.entitlements.models.fact import CompleteList, KnownFact
from laoyou.entitlements.models.sweep import Determination, DeterminationChange, MissingFact, Sweep

__all__ = ["CompleteList", "Determination", "DeterminationChange", "KnownFact", "MissingFact", "Sweep"]
