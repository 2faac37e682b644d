"""The page of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.functional import Promise
from django.utils.html import escape, strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.lists.columns import Column, Kind
from laoyou.core.lists.files import MOST_XLSX_ROWS, csv_lines, workbook
from laoyou.core.lists.filters import Choice, Filter
from laoyou.core.lists.keyset import Order, from_queryset, unique_field, walk
from laoyou.core.lists.query import LONGEST_SEARCH, Cursor, ListQuery, ListResult, Sort
from laoyou.core.queries.saved_views import saved_views_of
from laoyou.core.shell.dates import moment
from laoyou.core.views import Page

Text = str | Promise
PRINT_ROWS = 500
"""How many rows the print view holds; a longer list is for a file."""


WIDE_NAME = 12
"""A row's name of more letters keeps some width when the other columns need room."""


@dataclass(frozen=True)
class Action:
    """Something that can be done with a row, or a button in the head of the list."""

    title: Text
    url: str
    primary: bool = False


@dataclass(frozen=True)
class Line:
    """A row ready to print: its cells with their columns, its link, its actions, and how the cells of each column begin."""

    url: str | None
    cells: tuple[tuple[Column, SafeString, bool], ...]
    actions: tuple[Action, ...]
    openings: Mapping[tuple[str, bool], str]

    @property
    def html(self) -> SafeString:
        """The table row. Joined here: fifty rows of ten cells through the template engine cost more than the query."""
        _column, name, _blank = self.cells[0]
        head = f'<a class="row-link" href="{escape(self.url)}">{name}</a>' if self.url else name
        wide = ' class="wide"' if len(strip_tags(name)) > WIDE_NAME else ""
        parts = [f'<tr><th scope="row"{wide}>{head}</th>']
        for column, printed, blank in self.cells[1:]:
            parts.append(self.openings[column.name, blank])
            parts.append(printed if blank else f"<div>{printed}</div>")
            parts.append("</td>")
        if self.actions:
            links = " ".join(f'<a href="{escape(one.url)}">{escape(one.title)}</a>' for one in self.actions)
            parts.append(f"<td>{links}</td>")
        parts.append("</tr>")
        return SafeString("".join(parts))


def _opening(column: Column, blank: bool) -> str:
    style = ("number " if column.right else "") + ("blank" if blank else "")
    return f'<td data-label="{escape(column.title)}" class="{style}">'


class ListPage(Page):
    """
    A list. A room subclasses it and answers `queryset(query)`, or `rows(query)` and `every_row(query)` where its rows are no
    query set.

    name              'room.list', for saved views, files and the access log
    chain             the group of the access log's chain; the room's name where it is left out
    title, lead       head of the page, and one sentence below it
    columns           the first one names the row and carries its link
    filters           in the order in which they are shown
    default_sort      name of a column, with '-' before it for the highest first
    search_hint       what may be typed into the search box; '' = the list has none
    export_permission who may take it away as a file or on paper; the page's own permission where it is left out
    empty_title       what would be here
    empty_text        the first step
    """

    name: ClassVar[str] = ""
    chain: ClassVar[str] = ""
    title: ClassVar[Text] = ""
    lead: ClassVar[Text] = ""
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    default_sort: ClassVar[str] = ""
    search_hint: ClassVar[Text] = ""
    export_permission: ClassVar[str] = ""
    empty_title: ClassVar[Text] = ""
    empty_text: ClassVar[Text] = ""
    size: ClassVar[int] = 50
    template: ClassVar[str] = "core/list.html"

    # What a room answers.

    def queryset(self, query: ListQuery) -> QuerySet[Any]:
        """The rows that `query` asks for, unsorted, within `query.scope`."""
        raise NotImplementedError

    def rows(self, query: ListQuery) -> ListResult:
        """One page of the list."""
        queryset = self.queryset(query)
        return from_queryset(queryset, query, self.order_of(query, queryset))

    def every_row(self, query: ListQuery) -> Iterable[Any]:
        """All rows of the list, for a file."""
        queryset = self.queryset(query)
        return walk(queryset, self.order_of(query, queryset))

    def row_url(self, row: Any) -> str | None:
        """The page about `row`; None where there is none."""
        return None

    def row_actions(self, row: Any) -> Sequence[Action]:
        """What can be done with `row`, at its right."""
        return ()

    def actions(self) -> Sequence[Action]:
        """Buttons in the head of the list."""
        return ()

    def crumbs(self) -> Sequence[tuple[Text, str]]:
        """Where the page is: titles and addresses, the last without one."""
        return ()

    def get_columns(self) -> Sequence[Column]:
        """The columns for this request; override where they depend on it."""
        return self.columns

    def get_filters(self) -> Sequence[Filter]:
        """The filters for this request; override where they depend on it."""
        return self.filters

    def get_title(self) -> Text:
        """The title for this request."""
        return self.title

    def context(self) -> dict[str, Any]:
        """What the room's own template needs beside the list."""
        return {}

    # What the page does.

    def query_of(self, request: HttpRequest, **fixed: str) -> ListQuery:
        """The cleaned query in the URL of `request`. What is not declared is dropped."""
        scope = self.request.scope
        values = {}
        for one in self.get_filters():
            kept = one.clean(request.GET.getlist(one.name), scope)
            if kept:
                values[one.name] = kept
        at = request.GET.get("at", "")
        return ListQuery(
            scope=scope,
            search=request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH] if self.search_hint else "",
            values=values,
            sort=self._sort(request.GET.get("sort", "")) or self._sort(self.default_sort),
            cursor=Cursor.decode(at) if at else None,
            size=self.size,
        )

    def order_of(self, query: ListQuery, queryset: QuerySet[Any]) -> list[Order]:
        """The order of `query`, ended by the row's id so that no two rows are alike."""
        unique = unique_field(queryset.model)
        if query.sort is None:
            return [Order(unique)]
        column = self._column(query.sort.column)
        order = []
        for position, name in enumerate(column.order):
            turned = name.startswith("-")
            order.append(
                Order(name.lstrip("-"), turned is not query.sort.descending, column.nullable and position == 0)
            )
        if all(part.field not in (unique, "pk") for part in order):
            order.append(Order(unique, query.sort.descending))
        return order

    def _column(self, name: str) -> Column:
        return next(column for column in self.get_columns() if column.name == name)

    def _sort(self, text: str) -> Sort | None:
        name = text.removeprefix("-")
        known = any(column.name == name and column.order for column in self.get_columns())
        return Sort(name, text.startswith("-")) if known else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        query = self.query_of(request)
        wanted = request.GET.get("format", "")
        if wanted and self.export_permission:
            # Who may look at one area and take away another's list takes away that other one's alone.
            query = query.with_changes(scope=query.scope.holding(self.export_permission))
        if wanted == "csv":
            return self.export_csv(query)
        if wanted == "xlsx":
            return self.export_xlsx(query)
        if wanted == "print":
            return self.print_view(query)
        result = self.rows(query)
        return self.render({**self.list_context(query, result), **self.context()})

    def list_context(self, query: ListQuery, result: ListResult) -> dict[str, Any]:
        """Everything `core/list.html` and `core/_list.html` print."""
        columns = self.get_columns()
        may_export = self._may_export(query)
        return {
            "list": self,
            "list_name": self.name,
            "title": self.get_title(),
            "lead": self.lead,
            "crumbs": self.crumbs(),
            "query": query,
            "result": result,
            "count_words": result.count.words,
            "heads": [self._head(column, query) for column in columns],
            "lines": list(self._lines(result.rows, columns)),
            "chips": self._chips(query),
            "clear_url": self.request.path,
            "controls": [self._control(one, query) for one in self.get_filters()],
            "next_url": self._url(query.query_string(cursor=result.next)) if result.next else "",
            "previous_url": self._url(query.query_string(cursor=result.previous)) if result.previous else "",
            "csv_url": self._url(query.query_string(extra=[("format", "csv")])) if may_export else "",
            "xlsx_url": self._url(query.query_string(extra=[("format", "xlsx")])) if may_export else "",
            "print_url": self._url(query.query_string(extra=[("format", "print")])) if may_export else "",
            "masked": any(column.kind is Kind.MASKED for column in columns),
            "view_query": query.query_string(),
            "saved_views": lambda: saved_views_of(query.scope, self.name) if self.name else (),
            "empty_title": self.empty_title,
            "empty_text": self.empty_text,
            "page_actions": self.actions(),
        }

    def _url(self, query_string: str) -> str:
        return f"{self.request.path}{query_string}"

    def _head(self, column: Column, query: ListQuery) -> dict[str, Any]:
        if not column.order:
            return {"column": column, "url": "", "aria": "", "icon": ""}
        chosen = query.sort is not None and query.sort.column == column.name
        descending = chosen and query.sort is not None and query.sort.descending
        # Numbers are first asked for from the highest down.
        next_sort = Sort(column.name, not descending if chosen else column.right)
        return {
            "column": column,
            "url": self._url(query.with_changes(sort=next_sort, cursor=None).query_string()),
            "aria": ("descending" if descending else "ascending") if chosen else "",
            "icon": ("down" if descending else "up") if chosen else "updown",
        }

    def _lines(self, rows: Sequence[Any], columns: Sequence[Column]) -> Iterator[Line]:
        openings = {(column.name, blank): _opening(column, blank) for column in columns for blank in (False, True)}
        for row in rows:
            cells = tuple((column, html, html == _BLANK) for column in columns for html in [column.html(row)])
            yield Line(self.row_url(row), cells, tuple(self.row_actions(row)), openings)

    def _chips(self, query: ListQuery) -> list[dict[str, str]]:
        chips = []
        if query.search:
            without = query.with_changes(search="", cursor=None)
            chips.append(
                {"name": _("搜索"), "value": query.search, "lang": "zh", "url": self._url(without.query_string())}
            )
        for one in self.get_filters():
            for value in query.many(one.name):
                rest = tuple(other for other in query.many(one.name) if other != value)
                values = {**query.values, one.name: rest}
                option = one.words(value, query.scope)
                chips.append(
                    {
                        "name": str(one.title),
                        "value": str(option.title),
                        "lang": "zh" if option.chinese else "",
                        "url": self._url(query.with_changes(values=values, cursor=None).query_string()),
                    }
                )
        return chips

    def _control(self, one: Filter, query: ListQuery) -> dict[str, Any]:
        """A filter as a select: choosing adds a chip. What is chosen already rides along as hidden fields."""
        chosen = query.many(one.name)
        several = isinstance(one, Choice) and one.several
        options = list(one.options_for(query.scope))
        return {
            "filter": one,
            "options": [option for option in options if not (several and option.value in chosen)],
            "chosen": "" if several else query.one(one.name),
            "hidden": chosen if several else (),
            "disabled": not options,
        }

    # Taking it away.

    def _may_export(self, query: ListQuery) -> bool:
        if self.public and not self.export_permission:
            return True
        return query.scope.may(self.export_permission or self.permission)

    def _note_export(self, query: ListQuery, form: str) -> None:
        """Leave an access entry before the first row goes out: who took which rows, in which form, whether whole values were in it."""
        if self.public:
            return
        permission = self.export_permission or self.permission
        query.scope.require(permission)
        whole = [
            column.name
            for column in self.get_columns()
            if column.clear and column.clear_permission and query.scope.may(column.clear_permission)
        ]
        with transaction.atomic():
            audit.read(
                "core.export_list",
                audit.Subject("core.list", self.name),
                by=query.scope,
                permission=permission,
                at=clock.now(),
                chain=self.chain or self.name.partition(".")[0],
                detail={
                    "form": form,
                    "filters": {name: list(values) for name, values in query.values.items()},
                    "searched": bool(query.search),
                    "unmasked": whole,
                },
            )

    def _exported(self) -> list[Column]:
        return [column for column in self.get_columns() if column.in_export]

    def _file_head(self) -> list[str]:
        head = []
        for column in self._exported():
            head.append(
                _("%(title)s（%(unit)s）") % {"title": column.title, "unit": column.unit}
                if column.unit
                else str(column.title)
            )
            if column.sub is not None and column.sub_title:
                head.append(str(column.sub_title))
        return head

    def _file_rows(self, query: ListQuery) -> Iterator[list[Any]]:
        columns = self._exported()
        for row in self.every_row(query):
            cells = []
            for column in columns:
                cells.append(column.cell(row, query.scope))
                if column.sub is not None and column.sub_title:
                    cells.append(column.sub(row))
            yield cells

    def _file_name(self, suffix: str) -> str:
        return f"{self.get_title()}-{clock.today():%Y%m%d}.{suffix}"

    def export_csv(self, query: ListQuery) -> StreamingHttpResponse:
        """The whole list as CSV, streamed."""
        self._note_export(query, "csv")
        response = StreamingHttpResponse(
            csv_lines(self._file_head(), self._file_rows(query)), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = content_disposition_header(True, self._file_name("csv")) or "attachment"
        return response

    def export_xlsx(self, query: ListQuery) -> FileResponse:
        """The whole list as an Excel workbook; refused, with the way on, beyond `MOST_XLSX_ROWS` rows."""
        self._note_export(query, "xlsx")
        notes = [
            str(self.get_title()),
            _("导出时间：%(time)s") % {"time": moment(clock.now())},
            _("网页地址：%(url)s") % {"url": iri_to_uri(self._url(query.query_string()))},
            *([_("演示数据，人员均为虚构。")] if clock.demo_date() else []),
            _("敏感信息按导出人的权限遮盖。"),
        ]
        book = workbook(
            str(self.get_title()), self._file_head(), _refuse_beyond(self._file_rows(query), MOST_XLSX_ROWS), notes
        )
        return FileResponse(
            book,
            as_attachment=True,
            filename=self._file_name("xlsx"),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )

    def print_view(self, query: ListQuery) -> HttpResponse:
        """The list for paper: black on white, dated, numbered, without controls."""
        self._note_export(query, "print")
        result = self.rows(query.with_changes(cursor=None, size=PRINT_ROWS))
        context = self.list_context(query, result)
        return self.render(
            {**context, "print_limit": PRINT_ROWS, "print_cut": result.next is not None},
            template="core/print_list.html",
        )


_BLANK = SafeString('<span class="quiet">–</span>')


def _refuse_beyond(rows: Iterator[list[Any]], most: int) -> Iterator[list[Any]]:
    for number, row in enumerate(rows):
        if number >= most:
            raise DomainError("core.workbook_too_large", most=f"{most:,}")
        yield row
