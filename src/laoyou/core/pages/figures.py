"""The page behind every number."""

from django.http import HttpRequest, HttpResponse

from laoyou.core import figures
from laoyou.core.views import Page


class ShowFigurePage(Page):
    """What a figure is: formula, operands, rows, clauses."""

    permission = "core.see_figures"
    template = "core/show_figure.html"

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        return self.render({"figure": figures.resolve(ref, self.request.scope)})
