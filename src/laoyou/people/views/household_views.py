"""Households: who lives together, who stands on one booklet; and what happens to a household as a whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.scope import Scope
from laoyou.core.shell.forms import refuse
from laoyou.core.views import Page
from laoyou.people.commands import whole_households
from laoyou.people.commands.shared import UPDATE
from laoyou.people.domain.spells import Basis
from laoyou.people.forms.resident_forms import FIELDS_OF
from laoyou.people.forms.tie_forms import MergeForm, MoveTogetherForm, SplitForm
from laoyou.people.models import Resident
from laoyou.people.presenters.resident_presenter import relative_lines
from laoyou.people.queries import around, residents
from laoyou.people.queries.residents import LIST, SHOW
from laoyou.people.views.register_views import basis_of
from laoyou.people.views.tie_views import by_number


def _work(scope: Scope, basis: Basis, household: Any, members: Any) -> list[tuple[str, str]]:
    """What the reader may do with a household that has members: words and addresses."""
    if not members or not scope.covers_area(UPDATE, household.area_id):
        return []
    titles = {"split": _("分户"), "merge": _("并户"), "move": _("整户迁移")}
    return [
        (words, reverse(f"people:{name}_household", args=[basis.value, household.pk])) for name, words in titles.items()
    ]


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
                "work": _work(scope, Basis.RESIDENCE, household, members),
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
                "work": _work(scope, Basis.REGISTRATION, household, members),
                "crumbs": [(_("居民"), reverse("people:list_residents") if scope.may(LIST) else ""), (_("户籍户"), "")],
            }
        )


class HouseholdWorkPage(Page):
    """A form that does one thing with a whole household, found within the scope of the permission."""

    permission = UPDATE
    template = "people/edit_household.html"

    @property
    def basis(self) -> Basis:
        return basis_of(self.kwargs["basis"])

    @property
    def living(self) -> bool:
        return self.basis is Basis.RESIDENCE

    def people(self, household_id: int) -> list[Resident]:
        """The members, of whom there must be some."""
        found = whole_households.members(self.basis, household_id, by=self.request.scope)
        if not found:
            raise DomainError("people.members_missing")
        return found

    def form(self, household_id: int, data: Any = None) -> forms.Form:
        raise NotImplementedError

    def act(self, household_id: int, form: Any) -> Any:
        """Call the command; the household to show afterwards, or None."""
        raise NotImplementedError

    def words(self) -> tuple[str, str, str, str]:
        """Title, what will happen, button, and what is said afterwards."""
        raise NotImplementedError

    def get(self, request: HttpRequest, basis: str, household_id: int) -> HttpResponse:
        household = whole_households.find(self.basis, household_id, by=self.request.scope)
        return self._show(household, self.form(household.pk))

    def post(self, request: HttpRequest, basis: str, household_id: int) -> HttpResponse:
        household = whole_households.find(self.basis, household_id, by=self.request.scope)
        form = self.form(household.pk, request.POST)
        if form.is_valid():
            try:
                new = self.act(household.pk, form)
            except DomainError as refusal:
                refuse(form, refusal, {code: name for code, name in FIELDS_OF.items() if name in form.fields})
            else:
                messages.success(request, self.words()[3])
                return redirect(household_url(self.basis, (new or household).pk))
        return self._show(household, form, status=422)

    def _show(self, household: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        title, lead, submit, _done = self.words()
        name = _("居住户 %(number)s") % {"number": household.pk}
        if not self.living:
            name = _("户籍户 %(number)s") % {"number": household.number}
        back = household_url(self.basis, household.pk)
        listed = reverse("people:list_residents") if self.request.scope.may(LIST) else ""
        crumbs = [(_("居民"), listed), (name, back), (title, "")]
        more = {"title": title, "lead": lead, "submit": submit, "back": back, "crumbs": crumbs}
        return self.render({"form": form, **more}, status=status)


def household_url(basis: Basis, household_id: int) -> str:
    """The page about one household."""
    name = "show_living_household" if basis is Basis.RESIDENCE else "show_registered_household"
    return reverse(f"people:{name}", args=[household_id])


class SplitHouseholdPage(HouseholdWorkPage):
    """Some members become a household of their own."""

    def form(self, household_id: int, data: Any = None) -> SplitForm:
        return SplitForm(data, living=self.living, people=self.people(household_id))

    def act(self, household_id: int, form: SplitForm) -> Any:
        said = form.cleaned_data
        return whole_households.split(
            self.basis, household_id, {int(one) for one in said["members"]}, int(said["head"]), said["on"],
            number=said.get("number", ""), by=self.request.scope, at=clock.now(),
        )  # fmt: skip

    def words(self) -> tuple[str, str, str, str]:
        return (
            _("分户"),
            _("分出的成员在原地另成一户。他们与新户主的关系先记为“其他”，请逐人更正。"),
            _("登记分户"),
            _("已登记分户。"),
        )


class MergeHouseholdsPage(HouseholdWorkPage):
    """All members go into another household of the same place."""

    def form(self, household_id: int, data: Any = None) -> MergeForm:
        self.people(household_id)
        return MergeForm(data, living=self.living)

    def act(self, household_id: int, form: MergeForm) -> Any:
        into = by_number(self.basis, form.cleaned_data["number"].strip(), self)
        on = form.cleaned_data["on"]
        return whole_households.merge(self.basis, household_id, into, on, by=self.request.scope, at=clock.now())

    def words(self) -> tuple[str, str, str, str]:
        return (
            _("并户"),
            _("全体成员并入同一个村(社区)的另一户；原来的一户空着保留，可以查到过去的成员。"),
            _("登记并户"),
            _("已登记并户。"),
        )


class MoveHouseholdPage(HouseholdWorkPage):
    """All members move together."""

    def form(self, household_id: int, data: Any = None) -> MoveTogetherForm:
        self.people(household_id)
        return MoveTogetherForm(data, living=self.living)

    def act(self, household_id: int, form: MoveTogetherForm) -> Any:
        said = form.cleaned_data
        return whole_households.move(
            self.basis, household_id, said["on"], area_id=said["place"] or None, elsewhere=said["elsewhere"],
            address=said.get("address") or None, source=said["source"], by=self.request.scope, at=clock.now(),
        )  # fmt: skip

    def words(self) -> tuple[str, str, str, str]:
        return (
            _("整户迁移"),
            _("全体成员同一天迁走；迁到您管辖范围以外的，由当地重新编户。"),
            _("登记迁移"),
            _("已登记整户迁移。"),
        )
