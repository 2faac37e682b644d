"""Imports: a table that somebody handed in, what became of its rows, and what was written."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import ScopedModel


class ImportRun(ScopedModel):
    """
    One import: the table, the files with their mended parts, what the importer chose, and how far it has come.

    area     over which area it was begun; whoever imports over that area sees it
    rules    column → what happens where the register says something else
    counts   what the last dry run found; `written` what was written up to now
    """

    class State(models.TextChoices):
        MAPPING = "mapping", "待对应列"
        READING = "reading", "正在读取"
        READY = "ready", "待试算"
        CHECKING = "checking", "正在试算"
        CHECKED = "checked", "已试算"
        WRITING = "writing", "正在导入"
        WRITTEN = "written", "已导入"
        UNDOING = "undoing", "正在撤销"
        UNDONE = "undone", "已撤销"
        REFUSED = "refused", "不能读取"
        EXPIRED = "expired", "已过期"

    class Mode(models.TextChoices):
        GOOD_ROWS = "good_rows", "只导入正确的行"
        WHOLE = "whole", "全部正确才导入"

    table = models.CharField(max_length=60)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="imports")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.GOOD_ROWS)
    source = models.CharField(max_length=40)
    as_of = models.DateField()
    rules = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    problem = models.CharField(max_length=400, blank=True)
    job = models.ForeignKey("core.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False), name="import_undone_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-created_at"], name="import_area"),
            models.Index(fields=["expires_at"], name="import_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.pk}"


class ImportFile(ScopedModel):
    """One file of an import: the first is the list, each later one holds mended rows of it."""

    scope_area_field = "run__area_id"

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    attachment = models.ForeignKey("core.Attachment", on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=80, blank=True)
    head_rows = models.PositiveIntegerField(default=0)
    titles = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_file_number_once")]

    def __str__(self) -> str:
        return f"{self.run_id}-{self.number}"


class ImportRow(ScopedModel):
    """
    What the dry run, or the import, said of one row: kept for every fault, conflict and question, and for the first of the rest.

    detail  JSON, sealed: cells, faults, changes, what was kept, candidates
    """

    scope_area_field = "run__area_id"

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    code = models.CharField(max_length=60, blank=True)
    proposed = models.BooleanField(default=False)
    applied = models.BooleanField(default=False)
    key = models.BigIntegerField(null=True, blank=True)
    detail = EncryptedText()
    decision = models.JSONField(null=True, blank=True)
    decided_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="import_row_line_once")]
        indexes = [models.Index(fields=["run", "outcome", "line"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.line}"


class ImportBatch(ScopedModel):
    """
    Rows of an import that were written in one transaction, with its audit entry.

    rows  packed JSON of line, key, new or changed, history entry and rows written beside: no value of anybody
    """

    scope_area_field = "run__area_id"

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    rows = models.BinaryField()
    written_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_batch_number_once")]

    def __str__(self) -> str:
        return f"{self.run_id}#{self.number}"


class ImportMapping(ScopedModel):
    """Which column is which in lists with a certain head, as somebody of a unit said it last."""

    owner = models.CharField(max_length=80)
    """'unit:…', or 'area:…' for accounts of no unit."""
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()
    rules = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "table", "fingerprint"], name="import_mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.table}"
