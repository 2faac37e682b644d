"""Why somebody gets this, why not that, and what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from laoyou.core import clock
from laoyou.core.shell import dates
from laoyou.core.views import Page
from laoyou.entitlements import permissions
from laoyou.entitlements.commands.sweeps import checked_month
from laoyou.entitlements.presenters.explanation import story_of
from laoyou.entitlements.queries import sweeps
from laoyou.entitlements.queries.explaining import explain
from laoyou.people import public as people

MONTHS = 6


class ExplainPage(Page):
    """Every benefit of one resident in one month: given, not given, or what is missing, each with reason and source."""

    permission = permissions.EXPLAIN
    template = "entitlements/explain.html"

    def get(self, request: HttpRequest, resident_id: int) -> HttpResponse:
        scope = self.request.scope
        last = sweeps.last_month(clock.today())
        month = checked_month(request.GET.get("month") or str(last))
        answer = explain(resident_id, month, scope, at=clock.now())
        title = _("待遇和理由")
        may_open = people.may_see(answer.person.id, scope)
        months = sorted({last.plus(-back) for back in range(MONTHS)} | {month}, reverse=True)
        return self.render(
            {
                "story": story_of(answer),
                "title": title,
                "crumbs": [
                    (_("居民"), people.list_url(people.Selection()) if scope.may("people.list_residents") else ""),
                    (answer.person.name, people.resident_url(answer.person.id) if may_open else "", "zh"),
                    (title, ""),
                ],
                "month": str(month),
                "months": [(str(one), dates.month(one.first_day)) for one in months],
            }
        )
