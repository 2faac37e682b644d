"""Four different groups that everyday speech calls one household. A rule says which one it means."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.domain import words
from laoyou.people.models.resident import Resident


class RegisteredHousehold(ScopedModel):
    """户籍户: people on one household-registration booklet, wherever they live."""

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(_("户号"), max_length=20)
    area = models.ForeignKey("core.Area", models.PROTECT, verbose_name=_("户籍地"), related_name="+", db_index=False)
    example = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("户籍户")
        constraints: ClassVar = [models.UniqueConstraint(fields=["number"], name="registered_household_number_once")]

    def __str__(self) -> str:
        return self.number


class LivingHousehold(ScopedModel):
    """居住户: people who live together, a family or a collective (dormitory, work site, home)."""

    class Kind(models.TextChoices):
        FAMILY = words.HouseholdKind.FAMILY.value, _("家庭户")
        COLLECTIVE = words.HouseholdKind.COLLECTIVE.value, _("集体户")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    area = models.ForeignKey("core.Area", models.PROTECT, verbose_name=_("居住地"), related_name="+", db_index=False)
    example = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("居住户")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AidUnit(ScopedModel):
    """共同生活家庭成员: the group whose income and property count together for social assistance."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("core.Area", models.PROTECT, verbose_name=_("申请地"), related_name="+", db_index=False)
    opened_on = models.DateField(_("认定日期"))
    closed_on = models.DateField(_("终止日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=40)
    example = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("共同生活家庭")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=F("opened_on")), name="aid_unit_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class AidUnitMember(ScopedModel):
    """Somebody who counts in an aid unit; at most one open membership for each person."""

    unit = models.ForeignKey(AidUnit, models.PROTECT, related_name="members")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="aid_memberships")
    relation = models.CharField(_("与申请人关系"), max_length=12, choices=Resident.Relation.choices)
    true_from = models.DateField()
    true_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(true_to__isnull=True), name="aid_member_once_open"
            ),
            models.CheckConstraint(
                condition=Q(true_to__isnull=True) | Q(true_to__gt=F("true_from")), name="aid_member_from_before_to"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.resident_id}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)


class SupportRelation(ScopedModel):
    """法定赡养人: somebody who owes an elder support, living with him or not."""

    elder = models.ForeignKey(Resident, models.PROTECT, related_name="supporters")
    supporter = models.ForeignKey(Resident, models.PROTECT, related_name="supported")
    relation = models.CharField(_("赡养人是老人的"), max_length=12, choices=Resident.Relation.choices)
    true_from = models.DateField(_("起始日期"), null=True, blank=True)
    true_to = models.DateField(_("终止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("赡养关系")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["elder", "supporter"], name="support_once"),
            models.CheckConstraint(
                condition=Q(true_from__isnull=True) | Q(true_to__isnull=True) | Q(true_to__gt=F("true_from")),
                name="support_from_before_to",
            ),
            models.CheckConstraint(condition=~Q(elder=F("supporter")), name="support_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.supporter_id} → {self.elder_id}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("elder", scope, permission)
