"""Households: who lives together, who stands on one booklet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.core import audit, clock
from laoyou.core.views import Page
from laoyou.people.presenters.resident_presenter import relative_lines
from laoyou.people.queries import around, residents
from laoyou.people.queries.residents import LIST, SHOW


class ShowLivingHouseholdPage(Page):
    """People who live together; the look is recorded."""

    permission = SHOW
    template = "people/show_household.html"

    def get(self, request: HttpRequest, household_id: int) -> HttpResponse:
        scope = self.request.scope
        household = around.living_household(household_id, scope)
        audit.read("people.show_household", household, by=scope, permission=SHOW, at=clock.now(), chain="people")
        members = around.members_of_living(household.pk, scope)
        names = residents.area_names([household.area_id])
        return self.render(
            {
                "household": household,
                "title": _("居住户 %(number)s") % {"number": household.pk},
                "kind": household.get_kind_display(),
                "lead": _("住在一起的人。户籍可能不在这里。"),
                "area": residents.place_of(household.area_id, "", names),
                "members": relative_lines(members, clock.today()),
                "crumbs": [(_("居民"), reverse("people:list_residents") if scope.may(LIST) else ""), (_("居住户"), "")],
            }
        )


class ShowRegisteredHouseholdPage(Page):
    """People on one household-registration booklet, wherever they live; the look is recorded."""

    permission = SHOW
    template = "people/show_household.html"

    def get(self, request: HttpRequest, household_id: int) -> HttpResponse:
        scope = self.request.scope
        household = around.registered_household(household_id, scope)
        audit.read("people.show_household", household, by=scope, permission=SHOW, at=clock.now(), chain="people")
        members = around.members_of_registered(household.pk, scope)
        names = residents.area_names([household.area_id])
        return self.render(
            {
                "household": household,
                "title": _("户籍户 %(number)s") % {"number": household.number},
                "kind": _("户籍户"),
                "lead": _("同一本户口簿上的人。他们可能住在别处。"),
                "area": residents.place_of(household.area_id, "", names),
                "members": relative_lines(members, clock.today()),
                "crumbs": [(_("居民"), reverse("people:list_residents") if scope.may(LIST) else ""), (_("户籍户"), "")],
            }
        )
