"""Who looked at one record: for the person himself, and for the clerk whom he asks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.core import audit
from laoyou.core.lists import Column, Kind, ListPage, ListQuery
from laoyou.core.models import AccessEntry
from laoyou.core.role_names import role_name
from laoyou.people import public as people
from laoyou.privacy.permissions import LOOKS
from laoyou.privacy.queries import looks as queries


def _role(entry: AccessEntry) -> str:
    return _("系统") if entry.role == "system" else role_name(entry.role) if entry.role else ""


def _reason(entry: AccessEntry) -> str:
    said: dict[str, str] = json.loads(entry.detail) if entry.detail else {}
    return said.get("reason", "")


class ListLooksPage(ListPage):
    """Every look at one person's record, the latest first."""

    name = "privacy.looks"
    permission = LOOKS
    title = lazy("谁看过")
    lead = lazy("打开页面、查看完整号码、导出副本，每一次都记在这里，不能删改。")
    default_sort = "-at"
    empty_title = lazy("还没有人看过")
    columns = (
        Column("at", lazy("时间"), kind=Kind.MOMENT, order=("id",)),
        Column("who", lazy("人员"), value=lambda one: one.by.display_name if one.by else "", lang="zh"),
        Column("role", lazy("以何角色"), value=_role),
        Column("action", lazy("看了什么"), value=lambda one: audit.name_of(one.action)),
        Column("reason", lazy("理由"), value=_reason, lang="zh"),
    )

    @cached_property
    def person(self) -> people.PersonRow:
        return queries.person(self.kwargs["resident_id"], self.request.scope)

    @cached_property
    def known(self) -> str:
        """The person's name, where the reader may see his record too."""
        return people.resident_words([self.person.id], self.request.scope).get(self.person.id, "")

    def queryset(self, query: ListQuery) -> QuerySet[AccessEntry]:
        return queries.of_person(self.person.id).select_related("by")

    def crumbs(self) -> Sequence[tuple[Any, ...]]:  # type: ignore[override]
        if not self.known:
            return []
        return [(self.known, people.resident_url(self.person.id), "zh"), (_("谁看过"), "")]
