"""Keys by which programs come in, and what was written with them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laoyou.core.fields import EncryptedText


class ApiKey(models.Model):
    """
    A key by which a program acts as one account, never as more than that account, for a time.

    Only the hash of its secret is kept; the prefix, by which it is found and named, is no secret.

    abilities      what it may be used for, codes with spaces between them
    networks       from where, as addresses or networks with spaces between them; '' = from anywhere
    webhook_hosts  to which hosts it may have changes told
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("core.Account", models.PROTECT, related_name="api_keys")
    name = models.CharField(_("名称"), max_length=60)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    abilities = models.CharField(max_length=200)
    networks = models.CharField(max_length=400, blank=True)
    webhook_hosts = models.CharField(max_length=400, blank=True)
    per_minute = models.PositiveSmallIntegerField(default=120)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("core.Account", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("接口密钥")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(issued_at__lt=F("expires_at")), name="key_issued_before_end"),
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="key_rate_positive"),
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=F("account")), name="key_not_to_oneself"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoked_by__isnull=True), name="key_revoked_by_with_time"
            ),
        ]

    def __str__(self) -> str:
        return self.prefix


class ApiWrite(models.Model):
    """One write that came by the API, known again by the key its sender gave it, with the answer it got."""

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="writes")
    idempotency_key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    answer = EncryptedText()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("接口写入")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "idempotency_key"], name="api_write_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="api_write_at")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.idempotency_key}"
