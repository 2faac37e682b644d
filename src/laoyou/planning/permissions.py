"""Who may see and bring in street networks. They are public maps: nothing in them is about a person."""

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import OFFICE_ROLES, Role
from laoyou.core.permissions import register

register("planning.see_networks", _("查看路网"), OFFICE_ROLES | {Role.AUDITOR})
register("planning.import_network", _("导入和停用路网"), {Role.PLANNER, Role.SYSTEM_ADMINISTRATOR})
