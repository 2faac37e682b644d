"""What the acts of privacy are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "privacy.receive_request": _("受理个人信息请求"),
        "privacy.check_identity": _("核对请求人身份"),
        "privacy.decide_request": _("决定个人信息请求"),
        "privacy.finish_request": _("办结个人信息请求"),
        "privacy.withdraw_request": _("撤回个人信息请求"),
        "privacy.show_request": _("查看个人信息请求"),
        "privacy.draft_round": _("拟定到期清理"),
        "privacy.confirm_round": _("确认到期清理"),
        "privacy.withdraw_round": _("撤回到期清理"),
        "privacy.add_assessment": _("登记影响评估"),
        "privacy.record_breach": _("登记泄露事件"),
        "privacy.show_breach": _("查看泄露事件"),
        "privacy.close_breach": _("办结泄露事件"),
        "privacy.show_looks": _("查看谁看过"),
    }
)
