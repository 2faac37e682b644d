"""What assessors do: the answers on a page, the signature, and the form for a phone without a network."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.assessments.commands import assessing
from laoyou.assessments.commands.shared import answers_that_count, entry_of
from laoyou.assessments.domain.assessment import State
from laoyou.assessments.forms.assessment_forms import AnswersForm
from laoyou.assessments.models import Assessment
from laoyou.assessments.permissions import ASSESS
from laoyou.assessments.views.pages import AssessmentFormPage
from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.views import Page


class AnswerPage(AssessmentFormPage):
    """The questions of the instrument, group by group, for somebody at a desk or with a network."""

    permission = ASSESS
    template = "assessments/answer.html"
    title = lazy("填写评估表")
    lead = lazy("按评估工具的次序逐项填写。可以先存一部分，都填齐了再签字。")
    submit = lazy("保存评估表")
    done = lazy("已保存评估表。请看过以后签字。")

    def find(self, assessment_id: int) -> Assessment:
        """An assessment that was given to the reader and may still be answered."""
        row = super().find(assessment_id)
        if self.request.scope.account_id not in (row.assessor_one_id, row.assessor_two_id):
            raise DomainError("assessments.not_yours")
        if State(row.state) not in (State.ASSIGNED, State.VISITED):
            raise DomainError("assessments.state", state=str(Assessment.State(row.state).label))
        return row

    def form(self, row: Assessment, data: Any = None) -> AnswersForm:
        counting = answers_that_count(row)
        said = assessing.said_in(counting) if counting is not None else None
        return AnswersForm(entry_of(row.instrument), data, said=said)

    def act(self, row: Assessment, said: dict[str, Any], form: Any) -> None:
        assessing.take_in(form.form(row.pk), by=self.request.scope, at=clock.now())


class SignPage(Page):
    """One of the two signs the answers that he was shown."""

    permission = ASSESS

    def post(self, request: HttpRequest, assessment_id: int) -> HttpResponse:
        shown = request.POST.get("answers", "")
        if not (shown.isascii() and shown.isdigit()) or len(shown) > 18:
            raise DomainError("assessments.answers_changed")
        row = assessing.sign(assessment_id, int(shown), by=self.request.scope, at=clock.now())
        done = (
            _("两人都已签字，等级已定。") if State(row.state) is State.SIGNED else _("已签字，等待另一名评估员签字。")
        )
        messages.success(request, done)
        return redirect("assessments:show_assessment", assessment_id)
