"""One visit settles everything: whom to visit, the form on paper and on a phone without a network, and what comes back."""

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

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock
from laoyou.core.audit import Subject
from laoyou.core.fields import Sealed
from laoyou.core.models import Area
from laoyou.core.scope import within
from laoyou.core.shell.forms import refuse
from laoyou.core.shell.words import together
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.people.commands import visits as commands
from laoyou.people.domain.visiting import form_number, id_of_form, stair_order
from laoyou.people.forms.shared import ReasonForm
from laoyou.people.forms.tie_forms import KIN
from laoyou.people.forms.visit_forms import NEEDS, VisitForm, from_phone
from laoyou.people.models import Resident
from laoyou.people.presenters.resident_presenter import identity_line
from laoyou.people.presenters.words import age_words, status_words
from laoyou.people.queries import visits
from laoyou.people.queries.visits import VISIT, Door
from laoyou.people.views.resident_views import REVEAL

MOST_FORMS = 200
CLOCK_MATTERS = 600


class _AreaPage(Page):
    """A page about one community over which visits are recorded."""

    permission = VISIT

    def area(self) -> tuple[list[Area], Area | None]:
        """The communities of the reader, and the one that he asks for; `core.not_found` for one that is not his."""
        known = visits.communities(self.request.scope)
        asked = self.request.GET.get("area") or self.request.POST.get("area") or ""
        if not asked:
            return known, known[0] if known else None
        found = next((one for one in known if one.id == asked), None)
        if found is None:
            raise DomainError("core.not_found")
        return known, found

    def with_addresses(self, area: Area, reason: str) -> list[tuple[Door, str]]:
        """The doors of a community in the order of the stairs, with whole addresses; who took them is on record."""
        scope = self.request.scope
        scope.require(REVEAL)
        rows = Resident.objects.scoped(scope, REVEAL).filter(within("residence_area_id", (area.id,)))
        allowed = set(rows.values_list("pk", flat=True))
        found = [one for one in visits.round_of(scope, area.id, clock.today()).doors if one.resident.pk in allowed]
        audit.read(
            "people.take_round", Subject("core.area", area.id, area.id), by=scope, permission=REVEAL, at=clock.now(),
            chain="people", reason=reason, detail={"rows": len(found)},
        )  # fmt: skip
        addresses = [one.resident.address for one in found]
        texts = [address.open() if isinstance(address, Sealed) else "" for address in addresses]
        return sorted(zip(found, texts, strict=True), key=lambda pair: (stair_order(pair[1]), pair[0].resident.pk))


class ListVisitsPage(_AreaPage):
    """Whom to visit this month in one community, and how far each grid has come."""

    template = "people/list_visits.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        known, area = self.area()
        found = visits.round_of(self.request.scope, area.id, clock.today()) if area else visits.Round()
        rows = [
            {
                "resident": one.resident,
                "age": age_words(one.resident.birth_date, clock.today()),
                "grounds": together(map(status_words, one.grounds)),
                "visited_on": one.visited_on,
                "number": form_number(one.resident.pk),
            }
            for one in found.doors
        ]
        crumbs = [(_("居民"), reverse("people:list_residents")), (_("上门登记"), "")]
        return self.render(
            {
                "communities": known,
                "area": area,
                "rows": rows,
                "progress": found.progress,
                "more": found.more,
                "may_take": self.request.scope.may(REVEAL),
                "title": _("上门登记"),
                "crumbs": crumbs,
            }
        )


class PrintVisitsPage(_AreaPage):
    """Paper forms in the order of the stairs, after a reason: they bear whole addresses."""

    template = "people/print_visits.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        _known, area = self.area()
        return self._ask(area, ReasonForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        _known, area = self.area()
        form = ReasonForm(request.POST)
        if area is None or not form.is_valid():
            return self._ask(area, form, 422)
        rows = [
            {
                "resident": door.resident,
                "number": form_number(door.resident.pk),
                "address": address,
                "who": identity_line(door.resident, clock.today()),
                "grounds": together(map(status_words, door.grounds)),
                "questions": [question.value for question in door.questions],
            }
            for door, address in self.with_addresses(area, form.cleaned_data["reason"])
        ]
        needs = [title for _value, title in NEEDS]
        return self.render({"area": area, "rows": rows, "needs": needs, "today": clock.today()})

    def _ask(self, area: Area | None, form: ReasonForm, status: int = 200) -> HttpResponse:
        title = _("打印登记表")
        crumbs = [(_("上门登记"), reverse("people:list_visits")), (title, "")]
        more = {"title": title, "area": area, "form": form, "crumbs": crumbs}
        return self.render(more, template="people/ask_print_visits.html", status=status)


class KeyVisitPage(Page):
    """A paper form keyed back by its number."""

    permission = VISIT
    template = "people/key_visit.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        number = request.GET.get("number", "").strip()
        if not number:
            return self._show("", None, None)
        try:
            resident = self._resident(number)
        except DomainError as refusal:
            return self._show(number, None, None, sentence(refusal), 422)
        return self._show(number, resident, self._form(resident))

    def post(self, request: HttpRequest) -> HttpResponse:
        number = request.POST.get("number", "").strip()
        resident = self._resident(number)
        form = self._form(resident, request.POST)
        if form.is_valid():
            try:
                visit, _new = commands.take_in(form.form(resident.pk), by=self.request.scope, at=clock.now())
            except DomainError as refusal:
                refuse(form, refusal, {"people.visit_time": "visited_on"})
            else:
                messages.success(request, _("已登记这次上门。"))
                for text in not_done(visit.not_done):
                    messages.warning(request, text)
                return redirect("people:list_visits")
        return self._show(number, resident, form, status=422)

    def _resident(self, number: str) -> Resident:
        found = id_of_form(number)
        if found is None:
            raise DomainError("people.form_number")
        row: Resident | None = Resident.objects.scoped(self.request.scope, VISIT).filter(pk=found).first()
        if row is None:
            raise DomainError("people.form_number")
        return row

    def _form(self, resident: Resident, data: Any = None) -> VisitForm:
        return VisitForm(data, questions=visits.questions_for(resident, self.request.scope, clock.today()))

    def _show(
        self, number: str, resident: Resident | None, form: VisitForm | None, wrong: str = "", status: int = 200
    ) -> HttpResponse:
        title = _("录入纸质登记表")
        crumbs = [(_("上门登记"), reverse("people:list_visits")), (title, "")]
        who = identity_line(resident, clock.today()) if resident else ""
        said = {"number": number, "resident": resident, "who": who, "form": form, "wrong": wrong}
        return self.render({**said, "title": title, "crumbs": crumbs}, status=status)


def not_done(codes: str) -> list[str]:
    """What of a visit could not be written, and why, in sentences."""
    names = {"life": _("在世痕迹"), "account": _("收款账户"), "contact": _("紧急联系人")}
    parts = [one.partition(":") for one in codes.split(",") if one]
    return [
        _("没有写入：%(what)s。%(why)s") % {"what": names.get(name, name), "why": _why(code)}
        for name, _colon, code in parts
    ]


def _why(code: str) -> str:
    try:
        return sentence(DomainError(code))
    except KeyError:  # its sentence names something that is not kept here
        return code


class PhoneVisitsPage(Page):
    """The form for a phone: a page without anybody's data, which the phone keeps and opens without a network."""

    permission = VISIT
    template = "people/phone_visits.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"needs": NEEDS, "kin": KIN, "title": _("手机上门登记")})


class VisitWorkerPage(Page):
    """The service worker: which files the phone keeps. No file of anybody's data is among them."""

    permission = VISIT

    def get(self, request: HttpRequest) -> HttpResponse:
        said = {"shell": reverse("people:phone_visits")}
        response = HttpResponse(render_to_string("people/visit_worker.js", said), content_type="text/javascript")
        response["Cache-Control"] = "no-cache"
        return response


class TakeRoundPage(_AreaPage):
    """The round of one community for a phone, in the order of the stairs; with it the token under which forms are sent."""

    permission = VISIT

    def get(self, request: HttpRequest) -> HttpResponse:
        known, area = self.area()
        said: dict[str, Any] = {
            "token": get_token(request),
            "communities": [{"id": one.id, "name": one.name} for one in known],
        }
        if request.GET.get("area") and area is not None:
            said["area"] = area.id
            said["doors"] = [
                {
                    "id": door.resident.pk,
                    "name": door.resident.name,
                    "who": identity_line(door.resident, clock.today()),
                    "address": address,
                    "known": together(map(status_words, door.grounds)),
                    "questions": [question.value for question in door.questions],
                    "done": door.done,
                }
                for door, address in self.with_addresses(area, _("手机上门登记"))
            ]
        return JsonResponse(said)


class SendVisitsPage(Page):
    """Forms from a phone: each is taken in once, and each is answered for itself."""

    permission = VISIT

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            sent = json.loads(request.body)
            phone_now = parse_datetime(str(sent["phone_now"]))
            forms = sent["forms"]
            if phone_now is None or phone_now.tzinfo is None or not isinstance(forms, list) or len(forms) > MOST_FORMS:
                raise ValueError("no time, or no list of forms")
        except (KeyError, TypeError, ValueError) as wrong:
            raise DomainError("people.visit_key") from wrong
        # Real time on purpose: a demonstration's clock stands on its own day, the phone's does not.
        real = timezone.now()
        return JsonResponse({"answers": [self._take(one, phone_now.astimezone(UTC), real) for one in forms]})

    def _take(self, sent: Any, phone_now: datetime, real: datetime) -> dict[str, Any]:
        key = str(sent.get("key", "")) if isinstance(sent, dict) else ""
        try:
            visit, new = commands.take_in(from_phone(sent, phone_now, real), by=self.request.scope, at=clock.now())
        except DomainError as refusal:
            return {"key": key, "state": "refused", "sentence": sentence(refusal)}
        said = not_done(visit.not_done)
        if abs(visit.clock_off_seconds) > CLOCK_MATTERS:
            said.append(_("手机时钟不准，上门日期按服务器时间记为%(day)s。") % {"day": visit.visited_on.isoformat()})
        return {"key": key, "state": "done" if new else "again", "sentence": " ".join(said)}
