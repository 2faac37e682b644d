"""Which role may do what. Rooms register their permissions here, downward; nobody asks a role by name elsewhere."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import OFFICE_ROLES, Role


@dataclass(frozen=True)
class Permission:
    """One thing that may be done: `room.verb_noun`, a title an official understands, and the roles that may."""

    name: str
    title: str | Promise
    roles: frozenset[Role]


_permissions: dict[str, Permission] = {}


def register(name: str, title: str | Promise, roles: frozenset[Role] | set[Role]) -> None:
    """Declare a permission. Declaring one name twice with other roles is a programming error and raises ValueError."""
    permission = Permission(name, title, frozenset(roles))
    known = _permissions.get(name)
    if known is not None and known.roles != permission.roles:
        raise ValueError(f"permission {name!r} is registered twice with different roles")
    _permissions[name] = permission


def get(name: str) -> Permission:
    """The permission called `name`; KeyError, naming it, where no room registered it."""
    return _permissions[name]


def all_permissions() -> tuple[Permission, ...]:
    """Every registered permission, by name."""
    return tuple(_permissions[name] for name in sorted(_permissions))


def held_by(role: Role) -> frozenset[str]:
    """The names of all permissions that `role` carries."""
    return frozenset(name for name, permission in _permissions.items() if role in permission.roles)


register("core.see_home", _("查看工作首页"), set(Role) - {Role.CITIZEN})
register("core.search", _("使用搜索"), set(Role) - {Role.CITIZEN})
register("core.see_figures", _("查看数字的来历"), OFFICE_ROLES | {Role.AUDITOR, Role.PROVIDER_DIRECTOR})
register("core.see_own_account", _("查看和管理自己的账号"), set(Role))
register("core.see_jobs", _("查看任务进度"), set(Role) - {Role.CITIZEN})
register("core.import_tables", _("导入表格"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
register("core.fill_forms", _("填报上级报表"), {Role.PLANNER, Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
register("core.see_all_jobs", _("查看所有人的任务"), {Role.SYSTEM_ADMINISTRATOR})
register("core.see_accounts", _("查看账号"), {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
register("core.manage_accounts", _("开设和停用账号"), {Role.SYSTEM_ADMINISTRATOR})
register("core.manage_grants", _("授予和收回角色"), {Role.SECURITY_ADMINISTRATOR})
register("core.see_audit", _("查看审计记录"), {Role.AUDITOR})
register("core.see_access_log", _("查看访问记录"), {Role.AUDITOR})
register("core.see_keeping", _("查看系统运行"), {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
register("core.hold_key_share", _("保管密钥份额"), {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR})
register("core.manage_calendar", _("维护工作日历"), {Role.SYSTEM_ADMINISTRATOR})
register("core.load_reference", _("装载区划、单位和工作日历"), {Role.SYSTEM_ADMINISTRATOR})
