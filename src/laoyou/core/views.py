"""
Pages: every view of the product descends from `Page` and says which permission it asks, or that it is public.

A test walks the URL configuration and fails on a view that says neither.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from laoyou.core import memo
from laoyou.core.scope import NOBODY, Scope


class OfficeRequest(HttpRequest):
    """A request after the middleware: it knows its reader's scope."""

    scope: Scope


class Page(View):
    """
    A page for somebody who is signed in and holds `permission`; or, with `public = True`, for everybody.

    template    the template that `render` fills
    permission  asked before `get` or `post` runs; `post_permission` for writing, where it differs
    """

    permission: ClassVar[str] = ""
    post_permission: ClassVar[str] = ""
    public: ClassVar[bool] = False
    template: ClassVar[str] = ""
    request: OfficeRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.public:
            return super().dispatch(request, *args, **kwargs)
        scope: Scope = getattr(request, "scope", NOBODY)
        if scope.account_id is None:
            return redirect(f"{reverse('account_login')}?next={request.get_full_path()}")
        asked = (
            self.post_permission
            if request.method not in ("GET", "HEAD", "OPTIONS") and self.post_permission
            else self.permission
        )
        scope.require(asked)
        if request.method not in ("GET", "HEAD"):
            return super().dispatch(request, *args, **kwargs)
        with memo.page():
            return super().dispatch(request, *args, **kwargs)

    def render(self, context: dict[str, Any] | None = None, *, template: str = "", status: int = 200) -> HttpResponse:
        """The page's template (or `template`) filled with `context`."""
        return render(self.request, template or self.template, context or {}, status=status)
