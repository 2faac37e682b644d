"""What units report about an item, what was decided about it, and the delays that they ask for."""

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel


class ProgressReport(ScopedModel):
    """
    Progress as the responsible unit reports it, with evidence in attachments, until the leading unit confirms or returns it.

    Of one item only one report waits at a time, and nobody decides about his own.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待确认"
        CONFIRMED = "confirmed", "已确认"
        RETURNED = "returned", "已退回"

    scope_area_field = "item__area_id"

    item = models.ForeignKey("plans.LedgerItem", on_delete=models.PROTECT, related_name="reports")
    words = models.TextField()
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    completes = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    town = models.ForeignKey("core.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_words = models.TextField(blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(state="waiting"), name="progress_report_one_waits"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="progress_report_percent"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="progress_report_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("reported_by")),
                name="progress_report_not_by_oneself",
            ),
        ]
        ordering = ["reported_at", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.reported_at:%Y-%m-%d}"


class AimReading(ScopedModel):
    """How far a quantified aim has come, as one report says it."""

    scope_area_field = "report__item__area_id"

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="readings")
    aim = models.ForeignKey("plans.LedgerAim", on_delete=models.PROTECT, related_name="readings")
    value = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "aim"], name="aim_reading_once")]

    def __str__(self) -> str:
        return f"{self.aim_id} {self.value}"


class DelayRequest(ScopedModel):
    """A later deadline that a unit asks for, with its reason, until the planner grants or refuses it."""

    class State(models.TextChoices):
        WAITING = "waiting", "待批准"
        GRANTED = "granted", "已批准"
        REFUSED = "refused", "未批准"

    scope_area_field = "item__area_id"

    item = models.ForeignKey("plans.LedgerItem", on_delete=models.PROTECT, related_name="delays")
    reason = models.TextField()
    due_before = models.DateField(null=True, blank=True)
    due_asked = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    town = models.ForeignKey("core.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(state="waiting"), name="delay_request_one_waits"),
            models.CheckConstraint(
                condition=Q(due_before__isnull=True) | Q(due_asked__gt=F("due_before")), name="delay_request_is_later"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="delay_request_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="delay_request_not_by_oneself"
            ),
        ]
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.due_asked}"


class MeetingDecision(ScopedModel):
    """What a joint meeting (联席会议) decided: about an item that is in the ledger, or as an item of its own."""

    scope_area_field = "item__area_id"

    item = models.ForeignKey("plans.LedgerItem", on_delete=models.PROTECT, related_name="decisions")
    meeting = models.CharField(max_length=200)
    held_on = models.DateField()
    number = models.CharField(max_length=60, blank=True)
    words = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.meeting} {self.number}"
