"""One assessment of one resident, and the steps that it took."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.assessments.domain import assessment as words
from laoyou.core.fields import EncryptedText
from laoyou.core.scope import Scope, ScopedModel
from laoyou.people import public as people

OPEN = sorted(state.value for state in words.OPEN)
UNASSIGNED = [words.State.ASKED.value, words.State.WITHDRAWN.value]
DONE = [words.State.SIGNED.value, words.State.SETTLED.value]
SIGNED = Q(signed_one_at__isnull=False, signed_two_at__isnull=False)


class Assessment(ScopedModel):
    """
    One assessment by an instrument of the pack.

    instrument, pack_version   the instrument's id, and the version of the pack by which the level was made
    replaces                   the assessment that was objected to
    medical                    which of the two has the medical certificate `credential`; 0 where none is asked
    visited_on                 the day on which the answers that count were given
    signed_one_at, …two_at     each signature, given to the answers that count; newer answers take it away
    level, trace               made by the engine when the second one signs; trace: points, classes, what raised it (JSON)
    due_on, valid_to           when the next one is due; from when on the level counts no longer (None: until the next one)
    told_on, objection_until   when the result was told; the last day on which it may be objected to
    fact_id                    the fact of the resident that the level became
    """

    class State(models.TextChoices):
        ASKED = words.State.ASKED.value, _("已申请")
        ASSIGNED = words.State.ASSIGNED.value, _("已派评估员")
        VISITED = words.State.VISITED.value, _("已上门，待签字")
        SIGNED = words.State.SIGNED.value, _("已签字")
        SETTLED = words.State.SETTLED.value, _("已办结")
        WITHDRAWN = words.State.WITHDRAWN.value, _("已撤回")

    class Reason(models.TextChoices):
        FIRST = words.Reason.FIRST.value, _("首次评估")
        DUE = words.Reason.DUE.value, _("到期复评")
        CHANGE = words.Reason.CHANGE.value, _("情况变化")
        OBJECTION = words.Reason.OBJECTION.value, _("异议复评")

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+")
    instrument = models.CharField(_("评估工具"), max_length=80)
    reason = models.CharField(_("评估原因"), max_length=10, choices=Reason.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices)
    asked_on = models.DateField(_("申请日期"))
    asked_by = models.CharField(_("申请人"), max_length=60)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    planned_on = models.DateField(_("计划上门日期"), null=True, blank=True)
    assessor_one = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    assessor_two = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    medical = models.PositiveSmallIntegerField(default=0)
    credential = models.ForeignKey("providers.Credential", models.PROTECT, null=True, blank=True, related_name="+")
    visited_on = models.DateField(_("上门日期"), null=True, blank=True)
    signed_one_at = models.DateTimeField(null=True, blank=True)
    signed_two_at = models.DateTimeField(null=True, blank=True)
    pack_version = models.CharField(max_length=64, blank=True)
    level = models.PositiveSmallIntegerField(_("等级"), null=True, blank=True)
    trace = EncryptedText(mask="everything", null=True)
    due_on = models.DateField(_("复评日期"), null=True, blank=True)
    valid_to = models.DateField(_("终止日期"), null=True, blank=True)
    told_on = models.DateField(_("告知日期"), null=True, blank=True)
    objection_until = models.DateField(_("异议截止日期"), null=True, blank=True)
    fact_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("能力评估")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(assessor_one__isnull=True, assessor_two__isnull=True)
                | Q(assessor_one__isnull=False, assessor_two__isnull=False) & ~Q(assessor_one=F("assessor_two")),
                name="assessment_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNASSIGNED) | Q(assessor_one__isnull=False), name="assessment_assigned"
            ),
            models.CheckConstraint(
                condition=Q(medical=0, credential__isnull=True) | Q(medical__in=[1, 2], credential__isnull=False),
                name="assessment_medical_with_certificate",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DONE) | SIGNED & Q(level__isnull=False, visited_on__isnull=False),
                name="assessment_done_is_signed",
            ),
            models.CheckConstraint(condition=Q(level__isnull=True) | SIGNED, name="assessment_level_by_two_signatures"),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True, objection_until__isnull=True)
                | Q(told_on__isnull=False, objection_until__gte=F("told_on")),
                name="assessment_told_before_term",
            ),
            models.UniqueConstraint(
                fields=["resident", "instrument"], condition=Q(state__in=OPEN), name="assessment_one_open"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "asked_on"], name="assessment_state"),
            models.Index(fields=["due_on"], name="assessment_due"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return people.seen_with("resident", scope, permission)


class AssessmentStep(ScopedModel):
    """One step of an assessment, appended and never changed."""

    id = models.BigAutoField(primary_key=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="steps")
    state = models.CharField(_("状态"), max_length=10, choices=Assessment.State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("评估经过")

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.kind}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        return people.seen_with("assessment__resident", scope, permission)
