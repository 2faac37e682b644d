"""Facilities: places with an address and a capacity."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.packs.models.measure import FACILITY_KINDS, OPERATIONS, OWNERSHIPS, TIERS
from laoyou.providers.domain.states import FiledState


class Facility(ScopedModel):
    """
    A place where somebody is served: kind, ownership and operation are three fields, as the documents keep them apart.

    kind         its first kind, which its beds and places count under; `FacilityKind` holds all of them, this one too
    provider     who answers for it; village points and canteens may have nobody with a code of his own
    area         the village or community where known, else the town
    longitude    WGS 84, degrees; a pack without coordinates gives a schematic `x`, `y` on a square of 100 instead
    beds_known   False where a document counts the facility and says nothing about its beds: unknown, not none
    owner        who owns the premises, where that is not the provider
    bed_capacity, place_capacity
                 most people who may stay, most children who may be in care at once; None: not stated. Held by the database
                 itself, see migration 0004
    inferred     something about it was concluded and not stated; `inferred_note` says what, and from what
    example      invented for a demonstration
    """

    scope_area_field = "area_id"
    scope_provider_field = "provider_id"

    name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=400)
    kind = models.CharField(max_length=32)
    ownership = models.CharField(max_length=12, default="unknown")
    operation = models.CharField(max_length=32, default="unknown")
    tier = models.CharField(max_length=12, default="unknown")
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="facilities"
    )
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    floor_area_m2 = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.CharField(max_length=200, blank=True)
    filed_state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in FiledState], default=FiledState.NOT_FILED.value
    )
    filed_on = models.DateField(null=True, blank=True)
    filing_number = models.CharField(max_length=60, blank=True)
    demonstration = models.BooleanField(default=False)
    owner = models.CharField(max_length=120, blank=True)
    bed_capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    place_capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    beds_known = models.BooleanField(default=True)
    inferred = models.BooleanField(default=False)
    inferred_note = models.CharField(max_length=400, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FACILITY_KINDS), name="facility_kind_known"),
            models.CheckConstraint(condition=Q(ownership__in=OWNERSHIPS), name="facility_ownership_known"),
            models.CheckConstraint(condition=Q(operation__in=OPERATIONS), name="facility_operation_known"),
            models.CheckConstraint(condition=Q(tier__in=TIERS), name="facility_tier_known"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(opened_on__lte=F("closed_on")),
                name="facility_opened_before_closed",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | Q(closing_reason=""), name="facility_closing_reason_needs_date"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="facility_position_whole",
            ),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__isnull=False, y__isnull=False),
                name="facility_schematic_position_whole",
            ),
            models.CheckConstraint(
                condition=Q(floor_area_m2__isnull=True) | Q(floor_area_m2__gt=0), name="facility_floor_area_positive"
            ),
            models.CheckConstraint(
                condition=~Q(filed_state=FiledState.FILED.value) | Q(filed_on__isnull=False),
                name="facility_filed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(inferred=False) | ~Q(inferred_note=""), name="facility_inferred_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "id"], name="facility_area"),
            models.Index(fields=["name", "id"], name="facility_name"),
            models.Index(fields=["area", "name", "id"], name="facility_area_name"),
            models.Index(fields=["kind", "id"], name="facility_first_kind"),
            models.Index(fields=["opened_on", "id"], name="facility_opened"),
            models.Index(fields=["provider", "id"], name="facility_provider"),
        ]

    def __str__(self) -> str:
        return self.name


class FacilityKind(ScopedModel):
    """
    One kind of a facility. A facility that carries two kinds is counted under both, and once among facilities.

    inferred  the second kind was concluded from the printed sums, and `note` says how
    """

    scope_area_field = "facility__area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(max_length=32)
    inferred = models.BooleanField(default=False)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "kind"], name="facility_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=FACILITY_KINDS), name="facility_kind_row_known"),
            models.CheckConstraint(condition=Q(inferred=False) | ~Q(note=""), name="facility_kind_inferred_says_why"),
        ]
        indexes = [models.Index(fields=["kind", "facility"], name="facility_kind_of")]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.kind}"
