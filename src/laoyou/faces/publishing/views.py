"""The page from which the public face is renewed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from laoyou.core import clock
from laoyou.core.views import Page
from laoyou.faces.publishing.models import Delivery
from laoyou.faces.publishing.publish import publish


class ShowPublishingPage(Page):
    """What was published so far, and the button that publishes what the rooms have approved since."""

    permission = "publishing.publish"
    template = "publishing/show_publishing.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        deliveries = Delivery.objects.select_related("by").order_by("-sequence")[:50]
        return self.render({"deliveries": deliveries})

    def post(self, request: HttpRequest) -> HttpResponse:
        delivery = publish(by=self.request.scope, at=clock.now())
        messages.success(request, _("第%(number)s期已发布，公开网页几秒钟后更新。") % {"number": delivery.sequence})
        return redirect("publishing:show_publishing")
