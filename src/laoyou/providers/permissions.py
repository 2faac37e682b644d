"""What may be done in the register of those who serve, and by whom."""

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import OFFICE_ROLES, Role
from laoyou.core.permissions import register

LIST_PROVIDERS = "providers.list_providers"
LIST_FACILITIES = "providers.list_facilities"
LIST_STAFF = "providers.list_staff"
UNMASK_STAFF = "providers.unmask_staff"
MANAGE_FACILITIES = "providers.manage_facilities"
MANAGE_CAPACITY = "providers.manage_capacity"
MANAGE_STAFF = "providers.manage_staff"
BAR_PROVIDER = "providers.bar_provider"

_READERS = OFFICE_ROLES | {Role.PROVIDER_DIRECTOR, Role.FAMILY_DOCTOR, Role.ASSESSOR}

register(LIST_PROVIDERS, _("查看机构"), _READERS)
register(LIST_FACILITIES, _("查看设施、床位和托位"), _READERS | {Role.CARER})
register(
    LIST_STAFF,
    _("查看从业人员和证书"),
    {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.INSPECTOR, Role.PROVIDER_DIRECTOR},
)
register(
    UNMASK_STAFF,
    _("说明原因后查看从业人员的证件号码和电话"),
    {Role.DEPARTMENT_OFFICER, Role.INSPECTOR, Role.PROVIDER_DIRECTOR},
)
register(MANAGE_FACILITIES, _("登记、变更和关闭机构与设施"), {Role.DEPARTMENT_OFFICER})
register(
    MANAGE_CAPACITY,
    _("登记和变更床位、托位与入住"),
    {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.PROVIDER_DIRECTOR},
)
register(MANAGE_STAFF, _("登记和变更从业人员与证书"), {Role.DEPARTMENT_OFFICER, Role.PROVIDER_DIRECTOR})
register(BAR_PROVIDER, _("限制机构新设设施"), {Role.DEPARTMENT_OFFICER})
