"""What the acts of exchange are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "exchange.issue_key": _("签发接口密钥"),
        "exchange.revoke_key": _("收回接口密钥"),
        "exchange.add_webhook": _("登记变更通知"),
        "exchange.stop_webhook": _("停用变更通知"),
        "exchange.send_webhook_again": _("重发变更通知"),
        "exchange.hand_over": _("向接口提供资料"),
        "exchange.show_request": _("查看核验请求"),
        "exchange.draft_request": _("起草核验请求"),
        "exchange.send_request": _("发出核验请求"),
        "exchange.withdraw_request": _("撤回核验请求"),
        "exchange.delete_request": _("到期删除核验资料"),
        "exchange.receive_answers": _("收到核验答复"),
        "exchange.adopt_answers": _("采用核验答复"),
        "exchange.raise_objection": _("对核验结果提出异议"),
        "exchange.reply_to_objection": _("答复异议"),
        "exchange.settle_conflict": _("处理事实冲突"),
    }
)
