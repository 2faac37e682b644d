"""What the database remembers of being kept: which backups were tried, and which key shares were brought together."""

from typing import ClassVar

from django.db import models
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
