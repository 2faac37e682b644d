"""What was published about indicators, frozen."""

from django.db import models


class IndicatorPublication(models.Model):
    """One decision to publish: who, when, from which snapshot, under which pack and program. It is never changed."""

    published_at = models.DateTimeField()
    published_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    snapshot = models.ForeignKey("snapshots.Snapshot", on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=60)
    pack_version = models.CharField(max_length=64)
    program_version = models.CharField(max_length=20)
    rows_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.published_at:%Y-%m-%d %H:%M} {self.snapshot_id}"


class PublishedIndicator(models.Model):
    """
    One indicator as it was published. `detail` holds all that its public page says, so that a later pack, register or
    program cannot change what was once said.
    """

    publication = models.ForeignKey(IndicatorPublication, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    formula_hash = models.CharField(max_length=64, blank=True)
    detail = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "code"], name="published_indicator_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code
