"""Who may sweep, who may see who is entitled to what, and who may say what is known."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import Role
from laoyou.core.permissions import register

SWEEP: Final = "entitlements.sweep"
SEE: Final = "entitlements.see_determinations"
EXPLAIN: Final = "entitlements.explain"
RECORD: Final = "entitlements.record_facts"
DECLARE: Final = "entitlements.declare_lists"

register(SWEEP, _("按月核定全区待遇"), {Role.PLANNER, Role.DEPARTMENT_OFFICER})
register(
    SEE,
    _("查看待遇核定和待补充的信息"),
    {
        Role.PLANNER,
        Role.DEPARTMENT_OFFICER,
        Role.TOWN_OFFICER,
        Role.COMMUNITY_WORKER,
        Role.TREASURY_OFFICER,
        Role.AUDITOR,
    },
)
register(
    EXPLAIN,
    _("查看某人的待遇和理由"),
    {
        Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.COMMUNITY_WORKER, Role.CALL_CENTRE_SEAT, Role.AUDITOR, Role.CITIZEN,
    },
)  # fmt: skip
register(RECORD, _("登记待遇所需的事实"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
register(DECLARE, _("声明名单完整"), {Role.DEPARTMENT_OFFICER})
