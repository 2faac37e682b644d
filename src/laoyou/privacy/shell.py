"""What privacy gives to the shell: menu entries and the links that other rooms may ask for."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from laoyou.core import links, menu
from laoyou.privacy.permissions import RECEIVE, REGISTER, RETAIN, SEE_ASSESSMENTS, SEE_BREACHES

SECTION = _("个人信息保护")

menu.register(_("个人信息请求"), "privacy:list_requests", permission=RECEIVE, order=84, section=SECTION)
menu.register(_("到期清理"), "privacy:list_rounds", permission=RETAIN, order=85, section=SECTION)
menu.register(_("处理清单"), "privacy:show_register", permission=REGISTER, order=86, section=SECTION)
menu.register(_("影响评估"), "privacy:list_assessments", permission=SEE_ASSESSMENTS, order=87, section=SECTION)
menu.register(_("泄露事件"), "privacy:list_breaches", permission=SEE_BREACHES, order=88, section=SECTION)

links.register("privacy.looks", lambda *, resident: reverse("privacy:list_looks", args=[resident]))
links.register("privacy.receive_request", lambda *, resident: reverse("privacy:receive_request", args=[resident]))
