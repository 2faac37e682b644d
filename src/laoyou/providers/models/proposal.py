"""What a provider says should be changed about its facility."""

from __future__ import annotations

from django.db import models

from laoyou.core.scope import ScopedModel
from laoyou.providers.models.confirmable import Confirmable


class FacilityProposal(Confirmable, ScopedModel):
    """
    Changes to the facts of a facility, as its provider states them, until the town or department confirms them or sends them back.

    changes  JSON: column of `Facility` → what it should say
    """

    scope_area_field = "facility__area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="proposals")
    changes = models.TextField()
    reason = models.CharField(max_length=200)

    class Meta(Confirmable.Meta):
        abstract = False
        constraints = [
            *Confirmable.Meta.constraints,
            models.UniqueConstraint(
                fields=["facility"], condition=models.Q(confirmation="waiting"), name="proposal_one_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.pk}"
