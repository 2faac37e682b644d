"""Who may see and bring in street networks. They are public maps: nothing in them is about a person."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import OFFICE_ROLES, Role
from laoyou.core.permissions import register

register("planning.see_networks", _("查看路网"), OFFICE_ROLES | {Role.AUDITOR})
register("planning.import_network", _("导入和停用路网"), {Role.PLANNER, Role.SYSTEM_ADMINISTRATOR})

SEE_PROJECTIONS = "planning.see_projections"
MAKE_PROJECTIONS = "planning.make_projections"
register(
    SEE_PROJECTIONS,
    _("查看人口预测、需求缺口和配建标准"),
    {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.AUDITOR},
)
register(MAKE_PROJECTIONS, _("重新计算人口预测"), {Role.PLANNER})

SEE: Final = "planning.see_circles"
KEEP: Final = "planning.keep_scenarios"
IMPORT: Final = "planning.import_network"

register(SEE, _("查看服务圈和试算"), {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.AUDITOR})
register(KEEP, _("提出选址、保存和分享情景"), {Role.PLANNER, Role.DEPARTMENT_OFFICER})

SEE_DEMAND = "planning.see_demand"
register(SEE_DEMAND, _("查看需求与缺口"), {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
