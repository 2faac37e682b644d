"""Insurance of a facility."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.providers.models.confirmable import Confirmable

INSURANCE_KINDS = ("liability", "fire", "accident", "food_safety", "employer")


class InsurancePolicy(Confirmable, ScopedModel):
    """An insurance of a facility from `starts_on` through `expires_on`; `sum_fen` is what it pays at most, None: not stated."""

    scope_area_field = "facility__area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="insurance")
    kind = models.CharField(max_length=16)
    insurer = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    starts_on = models.DateField()
    expires_on = models.DateField()
    sum_fen = models.BigIntegerField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta(Confirmable.Meta):
        abstract = False
        constraints = [
            *Confirmable.Meta.constraints,
            models.UniqueConstraint(fields=["facility", "kind", "number"], name="insurance_once"),
            models.CheckConstraint(condition=Q(kind__in=INSURANCE_KINDS), name="insurance_kind_known"),
            models.CheckConstraint(condition=~Q(number=""), name="insurance_has_number"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("expires_on")), name="insurance_starts_before_expiry"),
            models.CheckConstraint(condition=Q(sum_fen__isnull=True) | Q(sum_fen__gt=0), name="insurance_sum_positive"),
        ]
        indexes = [models.Index(fields=["expires_on"], name="insurance_expiry")]

    def __str__(self) -> str:
        return self.number
