"""Where changes are told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.fields import EncryptedText
from laoyou.exchange.models.key import ApiKey


class Webhook(models.Model):
    """An address of another system that is told of events, as far as the account of its key may see them."""

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=300)
    events = models.CharField(max_length=120)
    secret = EncryptedText()
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("变更通知")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "url"], condition=Q(stopped_at__isnull=True), name="webhook_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.pk}"
