"""Providers: the legal persons who answer for facilities."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.packs.models.measure import OWNERSHIPS


class Provider(ScopedModel):
    """
    A legal person that runs facilities, keyed by its unified social credit code.

    The code, the name and the office phone are in the public register of enterprises, so they are kept in clear.
    `area` is where it is registered; its facilities may lie elsewhere.
    """

    scope_area_field = "area_id"
    scope_provider_field = "id"

    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=400)
    ownership = models.CharField(max_length=12, default="unknown")
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ownership__in=OWNERSHIPS), name="provider_ownership_known"),
            models.CheckConstraint(
                condition=Q(credit_code__regex=r"^[0-9A-Z]{18}$"), name="provider_credit_code_shape"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(registered_on__isnull=True)
                | Q(registered_on__lte=F("closed_on")),
                name="provider_registered_before_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="provider_name"),
            models.Index(fields=["area", "name", "id"], name="provider_area_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderBar(ScopedModel):
    """A time [barred_from, barred_to) in which a provider may open nothing new, with the ground on which it was decided."""

    scope_area_field = "provider__area_id"
    scope_provider_field = "provider_id"

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="bars")
    barred_from = models.DateField()
    barred_to = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=400)
    decided_by = models.CharField(max_length=120)
    document_number = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(barred_to__isnull=True) | Q(barred_from__lt=F("barred_to")), name="bar_from_before_to"
            ),
            models.UniqueConstraint(
                fields=["provider"], condition=Q(barred_to__isnull=True), name="bar_one_without_end"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | Q(lifted_at__isnull=False), name="bar_lifted_who_and_when"
            ),
        ]
        indexes = [models.Index(fields=["provider", "barred_from"], name="bar_provider")]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.barred_from}"
