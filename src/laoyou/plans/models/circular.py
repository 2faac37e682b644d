"""Circulars and evaluation reports: the frozen data, the sections that a person edits, and the answers to single questions."""

from django.db import models
from django.db.models import F, Q

from laoyou.core.scope import ScopedModel
from laoyou.plans.domain.circular import Kind, State


class ProgressCircular(ScopedModel):
    """
    A circular (通报) of a month, quarter or year, or the final evaluation of a plan's period, from one snapshot.

    `data` are the rows from which it was written; `data_hash` names them. What is issued is never changed: `text_hash` names the
    text, `files` the PDF and the Word file that were set then, and a correction is a further circular that names the old one in
    `corrects`. Who drafted it does not issue it. One that was
    withdrawn stays, with the reason: one person asks for that, another decides.

    files   kind → {attachment, sha256, size}; empty until it is issued
    form    the sections with their paragraphs, tables and pictures as they were issued; empty until then
    """

    scope_area_field = "area_id"

    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Kind])
    period_start = models.DateField()
    period_end = models.DateField()
    plan = models.CharField(max_length=60, blank=True)
    snapshot = models.ForeignKey("snapshots.Snapshot", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in State], default=State.DRAFT.value
    )
    data = models.JSONField()
    data_hash = models.CharField(max_length=64)
    text_hash = models.CharField(max_length=64, blank=True)
    pack = models.CharField(max_length=60)
    pack_version = models.CharField(max_length=64)
    program_version = models.CharField(max_length=20)
    issuer_mark = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=60, blank=True)
    addressees = models.CharField(max_length=300, blank=True)
    signatory = models.CharField(max_length=40, blank=True)
    issuing_unit = models.CharField(max_length=120, blank=True)
    dated = models.DateField(null=True, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    public = models.BooleanField(default=False)
    files = models.JSONField(default=dict)
    form = models.JSONField(default=list)
    withdrawal_asked_at = models.DateTimeField(null=True, blank=True)
    withdrawal_asked_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period_start__lt=F("period_end")), name="circular_period_has_days"),
            models.CheckConstraint(
                condition=(Q(state="issued") & Q(issued_at__isnull=False, issued_by__isnull=False) & ~Q(text_hash=""))
                | (~Q(state="issued") & Q(issued_at__isnull=True, issued_by__isnull=True)),
                name="circular_issued_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=F("drafted_by")), name="circular_not_by_oneself"
            ),
            models.CheckConstraint(condition=~Q(public=True) | Q(state="issued"), name="circular_public_is_issued"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, state="issued") & ~Q(withdrawn_reason="")),
                name="circular_withdrawn_by_and_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawal_asked_at__isnull=True, withdrawal_asked_by__isnull=True, withdrawal_reason="")
                | (
                    Q(withdrawal_asked_at__isnull=False, withdrawal_asked_by__isnull=False, state="issued")
                    & ~Q(withdrawal_reason="")
                ),
                name="circular_withdrawal_asked_by_and_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True)
                | (Q(withdrawal_asked_by__isnull=False) & ~Q(withdrawn_by=F("withdrawal_asked_by"))),
                name="circular_withdrawn_by_two",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")), name="circular_corrects_another"
            ),
        ]
        indexes = [models.Index(fields=["area", "period_end"], name="circular_period")]

    def __str__(self) -> str:
        return self.title


class CircularSection(ScopedModel):
    """A section: as the template wrote it, and as the person left it; figures stand in both as marks."""

    scope_area_field = "circular__area_id"

    circular = models.ForeignKey(ProgressCircular, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=30)
    heading = models.CharField(max_length=80)
    drafted = models.TextField(blank=True)
    text = models.TextField(blank=True)
    altered = models.JSONField(default=list)
    typed = models.JSONField(default=list)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circular", "key"], name="circular_section_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.key}"
