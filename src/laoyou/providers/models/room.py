"""Rooms, and how many people may stay in each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.core.scope import ScopedModel


class Room(ScopedModel):
    """
    A room of a facility with the most people who may stay in it at once.

    Beds name their room by its number (`Bed.room`); a room without a row here has no stated capacity. That nobody stays in it
    beyond its capacity is held by the database itself, see migration 0004.
    """

    scope_area_field = "facility__area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="rooms")
    number = models.CharField(max_length=20)
    floor = models.CharField(max_length=20, blank=True)
    capacity = models.PositiveSmallIntegerField()
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="room_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="room_has_number"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="room_capacity_positive"),
        ]

    def __str__(self) -> str:
        return self.number
