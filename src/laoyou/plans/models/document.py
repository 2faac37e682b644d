"""A plan document that was handed in, what was decided about its draft, and what was said about the findings of its check."""

from django.db import models
from django.db.models import Q

from laoyou.core.scope import ScopedModel


class PlanDocument(ScopedModel):
    """
    One document that somebody handed in to have it read and checked. File and result are encrypted files that expire.

    counts   how many of what was found: clauses, tables, items of the draft, findings by verdict
    problem  why nothing could be read, as an error code with its data; `notes` what could not be read of it
    file_id, content_id  its encrypted files: what was handed in, what was read of it; their subject is this row
    earlier  an earlier version of the same draft, with whose findings these are compared
    """

    class State(models.TextChoices):
        READING = "reading", "正在读取"
        READY = "ready", "已读取"
        REFUSED = "refused", "读不出来"
        REMOVED = "removed", "已删除"

    scope_area_field = "area_id"

    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=100, blank=True)
    draft = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    problem = models.JSONField(null=True, blank=True)
    notes = models.JSONField(default=list)
    earlier = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file_id = models.BigIntegerField(null=True, blank=True)
    content_id = models.BigIntegerField(null=True, blank=True)
    job = models.ForeignKey("core.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=80, unique=True)
    program_version = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(content_id__isnull=False, read_at__isnull=False),
                name="plan_document_ready_has_content",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(problem__isnull=False), name="plan_document_refused_says_why"
            ),
        ]
        indexes = [models.Index(fields=["area", "-created_at"], name="plan_document_area")]

    def __str__(self) -> str:
        return self.title or self.name


class DraftChoice(ScopedModel):
    """What a person decided about one item of a draft: taken over as it is or as mended, or dropped. The newest counts."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "采用"
        MENDED = "mended", "改后采用"
        DROPPED = "dropped", "不采用"

    scope_area_field = "document__area_id"

    document = models.ForeignKey(PlanDocument, on_delete=models.PROTECT, related_name="choices")
    kind = models.CharField(max_length=12)
    position = models.PositiveIntegerField()
    answer = models.CharField(max_length=10, choices=Answer.choices)
    mended = models.JSONField(default=dict)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "position"], name="draft_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind} {self.position} {self.answer}"


class FindingMark(ScopedModel):
    """What a person said about one finding of a check. Rows are only added; the newest counts."""

    class Mark(models.TextChoices):
        CONFIRMED = "confirmed", "属实"
        NO_FAULT = "no_fault", "不是差错"

    scope_area_field = "document__area_id"

    document = models.ForeignKey(PlanDocument, on_delete=models.PROTECT, related_name="marks")
    finding = models.PositiveIntegerField()
    mark = models.CharField(max_length=10, choices=Mark.choices)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(mark="no_fault") | ~Q(reason=""), name="finding_mark_no_fault_has_reason"
            ),
        ]
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.finding} {self.mark}"
