"""The search in the head of every page."""

from django.http import HttpRequest, HttpResponse

from laoyou.core import search
from laoyou.core.views import Page

LONGEST = 80


class SearchPage(Page):
    """All that was found, as a page of its own: what Enter opens, and what works without JavaScript."""

    permission = "core.search"
    template = "core/search.html"
    limit = 25

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "")[:LONGEST]
        groups = search.find(self.request.scope, text, limit=self.limit)
        return self.render({"text": text, "palette_text": text, "groups": groups})


class SuggestPage(SearchPage):
    """The few best hits, below the box while somebody types."""

    template = "core/_suggestions.html"
    limit = search.LIMIT
