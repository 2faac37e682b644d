"""What the acts of the planning workbench are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "planning.project": _("计算人口预测"),
        "planning.enter_homes": _("登记住处"),
        "planning.ask_for_sites": _("请求选址"),
        "planning.stop_search": _("停止选址"),
        "planning.show_proposal": _("查看选址方案"),
        "planning.propose_projects": _("把选址列入台账"),
        "planning.save_scenario": _("保存情景"),
        "planning.withdraw_scenario": _("撤回情景"),
        "planning.show_scenario": _("查看情景"),
        "planning.export_scenario": _("下载情景"),
        "planning.export": _("下载规划表"),
        "planning.export_outside": _("下载圈外名单"),
    }
)
