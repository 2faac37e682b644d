"""What assessors do: the answers on a page, the signature, and the form for a phone without a network."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.assessments.commands import assessing
from laoyou.assessments.commands.shared import answers_that_count, entry_of
from laoyou.assessments.domain.assessment import State
from laoyou.assessments.forms.assessment_forms import AnswersForm, from_phone
from laoyou.assessments.models import Assessment
from laoyou.assessments.permissions import ASSESS
from laoyou.assessments.presenters.words import chinese, title_of
from laoyou.assessments.queries import assessments as queries
from laoyou.assessments.views.pages import AssessmentFormPage
from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.audit import Subject
from laoyou.core.shell.dates import short_day
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.people import public as people


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


MOST_FORMS = 200
CLOCK_MATTERS = 600


class PhonePage(Page):
    """The form for a phone: a page without anybody's data, which the phone keeps and opens without a network."""

    permission = ASSESS
    template = "assessments/phone.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"title": _("手机评估")})


class PhoneWorkerPage(Page):
    """The service worker: which files the phone keeps. No file of anybody's data is among them."""

    permission = ASSESS

    def get(self, request: HttpRequest) -> HttpResponse:
        said = {"shell": reverse("assessments:phone")}
        response = HttpResponse(render_to_string("assessments/phone_worker.js", said), content_type="text/javascript")
        response["Cache-Control"] = "no-cache"
        return response


class TakeRoundPage(Page):
    """What was given to the reader, with whole addresses and instruments, and the token under which forms are sent."""

    permission = ASSESS

    def get(self, request: HttpRequest) -> HttpResponse:
        said: dict[str, Any] = {"token": get_token(request)}
        if request.GET.get("take"):
            said |= self._round()
        return JsonResponse(said)

    def _round(self) -> dict[str, Any]:
        scope, today = self.request.scope, clock.today()
        rows = queries.given_to(scope)
        ids = [row.resident_id for row in rows]
        known = people.people_named(ids, scope, ASSESS, on=today)
        addresses = people.whole_addresses(ids, scope, ASSESS)
        found = []
        for row in rows:
            one = known.get(row.resident_id)
            if one is None or one.death_date is not None:
                continue
            subject = Subject("people.resident", str(one.id), one.area_id)
            audit.read("assessments.take_round", subject, by=scope, permission=ASSESS, at=clock.now(), chain="people")
            counting = answers_that_count(row)
            filled = assessing.said_in(counting) if counting is not None else {"answers": {}, "circumstances": {}}
            found.append(
                {
                    "id": row.pk,
                    "name": one.name,
                    "who": one.line,
                    "address": addresses.get(one.id, ""),
                    "planned": short_day(row.planned_on) if row.planned_on else "",
                    "instrument": row.instrument,
                    "answered": counting is not None,
                    "url": reverse("assessments:show_assessment", args=[row.pk]),
                    **filled,
                }
            )
        instruments = {row.instrument: _instrument(row.instrument) for row in rows}
        return {"assessments": found, "instruments": instruments}


def _instrument(code: str) -> dict[str, Any]:
    """An instrument as the phone shows it, in the reader's language."""
    entry = entry_of(code)
    here = chinese()
    return {
        "title": title_of(entry),
        "groups": [
            {
                "title": title_of(dimension),
                "items": [
                    {
                        "code": item.code,
                        "title": title_of(item),
                        "help": (item.help if here else item.help_en) or "",
                        "choices": [{"score": one.score, "title": title_of(one)} for one in entry.choices(item)],
                    }
                    for item in dimension.item
                ],
            }
            for dimension in entry.dimension
        ],
        "circumstances": [
            {"code": one.code, "title": title_of(one), "note": (one.note if here else one.note_en) or ""}
            for one in entry.circumstance
        ],
    }


class SendAnswersPage(Page):
    """Forms from a phone: each is taken in once, and each is answered for itself."""

    permission = ASSESS

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            sent = json.loads(request.body)
            phone_now = parse_datetime(str(sent["phone_now"]))
            forms = sent["forms"]
            if phone_now is None or phone_now.tzinfo is None or not isinstance(forms, list) or len(forms) > MOST_FORMS:
                raise ValueError("no time, or no list of forms")
        except (KeyError, TypeError, ValueError) as wrong:
            raise DomainError("assessments.answers_key") from wrong
        # Real time on purpose: a demonstration's clock stands on its own day, the phone's does not.
        real = timezone.now()
        return JsonResponse({"answers": [self._take(one, phone_now.astimezone(UTC), real) for one in forms]})

    def _take(self, sent: Any, phone_now: datetime, real: datetime) -> dict[str, Any]:
        key = str(sent.get("key", "")) if isinstance(sent, dict) else ""
        try:
            answers, new = assessing.take_in(from_phone(sent, phone_now, real), by=self.request.scope, at=clock.now())
        except DomainError as refusal:
            return {"key": key, "state": "refused", "sentence": sentence(refusal)}
        said = ""
        if abs(answers.clock_off_seconds) > CLOCK_MATTERS:
            day = answers.given_at.astimezone(clock.BEIJING).date().isoformat()
            said = _("手机时钟不准，上门日期按服务器时间记为%(day)s。") % {"day": day}
        return {"key": key, "state": "done" if new else "again", "sentence": said}
