"""What exchange gives to the shell: menu entries, an ear for what changes, and the round in which things end at their term."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from laoyou.core import clock, menu, rounds
from laoyou.exchange.commands import verifications, webhooks
from laoyou.exchange.models import ApiWrite
from laoyou.exchange.permissions import SEE, SEE_KEYS
from laoyou.providers import public as providers

HOUR = 3600.0
REPEATED = timedelta(days=7)
"""For how long a repeated write of the API is known again."""


def let_end() -> None:
    """End requests at their term, and forget writes of the API after a week of the machine's time."""
    verifications.delete_due(at=clock.now())
    ApiWrite.objects.filter(at__lt=timezone.now() - REPEATED).delete()


providers.on_facility_changed(webhooks.facility_changed)
rounds.register(HOUR, let_end)
menu.register(_("核验请求"), "exchange:list_requests", permission=SEE, order=28)

menu.register(_("接口密钥"), "exchange:list_keys", permission=SEE_KEYS, order=91, section=_("系统"))
