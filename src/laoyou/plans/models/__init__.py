"""The tables of plans: values, what was published, the ledger. Definitions of indicators stay in the pack."""

from laoyou.plans.models.circular import CircularSection, ProgressCircular
from laoyou.plans.models.content import CapacityLine, LedgerAim, Milestone, MoneyLine, TargetShare, TargetSplit
from laoyou.plans.models.document import DraftChoice, FindingMark, PlanDocument
from laoyou.plans.models.index import IndexEvaluation, TownIndex
from laoyou.plans.models.item import LedgerAct, LedgerItem, LedgerParty
from laoyou.plans.models.progress import AimReading, DelayRequest, MeetingDecision, ProgressReport
from laoyou.plans.models.publication import IndicatorPublication, PublishedIndicator
from laoyou.plans.models.reported import ReportedValue, SentValue
from laoyou.plans.models.value import IndicatorValue

__all__ = [
    "AimReading",
    "CapacityLine",
    "CircularSection",
    "DelayRequest",
    "DraftChoice",
    "FindingMark",
    "IndexEvaluation",
    "IndicatorPublication",
    "IndicatorValue",
    "LedgerAct",
    "LedgerAim",
    "LedgerItem",
    "LedgerParty",
    "MeetingDecision",
    "Milestone",
    "MoneyLine",
    "PlanDocument",
    "ProgressCircular",
    "ProgressReport",
    "PublishedIndicator",
    "ReportedValue",
    "SentValue",
    "TargetShare",
    "TargetSplit",
    "TownIndex",
]
