"""
Lists: a page that searches, filters, sorts, pages, prints and exports rows, and keeps views of itself.

A room declares columns and filters and answers `rows(query)`; everything else stands here.

    class ListResidentsPage(ListPage):
        name = "people.residents"
        permission = "people.list_residents"
        title = _("居民")
        columns = (Column("name", _("姓名"), order=("name_key",), lang="zh"), ...)
        filters = (Choice("town", _("镇街"), town_choices), ...)
        default_sort = "name"

        def queryset(self, query: ListQuery) -> QuerySet: ...
"""

from laoyou.core.lists.columns import Column, Kind
from laoyou.core.lists.filters import Choice, Filter, Flag, Option, Span
from laoyou.core.lists.keyset import from_queryset, from_sequence
from laoyou.core.lists.query import Count, ListQuery, ListResult, Sort
from laoyou.core.lists.view import Action, ListPage

__all__ = [
    "Action",
    "Choice",
    "Column",
    "Count",
    "Filter",
    "Flag",
    "Kind",
    "ListPage",
    "ListQuery",
    "ListResult",
    "Option",
    "Sort",
    "Span",
    "from_queryset",
    "from_sequence",
]
