"""What has been handed to the edge, and by whom."""

from django.db import models


class Delivery(models.Model):
    """One published bundle."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    facilities = models.IntegerField()
    indicators = models.IntegerField()
    circulars = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.sequence}"
