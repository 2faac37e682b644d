"""Classes and places for children under three."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.packs.models.measure import CLASS_KINDS, SESSIONS, TIERS


class ChildcareClass(ScopedModel):
    """A class of a facility, for children of [months_from, months_to) completed months."""

    scope_area_field = "facility__area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="classes")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=16)
    months_from = models.PositiveSmallIntegerField()
    months_to = models.PositiveSmallIntegerField()
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "name"], name="class_name_once"),
            models.CheckConstraint(condition=Q(kind__in=CLASS_KINDS), name="class_kind_known"),
            models.CheckConstraint(condition=Q(months_from__lt=F("months_to")), name="class_months_from_before_to"),
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
