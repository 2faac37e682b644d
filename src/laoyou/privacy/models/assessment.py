"""Impact assessments."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import ScopedModel


class ImpactAssessment(ScopedModel):
    """
    What was weighed before people's data were processed in some way; appended, never changed: a later one replaces it.

    ground      why the law asks for an assessment
    tables      which tables it is about: names of the register of processing, with spaces between them
    kept_until  until when the report is kept at least
    """

    class Ground(models.TextChoices):
        SENSITIVE = "sensitive", _("处理敏感个人信息")
        AUTOMATED = "automated", _("利用个人信息进行自动化决策")
        HANDED_ON = "handed_on", _("委托处理、向他人提供、公开个人信息")
        ABROAD = "abroad", _("向境外提供个人信息")
        OTHER = "other", _("其他对个人权益有重大影响的处理")

    class Conclusion(models.TextChoices):
        MAY = "may", _("可以处理")
        WITH_MEASURES = "with_measures", _("采取措施后可以处理")
        MAY_NOT = "may_not", _("不得处理")

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("core.Area", models.PROTECT, related_name="+")
    title = models.CharField(_("处理活动"), max_length=120)
    ground = models.CharField(_("为什么要评估"), max_length=12, choices=Ground.choices)
    tables = models.CharField(_("涉及的表"), max_length=1000, blank=True)
    purpose = models.CharField(_("目的和方式是否合法、正当、必要"), max_length=1000)
    risks = models.CharField(_("对个人权益的影响和安全风险"), max_length=1000)
    measures = models.CharField(_("保护措施是否合法、有效、与风险相适应"), max_length=1000)
    conclusion = models.CharField(_("结论"), max_length=14, choices=Conclusion.choices)
    assessed_on = models.DateField(_("评估日期"))
    assessed_by = models.CharField(_("评估人"), max_length=60)
    review_on = models.DateField(_("复评日期"), null=True, blank=True)
    kept_until = models.DateField(_("至少保存到"), null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("影响评估")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(review_on__isnull=True) | Q(review_on__gt=F("assessed_on")), name="assessment_review_later"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "-assessed_on"], name="assessment_area")]

    def __str__(self) -> str:
        return self.title
