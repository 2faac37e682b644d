"""The ledger: tasks, projects and decisions of meetings, who answers for each, and everything that was done with it."""

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.plans.domain.ledger import Act, Part, State


class LedgerItem(ScopedModel):
    """
    One line of the ledger (台账): a task, a line of a list of projects, or a decision of a meeting.

    `due_first` is the day that the document states (or the plan's last), `due` the one that counts now, after delays
    that were granted. `state` is that of the last act; the acts are the truth.
    """

    class Kind(models.TextChoices):
        TASK = "task", "任务"
        PROJECT = "project", "项目"
        PLATFORM = "platform", "平台"
        INDUSTRY = "industry", "产业"
        POLICY = "policy", "政策"
        REFORM = "reform", "改革"
        FACTOR = "factor", "要素"
        PILOT = "pilot", "试点"
        DECISION = "decision", "议定事项"

    class Origin(models.TextChoices):
        PACK = "pack", "方案"
        HAND = "hand", "手工登记"
        PROPOSAL = "proposal", "选址建议"
        MEETING = "meeting", "会议议定"

    scope_area_field = "area_id"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=80, unique=True)
    plan = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=40, blank=True)
    section = models.CharField(max_length=200, blank=True)
    section_en = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=600, blank=True)
    search_key = models.CharField(max_length=400, blank=True)
    content = models.TextField(blank=True)
    goal = models.TextField(blank=True)
    nature = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=200, blank=True)
    by_duty = models.BooleanField(default=False)
    indicators = models.JSONField(default=list)
    document = models.CharField(max_length=60, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)
    verified = models.BooleanField(default=False)
    example = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    starts_on = models.DateField(null=True, blank=True)
    due_first = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    due_stated = models.BooleanField(default=False)
    state = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in State], default=State.PLANNED.value
    )
    state_at = models.DateTimeField()
    origin = models.CharField(max_length=10, choices=Origin.choices)
    proposal = models.CharField(max_length=200, blank=True)
    pack_version = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_first__isnull=True) | Q(starts_on__lte=F("due_first")),
                name="ledger_item_starts_before_due",
            ),
            models.CheckConstraint(
                condition=~Q(origin="pack") | (~Q(clause="") & ~Q(plan="")), name="ledger_item_of_a_plan_has_a_clause"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="ledger_item_is_no_part_of_itself"),
        ]
        indexes = [
            models.Index(fields=["area", "kind"], name="ledger_item_area"),
            models.Index(fields=["state", "due"], name="ledger_item_state"),
        ]

    def __str__(self) -> str:
        return self.code


class LedgerParty(ScopedModel):
    """A unit (as the document names it) or a town that takes part in an item. `unit` is the one meant then; successors are looked up."""

    scope_area_field = "item__area_id"

    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="parties")
    part = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Part])
    position = models.PositiveIntegerField()
    printed = models.CharField(max_length=120)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    town = models.ForeignKey("core.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "part", "printed"], name="ledger_party_once"),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(town__isnull=True), name="ledger_party_unit_or_town"
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.part} {self.printed}"


class LedgerAct(ScopedModel):
    """
    One thing that was done with an item, by whom, for which unit or town, from which state to which. It is never changed.

    `key` is the caller's: the same key twice is one act.
    """

    scope_area_field = "item__area_id"

    item = models.ForeignKey(LedgerItem, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Act])
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    town = models.ForeignKey("core.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(blank=True)
    key = models.CharField(max_length=80)
    report = models.ForeignKey(
        "plans.ProgressReport", on_delete=models.PROTECT, null=True, blank=True, related_name="acts"
    )
    delay = models.ForeignKey(
        "plans.DelayRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="acts"
    )
    decision = models.ForeignKey(
        "plans.MeetingDecision", on_delete=models.PROTECT, null=True, blank=True, related_name="acts"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "key"], name="ledger_act_once")]
        indexes = [models.Index(fields=["item", "at"], name="ledger_act_item")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.act}"
