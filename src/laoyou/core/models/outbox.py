"""What has to leave the house, and what people of the house are told."""

from django.db import models
from django.db.models import Q

from laoyou.core.fields import EncryptedText


class OutboxMessage(models.Model):
    """
    A message that a transaction decided to send. It is written with the decision or not at all, and sent afterwards.

    `key` makes sending idempotent: the same decision publishes the same key and leaves one row.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    payload = EncryptedText(null=True)
    """Sealed JSON; emptied when the message has been sent and its keeping time is over."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_time",
            )
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Notice(models.Model):
    """A line for one account, shown in the product. It carries no sensitive value: the page it leads to checks the scope."""

    account = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="notice_once")]
        indexes = [models.Index(fields=["account", "-created_at"], name="notice_account")]

    def __str__(self) -> str:
        return self.text
