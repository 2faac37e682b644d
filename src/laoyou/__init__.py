"""Laoyou (老幼): one platform for a district's elderly care and under-three child care."""

__version__ = "0.1.0"
