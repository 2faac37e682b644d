"""What the database remembers of being kept: backups tried, key shares given out and brought together, jumps of the clock."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BackupTrial(models.Model):
    """
    One scheduled backup, and whether it came back when it was restored into an empty place beside the district.

    file    its name in the folder of backups; '' where none could be made
    held    every member, the database and the audit trail came back
    said    why not, as the commands said it
    """

    id = models.BigAutoField(primary_key=True)
    made_at = models.DateTimeField(_("备份时间"))
    file = models.CharField(_("文件"), max_length=120, blank=True)
    size = models.BigIntegerField(_("大小"), default=0)
    tried_at = models.DateTimeField(_("试恢复时间"), null=True, blank=True)
    held = models.BooleanField(_("恢复成功"), default=False)
    said = models.CharField(_("说明"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("备份与试恢复")
        indexes: ClassVar = [models.Index(fields=["-made_at"], name="backup_trial_newest")]

    def __str__(self) -> str:
        return self.file


class KeyDrill(models.Model):
    """One drill: two shares of the key file were brought together and opened values of every sealed column."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("演练时间"))
    shares = models.CharField(_("所用份额"), max_length=10)
    columns = models.PositiveIntegerField()
    values = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("密钥演练")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class KeyShare(models.Model):
    """
    One of the three parts into which the key file was split, and who received it; never the part itself.

    keys   the fingerprints of all keys that it helps to bring back: after a rotation there are more
    code   a hash of the code in the share's file, by which its keeper shows that he has it in hand
    role   in which role he received it: two shares of one splitting never lie with one role
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.CharField(_("批次"), max_length=16)
    number = models.PositiveSmallIntegerField(_("份额"))
    made_at = models.DateTimeField(_("分割时间"))
    keys = models.JSONField(default=dict)
    code = models.CharField(max_length=64)
    keeper = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("保管人")
    )
    role = models.CharField(max_length=30, blank=True)
    received_at = models.DateTimeField(_("接收时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("密钥份额")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number"], name="key_share_once"),
            models.UniqueConstraint(fields=["batch", "role"], condition=~Q(role=""), name="key_share_one_a_role"),
            models.CheckConstraint(
                condition=Q(keeper__isnull=True, received_at__isnull=True, role="")
                | (Q(keeper__isnull=False, received_at__isnull=False) & ~Q(role="")),
                name="key_share_received_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"


class ClockJump(models.Model):
    """The machine's clock went another way than time did, by so many seconds, between two looks of the worker."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("时间"))
    seconds = models.BigIntegerField(_("秒"))

    class Meta:
        verbose_name = _("时钟跳动")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.seconds:+d}"
