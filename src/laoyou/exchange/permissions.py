"""Who may ask other departments, who sends what was drafted, who issues keys."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from laoyou.core.domain.roles import Role
from laoyou.core.permissions import register

SEE: Final = "exchange.see_requests"
DRAFT: Final = "exchange.draft_requests"
SEND: Final = "exchange.send_requests"
ANSWER: Final = "exchange.answer_requests"
SEE_KEYS: Final = "exchange.see_keys"
ISSUE_KEYS: Final = "exchange.issue_keys"
KEEP_WEBHOOKS: Final = "exchange.keep_webhooks"

register(SEE, _("查看向其他部门的核验请求"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
register(DRAFT, _("起草核验请求、采用答复、提出异议"), {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER})
register(SEND, _("审核并发出核验请求"), {Role.DEPARTMENT_OFFICER})
register(ANSWER, _("答复发给本单位的核验请求"), {Role.DEPARTMENT_OFFICER})
register(SEE_KEYS, _("查看接口密钥"), {Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
register(ISSUE_KEYS, _("发放和收回接口密钥"), {Role.SECURITY_ADMINISTRATOR})
register(
    KEEP_WEBHOOKS,
    _("登记和停用变更通知"),
    {Role.DEPARTMENT_OFFICER, Role.TOWN_OFFICER, Role.PROVIDER_DIRECTOR},
)
