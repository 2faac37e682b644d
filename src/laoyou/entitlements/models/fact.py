"""What is known beside the register of people: facts that rules ask for, and lists that are complete."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.scope import ScopedModel


class KnownFact(ScopedModel):
    """
    A statement about a resident in the words of the rules, with source and dates; rows are never rewritten.

    fact                        code of the fact in the pack
    value                       "yes" and "no", whole numbers (fen, days), days as 2026-10-31, codes of the pack
    true_from, true_to          when it holds; half-open
    known_since, superseded_at  when it was known here, and when a correction took its place
    """

    scope_resident_field = "resident_id"

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey("people.Resident", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    fact = models.CharField(_("事实"), max_length=60)
    value = models.CharField(_("内容"), max_length=40)
    true_from = models.DateField(_("起始日期"))
    true_to = models.DateField(_("终止日期"), null=True, blank=True)
    known_since = models.DateTimeField(_("知悉时间"))
    superseded_at = models.DateTimeField(_("更正时间"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=60)
    evidence = models.CharField(_("依据"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    example = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("已知事实")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(true_to__isnull=True) | Q(true_to__gt=F("true_from")), name="known_fact_from_before_to"
            ),
            models.UniqueConstraint(
                fields=["fact", "resident"],
                condition=Q(true_to__isnull=True, superseded_at__isnull=True),
                name="known_fact_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.fact} {self.value}"


class CompleteList(ScopedModel):
    """
    A list of everybody who has a fact, taken in whole: of who is not on it, and was on the register on its day, the fact is `absent`.

    fact               code of the fact in the pack
    absent             what holds for who is not on the list: "no", or a code such as "none"
    as_of              the day of the list
    true_from, true_to the days for which it may be relied on; half-open, and it always ends
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    fact = models.CharField(_("事实"), max_length=60)
    absent = models.CharField(_("不在名单上的人"), max_length=40)
    as_of = models.DateField(_("名单日期"))
    true_from = models.DateField(_("起始日期"))
    true_to = models.DateField(_("终止日期"))
    source = models.CharField(_("来源"), max_length=60)
    evidence = models.CharField(_("依据"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    example = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("完整名单")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(true_to__gt=F("true_from")), name="complete_list_from_before_to"),
        ]
        indexes: ClassVar = [models.Index(fields=["fact", "true_from"], name="complete_list_of")]

    def __str__(self) -> str:
        return f"{self.fact} {self.area_id} {self.as_of}"
