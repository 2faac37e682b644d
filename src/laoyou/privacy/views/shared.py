"""What the pages of this room share: a form with its way back, the button pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from laoyou.base.errors import DomainError
from laoyou.core.shell.forms import refuse
from laoyou.core.views import Page

Crumbs = list[tuple[Any, ...]]


class FormPage(Page):
    """One form that calls one command."""

    template = "privacy/act.html"
    fields_of: dict[str, str] = {}
    """Code of a refusal → the field beside which it stands."""

    def find(self, **numbers: int) -> Any:
        """The row that the page is about; refuses where the reader may not see it."""
        return None

    def form(self, row: Any, data: Any = None) -> forms.Form:
        raise NotImplementedError

    def act(self, row: Any, said: dict[str, Any]) -> Any:
        """Call the command; returns where to go."""
        raise NotImplementedError

    def words(self, row: Any) -> dict[str, Any]:
        """title, lead, submit, crumbs, back, done of the page."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **numbers: int) -> HttpResponse:
        row = self.find(**numbers)
        return self.render({"form": self.form(row), **self.words(row)})

    def post(self, request: HttpRequest, **numbers: int) -> HttpResponse:
        row = self.find(**numbers)
        form, words = self.form(row, request.POST), self.words(row)
        if form.is_valid():
            try:
                url = self.act(row, form.cleaned_data)
            except DomainError as refusal:
                if refusal.code in ("core.not_found", "core.not_permitted"):
                    raise
                refuse(form, refusal, self.fields_of)
            else:
                messages.success(request, words["done"])
                return redirect(url)
        return self.render({"form": form, **words}, status=422)
