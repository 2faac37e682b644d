"""Papers that a facility must hold: filings, approvals and certificates of the facility itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.providers.models.confirmable import Confirmable

LICENCE_KINDS = (
    "elder_care_filing", "childcare_filing", "fire_safety", "food_operation", "health_evaluation", "medical_practice",
    "property_right",
)  # fmt: skip


class Licence(Confirmable, ScopedModel):
    """A paper of a facility: its kind, number, issuer, and the last day on which it holds (None: no end)."""

    scope_area_field = "facility__area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="licences")
    kind = models.CharField(max_length=32)
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta(Confirmable.Meta):
        abstract = False
        constraints = [
            *Confirmable.Meta.constraints,
            models.UniqueConstraint(fields=["facility", "kind", "number"], name="licence_once"),
            models.CheckConstraint(condition=Q(kind__in=LICENCE_KINDS), name="licence_kind_known"),
            models.CheckConstraint(condition=~Q(number=""), name="licence_has_number"),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(expires_on__isnull=True) | Q(issued_on__lt=F("expires_on")),
                name="licence_issued_before_expiry",
            ),
        ]
        indexes = [models.Index(fields=["kind", "expires_on"], name="licence_kind_expiry")]

    def __str__(self) -> str:
        return self.number
