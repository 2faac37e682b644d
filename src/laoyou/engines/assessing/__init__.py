"""
Levels by instruments of assessment: GB/T 42195, the grading of long-term-care insurance, old files. What is missing leaves a level open.

An instrument is data (a pack describes it, see docs/pack-format.md); `check` says what cannot be right about one, `grade` works with it.
"""

from laoyou.engines.assessing.faults import AssessmentError, Fault, check
from laoyou.engines.assessing.grading import Outcome, grade
from laoyou.engines.assessing.instrument import Circumstance, Dimension, Instrument, Item, Method, Rule, Span

__all__ = [
    "AssessmentError", "Circumstance", "Dimension", "Fault", "Instrument", "Item", "Method", "Outcome", "Rule", "Span", "check", "grade",
]  # fmt: skip
