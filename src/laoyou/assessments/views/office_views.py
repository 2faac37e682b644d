"""What an office does: asking, assigning, telling, objections, settling, levels of other departments; one assessment, its report."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.assessments.commands import afterwards, asking, assessing
from laoyou.assessments.commands.shared import entry_of
from laoyou.assessments.domain.assessment import OPEN, Reason, State, Verdict
from laoyou.assessments.forms.assessment_forms import (
    AnswerObjectionForm,
    AskForm,
    AssignForm,
    ObjectForm,
    RecogniseForm,
    TellForm,
    WordsForm,
)
from laoyou.assessments.models import Assessment, AssessmentAnswers
from laoyou.assessments.permissions import ASK, ASSESS, ASSIGN, DECIDE, OBJECT, SHOW
from laoyou.assessments.presenters import words
from laoyou.assessments.queries import assessments as queries
from laoyou.assessments.views.list_views import over
from laoyou.assessments.views.pages import AssessmentFormPage, crumbs_of, refused, who
from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, fields
from laoyou.core.audit import Subject
from laoyou.core.views import Page
from laoyou.people import public as people
from laoyou.providers import public as providers


class _ResidentFormPage(Page):
    """A form about one resident."""

    template = "assessments/act.html"
    title: Any = ""
    lead: Any = ""
    submit: Any = ""

    def form(self, data: Any = None) -> forms.Form:
        raise NotImplementedError

    def act(self, resident_id: int, said: dict[str, Any]) -> str:
        """What is done; the address that is shown next."""
        raise NotImplementedError

    def get(self, request: HttpRequest, resident_id: int) -> HttpResponse:
        return self._show(who(resident_id, self.request.scope, self.permission), self.form())

    def post(self, request: HttpRequest, resident_id: int) -> HttpResponse:
        one = who(resident_id, self.request.scope, self.permission)
        form = self.form(request.POST)
        if form.is_valid():
            try:
                return redirect(self.act(resident_id, form.cleaned_data))
            except DomainError as refusal:
                refused(form, refusal)
        return self._show(one, form, 422)

    def _show(self, one: people.Person, form: forms.Form, status: int = 200) -> HttpResponse:
        scope = self.request.scope
        back = _of_resident(one.id, self)
        crumbs = crumbs_of(scope, (one.name, back, "zh"), (str(self.title), ""))
        context = {
            "who": one, "form": form, "title": self.title, "lead": self.lead, "submit": self.submit or self.title,
            "back": back, "crumbs": crumbs,
        }  # fmt: skip
        return self.render(context, status=status)


def _of_resident(resident_id: int, page: Page) -> str:
    if page.request.scope.may(SHOW):
        return reverse("assessments:list_of_resident", args=[resident_id])
    return people.resident_url(resident_id)


class AskPage(_ResidentFormPage):
    """Asking that a resident be assessed."""

    permission = ASK
    title = lazy("申请能力评估")
    lead = lazy("登记后由镇街派两名评估员上门。")
    submit = lazy("登记申请")

    def form(self, data: Any = None) -> AskForm:
        return AskForm(data)

    def act(self, resident_id: int, said: dict[str, Any]) -> str:
        asking.ask(
            resident_id, said["instrument"], Reason(said["reason"]), said["asked_by"], said["on"],
            by=self.request.scope, at=clock.now(),
        )  # fmt: skip
        messages.success(self.request, _("已登记申请，等待派评估员。"))
        return _of_resident(resident_id, self)


class RecognisePage(_ResidentFormPage):
    """Taking over a level that another department found."""

    permission = DECIDE
    title = lazy("采用其他部门的等级")
    lead = lazy("各部门的评估结果互认，不重复评估。写明来源、日期和文书。")
    submit = lazy("登记等级")

    def form(self, data: Any = None) -> RecogniseForm:
        return RecogniseForm(data)

    def act(self, resident_id: int, said: dict[str, Any]) -> str:
        instrument, _colon, level = said["level"].rpartition(":")
        afterwards.recognise(
            resident_id, instrument, int(level), said["assessed_on"], valid_to=said["valid_to"], source=said["source"],
            document=said["document"], by=self.request.scope, at=clock.now(),
        )  # fmt: skip
        messages.success(self.request, _("已登记等级。"))
        return _of_resident(resident_id, self)


class ShowAssessmentPage(Page):
    """One assessment: state and next step, the level with its reasons, the answers, what was done; the look is recorded."""

    permission = SHOW
    template = "assessments/show_assessment.html"

    def get(self, request: HttpRequest, assessment_id: int) -> HttpResponse:
        scope = self.request.scope
        row = queries.one(assessment_id, scope)
        one = who(row.resident_id, scope, SHOW)
        subject = Subject("people.resident", str(one.id), one.area_id)
        audit.read("assessments.show", subject, by=scope, permission=SHOW, at=clock.now(), chain="people")
        state, today = State(row.state), clock.today()
        assigns = over(one, scope, ASSIGN)
        mine = scope.account_id is not None and scope.account_id in (row.assessor_one_id, row.assessor_two_id)
        mine = mine and over(one, scope, ASSESS)
        signed = row.signed_one_at if scope.account_id == row.assessor_one_id else row.signed_two_at
        alive = one.death_date is None
        objections = queries.objections(row, scope)
        waiting = any(each.replied_at is None for each in objections)
        within = row.objection_until is not None and today <= row.objection_until
        steps = [
            {"row": step, "words": words.STEPS.get(step.kind, step.kind), "state": step.get_state_display()}
            for step in queries.steps(row, scope)
        ]
        return self.render(
            {
                **content(row, queries.answers(row, scope)),
                "row": row,
                "who": one,
                "state": row.get_state_display(),
                "tone": words.TONES.get(state, "state-no-data"),
                "steps": steps,
                "objections": [
                    {"row": each, "verdict": words.VERDICTS.get(each.verdict, ""), "open": each.replied_at is None}
                    for each in objections
                ],
                "may_assign": assigns and alive and state in OPEN,
                "may_withdraw": assigns and state in OPEN,
                "may_answer": mine and alive and state in (State.ASSIGNED, State.VISITED),
                "may_sign": mine and alive and state is State.VISITED and signed is None,
                "may_tell": assigns and state is State.SIGNED and not waiting,
                "may_settle": assigns
                and state is State.SIGNED
                and not waiting
                and row.objection_until is not None
                and not within,
                "may_object": over(one, scope, OBJECT) and state is State.SIGNED and within and not waiting,
                "may_decide": over(one, scope, DECIDE),
                "may_print": row.level is not None,
                "due": row.due_on is not None and row.due_on <= today,
                "of_resident": reverse("assessments:list_of_resident", args=[one.id]),
                "crumbs": crumbs_of(scope, (one.name, "", "zh")),
            }
        )


def content(row: Assessment, answers: list[AssessmentAnswers]) -> dict[str, Any]:
    """What was answered and what came of it, for the page and for paper."""
    entry = entry_of(row.instrument)
    counting = next((one for one in answers if one.superseded_at is None), None)
    said: dict[str, Any] = (
        assessing.said_in(counting) if counting else {"answers": {}, "circumstances": {}, "remark": ""}
    )
    trace = json.loads(fields.opened(row.trace) or "{}")
    held = providers.certificate(row.credential_id) if row.credential_id is not None else None
    first = words.level_words(row.instrument, trace.get("first"))
    return {
        "entry_title": words.title_of(entry),
        "clause": words.clause_words(entry),
        "verified": entry.verified,
        "groups": words.groups_of(entry, said["answers"], trace),
        "circumstances": words.circumstances_of(entry, said["circumstances"]),
        "remark": said["remark"],
        "counting": counting,
        "others": [one for one in answers if one.superseded_at is not None],
        "level": words.level_words(row.instrument, row.level),
        "total": trace.get("total"),
        "most": sum(one.most for one in words.groups_of(entry, {}, None)) if entry.method == "total" else None,
        "first": first if trace.get("raised_by") else "",
        "raised_by": words.raised_words(entry, trace),
        "number": assessing.number_of(row),
        "certificate": held,
    }


class AssignPage(AssessmentFormPage):
    """Two assessors, one of them with a medical certificate."""

    permission = ASSIGN
    title = lazy("派评估员")
    lead = lazy("两名评估员应是不同的人。改派后，原来的签字作废。")
    done = lazy("已派评估员，两人都收到通知。")

    def form(self, row: Assessment, data: Any = None) -> AssignForm:
        able = queries.assessors_for(row, at=clock.now())
        first = [each.pk for each in able[:2]] + [None, None]
        initial = {
            "one": row.assessor_one_id or first[0],
            "two": row.assessor_two_id or first[1],
            "medical": row.medical or 1,
            "planned_on": row.planned_on,
        }
        return AssignForm(entry_of(row.instrument), able, data, initial=initial)

    def act(self, row: Assessment, said: dict[str, Any], form: Any) -> None:
        asking.assign(
            row.pk, said["one"], said["two"], medical=said.get("medical") or 0,
            certificate_number=said.get("certificate", ""), planned_on=said["planned_on"], by=self.request.scope,
            at=clock.now(),
        )  # fmt: skip


class WithdrawPage(AssessmentFormPage):
    """Taking an assessment back."""

    permission = ASSIGN
    title = lazy("撤回能力评估")
    lead = lazy("签字以前可以撤回，例如本人不愿评估、已经去世。")
    done = lazy("已撤回。")

    def form(self, row: Assessment, data: Any = None) -> WordsForm:
        return WordsForm(data)

    def act(self, row: Assessment, said: dict[str, Any], form: Any) -> None:
        asking.withdraw(row.pk, reason=said["reason"], by=self.request.scope, at=clock.now())


class TellPage(AssessmentFormPage):
    """The result was told to the person."""

    permission = ASSIGN
    title = lazy("告知结果")
    lead = lazy("把评估报告交给本人或家属，并告诉他们可以提出异议的期限。")
    submit = lazy("登记告知")
    done = lazy("已登记告知。")

    def form(self, row: Assessment, data: Any = None) -> TellForm:
        return TellForm(data, initial={"told_on": row.told_on or clock.today(), "objection_until": row.objection_until})

    def act(self, row: Assessment, said: dict[str, Any], form: Any) -> None:
        afterwards.tell(row.pk, said["told_on"], said["objection_until"], by=self.request.scope, at=clock.now())


class ObjectPage(AssessmentFormPage):
    """Somebody objects to the level."""

    permission = OBJECT
    title = lazy("提出异议")
    lead = lazy("写明对哪一项、为什么有异议。异议成立的，由另外两名评估员重新评估。")
    done = lazy("已登记异议。")

    def form(self, row: Assessment, data: Any = None) -> ObjectForm:
        return ObjectForm(data)

    def act(self, row: Assessment, said: dict[str, Any], form: Any) -> None:
        afterwards.object_to(row.pk, said["objector"], said["reason"], by=self.request.scope, at=clock.now())


class AnswerObjectionPage(AssessmentFormPage):
    """An objection is answered."""

    permission = DECIDE
    title = lazy("答复评估异议")
    done = lazy("已答复异议。")

    def form(self, row: Assessment, data: Any = None) -> AnswerObjectionForm:
        return AnswerObjectionForm(data)

    def find(self, assessment_id: int) -> Assessment:
        """The assessment of the objection that the address names."""
        return queries.objection(assessment_id, self.request.scope, DECIDE).assessment

    def act(self, row: Assessment, said: dict[str, Any], form: Any) -> None:
        afterwards.answer_objection(
            self.kwargs["assessment_id"], Verdict(said["verdict"]), said["reply"], by=self.request.scope, at=clock.now()
        )


class SettlePage(Page):
    """The term for objections is over."""

    permission = ASSIGN

    def post(self, request: HttpRequest, assessment_id: int) -> HttpResponse:
        afterwards.settle(assessment_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已办结。"))
        return redirect("assessments:show_assessment", assessment_id)


class PrintReportPage(Page):
    """The report on paper, in the order of an official document."""

    permission = SHOW
    template = "assessments/print_report.html"

    def get(self, request: HttpRequest, assessment_id: int) -> HttpResponse:
        scope = self.request.scope
        row = queries.one(assessment_id, scope)
        one = who(row.resident_id, scope, SHOW)
        if row.level is None:
            raise DomainError("assessments.state", state=str(Assessment.State(row.state).label))
        subject = Subject("people.resident", str(one.id), one.area_id)
        audit.read("assessments.print", subject, by=scope, permission=SHOW, at=clock.now(), chain="people")
        made = content(row, queries.answers(row, scope))
        signed = max(moment for moment in (row.signed_one_at, row.signed_two_at) if moment is not None)
        paper = {
            "number": _("评估报告 %(number)s 号") % {"number": made["number"]},
            "date": signed.astimezone(clock.BEIJING).date(),
        }
        return self.render({**made, "row": row, "who": one, "paper": paper})
