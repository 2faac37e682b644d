"""The roles in officials' words."""

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import Role

ROLE_NAMES = {
    Role.PLANNER: _("规划人员"),
    Role.DEPARTMENT_OFFICER: _("区级部门工作人员"),
    Role.TOWN_OFFICER: _("镇街工作人员"),
    Role.COMMUNITY_WORKER: _("社区工作者"),
    Role.GRID_WORKER: _("网格员"),
    Role.PROVIDER_DIRECTOR: _("机构负责人"),
    Role.CARER: _("护理员"),
    Role.ASSESSOR: _("评估员"),
    Role.INSPECTOR: _("检查人员"),
    Role.CALL_CENTRE_SEAT: _("呼叫中心坐席"),
    Role.FAMILY_DOCTOR: _("家庭医生"),
    Role.TREASURY_OFFICER: _("财政人员"),
    Role.AUDITOR: _("审计员"),
    Role.SYSTEM_ADMINISTRATOR: _("系统管理员"),
    Role.SECURITY_ADMINISTRATOR: _("安全管理员"),
    Role.CITIZEN: _("居民本人或家属"),
}


def role_name(role: str) -> str:
    """The role's name in the reader's language; the code itself for a role that this program does not know."""
    return str(ROLE_NAMES[Role(role)]) if role in set(Role) else role
