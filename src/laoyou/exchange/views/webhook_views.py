"""Pages of one address that is told of changes: what was delivered, what was not, and sending it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.models import OutboxMessage
from laoyou.core.shell.words import together
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.exchange.commands import webhooks
from laoyou.exchange.domain.abilities import Event
from laoyou.exchange.models import Webhook
from laoyou.exchange.permissions import ISSUE_KEYS, SEE_KEYS

SHOWN = 100
STATES = {
    "waiting": ("on_course", lazy("等待发送")),
    "sent": ("reached", lazy("已送达")),
    "failed": ("breach", lazy("没有送达")),
}
EVENTS = {
    Event.FACILITY_CHANGED: lazy("设施、床位、托位有变化"),
    Event.REQUEST_SENT: lazy("收到核验请求"),
    Event.OBJECTION_RAISED: lazy("对答复提出异议"),
}


class ShowWebhookPage(Page):
    """One address: of what it is told, under which key, and its last deliveries."""

    permission = SEE_KEYS
    template = "exchange/show_webhook.html"

    def get(self, request: HttpRequest, webhook_id: int) -> HttpResponse:
        rows = Webhook.objects.select_related("key")
        hook = rows.filter(pk=webhook_id).first() if webhook_id < 2**63 else None
        if hook is None:
            raise DomainError("core.not_found")
        sent = list(webhooks.deliveries(hook.pk)[:SHOWN])
        return self.render(
            {
                "hook": hook,
                "events": together([str(EVENTS[Event(code)]) for code in hook.events.split()]),
                "deliveries": [(one, *STATES[one.state], _problem(one)) for one in sent],
                "failed": OutboxMessage.State.FAILED.value,
                "most": SHOWN,
                "may_change": self.request.scope.may(ISSUE_KEYS),
            }
        )


def _problem(message: OutboxMessage) -> str:
    code, _space, status = message.problem.partition(" ")
    return sentence(DomainError(code, status=status or "–")) if code else ""


class StopWebhookPage(Page):
    """Telling an address nothing more."""

    permission = ISSUE_KEYS

    def post(self, request: HttpRequest, webhook_id: int) -> HttpResponse:
        webhooks.stop_for(webhook_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已停用，不再通知这个地址。"))
        return redirect("exchange:show_webhook", webhook_id)


class SendAgainPage(Page):
    """Trying once more what could not be delivered."""

    permission = ISSUE_KEYS

    def post(self, request: HttpRequest, webhook_id: int, message_id: int) -> HttpResponse:
        webhooks.send_again(webhook_id, message_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已重新排队，稍后再看结果。"))
        return redirect("exchange:show_webhook", webhook_id)
