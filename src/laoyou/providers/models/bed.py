"""Beds, and who is in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.packs.models.measure import TIERS
from laoyou.providers.domain.states import BedState


class Bed(ScopedModel):
    """
    One bed of a facility. A count of beds is a count of these rows, under one of four readings.

    approved   granted in the building or establishment decision (核定)
    filed      named in the filing (备案)
    actual     standing there and fit for use (实际)
    occupied   is no column: a bed is occupied while an occupancy of it has no end (入住)

    `state` says whether it is in service: open, closed for a time, taken out for good. One that is not open is not fit for use,
    one that was taken out counts under no reading. `room` is the number of its room, see `Room`. `area` repeats the facility's, so
    that beds of a town are one range of an index.
    """

    scope_area_field = "area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="beds")
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    room = models.CharField(max_length=20, blank=True)
    nursing = models.BooleanField(default=False)
    tier = models.CharField(max_length=12, default="unknown")
    approved = models.BooleanField(default=False)
    filed = models.BooleanField(default=False)
    actual = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default=BedState.OPEN.value)
    state_since = models.DateField(null=True, blank=True)
    state_reason = models.CharField(max_length=120, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="bed_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="bed_has_number"),
            models.CheckConstraint(condition=Q(tier__in=TIERS), name="bed_tier_known"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in BedState]), name="bed_state_known"),
            models.CheckConstraint(
                condition=Q(state=BedState.OPEN.value) | Q(actual=False), name="bed_out_of_service_is_not_actual"
            ),
            models.CheckConstraint(
                condition=~Q(state=BedState.TAKEN_OUT.value) | Q(approved=False, filed=False),
                name="bed_taken_out_counts_nowhere",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "id"], name="bed_area"),
            models.Index(fields=["number", "id"], name="bed_number"),
            models.Index(fields=["facility", "id"], name="bed_facility"),
            models.Index(fields=["facility", "room"], name="bed_facility_room"),
        ]

    def __str__(self) -> str:
        return self.number


class BedOccupancy(ScopedModel):
    """
    Somebody's stay in a bed, [began_on, ended_on), still there while it has no end.

    No two stays in one bed share a day: held by the database itself, see migration 0002. `resident_id` is an id of the
    room `people`, which this room must not know; None where the register of residents has not been told who it is.
    """

    scope_area_field = "bed__area_id"
    scope_provider_field = "bed__facility__provider_id"

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="occupancies")
    resident_id = models.BigIntegerField(null=True, blank=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bed"], condition=Q(ended_on__isnull=True), name="bed_one_occupant"),
            models.UniqueConstraint(
                fields=["resident_id"],
                condition=Q(ended_on__isnull=True, resident_id__isnull=False),
                name="bed_one_for_a_resident",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(began_on__lt=F("ended_on")), name="occupancy_began_before_end"
            ),
        ]
        indexes = [models.Index(fields=["bed", "began_on"], name="occupancy_bed")]

    def __str__(self) -> str:
        return f"{self.bed_id} {self.began_on}"
