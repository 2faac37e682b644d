"""
A composite index of places: measures scaled to goalposts, equal weights within a pillar, geometric mean across pillars.

Method: OECD and JRC (2008), Handbook on Constructing Composite Indicators, steps 5 to 9, doi:10.1787/9789264043466-en; the geometric
mean and fixed goalposts as in the Human Development Index since 2010.
"""

from laoyou.engines.indices.index import FLOOR, FULL, Index, Measures, evaluate
from laoyou.engines.indices.sensitivity import Spread, Stability, grades, stability

__all__ = ["FLOOR", "FULL", "Index", "Measures", "Spread", "Stability", "evaluate", "grades", "stability"]
