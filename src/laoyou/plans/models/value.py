"""Dated values of indicators."""

from django.db import models
from django.db.models import Q


class IndicatorValue(models.Model):
    """
    One value of one indicator for one area and day, and all that it takes to compute or to find it again.

    The definition is not here: it stands in the pack, and `pack_version` and `formula_hash` say in which wording it was
    applied. `beside` is what the register counts where the denominator is official. A correction is a further row; the newest of the same indicator, area, day and kind counts.
    """

    class Kind(models.TextChoices):
        COMPUTED = "computed", "由名册计算"
        REPORTED = "reported", "部门报送"

    indicator = models.CharField(max_length=60)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.DecimalField(max_digits=26, decimal_places=12, null=True)
    numerator = models.BigIntegerField(null=True)
    denominator = models.DecimalField(max_digits=26, decimal_places=12, null=True)
    beside = models.BigIntegerField(null=True, blank=True)
    snapshot = models.ForeignKey(
        "snapshots.Snapshot", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pack = models.CharField(max_length=60)
    pack_version = models.CharField(max_length=64)
    formula_hash = models.CharField(max_length=64, blank=True)
    program_version = models.CharField(max_length=20)
    source = models.CharField(max_length=300, blank=True)
    example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="computed") | (Q(snapshot__isnull=False) & ~Q(formula_hash="")),
                name="value_computed_names_snapshot_and_formula",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reported") | (Q(value__isnull=False) & ~Q(source="")),
                name="value_reported_names_its_source",
            ),
            models.UniqueConstraint(
                fields=["indicator", "area", "as_of", "kind", "recorded_at"], name="value_once_a_moment"
            ),
        ]
        indexes = [models.Index(fields=["area", "indicator", "as_of"], name="value_of_area")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.area_id} {self.as_of}"
