"""What the database remembers of the keys it was written under: never a key, only which one it was."""

from django.db import models
from django.db.models import Q


class KeyRecord(models.Model):
    """A key that values in this database were written under, by fingerprint: a wrong key file is noticed at start-up."""

    id = models.CharField(primary_key=True, max_length=24)
    """Purpose and number, e.g. 'field 1'."""
    fingerprint = models.CharField(max_length=16)
    algorithm = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class KeyRotation(models.Model):
    """One re-encryption under a new key, restartable: what is done stands in `KeyRotationStep`."""

    purpose = models.CharField(max_length=10)
    key_id = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(finished_at__isnull=True), name="rotation_one_open_a_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key_id}"


class KeyRotationStep(models.Model):
    """How far one rotation has come in one column: every row up to `last_row` is done."""

    rotation = models.ForeignKey(KeyRotation, on_delete=models.CASCADE, related_name="steps")
    place = models.CharField(max_length=130)
    last_row = models.CharField(max_length=64, blank=True)
    rows = models.BigIntegerField(default=0)
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rotation", "place"], name="rotation_step_once")]

    def __str__(self) -> str:
        return self.place
