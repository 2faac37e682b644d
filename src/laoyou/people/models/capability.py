"""How able somebody is, as an assessment by two people found it: the newest standing row counts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.models.resident import Resident


class CapabilityFact(ScopedModel):
    """
    A level that an assessment gave a resident; no two of one `fact` stand on one day.

    fact                          what the level is of, as instruments of packs name it: capability_level, ltc_grade
    instrument, level             the instrument of the pack, and the number of its level
    true_from, true_to            when it counts; half-open, no end where the instrument gives none
    known_since, superseded_at    when the register knew it, and when a newer row took its place; rows are never rewritten
    """

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="capability_facts")
    fact = models.CharField(max_length=32)
    instrument = models.CharField(_("评估工具"), max_length=80)
    level = models.PositiveSmallIntegerField(_("等级"))
    true_from = models.DateField(_("起始日期"))
    true_to = models.DateField(_("终止日期"), null=True, blank=True)
    known_since = models.DateTimeField(_("知悉时间"))
    superseded_at = models.DateTimeField(_("更正时间"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=60)
    evidence = models.CharField(_("依据"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        "core.Account", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("能力等级")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(true_to__isnull=True) | Q(true_to__gt=F("true_from")), name="capability_from_before_to"
            ),
            models.UniqueConstraint(
                fields=["resident", "fact", "true_from"],
                condition=Q(superseded_at__isnull=True),
                name="capability_begins_once",
            ),
            models.UniqueConstraint(
                fields=["resident", "fact"],
                condition=Q(true_to__isnull=True, superseded_at__isnull=True),
                name="capability_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.fact} {self.level}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)
