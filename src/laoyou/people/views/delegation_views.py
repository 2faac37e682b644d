"""Delegations: keyed by the office, seen and withdrawn by the family, whose own page shows what is on record of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock, links
from laoyou.core.models import AccessEntry
from laoyou.core.scope import Scope
from laoyou.core.shell.forms import refuse
from laoyou.core.shell.words import together
from laoyou.core.views import Page
from laoyou.people.commands import delegations
from laoyou.people.commands.ties import Somebody
from laoyou.people.domain.delegation import in_force
from laoyou.people.forms.delegation_forms import POWERS, DelegationForm, WithdrawForm
from laoyou.people.models import Delegation, Resident
from laoyou.people.presenters import resident_presenter as presenter
from laoyou.people.presenters.links import resident_url
from laoyou.people.presenters.words import relation_words
from laoyou.people.queries import around
from laoyou.people.queries.residents import SHOW
from laoyou.people.views.fact_views import LivingPage, Words
from laoyou.people.views.register_views import crumbs_to


def delegation_lines(resident: Resident, scope: Scope) -> list[dict[str, Any]]:
    """The delegations of a resident who was found within the scope, the latest first."""
    rows = Delegation.objects.scoped(scope, SHOW).filter(resident=resident).select_related("delegate", "account")
    names, today = dict(POWERS), clock.today()
    return [
        {
            "row": row,
            "name": row.delegate.name if row.delegate else row.name,
            "relation": relation_words(row.relation),
            "powers": together(str(names[power.value]) for power in row.power_list),
            "holds": in_force(row.valid_from, row.valid_to, withdrawn=row.withdrawn_at is not None, on=today),
            "may_withdraw": row.withdrawn_at is None
            and scope.may(delegations.WITHDRAW)
            and delegations.may_withdraw(row, scope),
        }
        for row in rows.order_by("-valid_from", "-id")
    ]


class RecordDelegationPage(LivingPage):
    """Somebody may act for a resident, as he signed."""

    permission = delegations.DELEGATE

    def form(self, resident: Resident, data: Any = None) -> DelegationForm:
        return DelegationForm(data)

    def act(self, resident: Resident, form: DelegationForm) -> None:
        said = dict(form.cleaned_data)
        who = Somebody(said.pop("name"), said.pop("id_number"))
        new = delegations.NewDelegation(who=who, **said)
        delegations.record(resident.pk, new, by=self.request.scope, at=clock.now())

    def words(self, resident: Resident) -> Words:
        lead = _("由本人当面签名委托。受托人没有账号的，要有见证人；本人任何时候都可以撤销。")
        return _("登记委托"), lead, _("登记委托"), _("已登记委托。")


class WithdrawDelegationPage(Page):
    """A delegation ends at once: by the office, by the resident, or given up by the delegate."""

    permission = delegations.WITHDRAW
    template = "people/edit_resident.html"

    def _find(self, resident_id: int, delegation_id: int) -> Delegation:
        rows = Delegation.objects.scoped(self.request.scope, delegations.WITHDRAW).select_related("resident")
        found: Delegation | None = rows.filter(pk=delegation_id, resident_id=resident_id, withdrawn_at=None).first()
        if found is None or not delegations.may_withdraw(found, self.request.scope):
            raise DomainError("core.not_found")
        return found

    @property
    def _himself(self) -> bool:
        return not self.request.scope.may(delegations.DELEGATE)

    def get(self, request: HttpRequest, resident_id: int, delegation_id: int) -> HttpResponse:
        return self._show(self._find(resident_id, delegation_id), WithdrawForm(himself=self._himself))

    def post(self, request: HttpRequest, resident_id: int, delegation_id: int) -> HttpResponse:
        row = self._find(resident_id, delegation_id)
        form = WithdrawForm(request.POST, himself=self._himself)
        if form.is_valid():
            said = form.cleaned_data
            try:
                delegations.withdraw(
                    row.pk, withdrawn_by=said.get("withdrawn_by", Delegation.By.HIMSELF.value), reason=said["reason"],
                    by=self.request.scope, at=clock.now(),
                )  # fmt: skip
            except DomainError as refusal:
                refuse(form, refusal, {})
            else:
                messages.success(request, _("已撤销委托，即时生效。"))
                gone = not Resident.objects.scoped(self.request.scope, SHOW).filter(pk=resident_id).exists()
                return redirect("people:show_family" if gone or self._himself else resident_url(resident_id))
        return self._show(row, form, status=422)

    def _show(self, row: Delegation, form: WithdrawForm, status: int = 200) -> HttpResponse:
        title, resident = _("撤销委托"), row.resident
        more = {"lead": _("撤销即时生效：受托人不再能查看和代办。记载保留。"), "submit": _("撤销委托"), "grave": True}
        who = presenter.identity_line(resident, clock.today())
        crumbs = crumbs_to(self, resident, title)
        said = {"resident": resident, "who": who, "form": form, "title": title, "back": resident_url(resident.pk)}
        return self.render({**said, **more, "crumbs": crumbs}, status=status)


class ShowFamilyPage(Page):
    """What is on record of oneself and of those for whom one may act: the way to each, and who looked."""

    permission = delegations.OWN
    template = "people/show_family.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        members = []
        for resident in Resident.objects.scoped(scope, delegations.OWN).order_by("birth_date", "pk"):
            entries = AccessEntry.objects.unscoped("who looked at somebody, told to himself and to whom he allowed it")
            entries = entries.filter(subject_type="people.resident", subject_id=str(resident.pk)).select_related("by")
            members.append(
                {
                    "resident": resident,
                    "who": presenter.identity_line(resident, clock.today()),
                    "delegations": delegation_lines(resident, scope),
                    "looks_url": links.to("privacy.looks", resident=resident.pk),
                    "looks": presenter.look_lines([around.look_of(one) for one in entries.order_by("-id")[:12]]),
                }
            )
        return self.render({"title": _("我的家人"), "members": members})
