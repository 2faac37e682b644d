"""The tables of planning."""

from laoyou.planning.models.network import StreetNetwork

__all__ = ["StreetNetwork"]
