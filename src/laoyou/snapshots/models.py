"""The register of snapshots; the rows themselves lie in files."""

from django.db import models


class Snapshot(models.Model):
    """
    One immutable picture of the registers: a folder `LAOYOU_HOME/snapshots/<name>` with a manifest.

    `part` says what was photographed: the registers that indicators count, or the tables of another purpose.
    `manifest_hash` is SHA-256 over the manifest file, which in turn holds the hash of every table: whoever names a snapshot
    names its rows. Nothing updates a row here but `verify`, which may find the folder damaged.
    """

    class State(models.TextChoices):
        COMPLETE = "complete", "完整"
        DAMAGED = "damaged", "与记录不符"

    name = models.CharField(max_length=20, primary_key=True)
    date = models.DateField()
    part = models.CharField(max_length=12, default="registers")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    manifest_hash = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMPLETE)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-date", "-taken_at"], name="snapshot_newest")]

    def __str__(self) -> str:
        return self.name
