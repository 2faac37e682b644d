"""Tables of privacy."""

from laoyou.privacy.models.assessment import ImpactAssessment
from laoyou.privacy.models.breach import Breach
from laoyou.privacy.models.request import DataRequest
from laoyou.privacy.models.retention import RetentionLine, RetentionRound

__all__ = ["Breach", "DataRequest", "ImpactAssessment", "RetentionLine", "RetentionRound"]
