"""Contracts by which one runs what another one owns."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.providers.domain.contracts import CHOSEN_BY, FORMS


class OperatingContract(ScopedModel):
    """
    A facility that one owns is run by another, from `starts_on` through `expires_on`, or until the day before `ended_on`.

    owner         who owns the premises, as the contract names him
    operator      who runs them
    reserved_beds beds that stay for those whom the state supports
    fee_fen       what the operator pays a year, whole fen; None: not stated

    No two contracts of one facility hold on one day: held by the database itself, see migration 0004.
    """

    scope_area_field = "facility__area_id"
    scope_provider_field = "facility__provider_id"

    facility = models.ForeignKey("providers.Facility", on_delete=models.PROTECT, related_name="contracts")
    operator = models.ForeignKey("providers.Provider", on_delete=models.PROTECT, related_name="contracts")
    owner = models.CharField(max_length=120)
    form = models.CharField(max_length=16)
    chosen_by = models.CharField(max_length=24)
    number = models.CharField(max_length=80, blank=True)
    signed_on = models.DateField()
    starts_on = models.DateField()
    expires_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    reserved_beds = models.PositiveSmallIntegerField(null=True, blank=True)
    fee_fen = models.BigIntegerField(null=True, blank=True)
    deposit_fen = models.BigIntegerField(null=True, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=FORMS), name="contract_form_known"),
            models.CheckConstraint(condition=Q(chosen_by__in=CHOSEN_BY), name="contract_chosen_by_known"),
            models.CheckConstraint(condition=~Q(owner=""), name="contract_has_owner"),
            models.CheckConstraint(
                condition=Q(signed_on__lte=F("expires_on"), starts_on__lte=F("expires_on")),
                name="contract_starts_before_expiry",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="")
                | (Q(ended_on__gt=F("starts_on"), ended_on__lte=F("expires_on")) & ~Q(ended_why="")),
                name="contract_ended_within_its_term",
            ),
            models.CheckConstraint(
                condition=(Q(fee_fen__isnull=True) | Q(fee_fen__gte=0))
                & (Q(deposit_fen__isnull=True) | Q(deposit_fen__gte=0)),
                name="contract_money_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="contract_expiry")]

    def __str__(self) -> str:
        return self.number or str(self.pk)
