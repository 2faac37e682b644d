"""The tables of planning."""

from laoyou.planning.models.homes import HomeSet
from laoyou.planning.models.network import StreetNetwork
from laoyou.planning.models.projection import ProjectedArea, Projection
from laoyou.planning.models.scenario import Scenario, SitingRun

__all__ = ["HomeSet", "ProjectedArea", "Projection", "Scenario", "SitingRun", "StreetNetwork"]
