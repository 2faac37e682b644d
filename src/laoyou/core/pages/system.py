"""How the machine is kept: what needs somebody, the backups that were tried, the keys, the disk."""

from __future__ import annotations

import shutil

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from laoyou import __version__
from laoyou.core import custody, keyring, menu, watch, witness
from laoyou.core.models import BackupTrial, KeyDrill, KeyRotation, OutboxMessage
from laoyou.core.role_names import role_name
from laoyou.core.text import sentence
from laoyou.core.views import Page

SHOWN = 30
PURPOSES = {"field": _("加密字段"), "index": _("查找索引"), "audit": _("审计链"), "witness": _("审计见证")}
GIGABYTE = 1_073_741_824
MEGABYTE = watch.MEGABYTE
HOUR = 3600


class ShareCodeForm(forms.Form):
    """What stands in a share's file as its code."""

    code = forms.CharField(label=_("接收码"), max_length=40, help_text=_("份额文件里 code 后面的12位字母和数字"))


class ShowSystemPage(Page):
    """What whoever keeps the district running has to know, and do."""

    permission = watch.WHOEVER_KEEPS
    template = "core/show_system.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        home = keyring.home()
        disk = shutil.disk_usage(home)
        trials = list(BackupTrial.objects.order_by("-made_at")[:SHOWN])
        last_held = BackupTrial.objects.filter(held=True).order_by("-made_at").first()
        shares = custody.current()
        return self.render(
            {
                "concerns": [sentence(concern) for concern in watch.concerns(at=now)],
                "looked_at": now,
                "version": __version__,
                "database": _database(),
                "home": str(home),
                "free": disk.free / GIGABYTE,
                "disk": disk.total / GIGABYTE,
                "backups": str(watch.backups_folder() or ""),
                "trials": [(trial, trial.size / MEGABYTE) for trial in trials],
                "last_held": last_held,
                "hours": int((now - last_held.made_at).total_seconds() // HOUR) if last_held else 0,
                "shares": [(share, role_name(share.role)) for share in shares],
                "code_form": ShareCodeForm() if custody.is_asked_of(self.request.scope, shares) else None,
                "drills": list(KeyDrill.objects.order_by("-at")[:SHOWN]),
                "rotations": [
                    (PURPOSES[one.purpose], one) for one in KeyRotation.objects.order_by("-started_at")[:SHOWN]
                ],
                "keys": [(PURPOSES[key.purpose.value], key) for key in keyring.current().keys if key.active],
                "waiting": OutboxMessage.objects.exclude(state=OutboxMessage.State.SENT).count(),
                "copies": [str(copy) for copy in witness.copies()],
            }
        )


class ReceiveSharePage(Page):
    """A keeper says that he has his share in hand."""

    permission = custody.HOLDS

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ShareCodeForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, template="core/receive_share.html", status=422)
        share = custody.receive(form.cleaned_data["code"], by=self.request.scope, at=timezone.now())
        messages.success(request, gettext("第%(number)s份密钥由您保管，已经登记。") % {"number": share.number})
        return redirect("core:show_system")


def _database() -> str:
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    return kind if connection.vendor != "sqlite" else f"{kind}  {settings.DATABASES['default']['NAME']}"


menu.register(_("系统运行"), "core:show_system", permission=watch.WHOEVER_KEEPS, order=95, section=_("系统"))
