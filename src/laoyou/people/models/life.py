"""Traces of life: what shows that somebody was alive on a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.models.resident import Resident


class LifeTrace(ScopedModel):
    """One trace that a resident was alive on a day. That there is none means that somebody should look, and no more."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("上门见到本人")
        MET = "met", _("本人到场")
        CALL = "call", _("与本人通话")
        MEDICAL = "medical", _("就医或购药记录")
        VACCINATION = "vaccination", _("体检或接种记录")
        SERVICE = "service", _("服务记录")
        OTHER = "other", _("其他部门比对")

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="life_traces")
    seen_on = models.DateField(_("日期"))
    kind = models.CharField(_("方式"), max_length=12, choices=Kind.choices)
    source = models.CharField(_("来源"), max_length=60)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("在世痕迹")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident", "seen_on", "kind", "source"],
                condition=Q(taken_back_at__isnull=True),
                name="life_trace_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["resident", "-seen_on"], name="life_trace_last")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.seen_on} {self.kind}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)
