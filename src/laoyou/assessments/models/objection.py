"""Objections to a level."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from laoyou.assessments.models.assessment import Assessment
from laoyou.core.scope import Scope, ScopedModel
from laoyou.people import public as people


class AssessmentObjection(ScopedModel):
    """Somebody does not agree with a level: who, why, and how it was answered."""

    id = models.BigAutoField(primary_key=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="objections")
    objector = models.CharField(_("异议人"), max_length=60)
    reason = models.CharField(_("异议理由"), max_length=200)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=10, blank=True)
    reply = models.CharField(max_length=200, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("评估异议")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(replied_at__isnull=True), name="assessment_objection_one_open"
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, verdict="")
                | Q(replied_at__isnull=False, verdict__in=["upheld", "rejected"]),
                name="assessment_objection_reply_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return people.seen_with("assessment__resident", scope, permission)
