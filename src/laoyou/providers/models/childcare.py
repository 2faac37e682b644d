"""Classes and places for children under three."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.packs.models.measure import CLASS_KINDS, SESSIONS, TIERS


class ChildcareClass(ScopedModel):
    """
    A class of a facility, for children of [months_from, months_to) completed months.

    capacity  most children in it at once; None: not stated. Held by the database itself, see migration 0004
    """

    scope_area_field = "facility__area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="classes")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=16)
    months_from = models.PositiveSmallIntegerField()
    months_to = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "name"], name="class_name_once"),
            models.CheckConstraint(condition=Q(kind__in=CLASS_KINDS), name="class_kind_known"),
            models.CheckConstraint(condition=Q(months_from__lt=F("months_to")), name="class_months_from_before_to"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0), name="class_capacity_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChildcarePlace(ScopedModel):
    """
    One place for one child at one kind of session. A count of places is a count of these rows, under one reading.

    filed      named in the filing (备案)
    open       offered now (开放); some filed places are not
    enrolled   taken by a child (在托), which only an open one can be

    `area` repeats the facility's, so that places of a town are one range of an index.
    """

    scope_area_field = "area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="places")
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    childcare_class = models.ForeignKey(ChildcareClass, on_delete=models.PROTECT, related_name="places")
    number = models.CharField(max_length=20)
    session = models.CharField(max_length=12, default="full_day")
    tier = models.CharField(max_length=12, default="unknown")
    filed = models.BooleanField(default=False)
    open = models.BooleanField(default=False)
    enrolled = models.BooleanField(default=False)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="place_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="place_has_number"),
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="place_session_known"),
            models.CheckConstraint(condition=Q(tier__in=TIERS), name="place_tier_known"),
            models.CheckConstraint(condition=Q(enrolled=False) | Q(open=True), name="place_enrolled_is_open"),
        ]
        indexes = [
            models.Index(fields=["area", "id"], name="place_area"),
            models.Index(fields=["number", "id"], name="place_number"),
            models.Index(fields=["facility", "id"], name="place_facility"),
        ]

    def __str__(self) -> str:
        return self.number


class PlaceOccupancy(ScopedModel):
    """
    A child's time in a place, [began_on, ended_on), still there while it has no end.

    No two children share a place on a day, and while one is in it the place is enrolled: both held by the database itself, see
    migration 0004. A place may be enrolled without a row here, where the register was told that a child is in it and not who.
    `resident_id` is an id of the room `people`.
    """

    scope_area_field = "place__area_id"
    scope_provider_field = "place__facility__provider_id"

    place = models.ForeignKey(ChildcarePlace, on_delete=models.PROTECT, related_name="occupancies")
    resident_id = models.BigIntegerField(null=True, blank=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(ended_on__isnull=True), name="place_one_child"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(began_on__lt=F("ended_on")), name="enrolment_began_before_end"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "began_on"], name="enrolment_place"),
            models.Index(fields=["resident_id"], name="enrolment_child"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.began_on}"
