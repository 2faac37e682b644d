"""How towns stand by the evaluation index of the pack: one evaluation for each snapshot, one row for each town."""

from django.db import models
from django.db.models import Q

from laoyou.core.scope import ScopedModel


class IndexEvaluation(models.Model):
    """
    The index of the pack, computed from one snapshot. It is never changed.

    `frame` is the definition as it was applied, with goalposts and sources; it says nothing of any town. `inputs_hash` names frame and
    values, `results_hash` what came out: computed again, both are equal.
    """

    definition = models.CharField(max_length=60)
    snapshot = models.ForeignKey("snapshots.Snapshot", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    pack = models.CharField(max_length=60)
    pack_version = models.CharField(max_length=64)
    program_version = models.CharField(max_length=20)
    frame = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    results_hash = models.CharField(max_length=64)
    example = models.BooleanField(default=False)
    computed_at = models.DateTimeField()
    computed_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "inputs_hash"], name="index_once_a_snapshot"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False), name="index_published_at_and_by"
            ),
        ]
        indexes = [models.Index(fields=["-as_of", "-id"], name="index_newest")]

    def __str__(self) -> str:
        return f"{self.definition} {self.snapshot_id}"


class TownIndex(ScopedModel):
    """One town of an evaluation: the values that went in, and what came out (`domain/evaluation`)."""

    scope_area_field = "area_id"

    evaluation = models.ForeignKey(IndexEvaluation, on_delete=models.PROTECT, related_name="towns")
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    result = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "area"], name="town_index_once")]
        ordering = ["area_id"]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.area_id}"
