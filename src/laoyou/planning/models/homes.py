"""Where people live, as numbers beside the streets; never a person."""

from django.db import models
from django.db.models import Q


class HomeSet(models.Model):
    """
    Homes beside the streets of one source: `LAOYOU_HOME/networks/<file_sha256>.npz` holds places, communities and people by group.

    source_sha256  the streets in whose plane the homes lie: `StreetNetwork.file_sha256`, or for invented streets `source_sha256`
    synthetic      the places were invented; how many people live in a community is counted from `snapshot`
    snapshot       from which people were counted
    people         everybody of the widest groups together, for the page that lists sets
    A row never changes; the newest of a source counts.
    """

    name = models.CharField(max_length=120)
    source_sha256 = models.CharField(max_length=64)
    synthetic = models.BooleanField()
    snapshot = models.CharField(max_length=80)
    as_of = models.DateField()
    homes = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    file_sha256 = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_sha256", "file_sha256"], name="home_set_once"),
            models.CheckConstraint(condition=Q(homes__gt=0), name="home_set_has_homes"),
        ]

    def __str__(self) -> str:
        return self.name
