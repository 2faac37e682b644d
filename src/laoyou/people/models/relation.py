"""Who answers for a person, who cares for him, and whom to call."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.models.resident import Resident


class _AboutResident(ScopedModel):
    """A row about one resident, seen by whoever may see the resident."""

    class Meta:
        abstract = True

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)


def _somebody(person: str) -> Q:
    return Q(**{f"{person}__isnull": False}) | ~Q(name="")


class Guardian(_AboutResident):
    """监护人: the legal guardian of a child or of an adult; a resident, or somebody outside who is named."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("父母")
        ENTRUSTED = "entrusted", _("受委托照护")
        RELATIVE = "relative", _("其他近亲属")
        ORGANISATION = "organisation", _("组织")

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="guardians")
    guardian = models.ForeignKey(Resident, models.PROTECT, null=True, blank=True, related_name="wards")
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=14, choices=Kind.choices)
    true_from = models.DateField()
    true_to = models.DateField(null=True, blank=True)
    source = models.CharField(_("来源"), max_length=40)

    class Meta:
        verbose_name = _("监护人")
        constraints: ClassVar = [
            models.CheckConstraint(condition=_somebody("guardian"), name="guardian_is_somebody"),
            models.CheckConstraint(
                condition=Q(true_to__isnull=True) | Q(true_to__gt=F("true_from")), name="guardian_from_before_to"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.kind}"


class FamilyCarer(_AboutResident):
    """照护人: the relative who gives the care. A paid carer is a `Carer` and stands elsewhere."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="family_carers")
    carer = models.ForeignKey(Resident, models.PROTECT, null=True, blank=True, related_name="cared_for")
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    relation = models.CharField(_("照护人是本人的"), max_length=12, choices=Resident.Relation.choices)
    true_from = models.DateField()
    true_to = models.DateField(null=True, blank=True)
    source = models.CharField(_("来源"), max_length=40)

    class Meta:
        verbose_name = _("照护人")
        constraints: ClassVar = [
            models.CheckConstraint(condition=_somebody("carer"), name="family_carer_is_somebody"),
            models.CheckConstraint(
                condition=Q(true_to__isnull=True) | Q(true_to__gt=F("true_from")), name="family_carer_from_before_to"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.relation}"


class EmergencyContact(_AboutResident):
    """紧急联系人: whom to call first, second …"""

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="emergency_contacts")
    rank = models.PositiveSmallIntegerField(_("次序"), default=1)
    name = models.CharField(_("姓名"), max_length=60)
    relation = models.CharField(_("是本人的"), max_length=12, choices=Resident.Relation.choices)
    phone = EncryptedText(_("电话"), mask="phone")

    class Meta:
        verbose_name = _("紧急联系人")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident", "rank"], name="emergency_contact_rank_once")
        ]

    def __str__(self) -> str:
        return self.name
