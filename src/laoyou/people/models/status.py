"""Facts about a resident that decide who gets what: each with source, with when it was true, and since when it was known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.domain import words
from laoyou.people.models.resident import Resident

STANDING = Q(superseded_at__isnull=True)


class StatusFact(ScopedModel):
    """
    A statement about a resident, e.g. that he has lived alone since a day.

    true_from, true_to            when it holds; half-open, no end while it goes on
    known_since, superseded_at    when the register knew it, and when a correction took its place; rows are never rewritten
    source, evidence              who says so, and by which paper
    """

    class Kind(models.TextChoices):
        EXTREME_HARDSHIP = words.Status.EXTREME_HARDSHIP.value, _("特困人员")
        EXTREME_HARDSHIP_IN_CARE = words.Status.EXTREME_HARDSHIP_IN_CARE.value, _("特困人员集中供养")
        EXTREME_HARDSHIP_AT_HOME = words.Status.EXTREME_HARDSHIP_AT_HOME.value, _("特困人员分散供养")
        WANTS_CARE_IN_INSTITUTION = words.Status.WANTS_CARE_IN_INSTITUTION.value, _("有集中供养意愿")
        UNABLE_TO_CARE_FOR_SELF = words.Status.UNABLE_TO_CARE_FOR_SELF.value, _("生活不能自理")
        MIN_LIVING_ALLOWANCE = words.Status.MIN_LIVING_ALLOWANCE.value, _("低保")
        MARGINAL_LOW_INCOME = words.Status.MARGINAL_LOW_INCOME.value, _("低保边缘")
        RIGID_EXPENDITURE_HARDSHIP = words.Status.RIGID_EXPENDITURE_HARDSHIP.value, _("刚性支出困难")
        LIVES_ALONE = words.Status.LIVES_ALONE.value, _("独居")
        EMPTY_NEST = words.Status.EMPTY_NEST.value, _("空巢")
        LEFT_BEHIND = words.Status.LEFT_BEHIND.value, _("留守")
        SEVERE_DISABILITY = words.Status.SEVERE_DISABILITY.value, _("重度残疾")
        SPECIAL_FAMILY_PLANNING_FAMILY = words.Status.SPECIAL_FAMILY_PLANNING_FAMILY.value, _("计划生育特殊家庭")
        ENTITLED_GROUP = words.Status.ENTITLED_GROUP.value, _("优抚对象")
        COGNITIVE_IMPAIRMENT = words.Status.COGNITIVE_IMPAIRMENT.value, _("认知障碍")
        DISABLED_ELDER = words.Status.DISABLED_ELDER.value, _("失能老年人")

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="status_facts")
    kind = models.CharField(pgettext_lazy("of a resident", "身份"), max_length=32, choices=Kind.choices)
    true_from = models.DateField(_("起始日期"))
    true_to = models.DateField(_("终止日期"), null=True, blank=True)
    known_since = models.DateTimeField(_("知悉时间"))
    superseded_at = models.DateTimeField(_("更正时间"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=60)
    evidence = models.CharField(_("依据"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        "core.Account", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    example = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("身份事实")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(true_to__isnull=True) | Q(true_to__gt=F("true_from")), name="status_from_before_to"
            ),
            models.UniqueConstraint(
                fields=["kind", "resident"],
                condition=Q(true_to__isnull=True, superseded_at__isnull=True),
                name="status_open_once",
            ),
        ]

        # Whether somebody has a status is asked a thousand times for a page: the index holds all that the answer needs.
        indexes: ClassVar = [
            models.Index(fields=["kind", "resident", "true_from", "true_to"], name="status_holding", condition=STANDING)
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.kind}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return Resident.scope_condition_of("resident", scope, permission)
