"""Who stands in another system's list already: so that nobody is reported there twice, or not at all."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.models.resident import Resident


class ReportedThere(ScopedModel):
    """
    A resident who stood in the list of another system, by the last comparison with it.

    system   what the list was called when it was handed in
    as_of    the day of that list
    """

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    system = models.CharField(_("对方系统"), max_length=40)
    as_of = models.DateField(_("名单截止日期"))

    class Meta:
        verbose_name = _("对方系统已有")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident", "system"], name="reported_there_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["system", "resident"], name="reported_there_system")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.system}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)
