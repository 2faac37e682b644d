"""Bed and place are counted by reading: what was approved, filed, is there, is used. A figure says which one it is."""

from __future__ import annotations

from enum import StrEnum


class BedReading(StrEnum):
    """核定 approved, 备案 filed, 实际 actual, 入住 occupied; 空余 free is actual without an occupant."""

    APPROVED = "approved"
    FILED = "filed"
    ACTUAL = "actual"
    OCCUPIED = "occupied"
    FREE = "free"


class PlaceReading(StrEnum):
    """备案 filed, 开放 open, 在托 enrolled; 空余 free is open and not enrolled."""

    FILED = "filed"
    OPEN = "open"
    ENROLLED = "enrolled"
    FREE = "free"


STORED_BED_READINGS = frozenset({BedReading.APPROVED, BedReading.FILED, BedReading.ACTUAL})
"""Facts of the bed itself. Occupied follows from who lives in it."""
