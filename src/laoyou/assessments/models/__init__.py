"""Tables of assessments."""

from laoyou.assessments.models.answers import AssessmentAnswers
from laoyou.assessments.models.assessment import Assessment, AssessmentStep
from laoyou.assessments.models.objection import AssessmentObjection
from laoyou.assessments.models.recognised import RecognisedLevel

__all__ = ["Assessment", "AssessmentAnswers", "AssessmentObjection", "AssessmentStep", "RecognisedLevel"]
