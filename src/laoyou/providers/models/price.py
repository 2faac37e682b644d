"""Prices as they were filed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.providers.models.confirmable import Confirmable

PRICE_ITEMS = (
    "bed",
    "care",
    "meals",
    "childcare_full_day",
    "childcare_half_day",
    "childcare_hourly",
    "day_care",
    "deposit",
    "other",
)
PRICE_UNITS = ("month", "day", "time", "hour", "once")


class PriceFiling(Confirmable, ScopedModel):
    """
    What a facility charges for one item from `valid_from` until the day before `valid_to`, whole fen, as filed.

    name  what the price list calls it: “双人间”, “护理二级”
    """

    scope_area_field = "facility__area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="prices")
    item = models.CharField(max_length=24)
    name = models.CharField(max_length=60, blank=True)
    amount_fen = models.BigIntegerField()
    unit = models.CharField(max_length=8)
    filed_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    example = models.BooleanField(default=False)

    class Meta(Confirmable.Meta):
        abstract = False
        constraints = [
            *Confirmable.Meta.constraints,
            models.CheckConstraint(condition=Q(item__in=PRICE_ITEMS), name="price_item_known"),
            models.CheckConstraint(condition=Q(unit__in=PRICE_UNITS), name="price_unit_known"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")), name="price_from_before_to"
            ),
            models.UniqueConstraint(
                fields=["facility", "item", "name"],
                condition=Q(valid_to__isnull=True, confirmation="confirmed"),
                name="price_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.valid_from}"
