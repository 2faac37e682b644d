"""Who receives and decides requests, lets go of what was kept long enough, and sees who looked."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import Role
from laoyou.core.permissions import register

RECEIVE: Final = "privacy.receive_requests"
DECIDE: Final = "privacy.decide_requests"
RETAIN: Final = "privacy.let_go"
REGISTER: Final = "privacy.see_register"
SEE_ASSESSMENTS: Final = "privacy.see_assessments"
ASSESS: Final = "privacy.record_assessments"
SEE_BREACHES: Final = "privacy.see_breaches"
BREACH: Final = "privacy.handle_breaches"
LOOKS: Final = "privacy.see_looks"

register(RECEIVE, _("受理个人信息请求、核对身份"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
register(DECIDE, _("决定和办理个人信息请求"), {Role.DEPARTMENT_OFFICER})
register(RETAIN, _("清理到期的个人信息"), {Role.DEPARTMENT_OFFICER})
register(
    REGISTER,
    _("查看个人信息处理清单"),
    {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.AUDITOR, Role.SECURITY_ADMINISTRATOR},
)
register(SEE_ASSESSMENTS, _("查看影响评估"), {Role.DEPARTMENT_OFFICER, Role.AUDITOR})
register(ASSESS, _("登记影响评估"), {Role.DEPARTMENT_OFFICER})
register(SEE_BREACHES, _("查看泄露事件和受影响的人"), {Role.DEPARTMENT_OFFICER})
register(BREACH, _("登记和处置泄露事件"), {Role.DEPARTMENT_OFFICER})
register(
    LOOKS,
    _("查看谁看过一份登记"),
    {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.AUDITOR, Role.CITIZEN},
)
