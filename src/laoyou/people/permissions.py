"""Who may do what on the register of people."""

from django.utils.translation import gettext_lazy as _

from laoyou.core import permissions
from laoyou.core.domain.roles import Role

_OFFICE = {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.COMMUNITY_WORKER, Role.GRID_WORKER}
_READS = _OFFICE | {Role.CALL_CENTRE_SEAT, Role.FAMILY_DOCTOR, Role.ASSESSOR}

permissions.register("people.list_residents", _("查看居民名册"), _READS | {Role.PLANNER})
permissions.register("people.show_resident", _("查看居民详情"), _READS | {Role.CITIZEN})
permissions.register("people.export_residents", _("导出居民名册"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
permissions.register(
    "people.reveal_resident",
    _("说明原因后查看居民的完整证件号码、电话和住址"),
    {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.COMMUNITY_WORKER, Role.CALL_CENTRE_SEAT},
)
permissions.register("people.see_access", _("查看谁看过一位居民"), {Role.DEPARTMENT_OFFICER, Role.AUDITOR})
permissions.register("people.count_residents", _("查看人口数"), set(Role) - {Role.CITIZEN, Role.CARER})
permissions.register(
    "people.update_residents", _("登记和变更居民"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.COMMUNITY_WORKER}
)
permissions.register("people.update_statuses", _("登记居民的身份事实"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
permissions.register(
    "people.record_capability",
    _("登记评估得出的能力等级"),
    {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.ASSESSOR},
)
permissions.register(
    "people.merge_residents", _("核对疑似重复，合并和拆分居民"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER}
)
permissions.register("people.find_duplicates", _("在全部名册中查找疑似重复"), {Role.DEPARTMENT_OFFICER})
permissions.register("people.record_delegations", _("登记居民的委托"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
permissions.register(
    "people.withdraw_delegation", _("撤销委托"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.CITIZEN}
)
permissions.register("people.see_own_family", _("查看本人和家人的登记"), {Role.CITIZEN})
permissions.register("people.see_difficulties", _("查看特殊困难认定"), _OFFICE)
permissions.register(
    "people.record_visits", _("上门登记"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.COMMUNITY_WORKER}
)
permissions.register("people.handle_privacy", _("办理个人信息的查阅、复制和删除"), {Role.DEPARTMENT_OFFICER})
permissions.register("people.import_residents", _("导入居民表格"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
permissions.register("people.load_residents", _("批量写入居民"), {Role.SYSTEM_ADMINISTRATOR})
