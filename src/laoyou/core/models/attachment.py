"""Files that people hand in."""

from django.db import models
from django.db.models import Q

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import ScopedModel


class Attachment(ScopedModel):
    """
    One file, encrypted on disk under a key of its own, which lies sealed in this row.

    `subject_type` and `subject_id` say what it belongs to; whoever may see that may download it.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    area_id = models.CharField(max_length=20, blank=True)
    stored_as = models.CharField(max_length=40, unique=True)
    data_key = EncryptedText(null=True)
    name = EncryptedText()
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=0), name="attachment_size_not_negative"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=False, data_key__isnull=True)
                | Q(removed_at__isnull=True, data_key__isnull=False),
                name="attachment_removed_has_no_key",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="attachment_subject"),
            models.Index(fields=["expires_at"], name="attachment_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} {self.media_type}"
