"""Breaches: data that somebody saw who should not have."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import ScopedModel


class Breach(ScopedModel):
    """
    One breach: what an account could see in a time. Who was affected is never entered but computed from the access log.

    began_at, ended_at  from when until when, half-open
    harm                what it may do to those affected, for the notice to them
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("core.Area", models.PROTECT, related_name="+")
    what = models.CharField(_("发生了什么"), max_length=200)
    account = models.ForeignKey("core.Account", models.PROTECT, related_name="+")
    began_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("结束时间"))
    found_at = models.DateTimeField(_("发现时间"))
    harm = models.CharField(_("原因和可能造成的危害"), max_length=400)
    measures = models.CharField(_("已采取的补救措施"), max_length=400)
    advice = models.CharField(_("个人可以采取的减轻危害的措施"), max_length=400, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    authority_told_on = models.DateField(_("报告主管部门的日期"), null=True, blank=True)
    people_told_on = models.DateField(_("通知个人的日期"), null=True, blank=True)
    not_told_because = models.CharField(_("不通知个人的理由"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    closed_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("泄露事件")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(began_at__lt=F("ended_at")), name="breach_began_before_end"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(authority_told_on__isnull=False) & (Q(people_told_on__isnull=False) | ~Q(not_told_because="")),
                name="breach_closed_when_told",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "-id"], name="breach_area")]

    def __str__(self) -> str:
        return f"{self.pk}"
