"""The tables of the edge: copies of what has been published, replaced as a whole by each bundle."""

from __future__ import annotations

from django.db import models


class Publication(models.Model):
    """One bundle that was taken in. The newest one is what the pages show."""

    sequence = models.BigIntegerField(primary_key=True)
    published_at = models.DateTimeField()
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    district = models.JSONField()
    demo = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.sequence}"


class PublishedArea(models.Model):
    """A district or town with its name and its place on the schematic map."""

    id = models.CharField(primary_key=True, max_length=20)
    parent_id = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.name


class PublishedFacility(models.Model):
    """A facility that families can find. `detail` is its whole published form; the columns are what the finder filters and sorts by."""

    id = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    kinds = models.CharField(max_length=200)
    tier = models.CharField(max_length=20)
    town = models.ForeignKey(PublishedArea, on_delete=models.CASCADE, related_name="facilities")
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    free_beds = models.IntegerField(null=True)
    free_places = models.IntegerField(null=True)
    detail = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["kind", "town"], name="published_facility_kind")]

    def __str__(self) -> str:
        return self.name


class PublishedIndicator(models.Model):
    """An indicator as it was approved for publication."""

    code = models.CharField(primary_key=True, max_length=60)
    position = models.IntegerField()
    detail = models.JSONField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code


class PublishedIndex(models.Model):
    """How the towns stand: the grades of the evaluation that was published last, with their ranges."""

    as_of = models.DateField(primary_key=True)
    detail = models.JSONField()

    def __str__(self) -> str:
        return f"{self.as_of}"


class PublishedCircular(models.Model):
    """A circular or evaluation report as it was issued; its id comes from what it says."""

    id = models.CharField(primary_key=True, max_length=16)
    position = models.IntegerField()
    detail = models.JSONField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.id


class PublishedFile(models.Model):
    """A file of a circular as it was issued, or one of its pictures."""

    circular = models.ForeignKey(PublishedCircular, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circular", "name"], name="published_file_once")]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.name}"
