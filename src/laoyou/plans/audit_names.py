"""What the acts of plans and ledgers are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "plans.open_ledger": _("建立台账"),
        "plans.add_project": _("增加项目"),
        "plans.add_decision": _("登记议定事项"),
        "plans.decide_item": _("对事项作出议定"),
        "plans.split_to_towns": _("把事项分到镇街"),
        "plans.split_target": _("分解目标"),
        "plans.report": _("报送进展"),
        "plans.report_completion": _("报送完成"),
        "plans.confirm": _("确认完成"),
        "plans.send_back": _("退回"),
        "plans.ask_delay": _("申请延期"),
        "plans.grant_delay": _("同意延期"),
        "plans.refuse_delay": _("不同意延期"),
        "plans.close": _("销号"),
        "plans.reopen": _("重新打开"),
        "plans.decide": _("议定"),
        "plans.show_item": _("查看台账事项"),
        "plans.show_indicator": _("查看指标"),
        "plans.compute_values": _("计算指标"),
        "plans.publish_indicators": _("公布指标"),
        "plans.report_value": _("报送指标值"),
        "plans.show_value": _("查看报送的指标值"),
        "plans.add_document": _("上传方案文稿"),
        "plans.read_document": _("读取方案文稿"),
        "plans.check_document": _("查看方案校核"),
        "plans.show_document": _("查看方案文稿"),
        "plans.accept_certain": _("采用读取结果"),
        "plans.mark_finding": _("处理校核意见"),
        "plans.download_report": _("下载校核报告"),
        "plans.write_pack": _("写入数据包"),
        "plans.export_pack": _("导出数据包草稿"),
        "plans.remove_document": _("删除方案文稿"),
        "plans.expire_document": _("到期删除方案文稿"),
        "plans.carry_over": _("结转下一期"),
        "plans.show_circular": _("查看通报"),
        "plans.export_circular": _("下载通报"),
        "plans.export_answer": _("下载一页答复"),
        "plans.evaluate_index": _("计算评价指数"),
        "plans.publish_index": _("公布镇街评价"),
        "plans.export_index": _("下载评价指数"),
        "plans.draft_circular": _("起草通报或评估"),
        "plans.edit_circular": _("修改通报文字"),
        "plans.submit_circular": _("提交签发"),
        "plans.return_circular": _("退回修改"),
        "plans.issue_circular": _("签发通报"),
        "plans.ask_withdrawal": _("申请撤回通报"),
        "plans.withdraw_circular": _("撤回通报"),
        "plans.keep_circular": _("不撤回通报"),
    }
)
