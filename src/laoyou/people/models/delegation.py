"""Who may act for a resident, as far as he said so himself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.domain import delegation
from laoyou.people.models.resident import Resident


class Delegation(ScopedModel):
    """
    A resident lets somebody act for him: what for, until when, on which paper; he may withdraw it any day.

    delegate, name   who acts: a resident, or somebody outside who is named
    account          with which he signs in; without one the office keyed the delegation in front of a witness
    powers           codes of `domain.delegation.Power`, joined by ","
    valid_from/to    half-open; it always ends
    grant_id         the role over this family that the delegation gave to the account
    """

    class By(models.TextChoices):
        HIMSELF = "himself", _("本人")
        GUARDIAN = "guardian", _("监护人")
        OFFICE = "office", _("经办单位")

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(Resident, models.PROTECT, null=True, blank=True, related_name="acts_for")
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    phone = EncryptedText(_("电话"), mask="phone", null=True)
    relation = models.CharField(_("受托人是本人的"), max_length=12, choices=Resident.Relation.choices)
    account = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    powers = models.CharField(_("委托事项"), max_length=80)
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("终止日期"))
    proof = models.CharField(_("依据"), max_length=120)
    witness = models.CharField(_("见证人"), max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    grant_id = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    withdrawn_by = models.CharField(_("由谁撤销"), max_length=10, choices=By.choices, blank=True)
    withdrawal_reason = models.CharField(_("撤销原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("委托")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(delegate__isnull=False) | ~Q(name=""), name="delegate_is_somebody"),
            models.CheckConstraint(condition=Q(account__isnull=False) | ~Q(witness=""), name="delegation_is_witnessed"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="delegation_from_before_to"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by=""),
                name="delegation_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(delegate__isnull=True) | ~Q(delegate=F("resident")), name="delegate_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} → {self.delegate_id or self.name}"

    @property
    def power_list(self) -> tuple[delegation.Power, ...]:
        """What the delegate may do."""
        return tuple(delegation.Power(code) for code in self.powers.split(",") if code)

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)
