"""Scenarios: saving, listing, comparing, exporting, and turning them into projects."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, links
from laoyou.core.models import Area
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.planning import permissions
from laoyou.planning.models import Scenario
from laoyou.planning.presenters import words
from laoyou.planning.queries.scenarios import own_runs, visible
from laoyou.planning.views.circle_views import question_of
from laoyou.providers import public as providers

SHARING = {"own": lazy("仅自己"), "unit": lazy("本单位"), "office": lazy("规划和部门人员")}
MOST_COMPARED = 4


class SaveForm(forms.Form):
    """A name, and who may open it."""

    name = forms.CharField(label=lazy("名称"), max_length=120)
    sharing = forms.ChoiceField(label=lazy("谁可以看"), choices=list(SHARING.items()))
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)


class SaveScenarioPage(Page):
    """The changes in the address, kept under a name."""

    permission = permissions.KEEP
    template = "planning/save_scenario.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        question = question_of(request)
        name = _("%(kind)s新增%(number)s处") % {"kind": providers.KIND_WORDS[question.kind], "number": sum(one.operation == "add" for one in question.changes)}  # fmt: skip
        return self._page(SaveForm(initial={"key": uuid.uuid4().hex, "name": name}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SaveForm(request.POST)
        if form.is_valid():
            from laoyou.planning.commands import scenarios

            said = form.cleaned_data
            try:
                row = scenarios.save(said["name"], said["sharing"], question_of(request), by=self.request.scope, at=clock.now(), key=said["key"], run_id=self._run())  # fmt: skip
            except DomainError as refusal:
                form.add_error(None, sentence(refusal))
            else:
                return redirect("planning:show_scenario", row.pk)
        return self._page(form, status=422)

    def _run(self) -> int | None:
        """The proposal that the changes come from, if it is one's own."""
        given = self.request.GET.get("run", "")
        if not given.isascii() or not given.isdigit() or len(given) > 18:
            return None
        found: int | None = own_runs(self.request.scope).filter(pk=int(given)).values_list("pk", flat=True).first()
        return found

    def _page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        question = question_of(self.request)
        context = {
            "form": form,
            "kind": providers.KIND_WORDS[question.kind],
            "group": words.GROUPS[question.group],
            "steps": len(question.changes),
            "back": f"{reverse('planning:try_out')}?{urlencode(question.values(), safe=':,')}",
        }
        return self.render(context, status=status)


def town_names(rows: list[Scenario]) -> dict[str, str]:
    """Area id → name of the towns in results."""
    wanted = {one["area"] for row in rows for one in row.result["towns"]}
    return dict(Area.objects.filter(pk__in=wanted).values_list("pk", "name"))


def scenario_of(page: Page, scenario_id: int) -> Scenario:
    """One scenario that the reader may open; DomainError `core.not_found`."""
    found = visible(page.request.scope).filter(pk=scenario_id).first() if scenario_id < 2**63 else None
    if found is None:
        raise DomainError("core.not_found")
    return found  # type: ignore[no-any-return]


class ListScenariosPage(Page):
    """Scenarios that one may open, the newest first, to be opened or compared."""

    permission = permissions.KEEP
    template = "planning/list_scenarios.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            {
                "id": row.pk,
                "name": row.name,
                "url": reverse("planning:show_scenario", args=[row.pk]),
                "kind": providers.KIND_WORDS.get(row.question["kind"], ""),
                "after": None if row.result["whole"] is None else row.result["whole"]["after"][0],
                "before": None if row.result["whole"] is None else row.result["whole"]["before"][0],
                "sharing": SHARING[row.sharing],
                "at": row.saved_at,
                "own": row.owner_id == self.request.scope.account_id,
            }
            for row in visible(self.request.scope).order_by("-saved_at", "-pk")[:100]
        ]
        return self.render({"rows": rows})


class CompareScenariosPage(Page):
    """Up to four scenarios side by side."""

    permission = permissions.KEEP
    template = "planning/compare_scenarios.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        given = [one for one in request.GET.getlist("s") if one.isascii() and one.isdigit() and len(one) < 19][
            :MOST_COMPARED
        ]
        rows = list(visible(self.request.scope).filter(pk__in=[int(one) for one in given]).order_by("pk"))
        names = town_names(rows)
        towns = sorted({one["area"] for row in rows for one in row.result["towns"]})
        of = {row.pk: {one["area"]: one for one in row.result["towns"]} for row in rows}
        table = [
            {"name": names.get(town, town), "cells": [_cell(of[row.pk].get(town)) for row in rows]} for town in towns
        ]
        whole = [_cell(row.result["whole"]) for row in rows]
        facts = [
            {"name": _("设施类别"), "cells": [providers.KIND_WORDS[row.question["kind"]] for row in rows]},
            {"name": _("人群"), "cells": [words.GROUPS[row.question["group"]] for row in rows]},
            {"name": _("分钟"), "cells": [row.question["within"] for row in rows]},
            {"name": _("改动"), "cells": [len(row.changes) for row in rows]},
        ]
        return self.render({"rows": rows, "table": table, "whole": whole, "facts": facts})


def _cell(one: dict[str, Any] | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {"before": one["before"][0], "after": one["after"][0], "outside": one["after"][3], "gini": one["after"][2]}


class ShowScenarioPage(Page):
    """One scenario: what it changes and brings, its files, and the way into the ledger. Leaves an entry in the read log."""

    permission = permissions.KEEP
    template = "planning/show_scenario.html"

    def get(self, request: HttpRequest, scenario_id: int) -> HttpResponse:
        from laoyou.planning.presenters import scenario_files

        row = scenario_of(self, scenario_id)
        names = town_names([row])
        kind = request.GET.get("format", "")
        if kind and kind not in scenario_files.MEDIA:
            raise DomainError("core.not_found")
        audit.read(f"planning.{'export' if kind else 'show'}_scenario", row, by=self.request.scope, permission=self.permission, at=clock.now(), chain="planning")  # fmt: skip
        if kind:
            answer = HttpResponse(scenario_files.file_of(row, kind, names), content_type=scenario_files.MEDIA[kind])
            answer["Content-Disposition"] = f'attachment; filename="scenario-{row.pk}.{kind}"'
            return answer
        asked = row.question | {"changes": ",".join(row.changes)}
        context = {
            "row": row,
            "sheet": scenario_files.sheet(row, names),
            "sharing": SHARING[row.sharing],
            "kinds": list(scenario_files.MEDIA),
            "map_url": f"{reverse('planning:try_out')}?{urlencode(asked, safe=':,')}",
            "may_propose": self.request.scope.may("plans.lead_ledger") and bool(row.result["new"]),
            "projects": [{"number": number, "url": links.to("plans.item", id=item)} for number, item in enumerate(row.projects, start=1)],
            "due": date(clock.today().year + 1, 12, 31),
            "own": row.owner_id == self.request.scope.account_id,
        }  # fmt: skip
        return self.render(context)

    def post(self, request: HttpRequest, scenario_id: int) -> HttpResponse:
        """Withdraw one's own."""
        from laoyou.planning.commands import scenarios

        scenario_of(self, scenario_id)
        scenarios.withdraw(scenario_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("情景已撤下。"))
        return redirect("planning:list_scenarios")


class ProposeProjectsPage(Page):
    """Each new site of a scenario becomes a project of the ledger."""

    permission = permissions.KEEP

    def post(self, request: HttpRequest, scenario_id: int) -> HttpResponse:
        from laoyou.planning.commands import scenarios

        scenario_of(self, scenario_id)
        try:
            due = date.fromisoformat(request.POST.get("due", ""))
        except ValueError:
            due = date(clock.today().year + 1, 12, 31)
        row = scenarios.propose(scenario_id, due, by=self.request.scope, at=clock.now())
        messages.success(request, _("已有%(number)s个项目记入台账。") % {"number": len(row.projects)})
        return redirect("planning:show_scenario", scenario_id)
