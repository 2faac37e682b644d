"""Keeping and forgetting views of lists."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.commands import saved_views
from laoyou.core.lists import ListPage
from laoyou.core.views import Page


class SaveViewPage(Page):
    """Keep the list that is open, as it is filtered and sorted."""

    permission = "core.see_own_account"

    def post(self, request: HttpRequest) -> HttpResponse:
        path = request.POST.get("path", "")
        page = _list_at(path)
        view = saved_views.save_view(
            page.name,
            request.POST.get("title", ""),
            path=path,
            query=request.POST.get("query", ""),
            by=self.request.scope,
            at=clock.now(),
        )
        messages.success(request, _("已保存视图“%(title)s”。") % {"title": view.title})
        return redirect(view.url)


class DeleteViewPage(Page):
    """Forget a view."""

    permission = "core.see_own_account"

    def post(self, request: HttpRequest, view_id: int) -> HttpResponse:
        view = saved_views.delete_view(view_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已删除视图“%(title)s”。") % {"title": view.title})
        return redirect(view.path)


def _list_at(path: str) -> type[ListPage]:
    """The list page at the address `path`; whatever else it names is not found."""
    try:
        view_class = getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        view_class = None
    if view_class is None or not issubclass(view_class, ListPage) or not view_class.name:
        raise DomainError("core.not_found")
    return view_class  # type: ignore[no-any-return]
