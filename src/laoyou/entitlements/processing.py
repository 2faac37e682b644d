"""What entitlements keeps about people, for what, and what stays when somebody is erased."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from laoyou.core import privacy
from laoyou.core.privacy import Entry, OnErasure
from laoyou.core.processing import DUTY

MONEY = _("发放待遇的依据，按会计档案保存")


def _register(model: str, purpose: Any) -> None:
    privacy.register(Entry(f"entitlements.{model}", "resident_id", purpose, DUTY, OnErasure.KEEP, kept_for=MONEY))


_register("determination", _("知道谁在哪个月应得哪项待遇，缺什么信息"))
_register("determinationchange", _("知道谁的待遇变了，因为什么"))
_register("knownfact", _("判断谁符合哪项待遇"))
