"""What somebody asked about his own data, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import ScopedModel
from laoyou.privacy.domain import request as words


class DataRequest(ScopedModel):
    """
    One request about what is kept of one person, from the desk to the answer.

    area         where the register looked after the person when the request came
    asker_name   who asked for him; nothing where he asked himself
    wanted       what he asked for in his words, sealed
    due_clause   the clause that says until when it is answered; '' where the pack says nothing and the clerk entered the day
    identity     how it was made sure that it is he, or that who asks may ask
    outcome      of an erasure: JSON of table → rows that went
    """

    class Kind(models.TextChoices):
        ACCESS = words.Kind.ACCESS.value, _("查阅")
        COPY = words.Kind.COPY.value, _("复制")
        CORRECT = words.Kind.CORRECT.value, _("更正")
        ERASE = words.Kind.ERASE.value, _("删除")

    class Asker(models.TextChoices):
        HIMSELF = words.Asker.HIMSELF.value, _("本人")
        GUARDIAN = words.Asker.GUARDIAN.value, _("监护人")
        DELEGATE = words.Asker.DELEGATE.value, _("受托人")
        KIN = words.Asker.KIN.value, _("近亲属（本人已去世）")

    class State(models.TextChoices):
        RECEIVED = words.State.RECEIVED.value, _("待核对身份")
        CHECKED = words.State.CHECKED.value, _("待决定")
        GRANTED = words.State.GRANTED.value, _("同意，待办理")
        REFUSED = words.State.REFUSED.value, _("不同意，已答复")
        DONE = words.State.DONE.value, _("已办结")
        WITHDRAWN = words.State.WITHDRAWN.value, _("已撤回")

    scope_resident_field = ""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("core.Area", models.PROTECT, related_name="+")
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+")
    kind = models.CharField(_("请求"), max_length=10, choices=Kind.choices)
    asker = models.CharField(_("请求人"), max_length=10, choices=Asker.choices)
    asker_name = EncryptedText(_("请求人姓名"), null=True)
    wanted = EncryptedText(_("请求的内容"), null=True)
    received_on = models.DateField(_("收到日期"))
    due_on = models.DateField(_("答复期限"))
    due_clause = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices)
    identity = models.CharField(_("身份核对"), max_length=200, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("决定的理由"), max_length=400, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    done_words = models.CharField(_("办理情况"), max_length=200, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        verbose_name = _("个人信息请求")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in words.State]), name="data_request_state"
            ),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in words.Kind]), name="data_request_kind"),
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="data_request_due_after_received"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | ~Q(reason=""), name="data_request_decided_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind="erase") | Q(decided_by__isnull=True) | ~Q(decided_by=F("received_by")),
                name="data_request_erasure_by_another",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(decided_at__isnull=False), name="data_request_done_after_decided"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "state", "due_on"], name="data_request_queue"),
            models.Index(fields=["resident", "-id"], name="data_request_of"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"
