"""Published tables, as they were printed, with what does not add up in them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from laoyou.base.errors import DomainError
from laoyou.core import district
from laoyou.core.views import Page
from laoyou.plans.presenters.table_presenter import TablePresenter, all_tables


class ListTablesPage(Page):
    """The published tables of the district's pack."""

    permission = "core.see_figures"
    template = "plans/list_tables.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"tables": all_tables(district.pack())})


class ShowTablePage(Page):
    """One published table; `?row=…&column=…` marks a cell."""

    permission = "core.see_figures"
    template = "plans/show_table.html"

    def get(self, request: HttpRequest, table_id: str) -> HttpResponse:
        pack = district.pack()
        if table_id not in pack.figures:
            raise DomainError("core.not_found")
        chosen = (tuple(request.GET.get("row", "").split("/")), request.GET.get("column", ""))
        return self.render({"table": TablePresenter(pack, pack.figures[table_id], chosen)})
