"""Into which account money for a resident goes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.models.resident import Resident


class PaymentAccount(ScopedModel):
    """
    An account as a fact with dates: rows are never rewritten, a check or a correction takes the place of the row before.

    holder_kind   whose account it is; somebody else's is named with the reason in `holder_note`
    activated     whether the card works for payments; None = nobody has looked
    checked_on    when somebody last looked, and how
    """

    class Kind(models.TextChoices):
        SOCIAL_SECURITY_CARD = "social_security_card", _("社会保障卡")
        BANK_CARD = "bank_card", _("银行卡")
        PASSBOOK = "passbook", _("存折")

    class Holder(models.TextChoices):
        HIMSELF = "himself", _("本人")
        GUARDIAN = "guardian", _("监护人")
        OTHER = "other", _("其他人")

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="payment_accounts")
    kind = models.CharField(_("账户类别"), max_length=20, choices=Kind.choices)
    bank = models.CharField(_("开户行"), max_length=60)
    number = EncryptedText(_("账户号码"), mask="account", index="number_index", null=True)
    number_index = models.BinaryField(max_length=16, null=True)
    holder_kind = models.CharField(_("账户归属"), max_length=10, choices=Holder.choices)
    holder_name = models.CharField(_("户名"), max_length=60, blank=True)
    holder_note = models.CharField(_("非本人账户的理由"), max_length=120, blank=True)
    activated = models.BooleanField(_("金融功能已激活"), null=True, blank=True)
    checked_on = models.DateField(_("核对日期"), null=True, blank=True)
    checked_how = models.CharField(_("核对方式"), max_length=60, blank=True)
    true_from = models.DateField(_("起用日期"))
    true_to = models.DateField(_("停用日期"), null=True, blank=True)
    known_since = models.DateTimeField(_("知悉时间"))
    superseded_at = models.DateTimeField(_("更正时间"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=60)
    recorded_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("收款账户")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(true_to__isnull=True) | Q(true_to__gt=F("true_from")), name="payment_from_before_to"
            ),
            models.CheckConstraint(
                condition=Q(holder_kind="himself") | ~Q(holder_name=""), name="payment_holder_is_named"
            ),
            models.CheckConstraint(
                condition=Q(activated__isnull=True) | Q(checked_on__isnull=False), name="payment_activated_was_checked"
            ),
            models.UniqueConstraint(
                fields=["resident"],
                condition=Q(true_to__isnull=True, superseded_at__isnull=True),
                name="payment_one_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["number_index"], name="payment_number")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.kind}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)
