"""Elders in special difficulty: an application, what the town found, when it looks again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.domain import difficulty
from laoyou.people.models.resident import Resident


class SpecialDifficulty(ScopedModel):
    """
    One application to be recognised as an elder in special difficulty, by the definition of the pack.

    norm, clause      the definition used: its key, and its document with the clause
    state             that of the last step
    next_check_on     when the town looks again; the pack may say after how many months
    """

    class State(models.TextChoices):
        APPLIED = difficulty.State.APPLIED.value, _("已申请")
        NEEDS_INFORMATION = difficulty.State.NEEDS_INFORMATION.value, _("需要补充信息")
        RECOGNISED = difficulty.State.RECOGNISED.value, _("已认定")
        NOT_RECOGNISED = difficulty.State.NOT_RECOGNISED.value, _("不符合")
        ENDED = difficulty.State.ENDED.value, _("已终止")
        WITHDRAWN = difficulty.State.WITHDRAWN.value, _("已撤回")

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="special_difficulties")
    norm = models.CharField(max_length=80)
    clause = models.CharField(_("条款"), max_length=200)
    applied_on = models.DateField(_("申请日期"))
    applied_by = models.CharField(_("申请人"), max_length=60)
    state = models.CharField(_("状态"), max_length=18, choices=State.choices)
    next_check_on = models.DateField(_("下次复核日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("特殊困难认定")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident"],
                condition=Q(state__in=sorted(state.value for state in difficulty.OPEN)),
                name="special_difficulty_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="recognised") | Q(next_check_on__isnull=False),
                name="special_difficulty_checked_again",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "next_check_on"], name="special_difficulty_due")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.state}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)


class SpecialDifficultyStep(ScopedModel):
    """
    One step of an application; steps are appended, never changed.

    answers   JSON: ground → yes, no or unknown, as they were found in this step
    """

    id = models.BigAutoField(primary_key=True)
    application = models.ForeignKey(SpecialDifficulty, models.PROTECT, related_name="steps")
    state = models.CharField(_("状态"), max_length=18, choices=SpecialDifficulty.State.choices)
    on = models.DateField(_("日期"))
    at = models.DateTimeField()
    by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.TextField(blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("认定经过")

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("application__resident", scope, permission)
