"""Two rows that may be one person: what speaks for it, what somebody decided, and what a merge did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.models.resident import Resident


class DuplicatePair(ScopedModel):
    """
    Two residents who may be one person. A decision is remembered: a later search does not ask again.

    reasons  codes of `domain.likeness.Reason`, joined by ","; `score` is their sum
    """

    class State(models.TextChoices):
        OPEN = "open", _("待核对")
        DIFFERENT = "different", _("不是同一人")
        SAME = "same", _("同一人，已合并")

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    second = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(_("相似程度"))
    reasons = models.CharField(_("理由"), max_length=120)
    found_at = models.DateTimeField(_("发现时间"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("说明"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("疑似重复")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-score", "id"], name="duplicate_queue")]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.score}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        """Both must be seen: who sees one of the two cannot compare them."""
        first = Resident.scope_condition_of("first", scope, permission)
        return first & Resident.scope_condition_of("second", scope, permission)


class ResidentMerge(ScopedModel):
    """
    One row was merged into another: everything that pointed to it was moved, and can be moved back.

    absorbed_id  the row that is gone; history keeps all of it
    record       JSON: what was moved, what was set aside, what the survivor took over
    """

    id = models.BigAutoField(primary_key=True)
    survivor = models.ForeignKey(Resident, models.PROTECT, related_name="merges")
    absorbed_id = models.BigIntegerField()
    absorbed_name = models.CharField(max_length=60)
    at = models.DateTimeField(_("合并时间"))
    by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("原因和依据"), max_length=120)
    record = models.TextField()
    undone_at = models.DateTimeField(_("拆分时间"), null=True, blank=True)
    undone_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    undo_reason = models.CharField(_("拆分原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("居民合并")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["absorbed_id"], condition=Q(undone_at__isnull=True), name="resident_absorbed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.survivor_id}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("survivor", scope, permission)
