"""The register of processing: every table about people, with purpose, law, time, and what an erasure does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy

from laoyou.core import district, privacy
from laoyou.core.views import Page
from laoyou.privacy.permissions import REGISTER
from laoyou.privacy.presenters.words import entry_line

ROOMS = {
    "people": lazy("居民名册"),
    "providers": lazy("机构名册"),
    "assessments": lazy("能力评估"),
    "entitlements": lazy("待遇"),
    "exchange": lazy("部门核验和接口"),
    "core": lazy("文件、导入和日志"),
    "privacy": lazy("个人信息保护"),
}


class ShowRegisterPage(Page):
    """The register, for the screen and for paper."""

    permission = REGISTER
    template = "privacy/show_register.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        groups: dict[str, list[dict[str, object]]] = {room: [] for room in ROOMS}
        for entry in privacy.entries():
            groups.setdefault(entry.model.partition(".")[0], []).append(entry_line(entry))
        shown = [{"name": ROOMS.get(room, room), "lines": lines} for room, lines in groups.items() if lines]
        return self.render({"groups": shown, "district": district.name()})
