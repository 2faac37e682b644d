"""Sweeps and what they found: determinations that somebody works on, changes, missing facts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from laoyou.core.scope import ScopedModel


class Sweep(ScopedModel):
    """
    Everybody of an area determined for one month. Equal snapshot, pack and rules give equal rows, which `file_sha256` names.

    month          its first day
    snapshot       the registers that were read
    rules_sha256   hash over the digests of all benefits of the month
    previous       the sweep of the month before with which it was compared
    folder         below `LAOYOU_HOME/sweeps`: the rows of everybody, sealed; empty until they are written
    rows_sha256    hash of the canonical rows of everybody; file_sha256: of the manifest that names them
    counts         by benefit: how many are entitled, not entitled, need information, lack a parameter, with the sum of what is certain
    A later sweep of a month takes the place of an earlier one; none is edited after `finished_at`.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("正在核定")
        DONE = "done", _("已核定")
        FAILED = "failed", _("没有完成")

    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("月份"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.RUNNING)
    snapshot = models.ForeignKey(
        "snapshots.Snapshot", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pack = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=64)
    rules_sha256 = models.CharField(max_length=64)
    program = models.CharField(max_length=40)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    folder = models.CharField(max_length=40, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    rows_sha256 = models.CharField(max_length=64, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("提出时间"))
    asked_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("待遇核定")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(finished_at__isnull=False, snapshot__isnull=False) & ~Q(rows_sha256="") & ~Q(file_sha256=""),
                name="sweep_done_names_its_rows",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "state", "-id"], name="sweep_newest")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.pk}"


class Determination(ScopedModel):
    """
    What a sweep found for one resident and one benefit, where somebody works on it: money and services.

    state       entitled; needs information (a fact is missing); parameter missing (the right is there, the amount is not entered).
                Who is not entitled stands in the file of the sweep
    amount_fen  what is certain for one period; null for services, and while it is not known; 0 where another benefit takes its place
    quantity    of services, e.g. visits a month
    tier        code of the tier of the pack
    code        the engine's code of the determination: every clause with its truth, tier and flags
    missing     codes of the facts that are missing, joined by ","
    superseded  another benefit of its conflict is higher and takes its place
    due         whether the amount is due in this month
    due_for     the period that it is due for: "2026-11", "2026" for a yearly amount, "once"; a resident has a benefit once for each
    """

    class State(models.TextChoices):
        ENTITLED = "entitled", pgettext_lazy("of a benefit", "符合")
        NEEDS_INFORMATION = "needs_information", _("待补充信息")
        PARAMETER_MISSING = "parameter_missing", _("缺少参数")

    scope_resident_field = "resident_id"

    id = models.BigAutoField(primary_key=True)
    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="determinations", db_index=False)
    resident = models.ForeignKey("people.Resident", on_delete=models.PROTECT, related_name="+", db_index=False)
    benefit = models.CharField(_("待遇"), max_length=60)
    month = models.DateField(_("月份"))
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(_("状态"), max_length=18, choices=State.choices)
    amount_fen = models.BigIntegerField(_("金额"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("数量"), null=True, blank=True)
    tier = models.CharField(max_length=60, blank=True)
    code = models.BigIntegerField()
    missing = models.CharField(max_length=400, blank=True)
    may_be_higher = models.BooleanField(default=False)
    superseded = models.BooleanField(default=False)
    due = models.BooleanField(_("本月应发"))
    due_for = models.CharField(max_length=8)

    class Meta:
        verbose_name = _("待遇核定结果")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident", "benefit", "month", "sweep"], name="determination_once"),
            models.CheckConstraint(
                condition=Q(state="entitled") | Q(amount_fen__isnull=True, quantity__isnull=True, due=False),
                name="determination_amount_is_certain",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gte=0), name="determination_not_below_nothing"
            ),
            models.CheckConstraint(
                condition=Q(state="needs_information") | Q(missing=""), name="determination_missing_says_so"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sweep", "benefit", "state", "area"], name="determination_list"),
            models.Index(fields=["sweep", "area"], name="determination_area"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.benefit} {self.month:%Y-%m} {self.state}"

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """The facts for want of which it is not settled."""
        return tuple(self.missing.split(",")) if self.missing else ()


class DeterminationChange(ScopedModel):
    """
    What is otherwise than in the sweep of the month before, for one resident and one benefit, and why.

    before, after  states, "not_entitled" and "absent" (not on the register) among them; with the amounts that were certain
    cause          the first that applies: came, left, death, move, fact, rate, birthday, rule
    """

    class Cause(models.TextChoices):
        CAME = "came", _("新入册")
        LEFT = "left", _("已不在册")
        DEATH = "death", _("死亡")
        MOVE = "move", _("迁移")
        FACT = "fact", _("事实有变")
        RATE = "rate", _("标准调整")
        BIRTHDAY = "birthday", _("年龄")
        RULE = "rule", _("规则变更")

    scope_resident_field = "resident_id"

    id = models.BigAutoField(primary_key=True)
    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="changes", db_index=False)
    resident = models.ForeignKey("people.Resident", on_delete=models.PROTECT, related_name="+", db_index=False)
    benefit = models.CharField(_("待遇"), max_length=60)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    before = models.CharField(_("上月"), max_length=18)
    after = models.CharField(_("本月"), max_length=18)
    before_fen = models.BigIntegerField(null=True, blank=True)
    after_fen = models.BigIntegerField(null=True, blank=True)
    cause = models.CharField(_("原因"), max_length=10, choices=Cause.choices)

    class Meta:
        verbose_name = _("待遇变动")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sweep", "benefit", "resident"], name="determination_change_once")
        ]
        indexes: ClassVar = [models.Index(fields=["sweep", "cause", "area"], name="determination_change_list")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.benefit} {self.before} → {self.after}"


class MissingFact(ScopedModel):
    """
    How many people of a community cannot be determined for want of a fact, and what depends on it.

    benefit   empty: people of whom the fact is missing for any benefit, each once
    area      a community; a town or the district where a row is not placed more closely
    people    residents of whom this fact is missing for this benefit
    most_fen  what they may be owed for the month at the most, as far as amounts are known; null where none is
    listed    whether each of them stands in `Determination`; too many for a list are told by their number alone
    """

    id = models.BigAutoField(primary_key=True)
    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="missing_facts", db_index=False)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    benefit = models.CharField(_("待遇"), max_length=60, blank=True)
    fact = models.CharField(_("缺少的事实"), max_length=60)
    people = models.PositiveIntegerField(_("人数"))
    most_fen = models.BigIntegerField(_("至多"), null=True, blank=True)
    listed = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("待补充的信息")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sweep", "area", "benefit", "fact"], name="missing_fact_once")
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.benefit} {self.fact} {self.people}"
