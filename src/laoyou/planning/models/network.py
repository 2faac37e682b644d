"""Street networks that were brought in; the streets themselves lie in files."""

from django.db import models
from django.db.models import F, Q


class StreetNetwork(models.Model):
    """
    One frozen network for one way of travelling: `LAOYOU_HOME/networks/<file_sha256>.npz`.

    source_sha256  what was imported; the same file for the same mode and speed is imported once
    kmh            speed on the flat for walking; 0 for driving, where every street has its own
    source_date    as of when the source is, where it says so
    licence        under which the source may be used, and whom to name; it stands under every map drawn from it
    passed_over    lines of the source that may not be travelled; `broken` of them had points without coordinates
    dropped_…      what hung together with the rest in no way, or in one direction only
    A row changes only by being withdrawn; results that name it can be computed again.
    """

    class Mode(models.TextChoices):
        WALK = "walk", "步行"
        DRIVE = "drive", "驾车"

    class Source(models.TextChoices):
        OSM = "osm", "OpenStreetMap"
        GEOJSON = "geojson", "GeoJSON"
        SYNTHETIC = "synthetic", "合成"

    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=5, choices=Mode.choices)
    source = models.CharField(max_length=9, choices=Source.choices)
    source_file = models.CharField(max_length=200, blank=True)
    source_sha256 = models.CharField(max_length=64)
    source_date = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=300)
    kmh = models.FloatField()
    nodes = models.PositiveIntegerField()
    edges = models.PositiveIntegerField()
    metres = models.FloatField()
    ways = models.PositiveIntegerField()
    passed_over = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()
    dropped_pieces = models.PositiveIntegerField()
    dropped_nodes = models.PositiveIntegerField()
    dropped_edges = models.PositiveIntegerField()
    dropped_largest = models.PositiveIntegerField()
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.PositiveBigIntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_sha256", "mode", "kmh"], condition=Q(withdrawn_at__isnull=True), name="network_once"
            ),
            models.CheckConstraint(condition=Q(nodes__gt=1, edges__gt=0), name="network_has_streets"),
            models.CheckConstraint(condition=~Q(licence=""), name="network_names_its_licence"),
            models.CheckConstraint(
                condition=Q(west__isnull=True) | Q(west__lte=F("east"), south__lte=F("north")), name="network_box"
            ),
        ]
        indexes = [models.Index(fields=["mode", "-imported_at"], name="network_newest")]

    def __str__(self) -> str:
        return f"{self.name} ({self.mode})"
