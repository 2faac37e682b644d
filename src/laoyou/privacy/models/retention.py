"""Letting go of what has been kept long enough."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import ScopedModel


class RetentionRound(ScopedModel):
    """
    One clearing: what was due over an area on a day, drafted by one and confirmed by another, who thereby deletes it.

    on     the day for which the times of keeping were counted
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", _("待另一人确认")
        DONE = "done", _("已清理")
        WITHDRAWN = "withdrawn", _("已撤回")

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("core.Area", models.PROTECT, related_name="+")
    on = models.DateField(_("截至日期"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices)
    due = models.PositiveIntegerField(_("到期行数"))
    gone = models.PositiveIntegerField(_("已删除行数"), default=0)
    kept = models.PositiveIntegerField(_("未能删除行数"), default=0)
    drafted_at = models.DateTimeField(_("拟定时间"))
    drafted_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    ended_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("到期清理")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(ended_by__isnull=True) | ~Q(ended_by=F("drafted_by")),
                name="retention_confirmed_by_another",
            ),
            models.CheckConstraint(condition=Q(state="drafted") ^ Q(ended_at__isnull=False), name="retention_ended_at"),
            models.UniqueConstraint(fields=["area"], condition=Q(state="drafted"), name="retention_one_open"),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "-id"], name="retention_area")]

    def __str__(self) -> str:
        return f"{self.pk} {self.on}"


class RetentionLine(ScopedModel):
    """
    What of one table was due in a round: how many rows, known again by the hash of their ids, and what became of them.

    before   rows whose purpose ended before this day
    months   how long the pack says that they are kept, by `clause`
    kept     rows that stayed because something that is still needed points to them
    """

    scope_area_field = "round__area_id"

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(RetentionRound, models.PROTECT, related_name="lines")
    table = models.CharField(max_length=80)
    months = models.PositiveIntegerField()
    clause = models.CharField(max_length=200)
    before = models.DateField()
    due = models.PositiveIntegerField()
    ids_sha256 = models.CharField(max_length=64)
    gone = models.PositiveIntegerField(null=True, blank=True)
    kept = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("到期清理的表")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "table"], name="retention_table_once"),
            models.CheckConstraint(
                condition=Q(gone__isnull=True, kept__isnull=True) | Q(due=F("gone") + F("kept")),
                name="retention_line_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.table}"
