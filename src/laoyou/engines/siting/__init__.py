"""
Where to build: maximal coverage, p-median, set covering, and beds under a budget.

Arrays in, typed answers out; every answer has its own proven bound. See docs/engines/siting.md.
"""

from laoyou.engines.siting.candidates import Candidates
from laoyou.engines.siting.capacity import capacitated
from laoyou.engines.siting.coverage import max_coverage
from laoyou.engines.siting.covering import set_cover
from laoyou.engines.siting.effort import Progress
from laoyou.engines.siting.errors import InfeasibleError
from laoyou.engines.siting.median import p_median
from laoyou.engines.siting.results import (
    EXACT,
    Allocation,
    Answer,
    BedSite,
    Coverage,
    CoveringSite,
    LeftOut,
    Median,
    MedianSite,
    Status,
)

__all__ = [
    "EXACT",
    "Allocation",
    "Answer",
    "BedSite",
    "Candidates",
    "Coverage",
    "CoveringSite",
    "InfeasibleError",
    "LeftOut",
    "Median",
    "MedianSite",
    "Progress",
    "Status",
    "capacitated",
    "max_coverage",
    "p_median",
    "set_cover",
]
