"""What rows were before they were changed."""

from django.db import models

from laoyou.core.scope import ScopedModel


class HistoryEntry(ScopedModel):
    """
    One change of one row of any table: the values that the changed fields had before, sealed values still sealed.

    A row that was never changed has no entry, and being created leaves none: the row itself says what it is.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", "修改"
        DELETE = "delete", "删除"

    table = models.CharField(max_length=60)
    row = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CHANGE)
    at = models.DateTimeField()
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area_id = models.CharField(max_length=20, blank=True)
    before = models.TextField()
    """JSON of field → stored value before the change."""

    class Meta:
        indexes = [models.Index(fields=["table", "row", "id"], name="history_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.at:%Y-%m-%d %H:%M}"
