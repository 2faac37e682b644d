"""Who may sweep, who may see who is entitled to what, and who may say what is known."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import Role
from laoyou.core.permissions import register

SWEEP: Final = "entitlements.sweep"
SEE: Final = "entitlements.see_determinations"
LIST: Final = "entitlements.list_determinations"
WORKLIST: Final = "entitlements.see_missing"
EXPLAIN: Final = "entitlements.explain"
RECORD: Final = "entitlements.record_facts"
DECLARE: Final = "entitlements.declare_lists"

register(SWEEP, _("按月核定全区待遇"), {Role.PLANNER, Role.DEPARTMENT_OFFICER})
register(
    SEE,
    _("查看待遇核定的人数和金额"),
    {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.TREASURY_OFFICER, Role.AUDITOR},
)
register(LIST, _("查看待遇核定的名单"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.COMMUNITY_WORKER})
register(WORKLIST, _("查看待补充的信息"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.COMMUNITY_WORKER})
register(
    EXPLAIN,
    _("查看某人的待遇和理由"),
    {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.COMMUNITY_WORKER, Role.CALL_CENTRE_SEAT, Role.CITIZEN},
)
register(RECORD, _("登记待遇所需的事实"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
register(DECLARE, _("声明名单完整"), {Role.DEPARTMENT_OFFICER})
