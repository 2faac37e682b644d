"""Who may take and read snapshots. A snapshot holds whole registers: no page shows its rows."""

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import Role
from laoyou.core.permissions import register

register("snapshots.take", _("生成名册快照"), {Role.PLANNER, Role.SYSTEM_ADMINISTRATOR})
register("snapshots.verify", _("核验名册快照"), {Role.PLANNER, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR})
