"""Work on the people around a resident: guardians, carers, supporters, contacts, and into which household he belongs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.views import Page
from laoyou.people.commands import households, life, ties, whole_households
from laoyou.people.commands.shared import UPDATE, UPDATE_STATUSES
from laoyou.people.domain.spells import Basis
from laoyou.people.forms.shared import ReasonForm
from laoyou.people.forms.tie_forms import AidUnitForm, DayForm, EndForm, JoinForm, TieForm
from laoyou.people.models import (
    AidUnitMember,
    EmergencyContact,
    LifeTrace,
    LivingHousehold,
    PaymentAccount,
    RegisteredHousehold,
    Resident,
)
from laoyou.people.presenters.links import resident_url
from laoyou.people.views.fact_views import LivingPage, Words
from laoyou.people.views.register_views import EditPage, basis_of
from laoyou.people.views.resident_views import REVEAL, revealed


def _kind_of(text: str) -> str:
    if text not in ties.ENDABLE:
        raise DomainError("core.not_found")
    return text


class AddTiePage(LivingPage):
    """Somebody guards, cares for or owes support to a resident."""

    def form(self, resident: Resident, data: Any = None) -> TieForm:
        return TieForm(data, kind=_kind_of(self.kwargs["kind"]))

    def act(self, resident: Resident, form: TieForm) -> None:
        said = form.cleaned_data
        ties.add(
            self.kwargs["kind"], resident.pk, ties.Somebody(said["name"], said["id_number"]), said["relation"],
            said["on"], source=said["source"], by=self.request.scope, at=clock.now(),
        )  # fmt: skip

    def words(self, resident: Resident) -> Words:
        return {
            "guardian": (
                _("登记监护人"),
                _("未成年人和不能自己办事的成年人，由谁依法代为决定。"),
                _("登记"),
                _("已登记监护人。"),
            ),
            "carer": (
                _("登记照护人"),
                _("平时照护本人的亲属。领报酬的护理人员不在这里登记。"),
                _("登记"),
                _("已登记照护人。"),
            ),
            "support": (
                _("登记法定赡养人"),
                _("依法负有赡养义务的人，不论是否住在一起。"),
                _("登记"),
                _("已登记法定赡养人。"),
            ),
        }[_kind_of(self.kwargs["kind"])]


class EndTiePage(EditPage):
    """A guardian, carer or supporter is none any more."""

    def refuse_at_once(self, resident: Resident) -> None:
        table, about = ties.ENDABLE[_kind_of(self.kwargs["kind"])]
        rows = table.objects.scoped(self.request.scope, UPDATE)  # type: ignore[attr-defined]
        if not rows.filter(**{"pk": self.kwargs["tie_id"], about: resident, "true_to__isnull": True}).exists():
            raise DomainError("core.not_found")

    def form(self, resident: Resident, data: Any = None) -> EndForm:
        return EndForm(data)

    def act(self, resident: Resident, form: EndForm) -> None:
        said = form.cleaned_data
        ties.end(
            self.kwargs["kind"], self.kwargs["tie_id"], said["on"], reason=said["reason"], by=self.request.scope,
            at=clock.now(),
        )  # fmt: skip

    def words(self, resident: Resident) -> Words:
        return _("终止家庭关系"), _("记载保留，从终止日期起不再有效。"), _("登记终止"), _("已登记终止。")


class RemoveContactPage(EditPage):
    """Somebody is not to be called any more."""

    def refuse_at_once(self, resident: Resident) -> None:
        rows = EmergencyContact.objects.scoped(self.request.scope, UPDATE)
        if not rows.filter(pk=self.kwargs["contact_id"], resident=resident).exists():
            raise DomainError("core.not_found")

    def form(self, resident: Resident, data: Any = None) -> ReasonForm:
        return ReasonForm(data)

    def act(self, resident: Resident, form: ReasonForm) -> None:
        reason = form.cleaned_data["reason"]
        ties.remove_contact(self.kwargs["contact_id"], reason=reason, by=self.request.scope, at=clock.now())

    def words(self, resident: Resident) -> Words:
        return _("删除紧急联系人"), _("排在后面的依次提前。"), _("删除"), _("已删除紧急联系人。")


class CallFirstPage(Page):
    """Somebody is called before the others."""

    permission = UPDATE

    def post(self, request: HttpRequest, resident_id: int, contact_id: int) -> HttpResponse:
        rows = EmergencyContact.objects.scoped(self.request.scope, UPDATE)
        if not rows.filter(pk=contact_id, resident_id=resident_id).exists():
            raise DomainError("core.not_found")
        ties.call_first(contact_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已改为首先联系。"))
        return redirect(resident_url(resident_id))


class JoinHouseholdPage(LivingPage):
    """A resident comes into a household of his community, or into one of his own."""

    def _basis(self) -> Basis:
        return basis_of(self.kwargs["basis"])

    def form(self, resident: Resident, data: Any = None) -> JoinForm:
        return JoinForm(data, living=self._basis() is Basis.RESIDENCE)

    def act(self, resident: Resident, form: JoinForm) -> None:
        said, by, at = form.cleaned_data, self.request.scope, clock.now()
        living, number = self._basis() is Basis.RESIDENCE, form.cleaned_data["number"].strip()
        area = resident.residence_area_id if living else resident.registered_area_id
        if area is None:
            raise DomainError("people.household_elsewhere")
        with transaction.atomic():
            if living:
                household = by_number(Basis.RESIDENCE, number, self) if number else self._alone(area)
                households.join_living(resident.pk, household, said["relation"], by=by, at=at, on=said["on"])
            else:
                rows = RegisteredHousehold.objects.scoped(by, UPDATE).filter(number=number)
                booklet = rows.first() or whole_households.new_booklet(area, number, by=by, at=at)
                households.join_registered(resident.pk, booklet.pk, said["relation"], by=by, at=at, on=said["on"])

    def _alone(self, area: str) -> int:
        return households.add_living(area, by=self.request.scope, at=clock.now()).pk

    def words(self, resident: Resident) -> Words:
        if self._basis() is Basis.RESIDENCE:
            lead = _("同住的人算一户，不论户籍在哪里。只能加入同一个村(社区)的户；搬家请先登记迁移。")
            return _("加入居住户"), lead, _("登记"), _("已加入居住户。")
        lead = _("同一本户口簿算一户，不论住在哪里。只能加入户籍所在村(社区)的户。")
        return _("加入户籍户"), lead, _("登记"), _("已加入户籍户。")


def by_number(basis: Basis, number: str, page: Page) -> int:
    """The id of the household that has this number, within the scope; `people.household_elsewhere` where there is none."""
    scope = page.request.scope
    if basis is Basis.RESIDENCE:
        pk = int(number) if number.isdecimal() and len(number) < 19 else -1
        rows = LivingHousehold.objects.scoped(scope, UPDATE).filter(pk=pk)
    else:
        rows = RegisteredHousehold.objects.scoped(scope, UPDATE).filter(number=number)
    found: int | None = rows.values_list("pk", flat=True).first()
    if found is None:
        raise DomainError("people.household_elsewhere")
    return found


class LeaveHouseholdPage(LivingPage):
    """A resident leaves his household, or is taken off his booklet, and stays where he is."""

    def refuse_at_once(self, resident: Resident) -> None:
        super().refuse_at_once(resident)
        living = basis_of(self.kwargs["basis"]) is Basis.RESIDENCE
        if (resident.living_household_id if living else resident.registered_household_id) is None:
            raise DomainError("people.in_no_household")

    def form(self, resident: Resident, data: Any = None) -> DayForm:
        return DayForm(data)

    def act(self, resident: Resident, form: DayForm) -> None:
        basis = basis_of(self.kwargs["basis"])
        households.leave(resident.pk, basis, by=self.request.scope, at=clock.now(), on=form.cleaned_data["on"])

    def words(self, resident: Resident) -> Words:
        if basis_of(self.kwargs["basis"]) is Basis.RESIDENCE:
            return _("退出居住户"), _("居住地不变，不再与这一户的人同住。"), _("登记退出"), _("已退出居住户。")
        return _("退出户籍户"), _("户籍地不变，不再在这本户口簿上。"), _("登记退出"), _("已退出户籍户。")


class OpenAidUnitPage(LivingPage):
    """Whose income and property count together with a resident's."""

    permission = UPDATE_STATUSES

    def _people(self, resident: Resident) -> list[Resident]:
        rows = Resident.objects.scoped(self.request.scope, UPDATE_STATUSES).filter(death_date=None)
        near = [resident.pk]
        for column in ("living_household_id", "registered_household_id"):
            household = getattr(resident, column)
            if household is not None:
                near += rows.filter(**{column: household}).values_list("pk", flat=True)[:60]
        return sorted(rows.filter(pk__in=near), key=lambda one: (one.pk != resident.pk, one.birth_date))

    def form(self, resident: Resident, data: Any = None) -> AidUnitForm:
        return AidUnitForm(data, people=self._people(resident), initial={"members": [str(resident.pk)]})

    def act(self, resident: Resident, form: AidUnitForm) -> None:
        said = form.cleaned_data
        chosen = {int(one) for one in said["members"]} | {resident.pk}
        area = resident.residence_area_id or resident.registered_area_id
        assert area is not None
        relations = {
            one.pk: ("head" if one.pk == resident.pk else "other") for one in self._people(resident) if one.pk in chosen
        }
        households.open_aid_unit(
            area, relations, said["on"], source=said["source"], by=self.request.scope, at=clock.now()
        )

    def words(self, resident: Resident) -> Words:
        lead = _("收入和财产合并计算的人。与是否住在一起、是否在一本户口簿上无关，由经办单位认定。")
        return _("登记共同生活家庭"), lead, _("登记"), _("已登记共同生活家庭。")


class CloseAidUnitPage(EditPage):
    """The aid unit of a resident ends."""

    permission = UPDATE_STATUSES

    def _unit(self, resident: Resident) -> int:
        rows = AidUnitMember.objects.scoped(self.request.scope, UPDATE_STATUSES)
        found: int | None = rows.filter(resident=resident, true_to=None).values_list("unit_id", flat=True).first()
        if found is None:
            raise DomainError("core.not_found")
        return found

    def refuse_at_once(self, resident: Resident) -> None:
        self._unit(resident)

    def form(self, resident: Resident, data: Any = None) -> EndForm:
        return EndForm(data)

    def act(self, resident: Resident, form: EndForm) -> None:
        said = form.cleaned_data
        whole_households.close_aid_unit(
            self._unit(resident), said["on"], reason=said["reason"], by=self.request.scope, at=clock.now()
        )

    def words(self, resident: Resident) -> Words:
        lead = _("全体成员的认定同时终止。身份事实不随之终止，需要另行登记。")
        return _("终止共同生活家庭"), lead, _("登记终止"), _("已登记终止。")


class TakeBackTracePage(EditPage):
    """A trace of life was somebody else's."""

    def refuse_at_once(self, resident: Resident) -> None:
        rows = LifeTrace.objects.scoped(self.request.scope, UPDATE)
        if not rows.filter(pk=self.kwargs["trace_id"], resident=resident, taken_back_at=None).exists():
            raise DomainError("core.not_found")

    def form(self, resident: Resident, data: Any = None) -> ReasonForm:
        return ReasonForm(data)

    def act(self, resident: Resident, form: ReasonForm) -> None:
        reason = form.cleaned_data["reason"]
        life.take_back_trace(self.kwargs["trace_id"], reason=reason, by=self.request.scope, at=clock.now())

    def words(self, resident: Resident) -> Words:
        return _("撤回在世痕迹"), _("用于认错了人的情形。以前的痕迹仍然有效。"), _("撤回痕迹"), _("已撤回在世痕迹。")


class RevealAccountPage(Page):
    """The whole number of the account in use, once, after the reason was recorded."""

    permission = REVEAL
    template = "people/_revealed.html"

    def post(self, request: HttpRequest, resident_id: int) -> HttpResponse:
        rows = PaymentAccount.objects.scoped(self.request.scope, REVEAL)
        account = rows.filter(resident_id=resident_id, true_to__isnull=True, superseded_at__isnull=True).first()
        if account is None:
            raise DomainError("core.not_found")
        return revealed(self, account, "number", resident_id)
