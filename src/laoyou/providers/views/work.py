"""A form that does one thing with one row of this room, found within the scope of the permission."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core.scope import Scope
from laoyou.core.shell.forms import refuse
from laoyou.core.views import Page
from laoyou.providers import links, words
from laoyou.providers.forms.shared import FIELDS_OF
from laoyou.providers.models import Facility, Provider
from laoyou.providers.permissions import CONFIRM_FACILITIES

Words = tuple[str, str, str, str]
Home = tuple[str, str, list[tuple[str, ...]]]
"""Name of what the page is about, its address, and the way to it."""


class WorkPage(Page):
    """
    Subclasses say `model` and `key` (the argument of the address), and answer `form`, `act` and `words`.

    A refusal of the command stands beside its field, or above the form. `act` may return the address to go on to.
    """

    template = "providers/work.html"
    model: ClassVar[Any] = Facility
    key: ClassVar[str] = "facility_id"
    grave: ClassVar[bool] = False
    """The button warns: what it does is not undone by another click."""

    @property
    def by(self) -> Scope:
        """Whose work it is."""
        return self.request.scope

    def row(self) -> Any:
        """The row that the address names; `core.not_found` outside the scope."""
        found = self.model.objects.scoped(self.by, self.permission).filter(pk=self.kwargs[self.key]).first()
        if found is None:
            raise DomainError("core.not_found")
        return found

    def form(self, row: Any, data: Any = None) -> forms.Form:
        raise NotImplementedError

    def act(self, row: Any, form: Any) -> str | None:
        """Call the command; the address to go on to, where it is not the home of the row."""
        raise NotImplementedError

    def words(self, row: Any) -> Words:
        """Title, what will happen, button, and what is said afterwards."""
        raise NotImplementedError

    def home(self, row: Any) -> Home:
        """The page that shows the row."""
        facility = row if isinstance(row, Facility) else row.facility
        return home_of_facility(facility)

    def get(self, request: HttpRequest, **arguments: Any) -> HttpResponse:
        row = self.row()
        return self._show(row, self.form(row))

    def post(self, request: HttpRequest, **arguments: Any) -> HttpResponse:
        row = self.row()
        done = self.words(row)[3]
        form = self.form(row, request.POST)
        if form.is_valid():
            try:
                onward = self.act(row, form)
            except DomainError as refusal:
                if refusal.code == "core.not_found":
                    raise
                refuse(form, refusal, {code: field for code, field in FIELDS_OF.items() if field in form.fields})
            else:
                messages.success(request, done)
                return redirect(onward or self.home(row)[1])
        return self._show(self.row(), form, status=422)

    def _show(self, row: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        title, lead, submit, _done = self.words(row)
        name, back, way = self.home(row)
        return self.render(
            {
                "form": form,
                "name": name,
                "title": title,
                "lead": lead,
                "submit": submit,
                "grave": self.grave,
                "back": back,
                "crumbs": [*way, (name, back, "zh"), (title, "")] if name else [*way, (title, "")],
            },
            status=status,
        )


class AddPage(WorkPage):
    """A form that enters a row that is not there yet: it belongs to nothing on the register."""

    def row(self) -> Any:
        return None


def home_of_facility(facility: Facility) -> Home:
    """A facility's page and the way to it."""
    way: list[tuple[str, ...]] = [(str(words.NOUNS["facilities"]), reverse("providers:list_facilities"))]
    return facility.name, links.facility(facility.pk), way


def home_of_provider(provider: Provider) -> Home:
    """A provider's page and the way to it."""
    way: list[tuple[str, ...]] = [(str(words.NOUNS["providers"]), reverse("providers:list_providers"))]
    return provider.name, links.provider(provider.pk), way


def is_office(facility: Facility, scope: Scope) -> bool:
    """Whether the reader confirms what providers enter about this facility."""
    return scope.covers_area(CONFIRM_FACILITIES, facility.area_id)


def holds(model: Any, pk: Any, scope: Scope, permission: str) -> bool:
    """Whether the reader holds `permission` over the row: whether to show a link to work on it."""
    return scope.may(permission) and model.objects.scoped(scope, permission).filter(pk=pk).exists()
