"""The map of service circles, and trying out changes on it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, district
from laoyou.core.views import Page
from laoyou.planning import permissions
from laoyou.planning.domain.questions import MINUTES, Change, MalformedError, Question
from laoyou.planning.presenters import words
from laoyou.planning.queries import networks
from laoyou.providers import public as providers


def question_of(request: HttpRequest) -> Question:
    """What the address asks; DomainError `core.not_found` for nonsense."""
    try:
        return Question.of(request.GET.dict(), providers.KIND_WORDS)  # type: ignore[arg-type]
    except MalformedError:
        raise DomainError("core.not_found") from None


class ShowCirclesPage(Page):
    """Who reaches what in how many minutes, on the map and by town; from a chosen point too."""

    permission = permissions.SEE
    template = "planning/show_circles.html"
    url_name: ClassVar[str] = "show_circles"

    def get(self, request: HttpRequest) -> HttpResponse:
        question = question_of(request)
        if networks.network_in_use(question.mode) is None:
            return self.render({"nothing": True, "title": _("服务圈")})
        # The engine is loaded with the first map, not with the server.
        from laoyou.planning.presenters.look_presenter import LookPresenter
        from laoyou.planning.queries import reach

        look = reach.look(question, self.request.scope, on=clock.today())
        one = LookPresenter(look, self.request.scope, self.url_name)
        if request.GET.get("format") == "csv":
            return self._download(one)
        context: dict[str, Any] = {
            "one": one,
            "question": question,
            "trying": self.url_name == "try_out",
            "kinds": providers.KIND_WORDS.items(),
            "groups": words.GROUPS.items(),
            "modes": words.MODES.items(),
            "minutes": MINUTES,
            "operations": words.OPERATIONS.items(),
            "may_keep": self.request.scope.may(permissions.KEEP),
        }
        return self.render(context, template="planning/_look.html" if request.GET.get("part") else "")

    def _download(self, one: Any) -> HttpResponse:
        """Who is outside, by community, as CSV; leaves an entry in the read log."""
        subject = audit.Subject("planning.circles", one.question.kind, district.area_id())
        audit.read("planning.export_outside", subject, by=self.request.scope, permission=self.permission, at=clock.now(), chain="planning", detail=one.question.values())  # fmt: skip
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow([_("村（社区）"), _("圈外人数"), one.sentence])
        rows.writerows([one.area_words(area), round(people)] for area, people in one.look.outside)
        answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="outside.csv"'
        return answer


class TryOutPage(ShowCirclesPage):
    """
    What would change if facilities were added, moved, enlarged or closed. The changes stand in the address; nothing is written.

    Without a map: `do`, `place` (a community) and `site` add one change, and the page comes back with it in its address.
    """

    url_name = "try_out"

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.GET.get("do"):
            return self._step(question_of(request))
        return super().get(request)

    def _step(self, question: Question) -> HttpResponse:
        from laoyou.planning.queries import reach

        asked = self.request.GET
        here = reach.ground(question.mode)
        try:
            site = int(asked.get("site") or 0)
            supply = int(asked.get("supply") or 1)
        except ValueError:
            raise DomainError("core.not_found") from None
        spot = reach.centre_of(here.homes, asked.get("place") or "-") if here.homes is not None else None
        x, y = (round(spot[0]), round(spot[1])) if spot else (0, 0)
        if asked["do"] in ("add", "move") and spot is None:
            raise DomainError("planning.no_place_chosen")
        if asked["do"] not in words.OPERATIONS:
            raise DomainError("core.not_found")
        try:
            change = Change.read(Change(asked["do"], site, x, y, supply).written())  # type: ignore[arg-type]
        except MalformedError:
            raise DomainError("core.not_found") from None
        values = replace(question, changes=(*question.changes, change)).values()
        return redirect(f"{reverse('planning:try_out')}?{urlencode(values)}")


class ShowStreetsPage(Page):
    """The streets of a network for the map, as JSON: they are public, and never change."""

    permission = permissions.SEE

    def get(self, request: HttpRequest, network_id: int) -> HttpResponse:
        if network_id > 2**63 - 1:
            raise DomainError("core.not_found")
        from laoyou.planning.queries import reach

        answer = HttpResponse(reach.streets(network_id), content_type="application/json")
        answer["Cache-Control"] = "private, max-age=86400"
        return answer
