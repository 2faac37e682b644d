"""Jobs: long work that shows how far it is and survives an interruption."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """
    One piece of long work. The row is the truth: a worker leases it, writes its progress here, and another worker goes on
    from `cursor` when the lease runs out.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    key = models.CharField(max_length=120, unique=True)
    arguments = models.BinaryField()
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    account = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="jobs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    message = models.CharField(max_length=400, blank=True)
    cursor = models.TextField(blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__gte=0), name="job_done_not_negative"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "failed", "cancelled"]) | Q(finished_at__isnull=False),
                name="job_finished_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "leased_until"], name="job_queue"),
            models.Index(fields=["account", "-created_at"], name="job_account"),
        ]

    def __str__(self) -> str:
        return self.title
