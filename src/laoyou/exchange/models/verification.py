"""Questions to other departments about people, and what came back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import ScopedModel
from laoyou.exchange.domain import verification as words

STATES = [one.value for one in words.State]
OUTCOMES = [one.value for one in words.Outcome]


class VerificationRequest(ScopedModel):
    """
    One question to another department: whether a status holds for the people of a list on a day.

    matter       the status that is asked about
    fields       by what the department knows people: codes with spaces between them, as few as will do
    due_on       until when an answer is asked for
    keep_until   the day on which list, file and answers are deleted; the counts stay
    """

    class State(models.TextChoices):
        DRAFTED = words.State.DRAFTED.value, _("待审核")
        SENT = words.State.SENT.value, _("已发出")
        ANSWERED = words.State.ANSWERED.value, _("已答复")
        WITHDRAWN = words.State.WITHDRAWN.value, _("已撤回")
        DELETED = words.State.DELETED.value, _("到期已删除")

    class Form(models.TextChoices):
        XLSX = "xlsx", _("Excel 文件")
        CSV = "csv", _("CSV 文件")
        API = "api", _("接口")

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("core.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("core.Unit", models.PROTECT, related_name="+")
    matter = models.CharField(max_length=32)
    on = models.DateField()
    purpose = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=200)
    fields = models.CharField(max_length=60)
    form = models.CharField(max_length=8, choices=Form.choices)
    due_on = models.DateField()
    keep_until = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices)
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    answered_on = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    sent_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("核验请求")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="verification_state_known"),
            models.CheckConstraint(condition=Q(due_on__lt=F("keep_until")), name="verification_due_before_end"),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True) | ~Q(sent_by=F("drafted_by")), name="verification_sent_by_another"
            ),
            models.CheckConstraint(condition=Q(answered__lte=F("asked")), name="verification_answers_within_asked"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "id"], name="verification_area"),
            models.Index(fields=["unit", "state"], name="verification_unit"),
            models.Index(fields=["keep_until"], name="verification_term"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class VerificationPerson(ScopedModel):
    """
    One person of a request under a number that means nothing elsewhere; goes with the term.

    answer   what was answered, as JSON, sealed
    fact_id  the status fact that the answer became
    """

    scope_area_field = "request__area_id"

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(VerificationRequest, models.PROTECT, related_name="people")
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    answer = EncryptedText(null=True)
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, default=words.Outcome.WAITING.value)
    problem = models.CharField(max_length=60, blank=True)
    fact_id = models.BigIntegerField(null=True, blank=True)
    settled_words = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("被核验人")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "number"], name="verified_number_once"),
            models.UniqueConstraint(fields=["request", "resident"], name="verified_person_once"),
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="verified_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}-{self.number}"


class VerificationStep(ScopedModel):
    """One step of a request, appended and never changed."""

    scope_area_field = "request__area_id"

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(VerificationRequest, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=VerificationRequest.State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("核验经过")

    def __str__(self) -> str:
        return f"{self.request_id} {self.state}"


class VerificationObjection(ScopedModel):
    """An objection to what was answered about one person, sent back to the department, with its reply."""

    scope_area_field = "person__request__area_id"

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(VerificationPerson, models.PROTECT, related_name="objections")
    reason = models.CharField(max_length=200)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=10, blank=True)
    reply = models.CharField(max_length=200, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("异议")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(replied_at__isnull=True), name="objection_one_open"),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, verdict="")
                | Q(replied_at__isnull=False, verdict__in=["upheld", "rejected"]),
                name="objection_reply_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
