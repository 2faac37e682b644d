"""Who may see, report and publish indicators."""

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import OFFICE_ROLES, Role
from laoyou.core.permissions import register

register("plans.list_indicators", _("查看指标"), OFFICE_ROLES | {Role.AUDITOR})
register("plans.see_indicators_by_town", _("查看本辖区各镇街的指标"), OFFICE_ROLES | {Role.AUDITOR})
register("plans.compute_values", _("由快照计算指标值"), {Role.PLANNER})
register("plans.report_value", _("登记部门报送的指标值"), {Role.PLANNER, Role.DEPARTMENT_OFFICER})
register("plans.publish_indicators", _("发布指标"), {Role.PLANNER})
