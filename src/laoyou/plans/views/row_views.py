"""The rows behind a number, exactly those that were counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from laoyou.core import district
from laoyou.core.lists import Column, Count, ListPage, ListQuery, ListResult
from laoyou.core.lists.query import CAP, Cursor
from laoyou.core.registers import RegisterRow
from laoyou.core.templatetags.laoyou import marked
from laoyou.plans.presenters import figures
from laoyou.snapshots import public as snapshots

AT_A_TIME = 2000


class LabelColumn(Column):
    """What a row is called: a person's name, a bed's number."""

    def html(self, row: RegisterRow) -> SafeString:
        return format_html('<span data-printed lang="zh">{}</span>', row.label)


class PlaceColumn(Column):
    """Where a row belongs."""

    def html(self, row: RegisterRow) -> SafeString:
        return format_html("<span data-printed>{}</span>", marked(_place(row)))


def _place(row: RegisterRow) -> str:
    """The town of a row; the area's own name where the pack knows it."""
    pack = district.pack()
    known = row.area if row.area in pack.areas else row.area[:9]
    return figures.area_name(pack, known)


class ListRowsPage(ListPage):
    """The rows of a numerator, a denominator or a count beside it, for whoever may see all of them."""

    name = "plans.rows"
    permission = "plans.list_indicators"
    title = _("逐条记录")
    template = "plans/list_rows.html"
    columns = (
        LabelColumn("label", _("记录"), value=lambda row: row.label),
        PlaceColumn("place", _("镇街"), value=_place),
        Column("id", _("登记号"), value=lambda row: row.id),
    )
    empty_title = _("没有记录")
    empty_text = _("这个数是零，没有逐条记录。")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.counted = figures.counted_behind(kwargs["ref"], self.request.scope)
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return {"figure": self.counted.figure}

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("这个数的来历"), self.counted.figure.url), (self.title, "")]

    def row_url(self, row: Any) -> str | None:
        url: str | None = row.url
        return url

    def rows(self, query: ListQuery) -> ListResult:
        after = query.cursor.values[0] if query.cursor and query.cursor.values else 0
        found = self._page(query, after if isinstance(after, int) else 0, query.size + 1)
        number = self.counted.figure.rows_count or 0
        return ListResult(
            rows=found[: query.size],
            count=Count(min(number, CAP), number > CAP),
            next=Cursor((found[query.size - 1].id,)) if len(found) > query.size else None,
        )

    def every_row(self, query: ListQuery) -> Iterable[Any]:
        after = 0
        while page := self._page(query, after, AT_A_TIME):
            yield from page
            after = page[-1].id

    def _page(self, query: ListQuery, after: int, size: int) -> list[RegisterRow]:
        counted = self.counted
        return snapshots.rows_page(
            counted.count, area=counted.area, on=counted.on, by=query.scope, after=after, size=size
        )
