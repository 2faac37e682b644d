"""Values of indicators that a unit reports because no register holds them: entered, approved by somebody else, sent upward."""

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel


class ReportedValue(ScopedModel):
    """
    A value as the unit that owns the indicator reports it, with evidence in attachments, until a second person approves it.

    A correction is a further row that names the one it replaces; nothing is written over. `recorded` is the value of the
    indicator that its approval put on record.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待另一人审核"
        APPROVED = "approved", "已审核"
        RETURNED = "returned", "已退回"

    indicator = models.CharField(max_length=60)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    value = models.DecimalField(max_digits=26, decimal_places=12)
    source = models.CharField(max_length=300)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    reason = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_words = models.CharField(max_length=300, blank=True)
    recorded = models.ForeignKey(
        "plans.IndicatorValue", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "as_of"], condition=Q(state="waiting"), name="reported_value_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="reported_value_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(recorded__isnull=False, decided_at__isnull=False),
                name="reported_value_approved_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""), name="reported_value_correction_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["area", "indicator", "as_of"], name="reported_value_of_area")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.area_id} {self.as_of}"


class SentValue(ScopedModel):
    """That an approved value left the house: to whom, when, by whom; and why, where another one had been sent before."""

    scope_area_field = "value__area_id"

    value = models.ForeignKey(ReportedValue, on_delete=models.PROTECT, related_name="sent")
    recipient = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sent_at", "id"]

    def __str__(self) -> str:
        return f"{self.value_id} {self.recipient}"
