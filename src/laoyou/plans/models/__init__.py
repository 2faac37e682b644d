"""The tables of plans: values, and what was published. Definitions stay in the pack."""

from laoyou.plans.models.publication import IndicatorPublication, PublishedIndicator
from laoyou.plans.models.value import IndicatorValue

__all__ = ["IndicatorPublication", "IndicatorValue", "PublishedIndicator"]
