"""Work on what is known of one resident: statuses with their evidence, the account for payments, traces of life, contacts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import attachments, clock
from laoyou.core.audit import Subject
from laoyou.core.scope import Scope
from laoyou.people.commands import accounts, households, life, statuses
from laoyou.people.commands.shared import UPDATE_STATUSES
from laoyou.people.forms.fact_forms import (
    AccountForm,
    AddStatusForm,
    CheckAccountForm,
    ContactForm,
    CorrectStatusForm,
    EndStatusForm,
    TraceForm,
)
from laoyou.people.models import Resident, StatusFact
from laoyou.people.presenters.words import status_words
from laoyou.people.queries.residents import SHOW
from laoyou.people.views.register_views import EditPage, require_alive

Words = tuple[str, str, str, str]


def _may_see(scope: Scope, fact_id: str) -> bool:
    """Whoever may see the resident may see the evidence of a status."""
    return fact_id.isdigit() and StatusFact.objects.scoped(scope, SHOW).filter(pk=int(fact_id)).exists()


attachments.register_owner("people.statusfact", _may_see, permission=SHOW)


class AddStatusPage(EditPage):
    """A status from a day on, with the paper that shows it."""

    permission = UPDATE_STATUSES

    def form(self, resident: Resident, data: Any = None) -> AddStatusForm:
        return AddStatusForm(data, self.request.FILES if data is not None else None)

    def act(self, resident: Resident, form: AddStatusForm) -> None:
        said, by, at = form.cleaned_data, self.request.scope, clock.now()
        with transaction.atomic():
            fact = statuses.add(
                resident.pk, said["kind"], said["true_from"], true_to=said["true_to"], source=said["source"],
                evidence=said["evidence"], by=by, at=at,
            )  # fmt: skip
            if said["file"]:
                subject = Subject("people.statusfact", str(fact.pk), resident.area_id or "")
                data = said["file"].read()
                attachments.store(data, said["file"].name, subject, by=by, permission=UPDATE_STATUSES, at=at)

    def words(self, resident: Resident) -> Words:
        lead = _("身份事实只增加、终止和更正，不覆盖：每一条都有来源、起止和知悉时间。")
        return _("登记身份事实"), lead, _("登记"), _("已登记身份事实。")


class _StatusPage(EditPage):
    permission = UPDATE_STATUSES

    def _fact(self, resident: Resident) -> StatusFact:
        rows = StatusFact.objects.scoped(self.request.scope, UPDATE_STATUSES).filter(resident=resident)
        found: StatusFact | None = rows.filter(pk=self.kwargs["fact_id"], superseded_at__isnull=True).first()
        if found is None:
            raise DomainError("core.not_found")
        return found

    def refuse_at_once(self, resident: Resident) -> None:
        self._fact(resident)


class EndStatusPage(_StatusPage):
    """A status ended."""

    def form(self, resident: Resident, data: Any = None) -> EndStatusForm:
        return EndStatusForm(data)

    def act(self, resident: Resident, form: EndStatusForm) -> None:
        said, fact = form.cleaned_data, self._fact(resident)
        statuses.end(fact.pk, said["true_to"], source=said["source"], by=self.request.scope, at=clock.now())

    def words(self, resident: Resident) -> Words:
        title = _("终止身份：%(kind)s") % {"kind": status_words(self._fact_kind(resident))}
        return title, _("终止日期是不再有这一身份的第一天。"), _("登记终止"), _("已登记终止。")

    def _fact_kind(self, resident: Resident) -> str:
        kinds = StatusFact.objects.scoped(self.request.scope, UPDATE_STATUSES).filter(pk=self.kwargs["fact_id"])
        return str(kinds.filter(resident=resident).values_list("kind", flat=True).first() or "")


class CorrectStatusPage(EndStatusPage):
    """A status was recorded wrongly."""

    def form(self, resident: Resident, data: Any = None) -> CorrectStatusForm:  # type: ignore[override]
        fact = StatusFact.objects.scoped(self.request.scope, UPDATE_STATUSES).filter(pk=self.kwargs["fact_id"]).first()
        initial = {"true_from": fact.true_from, "true_to": fact.true_to, "evidence": fact.evidence} if fact else {}
        return CorrectStatusForm(data, initial=initial)

    def act(self, resident: Resident, form: CorrectStatusForm) -> None:  # type: ignore[override]
        said, fact = form.cleaned_data, self._fact(resident)
        statuses.correct(
            fact.pk, true_from=said["true_from"], true_to=said["true_to"], source=said["source"],
            evidence=said["evidence"], by=self.request.scope, at=clock.now(),
        )  # fmt: skip

    def words(self, resident: Resident) -> Words:
        title = _("更正身份：%(kind)s") % {"kind": status_words(self._fact_kind(resident))}
        return title, _("原来的记载保留为“已更正”，新的记载从现在起有效。"), _("保存更正"), _("已更正。")


class LivingPage(EditPage):
    """Work that makes sense for somebody alive."""

    def refuse_at_once(self, resident: Resident) -> None:
        require_alive(resident)


class SetAccountPage(LivingPage):
    """The account into which money goes."""

    def form(self, resident: Resident, data: Any = None) -> AccountForm:
        return AccountForm(data)

    def act(self, resident: Resident, form: AccountForm) -> None:
        new = accounts.NewAccount(**form.cleaned_data)
        accounts.set_account(resident.pk, new, by=self.request.scope, at=clock.now())

    def words(self, resident: Resident) -> Words:
        lead = _("原来的账户在起用日期停用并保留。账号加密保存，只显示后四位。")
        return _("登记收款账户"), lead, _("登记账户"), _("已登记收款账户。")


class CheckAccountPage(LivingPage):
    """Somebody looked at the account."""

    def form(self, resident: Resident, data: Any = None) -> CheckAccountForm:
        return CheckAccountForm(data)

    def act(self, resident: Resident, form: CheckAccountForm) -> None:
        said = form.cleaned_data
        accounts.check_account(
            resident.pk, activated=said["activated"] == "yes", on=said["on"], how=said["how"], by=self.request.scope,
            at=clock.now(),
        )  # fmt: skip

    def words(self, resident: Resident) -> Words:
        return (
            _("核对收款账户"),
            _("没有激活的账户发不出钱：只暂缓发放，不影响资格。"),
            _("记下结果"),
            _("已记下核对结果。"),
        )


class RecordTracePage(LivingPage):
    """Somebody was seen alive."""

    def form(self, resident: Resident, data: Any = None) -> TraceForm:
        return TraceForm(data)

    def act(self, resident: Resident, form: TraceForm) -> None:
        said = form.cleaned_data
        life.record_trace(
            resident.pk, said["seen_on"], said["kind"], source=said["source"], by=self.request.scope, at=clock.now()
        )

    def words(self, resident: Resident) -> Words:
        return _("登记在世痕迹"), _("没有痕迹只表示需要核实，不表示已经去世。"), _("登记"), _("已登记在世痕迹。")


class AddContactPage(LivingPage):
    """Whom to call, after those who are there already."""

    def form(self, resident: Resident, data: Any = None) -> ContactForm:
        return ContactForm(data)

    def act(self, resident: Resident, form: ContactForm) -> None:
        said = form.cleaned_data
        households.add_emergency_contact(
            resident.pk, said["name"], said["relation"], said["phone"], by=self.request.scope, at=clock.now()
        )

    def words(self, resident: Resident) -> Words:
        return _("登记紧急联系人"), _("按次序联系；新登记的排在最后。"), _("登记"), _("已登记紧急联系人。")
