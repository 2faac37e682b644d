"""Levels that other departments found and that are taken over instead of asking everything again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import Scope, ScopedModel
from laoyou.people import public as people


class RecognisedLevel(ScopedModel):
    """A level by an instrument of the pack that another department found: who, on which day, by which document."""

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+")
    instrument = models.CharField(_("评估工具"), max_length=80)
    level = models.PositiveSmallIntegerField(_("等级"))
    assessed_on = models.DateField(_("评估日期"))
    valid_to = models.DateField(_("终止日期"), null=True, blank=True)
    source = models.CharField(_("来源部门"), max_length=60)
    document = models.CharField(_("文书"), max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    fact_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("互认等级")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident", "instrument", "assessed_on"], name="recognised_level_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("assessed_on")),
                name="recognised_level_valid_after",
            ),
            models.CheckConstraint(condition=~Q(source="") & ~Q(document=""), name="recognised_level_with_document"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.level}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return people.seen_with("resident", scope, permission)
