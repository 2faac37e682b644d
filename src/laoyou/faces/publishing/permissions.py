"""Who may publish."""

from django.utils.translation import gettext_lazy as _

from laoyou.core import permissions
from laoyou.core.domain.roles import Role

permissions.register("publishing.publish", _("发布公开数据"), {Role.PLANNER, Role.DEPARTMENT_OFFICER})
