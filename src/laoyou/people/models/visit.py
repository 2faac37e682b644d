"""What a community worker brought back from a door: one form, known again by the key that the phone gave it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import Scope, ScopedModel
from laoyou.people.models.resident import Resident


class HomeVisit(ScopedModel):
    """
    One visit, taken in once however often it is sent.

    key               made by the phone with the form, or by the page on which a paper form was keyed
    said_at           when the visit was, as the phone's clock said, right or wrong
    visited_on        the day of the visit by the server's clock
    clock_off_seconds by how much the phone's clock was ahead (behind: below zero) when it sent
    answers           JSON: what was asked and answered
    not_done          codes of what could not be written, joined by ","
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=40)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="home_visits")
    said_at = models.DateTimeField(_("手机上的时间"))
    visited_on = models.DateField(_("上门日期"))
    clock_off_seconds = models.IntegerField(_("手机时钟偏差"), default=0)
    received_at = models.DateTimeField(_("收到时间"))
    recorded_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    met = models.BooleanField(_("见到本人"))
    consent = models.BooleanField(_("本人同意登记需求"), null=True, blank=True)
    answers = EncryptedText(_("登记内容"), mask="everything", null=True)
    not_done = models.CharField(_("没有写入的内容"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("上门登记")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key"], name="home_visit_once")]
        indexes: ClassVar = [models.Index(fields=["resident", "-visited_on"], name="home_visit_last")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.visited_on}"

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> models.Q:
        return Resident.scope_condition_of("resident", scope, permission)
