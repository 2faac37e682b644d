"""Units: the organisations of government, which are renamed and merged while their promises stay."""

from django.db import models
from django.db.models import F, Q


class Unit(models.Model):
    """An organisation of government. A reorganised one gets an end date and a succession; it is never renamed in place."""

    id = models.SlugField(primary_key=True, max_length=60, allow_unicode=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160, blank=True)
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, related_name="units")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_from__lt=F("valid_to")),
                name="unit_from_before_to",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    """On a date, the work named in `matter` went from one unit to another."""

    before = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    after = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField()
    matter = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after", "on", "matter"], name="unit_succession_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="unit_succession_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
