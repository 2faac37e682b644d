"""What a provider enters about itself and an office has yet to look at."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.providers.domain.confirming import Confirmation


class Confirmable(models.Model):
    """
    A row that counts once somebody of the office has confirmed it.

    What the office itself enters, or a list of the office brings, is confirmed from the first moment. Nobody confirms what he entered.
    """

    confirmation = models.CharField(max_length=12, default=Confirmation.CONFIRMED.value)
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmation__in=[one.value for one in Confirmation]), name="%(class)s_confirmation_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(entered_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="%(class)s_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(confirmation=Confirmation.RETURNED.value) | ~Q(answer=""),
                name="%(class)s_returned_says_why",
            ),
        ]
