"""The auditor's pages: what was done, and who looked at what."""

from __future__ import annotations

import json
import re
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from laoyou.core import audit, menu
from laoyou.core.lists import Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.models import AccessEntry, AuditEntry
from laoyou.core.models.audit import ChainedEntry
from laoyou.core.role_names import ROLE_NAMES, role_name


def _role(entry: ChainedEntry) -> str:
    return str(gettext_lazy("系统")) if entry.role == "system" else role_name(entry.role)


def _who(entry: ChainedEntry) -> str:
    return entry.by.display_name if entry.by is not None else str(gettext_lazy("系统"))


def _detail(entry: ChainedEntry) -> str:
    """The detail as `name=value` pairs; it never holds a sensitive value."""
    said = json.loads(entry.detail) if entry.detail else {}
    return "；".join(f"{name}={value}" for name, value in said.items())


class DetailColumn(Column):
    """The detail; of a long hash the page shows how it begins, the file has the whole."""

    def html(self, row: ChainedEntry) -> SafeString:
        short = re.sub(r"\b([0-9a-f]{12})[0-9a-f]{20,}\b", r"\1…", _detail(row))
        return format_html('<span lang="zh">{}</span>', short) if short else SafeString('<span class="quiet">–</span>')


class _EntriesPage(ListPage):
    """What both lists share. Newest first, because an auditor begins with what has just happened."""

    default_sort = "-number"
    search_hint = gettext_lazy("动作或对象编号，例如 people.")
    filters = (
        Choice("role", gettext_lazy("角色"), tuple(Option(role.value, name) for role, name in ROLE_NAMES.items())),
    )
    entries: type[ChainedEntry]

    columns = (
        Column("number", gettext_lazy("序号"), value=lambda entry: entry.pk, order=("id",)),
        Column("at", gettext_lazy("时间"), kind=Kind.MOMENT),
        Column("by", gettext_lazy("人员"), value=_who, lang="zh"),
        Column("role", gettext_lazy("以何角色"), value=_role),
        Column(
            "action",
            gettext_lazy("动作"),
            value=lambda entry: audit.name_of(entry.action),
            sub=lambda entry: entry.action,
        ),
        Column("subject", gettext_lazy("对象"), value=lambda entry: f"{entry.subject_type} {entry.subject_id}"),
        Column("chain", gettext_lazy("链"), sub=lambda entry: str(entry.seq)),
        DetailColumn("detail", gettext_lazy("详情"), value=_detail, lang="zh"),
    )

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        rows = self.entries.objects.scoped(query.scope, self.permission).select_related("by")
        if query.search:
            rows = rows.filter(action__startswith=query.search) | rows.filter(subject_id=query.search)
        if role := query.one("role"):
            rows = rows.filter(role=role)
        return rows


class ListAuditPage(_EntriesPage):
    """Commands that were carried out."""

    name = "core.audit"
    permission = "core.see_audit"
    title = gettext_lazy("审计记录")
    lead = gettext_lazy("每一次办理都留一条，前后相扣；用 laoyou audit verify 可以验证没有被改动。")
    empty_title = gettext_lazy("没有符合条件的记录")
    entries = AuditEntry


class ListAccessPage(_EntriesPage):
    """Looks at personal data, exports and unmaskings."""

    name = "core.access_log"
    permission = "core.see_access_log"
    title = gettext_lazy("访问记录")
    lead = gettext_lazy("谁在什么时候看过、导出过谁的资料，看敏感信息时写的理由。")
    empty_title = gettext_lazy("没有符合条件的记录")
    entries = AccessEntry


menu.register(
    gettext_lazy("审计记录"), "core:list_audit", permission="core.see_audit", order=92, section=gettext_lazy("系统")
)
menu.register(
    gettext_lazy("访问记录"),
    "core:list_access",
    permission="core.see_access_log",
    order=93,
    section=gettext_lazy("系统"),
)
