"""Pages of verification requests: the list, drafting, one request with what came back, and each step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.lists import Action, Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.models import Area, Attachment, Unit
from laoyou.core.scope import Scope, within
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.exchange.commands import answer_files
from laoyou.exchange.commands import verifications as commands
from laoyou.exchange.domain.verification import Field, Holds, Outcome, State, Verdict
from laoyou.exchange.models import VerificationRequest, VerificationStep
from laoyou.exchange.permissions import DRAFT, SEE, SEND
from laoyou.exchange.queries import verifications as queries
from laoyou.people import public as people

STATES = VerificationRequest.State
FIELDS = {Field.NAME: lazy("姓名"), Field.ID_NUMBER: lazy("证件号码"), Field.BIRTH_DATE: lazy("出生日期")}
OUTCOMES = {
    Outcome.WAITING: lazy("待答复"),
    Outcome.RECEIVED: lazy("已答复，待采用"),
    Outcome.ADDED: lazy("已登记为身份事实"),
    Outcome.AGREES: lazy("与名册一致"),
    Outcome.CONFLICT: lazy("与名册冲突"),
    Outcome.NOT_KNOWN: lazy("对方查无此人"),
    Outcome.REFUSED: lazy("不能登记"),
    Outcome.SETTLED: lazy("已处理，维持名册"),
}
HOLDS = {Holds.YES: lazy("是"), Holds.NO: lazy("否"), Holds.UNKNOWN: lazy("查无此人")}
VERDICTS = {Verdict.UPHELD: lazy("异议成立，重新答复"), Verdict.REJECTED: lazy("异议不成立")}


class ListRequestsPage(ListPage):
    """Requests to other departments."""

    name = "exchange.requests"
    permission = SEE
    title = lazy("核验请求")
    search_hint = lazy("目的或法律依据")
    default_sort = "-drafted_at"
    empty_title = lazy("还没有核验请求")
    empty_text = lazy("名册里的身份事实可以请主管部门批量核验，答复有日期、有来源。")
    columns = (
        Column("number", lazy("编号"), value=lambda row: str(row.pk)),
        Column("matter", lazy("核验事项"), value=lambda row: people.status_words(row.matter)),
        Column("unit", lazy("发往单位"), value=lambda row: row.unit.name, lang="zh"),
        Column("area", lazy("核验范围"), value=lambda row: row.area.name, lang="zh"),
        Column("state", lazy("状态"), value=lambda row: str(STATES(row.state).label)),
        Column("asked", lazy("人数"), kind=Kind.NUMBER, order=("asked",)),
        Column("answered", lazy("已答复人数"), kind=Kind.NUMBER, order=("answered",)),
        Column("conflicts", lazy("冲突人数"), kind=Kind.NUMBER, order=("conflicts",)),
        Column("due_on", lazy("答复期限"), kind=Kind.DATE, order=("due_on",)),
        Column("keep_until", lazy("删除日期"), kind=Kind.DATE, order=("keep_until",)),
        Column("drafted_at", lazy("起草时间"), kind=Kind.MOMENT, order=("drafted_at",)),
    )
    filters = (Choice("state", lazy("状态"), tuple(Option(one.value, one.label) for one in STATES)),)

    def queryset(self, query: ListQuery) -> QuerySet[VerificationRequest]:
        query.scope.require(self.permission)
        rows = VerificationRequest.objects.scoped(query.scope, self.permission).select_related("unit", "area")
        if query.search:
            rows = rows.filter(purpose__icontains=query.search) | rows.filter(legal_basis__icontains=query.search)
        if (state := query.one("state")) in STATES.values:
            rows = rows.filter(state=state)
        return rows

    def row_url(self, row: Any) -> str:
        return reverse("exchange:show_request", args=[row.pk])

    def actions(self) -> list[Action]:
        if not self.request.scope.may(DRAFT):
            return []
        return [Action(_("起草核验请求"), reverse("exchange:draft_request"), primary=True)]


def _areas(scope: Scope) -> list[tuple[str, str]]:
    """Districts, towns and communities over which the reader may draft."""
    rows = Area.objects.filter(level__in=["district", "town", "community"], valid_to__isnull=True)
    found = rows.filter(within("id", scope.area_prefixes(DRAFT))).order_by("id").values_list("id", "name", "level")
    return [(area, f"{'　' if level == 'community' else ''}{name}") for area, name, level in found]


class RequestForm(forms.Form):
    """Whom to ask, what, about whom, on which ground, until when."""

    unit = forms.ChoiceField(label=lazy("发往单位"), widget=forms.Select(attrs={"lang": "zh"}))
    matter = forms.ChoiceField(label=lazy("核验事项"), help_text=lazy("请对方确认这些人在核验日期是否有这一身份"))
    area = forms.ChoiceField(
        label=lazy("核验范围"), help_text=lazy("居住或户籍在这里的在册居民"), widget=forms.Select(attrs={"lang": "zh"})
    )
    status = forms.ChoiceField(
        label=lazy("其中有身份"), required=False, help_text=lazy("不选则不限；选核验事项本身，就是复核名册上已有的人")
    )
    age = forms.IntegerField(label=lazy("其中年满（岁）"), required=False, min_value=0, max_value=120)
    on = forms.DateField(label=lazy("核验日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    purpose = forms.CharField(label=lazy("核验目的"), max_length=200, help_text=lazy("例如：复核特困人员救助供养资格"))
    legal_basis = forms.CharField(
        label=lazy("法律依据"), max_length=200, help_text=lazy("写明文件和条款，例如：《某某条例》第几条")
    )
    fields_given = forms.MultipleChoiceField(
        label=lazy("提供的信息"),
        choices=[(code.value, words) for code, words in FIELDS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("够对方认出人即可，不多给"),
    )
    form = forms.ChoiceField(label=lazy("传送方式"), choices=VerificationRequest.Form.choices)
    due_on = forms.DateField(label=lazy("答复期限"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    keep_until = forms.DateField(
        label=lazy("删除日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("到这一天，名单、文件和答复自动删除，只留人数"),
    )

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        today = clock.today()
        days = {"on": today, "due_on": today + timedelta(days=15), "keep_until": today + timedelta(days=90)}
        kwargs.setdefault("initial", {**days, "fields_given": [Field.NAME.value, Field.ID_NUMBER.value]})
        super().__init__(*args, **kwargs)
        statuses = [(one.value, people.status_words(one.value)) for one in people.Status]
        units = list(Unit.objects.filter(valid_to__isnull=True).order_by("name").values_list("id", "name"))
        choices: dict[str, Any] = {
            "unit": units,
            "matter": statuses,
            "area": _areas(scope),
            "status": [("", _("不限")), *statuses],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered


_FIELD_OF = {
    "exchange.request_words": "legal_basis",
    "exchange.request_fields": "fields_given",
    "exchange.request_dates": "due_on",
    "exchange.request_unit": "unit",
    "exchange.request_nobody": "status",
    "exchange.request_too_many": "area",
}


class DraftRequestPage(Page):
    """Drafting; somebody else sends."""

    permission = DRAFT
    template = "exchange/act.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(RequestForm(self.request.scope))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RequestForm(self.request.scope, request.POST)
        if form.is_valid():
            said = form.cleaned_data
            wish = commands.Wish(
                said["area"], said["unit"], said["matter"], said["on"], said["purpose"], said["legal_basis"],
                said["fields_given"], said["form"], said["due_on"], said["keep_until"], said["status"], said["age"],
            )  # fmt: skip
            try:
                made = commands.draft(wish, by=self.request.scope, at=clock.now())
            except DomainError as refusal:
                form.add_error(_FIELD_OF.get(refusal.code), sentence(refusal))
            else:
                messages.success(request, _("已起草。请另一位有权限的同事审核发出。"))
                return redirect("exchange:show_request", made.pk)
        return self._show(form, 422)

    def _show(self, form: RequestForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": _("起草核验请求"),
            "lead": _("目的、依据、信息项和期限都要写明；发出前由另一人审核。"),
            "submit": _("起草"),
            "crumbs": [(_("核验请求"), reverse("exchange:list_requests")), (_("起草核验请求"), "")],
        }
        return self.render(context, status=status)


class ShowRequestPage(Page):
    """One request: on which ground, how far it is, what came back, and what contradicts the register."""

    permission = SEE
    template = "exchange/show_request.html"

    def get(self, request: HttpRequest, request_id: int) -> HttpResponse:
        scope = self.request.scope
        one = queries.one(request_id, scope)
        audit.read("exchange.show_request", one, by=scope, permission=SEE, at=clock.now())
        return self.render(context_of(one, scope, request.GET.get("outcome", "")))


def context_of(one: VerificationRequest, scope: Scope, outcome: str = "") -> dict[str, Any]:
    """What the page of a request shows."""
    counts = queries.outcomes(one)
    outcome = outcome if outcome in counts else ""
    state, may_draft = State(one.state), scope.may(DRAFT) and scope.covers_area(DRAFT, one.area_id)
    may_send = scope.may(SEND) and scope.covers_area(SEND, one.area_id)
    rows = []
    for person in queries.listed(one, scope, outcome):
        in_conflict = person.row.outcome in queries.URGENT
        is_open = person.objection is not None and person.objection.replied_at is None
        rows.append(
            {
                "person": person,
                "outcome": OUTCOMES[Outcome(person.row.outcome)],
                "warn": in_conflict,
                "url": people.resident_url(person.row.resident_id) if person.name else "",
                "holds": HOLDS[person.answer.holds] if person.answer else "",
                "standing": [(people.status_words(fact.kind), fact) for fact in person.standing],
                "verdict": VERDICTS[Verdict(person.objection.verdict)] if person.objection and not is_open else "",
                "may_object": may_draft and in_conflict and not is_open,
                "may_reply": may_draft and is_open,
                "may_settle": may_draft and in_conflict,
            }
        )
    return {
        "one": one,
        "matter": people.status_words(one.matter),
        "state": STATES(one.state).label,
        "form": VerificationRequest.Form(one.form).label,
        "fields": [FIELDS[Field(code)] for code in one.fields.split()],
        "counts": [(code, OUTCOMES[Outcome(code)], number) for code, number in sorted(counts.items())],
        "chosen": outcome,
        "rows": rows,
        "steps": [
            {"row": step, "state": STATES(step.state).label}
            for step in VerificationStep.objects.scoped(scope, SEE)
            .filter(request=one)
            .select_related("by")
            .order_by("pk")
        ],
        "files": _files(one, scope) if may_draft and scope.may(commands.SEND_TO) else [],
        "own": one.drafted_by_id is not None and one.drafted_by_id == scope.account_id,
        "may_send": may_send and state is State.DRAFTED,
        "may_withdraw": may_draft and state is State.DRAFTED,
        "may_answer": may_draft and state in (State.SENT, State.ANSWERED),
        "may_adopt": may_draft and state is State.ANSWERED,
    }


def _files(one: VerificationRequest, scope: Scope) -> list[Attachment]:
    """The list that was sent, while it is kept."""
    rows = Attachment.objects.scoped(scope, DRAFT).filter(subject_type="exchange.verificationrequest")
    return list(rows.filter(subject_id=str(one.pk), removed_at__isnull=True))


class _StepPage(Page):
    """One step of a request by a button."""

    done = lazy("已办理。")

    def act(self, request_id: int) -> Any:
        raise NotImplementedError

    def post(self, request: HttpRequest, request_id: int) -> HttpResponse:
        self.act(request_id)
        messages.success(request, str(self.done))
        return redirect("exchange:show_request", request_id)


class SendRequestPage(_StepPage):
    """Sending what another one drafted."""

    permission = SEND
    done = lazy("已发出。名单文件在本页下载，到期自动删除。")

    def act(self, request_id: int) -> Any:
        return commands.send(request_id, by=self.request.scope, at=clock.now())


class WithdrawRequestPage(_StepPage):
    """Taking a draft back."""

    permission = DRAFT
    done = lazy("已撤回。")

    def act(self, request_id: int) -> Any:
        return commands.withdraw(request_id, words="", by=self.request.scope, at=clock.now())


class AdoptAnswersPage(_StepPage):
    """Comparing what came back with the register."""

    permission = DRAFT
    done = lazy("已与名册比对：名册没有的已登记，有冲突的列在下面，没有覆盖任何内容。")

    def act(self, request_id: int) -> Any:
        return commands.adopt(request_id, by=self.request.scope, at=clock.now())


class AnswerForm(forms.Form):
    """The list that came back, and when it was answered."""

    file = forms.FileField(label=lazy("答复文件"), help_text=lazy("在发出的名单上填好结果的 Excel 或 CSV 文件"))
    answered_on = forms.DateField(
        label=lazy("答复日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class AnswerRequestPage(Page):
    """Putting down an answer that came as a file; nothing is taken while a row is wrong."""

    permission = DRAFT
    template = "exchange/act.html"

    def get(self, request: HttpRequest, request_id: int) -> HttpResponse:
        return self._show(request_id, AnswerForm(initial={"answered_on": clock.today()}))

    def post(self, request: HttpRequest, request_id: int) -> HttpResponse:
        form = AnswerForm(request.POST, request.FILES)
        faults: list[tuple[int, str]] = []
        queries.one(request_id, self.request.scope, DRAFT)
        if form.is_valid():
            given = form.cleaned_data["file"]
            try:
                answers, wrong = answer_files.read(given.read(), given.name)
                faults = [(fault.line, sentence(fault.refusal)) for fault in wrong[: queries.SHOWN]]
                if not faults:
                    on = form.cleaned_data["answered_on"]
                    commands.receive(request_id, answers, answered_on=on, by=self.request.scope, at=clock.now())
            except DomainError as refusal:
                on_day = refusal.code == "exchange.answer_date"
                form.add_error("answered_on" if on_day else "file", sentence(refusal))
            else:
                if not faults:
                    messages.success(request, _("已登记答复。请核对后采用。"))
                    return redirect("exchange:show_request", request_id)
                form.add_error("file", _("有几行填得不对，一行也没有登记。请改正后再交。"))
        return self._show(request_id, form, 422, faults)

    def _show(
        self, request_id: int, form: AnswerForm, status: int = 200, faults: list[tuple[int, str]] | None = None
    ) -> HttpResponse:
        queries.one(request_id, self.request.scope, DRAFT)
        return self.render(_act(request_id, form, _("登记答复"), _("登记答复"), faults=faults or []), status=status)


def _act(request_id: int, form: forms.Form, title: str, submit: str, **more: Any) -> dict[str, Any]:
    url = reverse("exchange:show_request", args=[request_id])
    number = _("核验请求 %(number)s") % {"number": request_id}
    crumbs = [(_("核验请求"), reverse("exchange:list_requests")), (number, url), (title, "")]
    return {"form": form, "title": title, "submit": submit, "back": url, "crumbs": crumbs, **more}


class WordsForm(forms.Form):
    """A sentence that is kept."""

    words = forms.CharField(label=lazy("说明理由"), max_length=200, min_length=4)


class ReplyForm(forms.Form):
    """What the department said to an objection."""

    verdict = forms.ChoiceField(label=lazy("结论"), choices=[(code.value, words) for code, words in VERDICTS.items()])
    words = forms.CharField(label=lazy("答复内容"), max_length=200)


class _PersonPage(Page):
    """A form about one person of a request."""

    permission = DRAFT
    template = "exchange/act.html"
    title: Any = ""
    form_class: type[forms.Form] = WordsForm

    def act(self, key: int, said: dict[str, Any]) -> None:
        raise NotImplementedError

    def request_of(self, key: int) -> int:
        return queries.request_of_person(key, self.request.scope)

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        return self.render(_act(self.request_of(key), self.form_class(), str(self.title), str(self.title)))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        request_id, form = self.request_of(key), self.form_class(request.POST)
        if form.is_valid():
            try:
                self.act(key, form.cleaned_data)
            except DomainError as refusal:
                form.add_error("words", sentence(refusal))
            else:
                return redirect("exchange:show_request", request_id)
        return self.render(_act(request_id, form, str(self.title), str(self.title)), status=422)


class ObjectPage(_PersonPage):
    """Objecting to an answer."""

    title = lazy("提出异议")

    def act(self, key: int, said: dict[str, Any]) -> None:
        commands.object_to(key, reason=said["words"], by=self.request.scope, at=clock.now())


class SettlePage(_PersonPage):
    """Leaving the register as it is."""

    title = lazy("维持名册")

    def act(self, key: int, said: dict[str, Any]) -> None:
        commands.settle(key, words=said["words"], by=self.request.scope, at=clock.now())


class ReplyPage(_PersonPage):
    """Putting down the department's reply to an objection."""

    title = lazy("登记异议答复")
    form_class = ReplyForm

    def request_of(self, key: int) -> int:
        return queries.request_of_open_objection(key, self.request.scope)

    def act(self, key: int, said: dict[str, Any]) -> None:
        commands.reply(key, Verdict(said["verdict"]), said["words"], by=self.request.scope, at=clock.now())
