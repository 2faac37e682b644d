"""Who may see, report and publish indicators; who may see the ledger and act in it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import OFFICE_ROLES, Role
from laoyou.core.permissions import register

register("plans.list_indicators", _("查看指标"), OFFICE_ROLES | {Role.AUDITOR})
register("plans.see_indicators_by_town", _("查看本辖区各镇街的指标"), OFFICE_ROLES | {Role.AUDITOR})
register("plans.compute_values", _("由快照计算指标值"), {Role.PLANNER})
REPORT_VALUE: Final = "plans.report_value"
SEE_VALUES: Final = "plans.see_values"
APPROVE_VALUE: Final = "plans.approve_value"
register(REPORT_VALUE, _("登记部门报送的指标值"), {Role.PLANNER, Role.DEPARTMENT_OFFICER})
register(SEE_VALUES, _("查看部门报送的指标值"), {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.AUDITOR})
register(APPROVE_VALUE, _("审核部门报送的指标值（不能审核自己填的）"), {Role.PLANNER, Role.DEPARTMENT_OFFICER})
register("plans.publish_indicators", _("发布指标"), {Role.PLANNER})

SEE_LEDGER: Final = "plans.see_ledger"
REPORT: Final = "plans.report_progress"
REPORT_FOR_UNIT: Final = "plans.report_for_unit"
REPORT_FOR_TOWN: Final = "plans.report_for_town"
CONFIRM: Final = "plans.confirm_progress"
LEAD: Final = "plans.lead_ledger"

register(
    SEE_LEDGER,
    _("查看台账"),
    {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.TREASURY_OFFICER, Role.AUDITOR},
)
register(REPORT, _("报送台账进展、申请延期"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
register(REPORT_FOR_UNIT, _("代表本单位报送台账进展"), {Role.DEPARTMENT_OFFICER})
register(REPORT_FOR_TOWN, _("代表镇街报送台账进展"), {Role.TOWN_OFFICER})
register(CONFIRM, _("确认或退回台账进展"), {Role.DEPARTMENT_OFFICER, Role.PLANNER})
register(LEAD, _("统筹台账：批准延期、销号、登记会议议定事项、分解目标"), {Role.PLANNER})
KEEP: Final = "plans.keep_item"
register(KEEP, _("登记台账的资金、新增能力和节点"), {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})

SEE_DOCUMENTS: Final = "plans.see_documents"
KEEP_DOCUMENTS: Final = "plans.keep_documents"
WRITE_PACK: Final = "plans.write_pack"

register(SEE_DOCUMENTS, _("查看读入的方案文稿和校核结果"), {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.AUDITOR})
register(KEEP_DOCUMENTS, _("上传方案文稿、取舍草稿、标记校核意见"), {Role.PLANNER, Role.DEPARTMENT_OFFICER})
register(WRITE_PACK, _("把采用的内容写入数据包"), {Role.PLANNER})
SEE_CIRCULARS: Final = "plans.see_circulars"
DRAFT_CIRCULAR: Final = "plans.draft_circular"
ISSUE_CIRCULAR: Final = "plans.issue_circular"
register(
    SEE_CIRCULARS, _("查看通报和评估报告"), {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TREASURY_OFFICER, Role.AUDITOR}
)
register(DRAFT_CIRCULAR, _("起草通报和评估报告"), {Role.PLANNER})
register(ISSUE_CIRCULAR, _("签发通报和评估报告（不能签发自己起草的）"), {Role.PLANNER, Role.DEPARTMENT_OFFICER})
