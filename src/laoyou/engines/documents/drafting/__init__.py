"""Drafts a plan from a read document, every item with its places and a doubt, for a person to accept, mend or drop."""

from laoyou.engines.documents.drafting.draft import draft_plan
from laoyou.engines.documents.drafting.model import PlanDraft

__all__ = ["PlanDraft", "draft_plan"]
