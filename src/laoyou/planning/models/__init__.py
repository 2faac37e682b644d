"""The tables of planning."""

from laoyou.planning.models.network import StreetNetwork
from laoyou.planning.models.projection import ProjectedArea, Projection

__all__ = ["ProjectedArea", "Projection", "StreetNetwork"]
