"""What the acts of entitlements are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "entitlements.ask_for_sweep": _("请求待遇核定"),
        "entitlements.sweep": _("核定全区待遇"),
        "entitlements.record_fact": _("登记待遇所需的事实"),
        "entitlements.declare_list": _("声明名单完整"),
        "entitlements.explain": _("查看某人的待遇和理由"),
    }
)
