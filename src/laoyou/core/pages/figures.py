"""The page behind every number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from laoyou.core import figures
from laoyou.core.views import Page


class ShowFigurePage(Page):
    """What a figure is: its value, how it was formed, from which numbers and rows, and which clause asked for it."""

    permission = "core.see_figures"
    template = "core/show_figure.html"

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        figure = figures.resolve(ref, self.request.scope)
        exact = figures.show(figure.value)
        return self.render({"figure": figure, "exact": exact if exact != figure.shown else ""})
