"""What the acts of assessments are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from laoyou.core.audit import name_actions

name_actions(
    {
        "assessments.ask": _("申请能力评估"),
        "assessments.assign": _("派评估员"),
        "assessments.take_answers": _("登记评估答案"),
        "assessments.sign": _("在评估上签字"),
        "assessments.withdraw": _("撤回能力评估"),
        "assessments.tell": _("告知评估结果"),
        "assessments.object": _("对评估结果提出异议"),
        "assessments.answer_objection": _("答复评估异议"),
        "assessments.settle": _("办结能力评估"),
        "assessments.recognise": _("采用其他部门的等级"),
        "assessments.show": _("查看能力评估"),
        "assessments.print": _("打印评估报告"),
        "assessments.take_round": _("取评估名单"),
    }
)
