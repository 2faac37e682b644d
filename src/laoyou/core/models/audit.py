"""The audit trail and the read log: keyed hash chains, one per district and group of tables."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from laoyou.core.scope import ScopedManager, ScopedModel, ScopedQuerySet


class ChainHead(models.Model):
    """
    The end of one chain, locked while the chain grows.

    It is a convenience of the writer and proves nothing: whoever can edit the chain can edit its head. The proof is the
    key in the hashes and the witness outside the database.
    """

    chain = models.CharField(primary_key=True, max_length=60)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)
    key_id = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    """When the machine's clock said the last entry was appended: a clock that jumps back is noticed by it."""

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"


class AppendOnlyQuerySet(ScopedQuerySet[Any]):
    """A scoped query set of rows that are written once."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("an audit trail is not updated")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("an audit trail is not deleted")


class AppendOnlyManager(ScopedManager[Any]):
    """Hands out append-only, scoped query sets."""

    def get_queryset(self) -> AppendOnlyQuerySet:
        return AppendOnlyQuerySet(self.model, using=self._db)


class ChainedEntry(ScopedModel):
    """What both kinds of entries have: their place in a chain, who, when, about what."""

    chain = models.CharField(max_length=60)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=32)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    area_id = models.CharField(max_length=20, blank=True)
    detail = models.TextField(blank=True)
    """Canonical JSON, kept as text so that the same bytes are hashed again; no sensitive value."""
    key_id = models.PositiveIntegerField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    objects: ClassVar[AppendOnlyManager] = AppendOnlyManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an audit trail is not updated")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an audit trail is not deleted")


class AuditEntry(ChainedEntry):
    """One command that was carried out: who, acting in which role, did what to what, when."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="audit_chain_seq"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="audit_seq_positive"),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_subject"),
            models.Index(fields=["area_id", "id"], name="audit_area"),
            models.Index(fields=["by", "id"], name="audit_by"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.action}"


class AccessEntry(ChainedEntry):
    """One look at personal data: a detail page, an export, a value unmasked for a reason."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="access_chain_seq"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="access_seq_positive"),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="access_subject"),
            models.Index(fields=["area_id", "id"], name="access_area"),
            models.Index(fields=["by", "id"], name="access_by"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.action}"
