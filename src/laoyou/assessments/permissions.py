"""Who may ask for assessments, give them to assessors, assess, see and object."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import Role
from laoyou.core.permissions import register

LIST: Final = "assessments.list_assessments"
EXPORT: Final = "assessments.export_assessments"
SHOW: Final = "assessments.show_assessment"
ASK: Final = "assessments.ask"
ASSIGN: Final = "assessments.assign"
ASSESS: Final = "assessments.assess"
OBJECT: Final = "assessments.object"
DECIDE: Final = "assessments.decide"

_OFFICE = {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER}

register(LIST, _("查看能力评估名单"), _OFFICE | {Role.COMMUNITY_WORKER, Role.ASSESSOR})
register(EXPORT, _("导出能力评估名单"), _OFFICE)
register(SHOW, _("查看能力评估的答案和报告"), _OFFICE | {Role.ASSESSOR, Role.CITIZEN})
register(ASK, _("申请能力评估"), _OFFICE | {Role.COMMUNITY_WORKER})
register(ASSIGN, _("派评估员、告知结果、撤回能力评估"), _OFFICE)
register(ASSESS, _("上门评估并签字"), {Role.ASSESSOR})
register(OBJECT, _("对评估结果提出异议"), _OFFICE | {Role.CITIZEN})
register(DECIDE, _("答复评估异议，采用其他部门的等级"), {Role.DEPARTMENT_OFFICER})
