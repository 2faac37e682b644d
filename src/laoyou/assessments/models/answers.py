"""What was answered at a visit: sealed, taken in once, never rewritten."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from laoyou.assessments.models.assessment import Assessment
from laoyou.core.fields import EncryptedText
from laoyou.core.scope import Scope, ScopedModel
from laoyou.people import public as people


class AssessmentAnswers(ScopedModel):
    """
    The answers that one assessor sent; of several the one that was given last counts, the others stay as superseded.

    key                made by the phone with the form, or by the page on which it was filled in
    given_at           when it was filled in, by the server's clock
    said_at            the same by the phone's clock, right or wrong
    clock_off_seconds  by how much that clock was ahead (behind: below zero) when it sent
    answers            JSON: {"answers": item → points, "circumstances": code → whether it holds, "remark": text}
    """

    id = models.BigAutoField(primary_key=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="answers")
    key = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    said_at = models.DateTimeField(_("手机上的时间"))
    clock_off_seconds = models.IntegerField(_("手机时钟偏差"), default=0)
    received_at = models.DateTimeField(_("收到时间"))
    superseded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    answers = EncryptedText(mask="everything", null=True)

    class Meta:
        verbose_name = _("评估答案")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="assessment_answers_once"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(superseded_at__isnull=True), name="assessment_answers_that_count"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.key}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return people.seen_with("assessment__resident", scope, permission)
