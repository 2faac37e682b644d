"""Idle premises that could become a facility."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel

FORMER_USES = (
    "school",
    "office",
    "public_rental",
    "training_centre",
    "factory",
    "commercial",
    "health",
    "village_hall",
    "other",
)
PREMISES_STATES = ("idle", "taken", "withdrawn")


class IdlePremises(ScopedModel):
    """
    Premises that stand idle and could be used: a school, the office of a merged town, public rental housing.

    longitude  WGS 84, degrees; a pack without coordinates gives a schematic `x`, `y` on a square of 100 instead
    state      idle, taken (by `facility`, where it is on the register), withdrawn by the owner
    """

    scope_area_field = "area_id"

    name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=400)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=120)
    former_use = models.CharField(max_length=24)
    floor_area_m2 = models.DecimalField(max_digits=9, decimal_places=1)
    storeys = models.PositiveSmallIntegerField(null=True, blank=True)
    free_from = models.DateField()
    free_to = models.DateField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, default="idle")
    facility = models.ForeignKey(
        "providers.Facility", on_delete=models.PROTECT, null=True, blank=True, related_name="former_premises"
    )
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="premises_has_name"),
            models.UniqueConstraint(fields=["area", "name"], name="premises_once"),
            models.CheckConstraint(condition=Q(former_use__in=FORMER_USES), name="premises_former_use_known"),
            models.CheckConstraint(condition=Q(state__in=PREMISES_STATES), name="premises_state_known"),
            models.CheckConstraint(condition=Q(floor_area_m2__gt=0), name="premises_floor_area_positive"),
            models.CheckConstraint(
                condition=Q(free_to__isnull=True) | Q(free_from__lt=F("free_to")), name="premises_free_from_before_to"
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=True) | Q(state="taken"), name="premises_facility_has_taken_it"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="premises_position_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "name", "id"], name="premises_area_name"),
            models.Index(fields=["state", "id"], name="premises_state"),
        ]

    def __str__(self) -> str:
        return self.name
