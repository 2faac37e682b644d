"""Work on papers, insurance, prices, contracts and staff; what the office confirms; what runs out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.shell.forms import refuse
from laoyou.core.views import Page
from laoyou.providers import words
from laoyou.providers.commands import confirming, contracts, papers, staff
from laoyou.providers.forms.facility_forms import SendBackForm
from laoyou.providers.forms.paper_forms import (
    ContractForm,
    CredentialForm,
    EndContractForm,
    InsuranceForm,
    JobForm,
    LeaveWorkForm,
    LicenceForm,
    PriceForm,
    RenewForm,
    StaffForm,
)
from laoyou.providers.forms.shared import provider_of
from laoyou.providers.models import Credential, Facility, Licence, OperatingContract, StaffMember
from laoyou.providers.permissions import (
    CONFIRM_FACILITIES,
    KEEP_PAPERS,
    LIST_FACILITIES,
    MANAGE_FACILITIES,
    MANAGE_STAFF,
)
from laoyou.providers.presenters import waiting_presenter
from laoyou.providers.queries import expiring, waiting
from laoyou.providers.views.work import Home, Words, WorkPage, home_of_facility, is_office


class PaperPage(WorkPage):
    """Work on a paper: the office's counts at once, a provider's once it is confirmed."""

    permission = KEEP_PAPERS

    def lead(self, facility: Facility) -> str:
        """What becomes of what is typed."""
        return "" if is_office(facility, self.by) else _("登记之后由镇街或主管部门确认，确认之前标为“待确认”。")


class AddLicencePage(PaperPage):
    """A paper of a facility."""

    def form(self, row: Facility, data: Any = None) -> LicenceForm:
        return LicenceForm(data)

    def act(self, row: Facility, form: LicenceForm) -> None:
        said = dict(form.cleaned_data)
        papers.add_licence(row.pk, said.pop("kind"), said.pop("number"), **said, by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        return _("登记证照"), self.lead(row), _("登记"), _("已登记证照。")


class RenewLicencePage(PaperPage):
    """A paper was renewed."""

    model, key = Licence, "licence_id"

    def form(self, row: Licence, data: Any = None) -> RenewForm:
        return RenewForm(data)

    def act(self, row: Licence, form: RenewForm) -> None:
        papers.renew_licence(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: Licence) -> Words:
        title = _("证照延期：%(kind)s") % {"kind": words.LICENCES[row.kind]}
        return title, self.lead(row.facility), _("登记延期"), _("已登记延期。")


class AddInsurancePage(PaperPage):
    """An insurance."""

    def form(self, row: Facility, data: Any = None) -> InsuranceForm:
        return InsuranceForm(data)

    def act(self, row: Facility, form: InsuranceForm) -> None:
        said = dict(form.cleaned_data)
        papers.add_insurance(row.pk, said.pop("kind"), **said, by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        return _("登记保险"), self.lead(row), _("登记"), _("已登记保险。")


class FilePricePage(PaperPage):
    """A price as filed."""

    def form(self, row: Facility, data: Any = None) -> PriceForm:
        return PriceForm(data)

    def act(self, row: Facility, form: PriceForm) -> None:
        said = dict(form.cleaned_data)
        papers.file_price(row.pk, said.pop("item"), **said, by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        lead = self.lead(row) or _("同一项目原来的价格在新的执行日期停止，记录保留。")
        return _("登记收费备案"), lead, _("登记"), _("已登记收费备案。")


class AddContractPage(WorkPage):
    """A facility is run by another than its owner."""

    permission = MANAGE_FACILITIES

    def form(self, row: Facility, data: Any = None) -> ContractForm:
        code = row.provider.credit_code if row.provider else ""
        return ContractForm(data, initial={"owner": row.owner, "provider_code": code})

    def act(self, row: Facility, form: ContractForm) -> None:
        said = dict(form.cleaned_data)
        operator = provider_of(said.pop("provider_code"), self.by)
        if operator is None:
            raise DomainError("providers.provider_unknown")
        contracts.add(row.pk, operator, **said, by=self.by, at=clock.now())

    def words(self, row: Facility) -> Words:
        lead = _("产权归一家、运营归另一家的设施登记合同。合同不改变设施的负责机构。")
        return _("登记运营合同"), lead, _("登记"), _("已登记运营合同。")


class EndContractPage(WorkPage):
    """A contract ends before its term."""

    permission = MANAGE_FACILITIES
    model, key = OperatingContract, "contract_id"
    grave = True

    def form(self, row: OperatingContract, data: Any = None) -> EndContractForm:
        return EndContractForm(data)

    def act(self, row: OperatingContract, form: EndContractForm) -> None:
        contracts.end(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: OperatingContract) -> Words:
        return _("合同提前终止"), _("终止之后才能登记同一设施的下一份合同。"), _("登记终止"), _("已登记终止。")


class AddStaffPage(WorkPage):
    """Somebody at work."""

    permission = MANAGE_STAFF

    def form(self, row: Facility, data: Any = None) -> StaffForm:
        return StaffForm(data)

    def act(self, row: Facility, form: StaffForm) -> str:
        said = form.cleaned_data
        person = staff.add(
            row.pk, said["name"], said["job"], id_number=said["id_number"] or None, phone=said["phone"] or None,
            employed_from=said["employed_from"], by=self.by, at=clock.now(),
        )  # fmt: skip
        return reverse("providers:show_staff_member", args=[person.pk])

    def words(self, row: Facility) -> Words:
        return _("登记从业人员"), _("同一人在两处设施工作，登记两次，证件号码相同。"), _("登记"), _("已登记从业人员。")


class StaffPage(WorkPage):
    """Work on somebody at work."""

    permission = MANAGE_STAFF
    model: ClassVar[Any] = StaffMember
    key = "staff_id"

    def home(self, row: StaffMember) -> Home:
        name, url, way = home_of_facility(row.facility)
        return row.name, reverse("providers:show_staff_member", args=[row.pk]), [*way, (name, url, "zh")]


class ChangeJobPage(StaffPage):
    """Another job."""

    def form(self, row: StaffMember, data: Any = None) -> JobForm:
        return JobForm(data, initial={"job": row.job})

    def act(self, row: StaffMember, form: JobForm) -> None:
        staff.change_job(row.pk, form.cleaned_data["job"], by=self.by, at=clock.now())

    def words(self, row: StaffMember) -> Words:
        return _("变更岗位"), "", _("保存变更"), _("已变更岗位。")


class LeaveWorkPage(StaffPage):
    """Somebody leaves."""

    grave = True

    def form(self, row: StaffMember, data: Any = None) -> LeaveWorkForm:
        return LeaveWorkForm(data)

    def act(self, row: StaffMember, form: LeaveWorkForm) -> None:
        staff.leave(row.pk, on=form.cleaned_data["on"], by=self.by, at=clock.now())

    def words(self, row: StaffMember) -> Words:
        return _("登记离职"), _("离职后不计入配比；记录保留。"), _("登记离职"), _("已登记离职。")


class AddCredentialPage(StaffPage):
    """A certificate."""

    def form(self, row: StaffMember, data: Any = None) -> CredentialForm:
        return CredentialForm(data)

    def act(self, row: StaffMember, form: CredentialForm) -> None:
        said = dict(form.cleaned_data)
        staff.add_credential(row.pk, said.pop("kind"), said.pop("number"), **said, by=self.by, at=clock.now())

    def words(self, row: StaffMember) -> Words:
        return _("登记证书"), _("到期的证书不计入持证人数。"), _("登记"), _("已登记证书。")


class RenewCredentialPage(StaffPage):
    """A certificate was renewed."""

    model, key = Credential, "credential_id"

    def form(self, row: Credential, data: Any = None) -> RenewForm:
        return RenewForm(data)

    def act(self, row: Credential, form: RenewForm) -> None:
        staff.renew_credential(row.pk, **form.cleaned_data, by=self.by, at=clock.now())

    def words(self, row: Credential) -> Words:
        title = _("证书延期：%(kind)s") % {"kind": words.CREDENTIALS[row.kind]}
        return title, "", _("登记延期"), _("已登记延期。")

    def home(self, row: Credential) -> Home:  # type: ignore[override]
        return super().home(row.staff_member)


class ListWaitingPage(Page):
    """What providers entered and nobody has looked at."""

    permission = CONFIRM_FACILITIES
    template = "providers/list_waiting.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        rows = [waiting_presenter.Waiting.of(what, row) for what, row in waiting.rows(scope)]
        return self.render({"rows": rows})


class DecidePage(Page):
    """One thing that a provider entered, with what it changes: confirmed, or sent back with the reason."""

    permission = CONFIRM_FACILITIES
    template = "providers/decide.html"

    def get(self, request: HttpRequest, what: str, entry_id: int) -> HttpResponse:
        return self._show(what, entry_id, SendBackForm())

    def post(self, request: HttpRequest, what: str, entry_id: int) -> HttpResponse:
        scope = self.request.scope
        waiting.one(what, entry_id, scope)
        form = SendBackForm(request.POST)
        if form.is_valid():
            try:
                if request.POST.get("decision") == "send_back":
                    answer = form.cleaned_data["answer"]
                    confirming.send_back(what, entry_id, answer=answer, by=scope, at=clock.now())
                    messages.success(request, _("已退回，机构会看到原因。"))
                else:
                    confirming.confirm(what, entry_id, by=scope, at=clock.now())
                    messages.success(request, _("已确认。"))
            except DomainError as refusal:
                refuse(form, refusal, {"providers.answer_missing": "answer"})
            else:
                return redirect("providers:list_waiting")
        return self._show(what, entry_id, form, status=422)

    def _show(self, what: str, entry_id: int, form: SendBackForm, status: int = 200) -> HttpResponse:
        scope = self.request.scope
        row = waiting.one(what, entry_id, scope)
        shown = waiting_presenter.Waiting.of(what, row)
        own = row.entered_by_id is not None and row.entered_by_id == scope.account_id
        return self.render(
            {
                "shown": shown,
                "form": form,
                "own": own,
                "open": row.confirmation == "waiting",
                "crumbs": [(_("待确认"), reverse("providers:list_waiting")), (shown.title, "")],
            },
            status=status,
        )


class ListExpiringPage(Page):
    """Papers, insurance, contracts and certificates that have run out or will within three months."""

    permission = LIST_FACILITIES
    template = "providers/list_expiring.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        today = clock.today()
        found = expiring.papers(self.request.scope, on=today)
        rows = [waiting_presenter.Expiring.of(one, today) for one in found.rows]
        return self.render({"rows": rows, "left_out": found.left_out})
