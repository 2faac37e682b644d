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
KEEP_PAPERS = "providers.keep_papers"
CONFIRM_FACILITIES = "providers.confirm_facilities"
SEE_CONTRACTS = "providers.see_contracts"
SEE_OCCUPANTS = "providers.see_occupants"
LIST_PREMISES = "providers.list_premises"
MANAGE_PREMISES = "providers.manage_premises"

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
register(
    KEEP_PAPERS,
    _("登记设施的证照、保险和收费，申报设施变更"),
    {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.PROVIDER_DIRECTOR},
)
register(CONFIRM_FACILITIES, _("确认机构申报的内容"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
register(
    SEE_CONTRACTS,
    _("查看设施的运营合同和保险"),
    {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.INSPECTOR, Role.TREASURY_OFFICER, Role.PROVIDER_DIRECTOR},
)  # fmt: skip
register(
    SEE_OCCUPANTS,
    _("查看谁住在床位、哪个孩子在托位"),
    {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.PROVIDER_DIRECTOR},
)
register(LIST_PREMISES, _("查看住宅小区配套和闲置房产"), OFFICE_ROLES)
register(
    MANAGE_PREMISES,
    _("登记住宅小区配套和闲置房产"),
    {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER},
)
