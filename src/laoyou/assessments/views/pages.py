"""What the pages of assessments share: where they are, a form about one assessment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.assessments.forms.assessment_forms import FIELD_OF
from laoyou.assessments.models import Assessment
from laoyou.assessments.permissions import LIST, SHOW
from laoyou.assessments.presenters.words import instrument_words
from laoyou.assessments.queries import assessments as queries
from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.scope import Scope
from laoyou.core.shell.forms import refuse
from laoyou.core.views import Page
from laoyou.people import public as people

Crumb = tuple[str, ...]


def who(resident_id: int, scope: Scope, permission: str) -> people.Person:
    """The resident as a page names him; DomainError `core.not_found`."""
    scope.require(permission)
    found = (
        people.people_named([resident_id], scope, permission, on=clock.today())
        if resident_id <= queries.LARGEST_ID
        else {}
    )
    if resident_id not in found:
        raise DomainError("core.not_found")
    return found[resident_id]


def crumbs_of(scope: Scope, *more: Crumb) -> list[Crumb]:
    """Where a page is; the list is a link for whoever may open it."""
    listed = reverse("assessments:list_assessments") if scope.may(LIST) else ""
    return [(_("能力评估"), listed), *more]


def refused(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal beside its field, or above the form where the form has no such field."""
    refuse(form, refusal, {code: name for code, name in FIELD_OF.items() if name in form.fields})


class AssessmentFormPage(Page):
    """A form about one assessment."""

    template = "assessments/act.html"
    title: Any = ""
    lead: Any = ""
    submit: Any = ""
    done: Any = ""

    def form(self, row: Assessment, data: Any = None) -> forms.Form:
        """The form, filled with `data` where it was sent."""
        raise NotImplementedError

    def act(self, row: Assessment, said: dict[str, Any], form: Any) -> None:
        """What is done with a form that is right."""
        raise NotImplementedError

    def find(self, assessment_id: int) -> Assessment:
        """The assessment within the scope of the page's permission."""
        return queries.one(assessment_id, self.request.scope, self.permission)

    def get(self, request: HttpRequest, assessment_id: int) -> HttpResponse:
        row = self.find(assessment_id)
        return self._show(row, self.form(row))

    def post(self, request: HttpRequest, assessment_id: int) -> HttpResponse:
        row = self.find(assessment_id)
        form = self.form(row, request.POST)
        if form.is_valid():
            try:
                self.act(row, form.cleaned_data, form)
            except DomainError as refusal:
                if refusal.code == "core.not_found":
                    raise
                refused(form, refusal)
            else:
                messages.success(request, str(self.done))
                return redirect(back_of(row, self.request.scope))
        return self._show(row, form, 422)

    def _show(self, row: Assessment, form: forms.Form, status: int = 200) -> HttpResponse:
        scope = self.request.scope
        one = who(row.resident_id, scope, self.permission)
        back = back_of(row, scope)
        crumbs = crumbs_of(scope, (one.name, back, "zh"), (str(self.title), ""))
        context = {
            "row": row, "who": one, "instrument": instrument_words(row.instrument), "form": form, "title": self.title,
            "lead": self.lead, "submit": self.submit or self.title, "back": back, "crumbs": crumbs,
        }  # fmt: skip
        return self.render(context, status=status)


def back_of(row: Assessment, scope: Scope) -> str:
    """The page of the assessment for whoever may see it, else the list."""
    if scope.may(SHOW):
        return reverse("assessments:show_assessment", args=[row.pk])
    return reverse("assessments:list_assessments")
