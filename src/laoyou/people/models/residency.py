"""Where residents lived and were registered, day by day, and since when the register knew it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.domain import spells
from laoyou.people.models.household import LivingHousehold, RegisteredHousehold
from laoyou.people.models.resident import Resident


class Residency(ScopedModel):
    """
    A home of a resident from a day to a day: one spell of his timeline, as the register knew it for a time.

    Only who has moved has rows here; of everybody else the resident's own row says all. Rows are never rewritten: what is
    no longer said gets `superseded_at`, and a new row takes its place.

    true_from, true_to           when it held; half-open; no first day = since birth
    known_since, superseded_at   when the register said so; no `known_since` = since the resident is on the register
    """

    class Basis(models.TextChoices):
        RESIDENCE = spells.Basis.RESIDENCE.value, _("居住")
        REGISTRATION = spells.Basis.REGISTRATION.value, _("户籍")

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="residencies")
    basis = models.CharField(_("类别"), max_length=12, choices=Basis.choices)
    area = models.ForeignKey(
        "core.Area", models.PROTECT, verbose_name=_("地点"), null=True, blank=True, related_name="+", db_index=False
    )
    elsewhere = models.CharField(_("区外地点"), max_length=60, blank=True)
    living_household = models.ForeignKey(
        LivingHousehold, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    registered_household = models.ForeignKey(
        RegisteredHousehold, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    relation = models.CharField(_("与户主关系"), max_length=12, choices=Resident.Relation.choices, blank=True)
    true_from = models.DateField(_("起始日期"), null=True, blank=True)
    true_to = models.DateField(_("终止日期"), null=True, blank=True)
    known_since = models.DateTimeField(_("知悉时间"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("更正时间"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=60, blank=True)
    recorded_by = models.ForeignKey(
        "core.Account", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("居住与户籍沿革")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(true_from__isnull=True) | Q(true_to__isnull=True) | Q(true_to__gt=F("true_from")),
                name="residency_from_before_to",
            ),
            models.CheckConstraint(
                condition=Q(basis="residence", registered_household__isnull=True)
                | Q(basis="registration", living_household__isnull=True),
                name="residency_household_of_its_basis",
            ),
            models.CheckConstraint(condition=Q(area__isnull=True) | Q(elsewhere=""), name="residency_one_place"),
            models.UniqueConstraint(
                fields=["resident", "basis"],
                condition=Q(true_to__isnull=True, superseded_at__isnull=True),
                name="residency_one_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["basis", "area", "true_from", "true_to"], name="residency_place"),
            models.Index(fields=["resident", "basis", "true_from"], name="residency_of"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.basis} {self.true_from}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)
